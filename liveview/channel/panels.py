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
from liveview.runtime.supervising import ChildInfo
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
            self._outbox.move(place.lane, node.number)
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
        if place is not None:
            self._outbox.close(place.lane)
            place.end(reason)

    async def end_all(self, reason: str) -> None:
        """The process around them ends."""
        panels = [panel for place in self._places.values() if (panel := place.leave()) is not None]
        self._places.clear()
        await stop_all(panels, reason)

    def kill_all(self) -> None:
        """The process around them is no more."""
        for place in self._places.values():
            if (panel := place.leave()) is not None:
                panel.kill()
        self._places.clear()

    async def begun(self, seconds: float) -> None:
        """Wait until all have begun or failed to, but no longer than that.

        Args:
            seconds: how long.
        """
        await self._signal.wait(seconds)

    def which_children(self) -> list[ChildInfo]:
        """The components as they stand."""
        return [place.info() for place in self._places.values()]

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
