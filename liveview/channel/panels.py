"""The isolated components of one tree: who begins, ends and is told of what."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from liveview.channel.faults import Faults
from liveview.channel.isolated import Isolated, Make
from liveview.channel.messages import Told
from liveview.channel.outbox import Outbox
from liveview.channel.place import Place
from liveview.channel.services import Services
from liveview.engine import Rendering
from liveview.runtime.process import Process
from liveview.runtime.signal import Signal
from liveview.runtime.stopping import stop_all
from liveview.view.request import Request
from liveview.view.tree import Node

logger = logging.getLogger("liveview.channel")


class Panels:
    """The places of one tree's isolated components.

    Args:
        around: the process of that tree.
        make: makes the processes of components.
        outbox: the page's.
        services: the app's.
        faults: where failures are told.
        request: what the page is shown for.
    """

    def __init__(
        self, around: Process, make: Make, outbox: Outbox, services: Services, faults: Faults, request: Request
    ) -> None:
        self.request = request
        self._around = around
        self._make = make
        self._outbox = outbox
        self._services = services
        self._faults = faults
        self._places: dict[Node, Place] = {}
        self._leaving: set[Isolated] = set()  # those that have no place any more and have not ended yet
        self._is_joined = False
        self._signal = Signal(services.clock, self._are_settled)
        around.on_exit(lambda _: self.kill_all())

    def bring_up(self, node: Node, *, is_other: bool) -> None:
        """A template calls an isolated component: it begins, or is told.

        Args:
            node: which.
            is_other: whether it is given other props than before.
        """
        place = self._places.get(node)
        if place is not None:
            if self._outbox.move(place.lane, node.number):
                place.repeat()
            place.give(is_other=is_other)
            return
        lane = self._outbox.open(node.number)
        place = self._places[node] = Place(
            node,
            lane,
            lambda: self._make(node, lane, self.request),
            lambda panel: self._start(node, panel),
            self._services,
            self._faults,
        )
        place.begin()

    def _start(self, node: Node, panel: Isolated) -> None:
        def ready(error: Exception | None) -> None:
            place = self._places.get(node)
            if error is None and place is not None:
                place.begun(panel)
                if self._is_joined:
                    place.joined()
            self._signal.changed()

        panel._begin_under_(self._around, None, ready, None)

    def end(self, node: Node, reason: str) -> None:
        """An isolated component has lost its place: it ends by itself, and nothing of it reaches the page any more."""
        place = self._places.pop(node, None)
        if place is None:
            return
        self._close(place)
        if (panel := place.leave()) is not None:
            self._leaving.add(panel)
            panel.on_exit(lambda _: self._leaving.discard(panel))
            panel.exit(reason)

    def _close(self, place: Place) -> None:
        place.close()
        self._outbox.close(place.lane)

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
        for panel in list(self._leaving):
            panel.kill()

    def _leave_all(self) -> list[Place]:
        places = list(self._places.values())
        self._places.clear()
        self._leaving.update(panel for place in places if (panel := place.leave()) is not None)
        return places

    async def begun(self, seconds: float) -> None:
        """Wait until all have begun or failed to, but no longer than that.

        Args:
            seconds: how long.
        """
        await self._signal.wait(seconds)

    def _are_settled(self) -> bool:
        return all(place.is_settled for place in self._places.values())

    def on_first_page(self) -> Iterator[Rendering]:
        """What stands in the page at the addresses of this tree and of those within it."""
        for place in self._places.values():
            yield from place.on_first_page()

    def busy(self) -> Isolated | None:
        """One of those that run and do not wait for mail."""
        running = (place.panel for place in self._places.values())
        return next((panel for panel in running if panel is not None and not panel.is_idle), None)

    def joined(self) -> None:
        """A page has connected."""
        self._is_joined = True
        for place in self._places.values():
            place.joined()

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
            if place.panel is not None:
                place.panel.move(request)

    def tell(self, node: Node, message: Any) -> None:
        """Give a message to a component; one that has failed, or whose mailbox is full, does not get it."""
        place = self._places.get(node)
        if place is None or place.panel is None or not place.panel.send(Told(message)):
            logger.warning("self.live.send(%s, …): it takes no messages now", node.component.__name__)
