"""The place of a shared component: one for all the pages that show it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from liveview.channel.broadcast import Audience, Broadcast, Watcher
from liveview.channel.faults import Faults
from liveview.channel.isolated import Isolated
from liveview.channel.lane import REFUSED
from liveview.channel.messages import Asked, Told
from liveview.channel.place import Place, Start
from liveview.channel.screen import FAILED, TOO_MUCH
from liveview.channel.services import Services
from liveview.engine import Rendering
from liveview.protocol import frames
from liveview.view.component import Component


class Asker(Watcher, Protocol):
    """A page that shows it and sends it events.

    Attributes:
        taken: the newest event that was given to somebody who runs here.
    """

    taken: int

    def answer(self, ref: int) -> None:
        """Answers an event that has done nothing else."""

    def refuse(self, ref: int, error: str) -> None:
        """Answers an event that has failed."""

    def turn_away(self, ref: int, error: str) -> None:
        """Answers an event that nobody takes, while those before it wait."""


class SharedPlace(Place):
    """The supervisor of a shared component.

    Args:
        component: its class.
        props: what all the pages give it.
        lane: its address.
        audience: the pages that show it.
        make: makes its process.
        start: starts that.
        services: the app's.
        faults: where failures are told.
    """

    lane: Broadcast

    def __init__(
        self,
        component: type[Component],
        props: dict[str, Any],
        lane: Broadcast,
        audience: Audience,
        make: Callable[[], Isolated],
        start: Start,
        services: Services,
        faults: Faults,
    ) -> None:
        super().__init__(component, props, lane, make, start, services, faults)
        self.audience = audience
        self._show_loading()

    def _show(self, rendering: Rendering) -> None:
        self.lane.show(rendering)
        if self.panel is not None and self.panel.has_begun:
            self.panel.joined()  # its timers and topics are of no page, and do not wait for one
        for seat in self.audience:
            seat.settle()

    @property
    def is_settled(self) -> bool:
        """Whether it shows something whole: itself, or its fallback."""
        return super().is_settled and self.lane.is_whole()

    def _apologise(self) -> None:
        for seat in self.audience:
            seat.apologise([FAILED])

    def _id(self) -> object:
        return self.component.__name__, *self.props.values()

    def ask(self, frame: frames.Event | frames.Patch, seat: Asker) -> None:
        """Takes what a page asks for. Where too much mail waits the page is told: it has other things to do."""
        if self.panel is not None:
            if self.panel.send(Asked(frame, seat)):
                seat.taken = frame.ref
                return
            seat.turn_away(frame.ref, TOO_MUCH)
        elif self._is_retry(frame):
            self.begin()
            seat.answer(frame.ref)
        else:
            seat.refuse(frame.ref, REFUSED)

    def send(self, message: Any) -> bool:
        """Give it a message; whether it was taken."""
        return self.panel is not None and self.panel.send(Told(message))

    def catch_up(self) -> None:
        """A page takes frames again."""
        if self.panel is not None and self.panel.has_begun:
            self.panel.catch_up()
