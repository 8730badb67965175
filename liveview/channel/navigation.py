"""Where a view is, and where it sends its page: what handlers ask of the URL, carried out once they have returned."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from liveview.channel.binding import assign
from liveview.channel.site import Flash, Site
from liveview.errors import PathError
from liveview.view.effects import Effects
from liveview.view.live_view import LiveView
from liveview.view.path import params_arguments
from liveview.view.query import Query
from liveview.view.request import Request

logger = logging.getLogger("liveview.channel")

# `params` that patches, whose `params` patches, …: nobody means that more than a few times.
MOST_PATCHES = 20


@dataclass
class Redirected(Exception):
    """The view has sent its visitor elsewhere before there was a page.

    Attributes:
        url: where.
        session: new values for the session; None where it stays as it is.
        flashes: notices for the next page.
    """

    url: str
    session: Mapping[str, Any] | None = None
    flashes: list[Flash] = field(default_factory=list)


class Traveller(Protocol):
    """The process of a view that is at one URL or another."""

    def moved(self, request: Request) -> None:
        """It is shown for something else."""

    async def params(self, arguments: Mapping[str, object]) -> bool:
        """Call `params`; whether it ran to its end."""
        ...

    async def assigned(self, before: Mapping[str, object], now: Mapping[str, object]) -> bool:
        """Call what wants to know of fields that the URL has changed; whether it ran to its end.

        Args:
            before: their values before.
            now: what all such fields have now.
        """
        ...


class Navigation:
    """Carries out what a view asks for with `patch`, `navigate` and `redirect`.

    Args:
        view: the user's object.
        request: what it is mounted for.
        site: the web around the page.
        effects: what the page is asked for.
        traveller: who is told of it.

    Attributes:
        request: what the view is shown for now.
    """

    __slots__ = ("_effects", "_query", "_site", "_traveller", "_view", "request")

    def __init__(
        self,
        view: LiveView,
        request: Request,
        site: Site,
        effects: Effects,
        traveller: Traveller,
    ) -> None:
        self.request = request
        self._view = view
        self._site = site
        self._effects = effects
        self._traveller = traveller
        self._query = Query(view)

    def begin(self) -> None:
        """The view is about to be mounted: what its fields keep in the URL is there by then."""
        self._query.begin(self.request.query)

    def leave(self) -> None:
        """Before there is a page: a view that sends its visitor elsewhere is not shown.

        Raises:
            Redirected: if it does.
        """
        asked = [effect for kind in ("redirect", "navigate", "patch") for effect in self._effects.withdraw(kind)]
        if asked:
            (_, url, *others), session = asked[-1], None
            if asked[-1][0] == "redirect":
                (session,) = others
            raise Redirected(url, session, self._flashes())

    def _flashes(self) -> list[Flash]:
        return list({kind: text for _, kind, text in self._effects.withdraw("flash")}.items())

    async def follow(self, *, replaces: bool = True) -> bool:
        """Does what was asked for since the last call, by `patch` or by fields that are kept in the URL.

        Args:
            replaces: whether a field's change makes no further entry in the browser's history.

        Returns:
            Whether every `params` ran to its end.
        """
        if not self._effects and not self._query.is_kept:
            return True  # most handlers ask nothing of the URL
        url = ""
        for _ in range(MOST_PATCHES):
            here = url = self.request.target
            asked = self._effects.withdraw("patch")
            if asked:
                _, url, replaces = asked[-1]  # of several the last one counts: it knows of the others
            url = self._query.target(url, self.request)
            if not asked and url == here:
                self._redirect()
                return True
            if not await self.patch(url, replaces=replaces):
                return False
            replaces = True  # what a move itself changes belongs to it
        logger.error("%s.params patches the URL again and again, to %s", type(self._view).__name__, url)
        return False

    def _redirect(self) -> None:
        """The browser loads another page; what its session and the next page are to know goes through a hop."""
        for _, url, session in self._effects.withdraw("redirect"):
            flashes = self._flashes()
            self._effects.ask("load", self._site.hop(url, session, flashes) if session or flashes else url)

    async def patch(self, url: str, *, replaces: bool = False, is_there: bool = False) -> bool:
        """Shows the view at another URL of its own.

        Args:
            url: path, query and fragment, as the browser has them.
            replaces: whether the browser's history gets no further entry.
            is_there: whether the browser is at that URL already.

        Returns:
            Whether `params` ran to its end. A URL that is not the view's is loaded by the browser.
        """
        moved = await self._site.locate(type(self._view), self.request, url)
        try:
            arguments = None if moved is None else params_arguments(type(self._view), moved)
        except PathError as error:
            logger.info("%s", error)
            arguments = None
        if moved is None or arguments is None:
            self._effects.ask("load", url)
            return True
        before = self.request
        self._move(moved)
        if not (await self._take(before) and await self._traveller.params(arguments)):
            self._move(before)
            self._query.restore(before.query)
            return False
        if not is_there:
            self._effects.ask("url", url, replaces)
        return True

    async def _take(self, before: Request) -> bool:
        """The fields follow the URL, and what wants to know of that runs; whether to its end."""
        changed = assign(self._view, self._query.differences(before, self.request))
        self._query.moved()
        return await self._traveller.assigned(changed, self._query.values())

    def admit(self, user: object) -> None:
        """Who looks at the page, as the guards have it now.

        Args:
            user: what they have returned.
        """
        self._move(replace(self.request, user=user))

    def _move(self, request: Request) -> None:
        self.request = request
        self._traveller.moved(request)
