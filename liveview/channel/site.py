"""What the web around a view does for it: finds what URLs stand for, changes the session, hands out files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, Protocol

from liveview.errors import StateError
from liveview.view.live_view import LiveView
from liveview.view.request import Request

Flash = tuple[str, str]


class Site(Protocol):
    """The web side of one page.

    Attributes:
        is_whole: whether the view has the document for its own, with its title.
        session: the browser session; "" where there is none.
    """

    @property
    def is_whole(self) -> bool: ...

    @property
    def session(self) -> str: ...

    async def locate(self, view: type[LiveView], request: Request, url: str) -> Request | None:
        """What a view is shown for at another URL.

        Args:
            view: the class.
            request: what it is shown for now.
            url: path and query, as the browser has them.

        Returns:
            None where that URL is not this view's: another page, another group, or nobody whom its guard lets in.
        """
        ...

    def hop(self, url: str, session: Mapping[str, Any] | None, flashes: Sequence[Flash]) -> str:
        """A URL that works once: it changes the session's cookie, keeps notices for the next page, and leads on.

        Args:
            url: where to.
            session: new values by name, None takes one away; None for a session that stays as it is.
            flashes: kinds and texts.

        Raises:
            StateError: for values that no cookie can carry, or an app without sessions.
        """
        ...

    def url_for(self, name: str, path_params: Mapping[str, Any]) -> str:
        """The path of a route, with the prefix of the page.

        Args:
            name: the route's.
            path_params: what its path is made with.

        Raises:
            NoMatchFound: Starlette's, where no route has the name and parameters.
        """
        ...

    def offer(self, source: Any, filename: str) -> str:
        """A URL that gives a file, once.

        Args:
            source: bytes, a path, a function that returns one of them, or an iterator of bytes or text.
            filename: what the browser calls it.
        """
        ...

    def keep(self, snapshot: bytes, *, was_joined: bool) -> None:
        """Keep what another process can go on with, instead of what was kept before. Does not wait.

        Args:
            snapshot: `liveview.channel.snapshot` has its form.
            was_joined: whether the page has ever connected.
        """

    async def written(self) -> None:
        """Wait until what was to be kept is, or cannot be."""

    def forget(self) -> None:
        """Nobody is to go on with the page: what was kept goes. Does not wait."""

    def crashed(self, request: Request) -> bool:
        """The view has crashed.

        Args:
            request: what it was shown for.

        Returns:
            Whether its page may ask for another one by itself; else it gets an error page.
        """
        ...


class Nowhere:
    """The site of a view that no page belongs to."""

    is_whole = True
    session = ""

    async def locate(self, view: type[LiveView], request: Request, url: str) -> Request | None:
        """No URL is its own."""
        return None

    def hop(self, url: str, session: Mapping[str, Any] | None, flashes: Sequence[Flash]) -> NoReturn:
        """Raises: there is no browser whose session could be changed."""
        raise StateError("this view has no page: there is no session to change")

    def url_for(self, name: str, path_params: Mapping[str, Any]) -> NoReturn:
        """Raises: there are no routes around it."""
        raise StateError("this view has no page: there are no routes to find a path of")

    def offer(self, source: Any, filename: str) -> NoReturn:
        """Raises: there is no browser that could take the file."""
        raise StateError("this view has no page: there is nobody to give a file to")

    def keep(self, snapshot: bytes, *, was_joined: bool) -> None:
        """There is no page that could come back."""

    async def written(self) -> None:
        """There is no page that could come back."""

    def forget(self) -> None:
        """There is no page that could come back."""

    def crashed(self, request: Request) -> bool:
        """There is no page to ask."""
        return True
