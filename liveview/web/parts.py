"""Live parts of ordinary pages: `{{ live_part(Tile, label="CPU") }}` in a template that any route renders.

Templates are rendered at a stroke, and mounting a view takes its time. So the call leaves a mark, and the part comes
into its place when the response is on its way: each one a process, a token and a connection of its own.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import jinja2
from markupsafe import Markup
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from liveview.channel import mount as channel
from liveview.channel.snapshot import Snapshot
from liveview.errors import ConfigurationError, ProcessError, SnapshotError
from liveview.runtime.reports import in_line
from liveview.view.component import Component
from liveview.view.live_view import LiveView
from liveview.web.guards import admit
from liveview.web.host import Host
from liveview.web.links import PREFIX
from liveview.web.places import Place, place_of
from liveview.web.returning_parts import RETURNING, Returning
from liveview.web.routing import NAVIGATION
from liveview.web.signs import Sign, digest, numbered
from liveview.web.solo import solo
from liveview.web.tokens import new_session, session_of, set_session
from liveview.web.view_request import PARTS, inner_path, is_only_looking, prefix_of, view_request
from liveview.web.visit import PartVisit
from liveview.web.writer import Entry

logger = logging.getLogger("liveview.web")

# A page whose part has lost its process asks for that one alone, by its number.
WANTED = "lv-part"
_MARK = re.compile(rb"<!--lv-part ([0-9a-f]{16})-->")

# Where the parts say that they have lost their connection, unless the page has a place of its own.
STATUS = b"<output lv-status></output>"
FAILED = '<p class="lv-failed" role="alert">This part of the page cannot be shown now.</p>'


@dataclass(frozen=True)
class Asked:
    """What a template asks for.

    Attributes:
        view: the class.
        arguments: of its `mount` and `params`, or a component's props.
        nonce: what allows its inline styles, where the template has one.
    """

    view: type[LiveView] | type[Component]
    arguments: Mapping[str, Any]
    nonce: str


class Parts:
    """What the templates of one response ask for, by their marks."""

    def __init__(self) -> None:
        self.asked: dict[str, Asked] = {}
        self.has_started = False

    def ask(self, asked: Asked) -> str:
        """The mark that stands for a part. Nobody can guess it: a value that looks like one is none."""
        if self.has_started:
            raise ConfigurationError(
                "live_part(…) came after the response had begun: a page with live parts is not streamed, "
                "since its headers say who may join them"
            )
        mark = secrets.token_hex(8)
        self.asked[mark] = asked
        return mark


@jinja2.pass_context
def live_part(context: Any, view: type[LiveView] | type[Component], /, **arguments: Any) -> Markup:
    """A live view or component in a template of an ordinary route, as often as you like.

    Give it to your templates, `templates.env.globals["live_part"] = live_part`, and the classes with the page's values.
    Each part has a process of its own: what happens to one is nothing to the others. A view that has a route of its own
    has that route's guards here, too; a part whose guard refuses is left out.

    Args:
        context: Jinja's; it has the `request`, as `TemplateResponse` gives it. Where the page has a policy for inline
            styles, it has a `nonce` as well.
        view: a `LiveView` or a `Component`.
        arguments: by name: for a view what its `mount` and `params` take of a path, for a component its props.

    Raises:
        ConfigurationError: outside of a template that a `LiveApp` renders, or for arguments that nobody takes.
    """
    request = context.get("request")
    parts = None if request is None else request.scope.get(PARTS)
    if parts is None:
        raise ConfigurationError(
            "live_part(…) is for templates of ordinary routes of a LiveApp, which have the `request`: write "
            "`templates.TemplateResponse(request, …)` there. Views and their layouts are live already: in a view write "
            "`uses = […]` and call the component."
        )
    _check(view, arguments)
    return Markup(f"<!--lv-part {parts.ask(Asked(view, arguments, context.get('nonce', '')))}-->")


def _check(view: Any, arguments: Mapping[str, Any]) -> None:
    if not isinstance(view, type) or not issubclass(view, (LiveView, Component)):
        raise ConfigurationError(f"live_part(…) takes a LiveView or a Component class, not {view!r}")
    if issubclass(view, LiveView):
        callbacks = view._spec.callbacks.values()
        taken = {name for parameters in callbacks for name in parameters.by_name}
        for name in arguments.keys() - taken:
            raise ConfigurationError(
                f"live_part({view.__name__}, {name}=…): neither its mount nor its params takes `{name}`"
            )


class PartsInPlace:
    """What puts the parts into a response: around the routes, and inside of whatever compresses or handles errors.

    Args:
        app: the routes.
        host: the app's.
    """

    def __init__(self, app: ASGIApp, host: Host) -> None:
        self._app = app
        self._host = host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        parts = scope[PARTS] = Parts()
        start: Message | None = None
        body = b""

        async def held(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                parts.has_started = True
                if parts.asked:
                    start = message
                    return
            elif message["type"] == "http.response.body" and start is not None:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    filled = await self._fill(Request(scope), parts.asked, body, start)
                    await send(start)
                    await send({"type": "http.response.body", "body": filled})
                return
            await send(message)

        await self._app(scope, receive, held)

    async def _fill(self, request: Request, asked: Mapping[str, Asked], body: bytes, start: Message) -> bytes:
        session = session_of(request) or new_session()
        pieces = _MARK.split(body)
        places = range(1, len(pieces), 2)
        shown = [asked.get(pieces[at].decode()) for at in places]
        signs = self._signs(request, shown)
        if RETURNING in request.scope:
            await self._return(request, shown, signs, request.scope[RETURNING])
            return b""
        for number, at in enumerate(places):
            wanted = shown[number]
            part = "" if wanted is None else await self._part(request, wanted, number, session, signs[number])
            pieces[at] = part.encode()
        if b"lv-status" not in body:
            pieces.append(STATUS)  # one for all parts
        filled = b"".join(pieces)
        _mark_as_own(start, request, session, len(filled))
        return filled

    def _signs(self, request: Request, shown: Sequence[Asked | None]) -> list[Sign]:
        """What tells each part from the others, and finds it again in the page as another process renders it."""
        user = digest(view_request(request, request.scope.get("user")).identity)
        session = digest(dict(request.scope.get("session") or {}))
        return numbered([Sign(self._kind(asked), 0, 0, _given(asked), user, session) for asked in shown])

    def _kind(self, asked: Asked | None) -> str:
        if asked is None:  # a value that looks like a mark
            return digest("")
        with suppress(Exception):  # which is told where it is mounted
            self._host.services.templates.of(self._place(asked).view)  # it says more of what is kept
        view = asked.view
        return digest([view.__module__, view.__qualname__, view._spec.snapshot.fingerprint.hex()])

    async def _return(
        self, request: Request, shown: Sequence[Asked | None], signs: Sequence[Sign], returning: Returning
    ) -> None:
        """The page is rendered for a part that a browser shows, whose process is to go on here."""
        of_its_kind = [one for one, sign in zip(shown, signs, strict=True) if sign.kind == returning.sign.kind]
        are_components = all(one is not None and issubclass(one.view, Component) for one in of_its_kind)
        at = returning.sign.among(signs, may_be_given_more=are_components)
        asked = None if at is None else shown[at]
        if asked is None:
            logger.info(
                "a live part of %s begins anew: the page has it no more, or for another", in_line(request.url.path)
            )
            return
        belonging, kept = returning.entry.belonging, returning.kept
        try:
            returning.found = await self._begin(request, asked, belonging.session, belonging.key, kept, returning.entry)
        except (SnapshotError, ProcessError, HTTPException, channel.Redirected) as error:
            logger.info("%s begins anew on %s: %r", asked.view.__name__, in_line(request.url.path), error)

    async def _part(self, request: Request, asked: Asked, number: int, session: str, sign: Sign) -> str:
        only = request.headers.get(WANTED)
        if is_only_looking(request) or NAVIGATION in request.headers or (only or str(number)) != str(number):
            return ""
        try:
            return await self._mount(request, asked, number, session, sign.new_name())
        except (HTTPException, channel.Redirected) as refused:
            logger.info("%s is left out of %s: %r", asked.view.__name__, in_line(request.url.path), refused)
            return ""
        except Exception as error:
            if self._host.settings.debug or only:  # who asks for one alone asks again after a failure
                raise
            logger.error("%s cannot be shown on %s", asked.view.__name__, in_line(request.url.path), exc_info=error)
            return FAILED

    async def _mount(self, request: Request, asked: Asked, number: int, session: str, name: str) -> str:
        host = self._host
        mounted, visit = await self._begin(request, asked, session, name)
        await host.keeping.written(visit)
        token = host.tokens.issue(mounted.id, inner_path(request), session=session, prefix=visit.prefix)
        page = mounted.page(f"{number}-")
        host.assets.add_sheets(host.services.templates.sheets_of([type(mounted.view)]))  # it may have no route
        return host.documents.part(page, token, prefix=visit.prefix, nonce=asked.nonce, number=number)

    async def _begin(
        self,
        request: Request,
        asked: Asked,
        session: str,
        name: str,
        kept: Snapshot | None = None,
        entry: Entry | None = None,
    ) -> tuple[channel.Channel, PartVisit]:
        """A process for a part: a new one, or one that goes on with what was kept of it."""
        host, place = self._host, self._place(asked)
        scope = {**request.scope, "path_params": asked.arguments}
        shown = Request(scope)
        wanted = view_request(shown, await admit(place.guards, shown))
        if kept is not None and wanted.identity != kept.user:
            raise SnapshotError("somebody else is here")
        PREFIX.set(prefix_of(request))
        visit = PartVisit.of(host.visit(place, session, scope))
        mounted = await channel.mount(place.view, wanted, host.services, visit, place.on_mount, kept=kept, id=name)
        try:
            host.park(mounted, visit, entry)
        except Exception:
            mounted.exit("no room" if kept is None else "evicted")
            raise
        return mounted, visit

    def _place(self, asked: Asked) -> Place:
        if issubclass(asked.view, LiveView):
            return place_of(self._host.routes, asked.view) or Place(asked.view)
        view, give = solo(asked.view, asked.arguments)
        return Place(view, on_mount=(give,))


def _given(asked: Asked | None) -> str:
    return "" if asked is None else digest(dict(asked.arguments))


def _mark_as_own(start: Message, request: Request, session: str, length: int) -> None:
    """The response is one browser's: it holds tokens, and its HTML is out of date in a moment."""
    headers = MutableHeaders(raw=start.setdefault("headers", []))
    headers["content-length"] = str(length)
    headers["cache-control"] = "no-store"
    del headers["etag"]
    cookie = Response()
    set_session(cookie, request, session)
    headers.append("set-cookie", cookie.headers["set-cookie"])
