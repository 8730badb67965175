"""`live()`: a path to a view."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Iterator
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from liveview.channel import mount as channel
from liveview.channel.report import report
from liveview.errors import ConfigurationError, PathError, ProcessError
from liveview.view.live_view import LiveView
from liveview.web.host import USER, Guard, Host, Visit, admit
from liveview.web.links import PREFIX
from liveview.web.policy import page_headers
from liveview.web.tokens import new_session, session_of, set_session

logger = logging.getLogger("liveview.web")


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
    endpoint = PageEndpoint(view, guard)
    return Route(path, endpoint.serve, methods=["GET"], name=name or view.__name__)


def views_of(routes: Iterable[BaseRoute]) -> Iterator[type[LiveView]]:
    """The views that routes serve, those under a `Mount` too; what another `LiveApp` serves is that one's."""
    for route in routes:
        owner = getattr(getattr(route, "endpoint", None), "__self__", None)
        if isinstance(owner, PageEndpoint):
            yield owner.view
        if isinstance(route, Mount) and not isinstance(getattr(route.app, "live", None), Host):
            yield from views_of(route.routes)


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


class PageEndpoint:
    """An HTTP request to a view's first page.

    Args:
        view: the class.
        guard: who may see it.

    Attributes:
        view: the class.
    """

    def __init__(self, view: type[LiveView], guard: Guard | None) -> None:
        self.view = view
        self._guard = guard

    async def serve(self, request: Request) -> Response:
        """Mounts the view, renders it, and parks it for the join."""
        host = host_of(request.app)
        PREFIX.set(request.scope.get("root_path", ""))
        user = await admit(self._guard, request) if self._guard else request.scope.get(USER)
        try:
            mounted = await channel.mount(self.view, _view_request(request, user), host.services)
        except PathError as error:
            raise HTTPException(404, str(error) if host.settings.debug else None) from error
        except HTTPException:
            raise
        except Exception as error:
            if not host.settings.debug or _is_handled(request.app, error):
                raise
            logger.error("%s cannot be shown", self.view.__name__, exc_info=error)
            return _mistake(host, request, self.view, error)
        if _is_only_looking(request):
            await mounted.stop("not shown")
        else:
            self._park(host, Visit(mounted, self._guard, dict(request.path_params)))
        return self._respond(host, request, mounted)

    def _park(self, host: Host, visit: Visit) -> None:
        try:
            host.park(visit)
        except ProcessError as error:
            visit.channel.exit("no room")
            # New pages are turned away so that those that are open live on.
            raise HTTPException(503, "too many pages are open", headers={"Retry-After": "5"}) from error

    def _respond(self, host: Host, request: Request, mounted: channel.Channel) -> Response:
        session = session_of(request) or new_session()
        prefix = request.scope.get("root_path", "")
        token = host.tokens.issue(mounted.id, _path(request), session=session, prefix=prefix)
        nonce = secrets.token_urlsafe(16)
        html = host.documents.live(mounted.page(), token, prefix=prefix, nonce=nonce, request=request)
        response = HTMLResponse(html, headers=page_headers(nonce, host.settings.policy))
        set_session(response, request, session)
        return response


def _view_request(request: Request, user: Any) -> channel.Request:
    query: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        query.setdefault(name, []).append(value)
    return channel.Request(
        path=_path(request),
        url=str(request.url),
        path_params=request.path_params,
        query=query,
        session=request.scope.get("session") or {},
        user=user,
    )


def _path(request: Request) -> str:
    """The path under the app, without its prefix."""
    path: str = request.scope["path"]
    return path.removeprefix(request.scope.get("root_path", "")) or "/"


def _is_only_looking(request: Request) -> bool:
    """A request of which the page is not shown now: nobody will join."""
    purpose = request.headers.get("sec-purpose") or request.headers.get("purpose") or ""
    return request.method == "HEAD" or "prefetch" in purpose


def _is_handled(app: Any, error: Exception) -> bool:
    """Whether the app has a handler for this very kind of exception; one for all kinds is not for development."""
    kinds = set(type(error).__mro__) - {Exception, BaseException, object}
    return not kinds.isdisjoint(app.exception_handlers)


def _mistake(host: Host, request: Request, view: type[LiveView], error: Exception) -> Response:
    prefix = request.scope.get("root_path", "")
    html = host.documents.error(report(error, f"{view.__name__} cannot be shown"), prefix)
    nonce = secrets.token_urlsafe(16)
    return HTMLResponse(html, status_code=500, headers=page_headers(nonce, host.settings.policy))
