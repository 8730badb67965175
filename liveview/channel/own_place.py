"""The place of an isolated component in the one page that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from liveview.channel.faults import Faults
from liveview.channel.glance import Glance
from liveview.channel.isolated import Isolated, Served
from liveview.channel.lane import REFUSED, Lane
from liveview.channel.messages import Told
from liveview.channel.place import Place, Start
from liveview.channel.screen import FAILED, INTERNAL_ERROR, TOO_MUCH
from liveview.channel.services import Services
from liveview.engine import Rendering
from liveview.protocol import frames
from liveview.view.node import Node
from liveview.view.request import Request


class OwnPlace(Place):
    """The supervisor of a component of one page.

    Args:
        node: which, in the tree around it.
        lane: its address.
        make: makes its process.
        start: starts that.
        services: the app's.
        faults: where failures are told.
    """

    def __init__(
        self,
        node: Node,
        lane: Lane,
        make: Callable[[], Isolated],
        start: Start,
        services: Services,
        faults: Faults,
    ) -> None:
        props = {} if node.offer is None else node.offer.props
        super().__init__(node.component, props, lane, make, start, services, faults)
        lane.resident = self
        lane.owes_values = True
        limits = services.limits
        self._pace = limits.max_seconds / max(limits.max_restarts, 1)
        self._node = node
        self._glance = Glance(services.clock, self.catch_up)
        self._is_joined = False
        self._taken = 0  # the newest event that was given to somebody who runs here
        self._shown: Rendering
        self._show_loading()
        self.begin()

    def _show(self, rendering: Rendering) -> None:
        self._shown = self._node.late.rendering = rendering
        self.lane.owes_values = True
        if self._is_joined:
            self.joined()

    def _apologise(self) -> None:
        if self._waits:
            self.lane.tell([FAILED])
            self.lane.refuse(self._taken, INTERNAL_ERROR)

    @property
    def _waits(self) -> bool:
        """Whether an event has no answer yet."""
        return self._taken > self.lane.answered

    def _id(self) -> object:
        name, key = self.component.__name__, self._node.key
        return name if key is None else (name, key)

    # From the tree around it.

    def close(self) -> None:
        """It has lost its place in the page, and so have those within it, before they have ended."""
        if self._waits:
            self.lane.refuse(self._taken, REFUSED)
        if self.panel is not None:
            self.panel.close_within()

    def repeat(self) -> None:
        """The page has lost what it was shown of it and of those within: that went with the nodes of another seat."""
        self.lane.owes_values = True
        if self.panel is not None:
            self.panel.repeat_within()
        self.catch_up()

    def give(self, *, is_other: bool) -> None:
        """Its caller gives it props.

        Args:
            is_other: whether they are other values than before, which may be better ones for one that has failed.
        """
        self.props = {} if self._node.offer is None else self._node.offer.props
        if self.panel is not None:
            if is_other or self._node.shares():
                self.panel.give(self.props)
        elif is_other and self._clock.now() - self._failed_at > self._pace:
            self.begin()

    def on_first_page(self) -> Iterator[Served]:
        """What stands in the page at its address, and at those within it; the page has it from now on."""
        self.lane.owes_values = False
        yield self._shown
        if self.panel is not None:
            yield from self.panel.on_first_page()

    def busy(self) -> Isolated | None:
        """Who runs here, if it does not wait for mail."""
        return None if self.panel is None or self.panel.is_idle else self.panel

    def move(self, request: Request) -> None:
        """The page has another URL."""
        if self.panel is not None:
            self.panel.move(request)

    def send(self, message: Any) -> bool:
        """Give it a message; whether it was taken."""
        return self.panel is not None and self.panel.send(Told(message))

    # From the page.

    def joined(self) -> None:
        """A page has connected."""
        self._is_joined = True
        if self.panel is not None and self.panel.has_begun:
            self.panel.joined()
        else:
            self.catch_up()

    def take(self, frame: frames.Event | frames.Patch) -> bool:
        """Takes what the page asks for, or says no: nobody else in the page waits until there is room for it."""
        if self.panel is not None:
            if self.panel.take(frame):
                self._taken = frame.ref
            else:
                self.lane.turn_away(frame.ref, TOO_MUCH)
        elif self._is_retry(frame):
            self.begin()
            self.lane.answer(frame.ref)
        else:
            self.lane.refuse(frame.ref, REFUSED)
        return True

    def catch_up(self) -> None:
        """The page takes frames again, or asks for all values."""
        if self.panel is not None and self.panel.has_begun:
            self.panel.catch_up()
        elif self.lane.owes_values and self.lane.line.is_under_pressure:
            self._glance.later()
        elif self.lane.owes_values and self.lane.is_ready and (self.is_settled or self._shown.html()):
            self.lane.define(self._shown.definitions())
            self.lane.full(self._shown.values(), None)
