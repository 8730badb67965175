"""The isolated components of one tree: who begins, ends and is told of what."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from liveview.channel.faults import Faults
from liveview.channel.isolated import Isolated, Make, Served
from liveview.channel.lane import Lane, Post
from liveview.channel.own_place import OwnPlace
from liveview.channel.services import Services
from liveview.channel.snapshot import KeptUnit
from liveview.runtime.child_info import ChildInfo
from liveview.runtime.process import Process
from liveview.runtime.signal import Signal
from liveview.runtime.stopping import stop_all
from liveview.view.node import Node
from liveview.view.request import Request

logger = logging.getLogger("liveview.channel")


NOBODY: frozenset[Isolated] = frozenset()


class Standing(Protocol):
    """The place of a component in this page, be it the page's own or shared by many."""

    @property
    def lane(self) -> Lane:
        """Its address."""
        ...

    @property
    def is_settled(self) -> bool:
        """Whether it shows something: the component, or its fallback."""
        ...

    def give(self, *, is_other: bool) -> None:
        """Its caller gives it props."""

    @property
    def panel(self) -> Isolated | None:
        """Who runs there."""
        ...

    def close(self) -> None:
        """It has lost its place in the page."""

    def repeat(self) -> None:
        """The page has lost what it was shown of it."""

    def leave(self) -> Isolated | None:
        """Who is to be ended with the page."""
        ...

    def on_first_page(self) -> Iterator[Served]:
        """What stands in the page at its address, and at those within it."""
        ...

    def busy(self) -> Isolated | None:
        """Who runs there, if it does not wait for mail."""
        ...

    def move(self, request: Request) -> None:
        """The page has another URL."""

    def send(self, message: Any) -> bool:
        """Give it a message; whether it was taken."""
        ...

    def joined(self) -> None:
        """A page has connected."""


NOWHERE: dict[Node, Standing] = {}  # the one of all pages that have none


class Panels:
    """The places of one tree's isolated components.

    Args:
        around: the process of that tree.
        make: makes the processes of components.
        post: the page's.
        services: the app's.
        faults: where failures are told.
        request: what the page is shown for.
    """

    __slots__ = (
        "_around",
        "_faults",
        "_is_joined",
        "_leaving",
        "_make",
        "_places",
        "_post",
        "_services",
        "_signal",
        "request",
    )

    def __init__(
        self, around: Process, make: Make, post: Post, services: Services, faults: Faults, request: Request
    ) -> None:
        self.request = request
        self._around = around
        self._make = make
        self._post = post
        self._services = services
        self._faults = faults
        self._places = NOWHERE
        self._leaving = NOBODY  # those that have no place any more and have not ended yet
        self._is_joined = False
        self._signal: Signal | None = None  # made with the first of them: most pages have none

    def bring_up(self, node: Node, *, is_other: bool, kept: KeptUnit | None = None) -> None:
        """A template calls an isolated component: it begins, or is told.

        Args:
            node: which.
            is_other: whether it is given other props than before.
            kept: what another process has kept of one that begins.
        """
        place = self._places.get(node)
        if place is not None and node.component._spec.is_shared and place.lane.address != node.late.address:
            self.end(node, "removed")  # it is another one
            place = None
        if place is not None:
            if not node.component._spec.is_shared and self._post.move(place.lane, node.number):
                place.repeat()
            place.give(is_other=is_other)
            return
        self._places = self._places or {}
        self._signal = self._signal or Signal(self._services.clock, self._are_settled)
        place = self._places[node] = self._sit(node) if node.component._spec.is_shared else self._open(node, kept)
        if self._is_joined:
            place.joined()

    def _open(self, node: Node, kept: KeptUnit | None) -> Standing:
        lane = self._post.open(node.number)
        once = iter((kept,))  # one that has crashed since begins anew, from its props

        def make() -> Isolated:
            return self._make(node, lane, self.request, next(once, None))

        return OwnPlace(node, lane, make, self._start, self._services, self._faults)

    def _start(self, panel: Isolated, on_begun: Callable[[], object]) -> None:
        def ready(error: Exception | None) -> None:
            if error is None:
                on_begun()
            self._settled()

        panel._begin_under_(self._around, None, ready, None)

    def _settled(self) -> None:
        if self._signal is not None:
            self._signal.changed()

    def _sit(self, node: Node) -> Standing:
        sharing, address = self._services.sharing, node.late.address
        assert sharing is not None
        assert address is not None
        seat: Standing = sharing.sit(address, node, self._around, self._post, self.request, self._settled)
        return seat

    def end(self, node: Node, reason: str) -> None:
        """An isolated component has lost its place: it ends by itself, and nothing of it reaches the page any more."""
        place = self._places.pop(node, None)
        if place is None:
            return
        self._close(place)
        if (panel := place.leave()) is not None:
            self._leaving |= {panel}
            panel.on_exit(lambda _: self._has_left(panel))
            panel.exit(reason)

    def _has_left(self, panel: Isolated) -> None:
        self._leaving -= {panel}

    def _close(self, place: Standing) -> None:
        place.close()
        self._post.close(place.lane)

    async def end_all(self, reason: str, seconds: float) -> None:
        """The process around them ends.

        Args:
            reason: what each `terminate` is told.
            seconds: how long that may take.
        """
        places = self._leave_all()
        try:
            await stop_all(list(self._leaving), reason, seconds)
        finally:
            for place in places:
                self._close(place)

    def kill_all(self) -> None:
        """The process around them is no more."""
        for place in self._leave_all():
            self._close(place)
        for panel in self._leaving:
            panel.kill()

    def _leave_all(self) -> list[Standing]:
        places = list(self._places.values())
        self._places = NOWHERE
        self._leaving |= {panel for place in places if (panel := place.leave()) is not None}
        return places

    async def begun(self, seconds: float) -> None:
        """Wait until all have begun or failed to, but no longer than that.

        Args:
            seconds: how long.
        """
        if self._signal is not None:
            await self._signal.wait(seconds)

    def which_children(self) -> list[ChildInfo]:
        """The components as they stand."""
        return [place.info() for place in self._places.values() if isinstance(place, OwnPlace)]

    def _are_settled(self) -> bool:
        return all(place.is_settled for place in self._places.values())

    def on_first_page(self) -> Iterator[Served]:
        """What stands in the page at the addresses of this tree and of those within it."""
        for place in self._places.values():
            yield from place.on_first_page()

    def busy(self) -> Isolated | None:
        """One of those that run and do not wait for mail."""
        return next((busy for place in self._places.values() if (busy := place.busy()) is not None), None)

    def joined(self) -> None:
        """A page has connected."""
        self._is_joined = True
        for place in self._places.values():
            place.joined()

    def close(self) -> None:
        """They have lost their places in the page, with what is around them."""
        for place in self._places.values():
            self._close(place)

    def repeat(self) -> None:
        """The page has lost what it was shown of them."""
        for place in self._places.values():
            place.repeat()

    def move(self, request: Request) -> None:
        """The page has another URL.

        Args:
            request: what it is shown for.
        """
        self.request = request
        for place in self._places.values():
            place.move(request)

    def running(self) -> Mapping[Node, Isolated]:
        """The processes of this page alone, by their places."""
        places = self._places.items()
        return {node: place.panel for node, place in places if isinstance(place, OwnPlace) and place.panel is not None}

    def tell(self, node: Node, message: Any) -> None:
        """Give a message to a component; one that has failed, or whose mailbox is full, does not get it."""
        place = self._places.get(node)
        if place is None or not place.send(message):
            logger.warning("self.live.send(%s, …): it takes no messages now", node.component.__name__)
