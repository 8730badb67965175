"""`live()`: a path to a view, and `group()`: several that share their guards."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from liveview.channel import mount as channel
from liveview.channel.report import report
from liveview.errors import ConfigurationError, PathError, ProcessError, ProcessExitError
from liveview.runtime.exits import Shutdown, word_of
from liveview.view.live_view import LiveView
from liveview.web.guards import Guard, admit
from liveview.web.hops import change_session, redirect
from liveview.web.host import Host
from liveview.web.links import PREFIX
from liveview.web.places import OnMount, Place, Placed, placed
from liveview.web.policy import NOSNIFF, page_headers
from liveview.web.tokens import new_session, session_of, set_session
from liveview.web.view_request import PARTS, inner_path, is_only_looking, prefix_of, view_request
from liveview.web.visit import Visit

logger = logging.getLogger("liveview.web")

# A page that asks for the next one without being loaded anew names its group.
NAVIGATION = "lv-navigate"


def live(path: str, view: type[LiveView], *, guard: Guard | None = None, name: str | None = None) -> Route:
    """A route that serves a view.

    Args:
        path: as in Starlette; its parameters go to `mount` by name and type.
        view: the class.
        guard: called with the request before the view is mounted, and again with the WebSocket when its page
            joins. What it returns is `self.user`; it refuses by raising `HTTPException`.
        name: for `url_for`; by default the class's name.

    Returns:
        A route for `LiveApp(routes=[…])`.
    """
    if not _is_view(view):
        raise ConfigurationError(f"live({path!r}, …) takes a LiveView class, not {view!r}")
    endpoint = PageEndpoint(Place(view, guards=() if guard is None else (guard,)))
    return Route(path, endpoint.serve, methods=["GET"], name=name or view.__name__)


def group(
    name: str, routes: Sequence[BaseRoute], *, guard: Guard | None = None, on_mount: Sequence[OnMount] = ()
) -> list[BaseRoute]:
    """Views that share guards and a way to begin: `LiveApp(routes=[*group("admin", […], guard=staff), …])`.

    A link from a view of one group to one of another loads the page as a whole.

    Args:
        name: tells the group from others.
        routes: its routes; those under a `Mount` and in groups of their own, too.
        guard: as in `live`; asked before the guards of inner groups and of the routes themselves.
        on_mount: functions that are called with the view before its `mount`, `def` or `async def`. They may assign to
            its fields, send it away (`view.redirect(…)`) or raise `HTTPException`.

    Returns:
        The routes.
    """
    for endpoint in placed(routes):
        place = endpoint.place
        endpoint.place = replace(
            place,
            group=f"{name}/{place.group}" if place.group else name,
            guards=place.guards if guard is None else (guard, *place.guards),
            on_mount=(*on_mount, *place.on_mount),
        )
    return list(routes)


def _is_view(given: object) -> bool:
    return isinstance(given, type) and issubclass(given, LiveView)


def host_of(app: Any) -> Host:
    """The running side of the app that serves a request."""
    host = getattr(app, "live", None)
    if not isinstance(host, Host):
        raise ConfigurationError(
            f"a live() route was reached in a {type(app).__name__}: live routes belong to a LiveApp, which "
            "live_app.attach(app, path=…) mounts into other apps"
        )
    return host


class PageEndpoint(Placed):
    """An HTTP request to a view's first page."""

    async def serve(self, request: Request) -> Response:
        """Mounts the view, renders it, and parks it for the join."""
        host, place = host_of(request.app), self.place
        if request.headers.get(NAVIGATION, place.group) != place.group:
            return Response(status_code=204, headers={"Cache-Control": "no-store"})  # loaded as a whole instead
        request.scope.pop(PARTS, None)  # those are for ordinary pages
        PREFIX.set(prefix_of(request))
        session = session_of(request)
        if not host.visits.knows(session):
            host.admission.arrive(request.client.host if request.client else None)
        await host.beginning.turn()
        user = await admit(place.guards, request)
        visit = host.visit(place, session or new_session(), request.scope)
        shown = replace(view_request(request, user), flashes=host.hops.kept(request, visit.prefix))
        if visit.is_failing(shown):
            return _failed(host, request, shown.target)
        try:
            mounted = await channel.mount(place.view, shown, host.services, visit, place.on_mount)
        except channel.Redirected as redirected:
            return _redirect(host, request, redirected)
        except PathError as error:
            raise HTTPException(404, str(error) if host.settings.debug else None, headers=NOSNIFF) from error
        except HTTPException:
            raise
        except Exception as error:
            return _mistake(host, request, place.view, error)
        if is_only_looking(request):
            try:
                return self._respond(host, request, mounted, visit)
            finally:
                await mounted.stop("not shown")  # what has ended shows nothing
        self._park(host, mounted, visit)
        await host.keeping.written(visit)
        return self._respond(host, request, mounted, visit)

    def _park(self, host: Host, mounted: channel.Channel, visit: Visit) -> None:
        try:
            host.park(mounted, visit)
        except ProcessError as error:
            mounted.exit("no room")
            # New pages are turned away so that those that are open live on.
            raise HTTPException(503, "too many pages are open", headers={"Retry-After": "5", **NOSNIFF}) from error

    def _respond(self, host: Host, request: Request, mounted: channel.Channel, visit: Visit) -> Response:
        try:
            page = mounted.page()
        except ProcessExitError as ended:
            return _ended(host, request, self.place.view, ended)
        prefix = visit.prefix
        token = host.tokens.issue(mounted.id, inner_path(request), session=visit.session, prefix=prefix)
        nonce = secrets.token_urlsafe(16)
        html = host.documents.live(page, token, prefix=prefix, nonce=nonce, request=request, group=self.place.group)
        response = HTMLResponse(html, headers=page_headers(nonce, host.settings.policy))
        set_session(response, request, visit.session)
        host.hops.forget(response, request, prefix)
        return response


