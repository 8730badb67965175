"""One page at its place in the app: for which browser it was mounted, and what its view may ask of the web side."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute, Router
from starlette.types import Scope

from liveview.channel.site import Flash
from liveview.runtime.reports import in_line
from liveview.view.live_view import LiveView
from liveview.view.request import Request
from liveview.web.downloads import Downloads
from liveview.web.failures import Failures
from liveview.web.guards import APP_GUARD, Guard, admit
from liveview.web.hops import Hops, check_sessions
from liveview.web.places import Place, find
from liveview.web.snapshots import SECONDS, UNJOINED_SECONDS, Belonging
from liveview.web.view_request import PREFIX, page_scope, view_request
from liveview.web.writer import Entry, Writer

logger = logging.getLogger("liveview.web")


class Visit:
    """The channel's `Site`.

    Args:
        place: what is visited.
        session: the browser session.
        scope: of the page's request.
        routes: the app's.
        hops: the app's.
        downloads: the app's.
        failures: the app's.

    Attributes:
        place: what is visited.
        session: the browser session.
        scope: of the newest request or handshake: what guards are asked with.
        checked_at: when its guards were last asked, in seconds since 1970.
        is_leaving: whether the page was sent through a URL that changes the session.
        entry: the page's place in the store; None where it is not kept.
        writer: the way to it.
        is_whole: whether the view has the document for its own, with its title.
    """

    is_whole = True

    __slots__ = (
        "_downloads",
        "_failures",
        "_hops",
        "_routes",
        "checked_at",
        "entry",
        "is_leaving",
        "place",
        "scope",
        "session",
        "writer",
    )

    def __init__(
        self,
        place: Place,
        session: str,
        scope: Scope,
        routes: Callable[[], Iterable[BaseRoute]],
        hops: Hops,
        downloads: Downloads,
        failures: Failures,
    ) -> None:
        self.place = place
        self.session = session
        self.scope = scope
        self.is_leaving = False
        self.checked_at = failures.clock.wall()
        self.entry: Entry | None = None
        self.writer: Writer | None = None
        self._routes = routes
        self._hops = hops
        self._downloads = downloads
        self._failures = failures

    @property
    def prefix(self) -> str:
        """Where the app is mounted."""
        prefix: str = self.scope.get(PREFIX, "")
        return prefix

    async def locate(self, view: type[LiveView], request: Request, url: str) -> Request | None:
        """What the view is shown for at another URL; its guards are asked as for a page that is loaded."""
        scope = page_scope(self.scope, url)
        if not scope["path"].startswith(f"{self.prefix}/") and scope["path"] != self.prefix:
            return None
        found = find(self._routes(), {**scope, "type": "http", "method": "GET"})
        if found is None or (found[0].view, found[0].group) != (view, self.place.group):
            return None
        place, scope["path_params"] = found
        connection = HTTPConnection(scope)
        try:
            user = await admit([*scope.get(APP_GUARD, ()), *place.guards], connection)
        except HTTPException as error:
            logger.info("%s is not patched to %s by its guard: %s", view.__name__, in_line(scope["path"]), error.detail)
            return None
        self.place = place
        return view_request(connection, user)

    async def check(self, request: Request) -> Any:
        """Asks the guards again, as when the page joins.

        Args:
            request: what it is shown for.

        Returns:
            Whom they let in.

        Raises:
            HTTPException: as the guards say, or where they let in somebody else than before.
        """
        scope = page_scope(self.scope, request.target, request.path_params)
        user = await admit(self._guards, HTTPConnection(scope))
        if replace(request, user=user).identity != request.identity:
            raise HTTPException(403, "somebody else is here now")
        self.checked_at = self._failures.clock.wall()
        return user

    @property
    def _guards(self) -> list[Guard]:
        """The app's own among them, which was asked for the request or the handshake alone."""
        return [*self.scope.get(APP_GUARD, ()), *self.place.guards]

    def hop(self, url: str, session: Mapping[str, Any] | None, flashes: Sequence[Flash]) -> str:
        """A URL that changes the session's cookie, keeps notices, and leads on."""
        if session is not None:
            check_sessions(self.scope)
            self.is_leaving = True
        return self._hops.path(url, session, flashes, bound_to=self.session, prefix=self.prefix)

    def url_for(self, name: str, path_params: Mapping[str, Any]) -> str:
        """The path of a route, with the prefix."""
        return self.prefix + str(Router(list(self._routes())).url_path_for(name, **path_params))

    def offer(self, source: Any, filename: str) -> str:
        """A URL that gives a file, once."""
        return self._downloads.offer(source, filename, session=self.session, prefix=self.prefix)

    def keep(self, snapshot: bytes, *, was_joined: bool) -> None:
        """Keep what another process can go on with."""
        if self.writer is not None and self.entry is not None:
            self.writer.put(self.entry, snapshot, SECONDS if was_joined else UNJOINED_SECONDS)

    def belonging(self, key: str, view: type[LiveView]) -> Belonging:
        """What is kept of the page, and whose.

        Args:
            key: its channel's name.
            view: its class.
        """
        return Belonging.of(key, view, self.session, self.prefix)

    async def written(self) -> None:
        """Wait until what was to be kept is, or cannot be."""
        if self.writer is not None and self.entry is not None:
            await self.writer.written(self.entry)

    def forget(self) -> None:
        """Nobody is to go on with the page."""
        if self.writer is not None and self.entry is not None:
            self.writer.delete(self.entry)

    def crashed(self, request: Request) -> bool:
        """The view has crashed; whether its page may ask for another one by itself."""
        return self._failures.add((self.session, _path(request)))

    def is_failing(self, request: Request) -> bool:
        """Whether an error page is due, after too many crashes.

        Args:
            request: what the page is asked for.
        """
        return self._failures.take((self.session, _path(request)))


class PartVisit(Visit):
    """A part of an ordinary page: the URL and the title are the page's."""

    is_whole = False

    @classmethod
    def of(cls, visit: Visit) -> PartVisit:
        """As a visit of a whole page.

        Args:
            visit: the same, as if it were one.
        """
        return cls(
            visit.place, visit.session, visit.scope, visit._routes, visit._hops, visit._downloads, visit._failures
        )

    def belonging(self, key: str, view: type[LiveView]) -> Belonging:
        """What is kept of the part, and whose."""
        return Belonging.of_part(key, self.session, self.prefix)

    async def locate(self, view: type[LiveView], request: Request, url: str) -> None:
        """No URL is its own: the browser loads what it asks for, and the page is made anew around it."""


def _path(request: Request) -> str:
    return request.url.partition("?")[0]