def _redirect(host: Host, request: Request, redirected: channel.Redirected) -> Response:
    """What `mount` or `params` has asked for."""
    response = redirect(redirected.url)
    host.hops.keep(response, redirected.flashes, request, prefix_of(request))
    if redirected.session is not None:
        change_session(request, redirected.session)
        renew_session(host, request, response)
    return response


def renew_session(host: Host, request: Request, response: Response) -> None:
    """Somebody signs in or out: no id that was known before is good for what comes, and open pages ask again."""
    before = session_of(request)
    set_session(response, request, new_session())
    if before is not None:
        # After the answer: a page that asks again before the browser has the new cookie would be shown as it was.
        response.background = BackgroundTask(host.sign_out, before)


def _failed(host: Host, request: Request, target: str) -> Response:
    """The view has crashed too often to be mounted once more by itself."""
    html = host.documents.failed(target, prefix_of(request))
    nonce = secrets.token_urlsafe(16)
    return HTMLResponse(html, status_code=500, headers=page_headers(nonce, host.settings.policy))


def _is_handled(app: Any, error: Exception) -> bool:
    """Whether the app has a handler for this very kind of exception; one for all kinds is not for development."""
    kinds = set(type(error).__mro__) - {Exception, BaseException, object}
    return not kinds.isdisjoint(app.exception_handlers)


def _ended(host: Host, request: Request, view: type[LiveView], ended: ProcessExitError) -> Response:
    """The view has ended between its `mount` and the answer: it has failed, or the next one may live longer."""
    if isinstance(ended.reason, Exception) and not isinstance(ended.reason, Shutdown):
        return _mistake(host, request, view, ended.reason)
    logger.warning("%s ended before it was shown: %s", view.__name__, word_of(ended.reason))
    detail = f"{view.__name__} ended before it was shown" if host.settings.debug else "the page is not there yet"
    raise HTTPException(503, detail, headers={"Retry-After": "1", **NOSNIFF}) from ended


def _mistake(host: Host, request: Request, view: type[LiveView], error: Exception) -> Response:
    """What the view has raised: in development its own page, otherwise what the app's handlers make of it."""
    if not host.settings.debug or _is_handled(request.app, error):
        raise error
    logger.error("%s cannot be shown", view.__name__, exc_info=error)
    html = host.documents.error(report(error, f"{view.__name__} cannot be shown"), prefix_of(request))
    nonce = secrets.token_urlsafe(16)
    return HTMLResponse(html, status_code=500, headers=page_headers(nonce, host.settings.policy))
