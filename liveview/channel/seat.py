"""One page's place in the audience of a shared component."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from liveview.channel.broadcast import Picture
from liveview.channel.glance import Glance
from liveview.channel.isolated import Isolated
from liveview.channel.lane import REFUSED, Lane, Post
from liveview.channel.limits import Limits
from liveview.channel.messages import Answered
from liveview.channel.screen import INTERNAL_ERROR
from liveview.channel.shared_place import SharedPlace
from liveview.protocol import frames
from liveview.runtime.clock import Clock
from liveview.runtime.process import Process
from liveview.view.events import Viewer
from liveview.view.node import Node
from liveview.view.request import Request


class Seat(Lane):
    """The lane of a shared component in one page: which version that shows, and whether it keeps up.

    Args:
        place: the component's.
        node: where the page shows it.
        page: the process around it, which does what handlers ask of the page.
        post: the page's.
        limits: how far a page may be behind.
        clock: where time comes from.
        request: what the page is shown for.
        on_settled: called once it is there.

    Attributes:
        page: the process around it.
        taken: the newest event that was given to whoever runs there.
    """

    def __init__(
        self,
        place: SharedPlace,
        node: Node,
        page: Process,
        post: Post,
        limits: Limits,
        clock: Clock,
        request: Request,
        on_settled: Callable[[], object],
    ) -> None:
        super().__init__(post, limits, place.lane.address)
        self.resident = self
        self.owes_values = True
        self.taken = 0
        self._repeated = 0  # how often the page was sent everything since it last said what it shows
        self._glance = Glance(clock, self.catch_up)
        self._on_settled = on_settled
        self._place = place
        self._node = node
        self.page = page
        self._post = post
        self._request = request
        place.audience.sit(self)
        post.enter(self)

    @property
    def lane(self) -> Lane:
        """Itself."""
        return self

    @property
    def is_ready(self) -> bool:
        """Whether a page is connected and keeps up, also where all it does is ask for full values."""
        return super().is_ready and self._repeated < self._limits.unacknowledged

    @property
    def viewer(self) -> Viewer:
        """Whose page it is."""
        return Viewer.of(self._request)

    # From the component.

    def settle(self) -> None:
        """It is there, or its fallback."""
        self._on_settled()

    def define(self, definitions: Mapping[str, list[Any]]) -> None:
        """Tells the page of fragments; those that come with full values come then."""
        if not self.owes_values:
            super().define(definitions)

    def show(self, frame: str) -> None:
        """Sends the newest version, or has the page wait for one later where it does not keep up."""
        if self.is_ready and not self.owes_values:
            self.version = self._place.lane.version
            self.line.send(frame)
        elif not self.line.is_away:  # who is away asks by joining
            self.owes_values = True
            self.catch_up()

    def ask(self, effect: list[Any]) -> None:
        """Asks the page for something."""
        ask: Any = self.page
        ask.ask(*effect)

    def conclude(self, ref: int, effects: list[list[Any]]) -> None:
        """An event of this page has run.

        Args:
            ref: its number.
            effects: what its handler asked of the page.
        """
        if ref <= self.answered:
            return  # the component has lost its place in the page meanwhile
        if effects and self.page.send(Answered(ref, self.address, effects)):
            self.pass_on(ref)
        else:
            self.answer(ref)

    def apologise(self, effects: Iterable[list[Any]]) -> None:
        """Nobody runs any more who could answer what the page has asked."""
        if self._waits:
            for effect in effects:
                self.ask(effect)
            self.refuse(self.taken, INTERNAL_ERROR)

    @property
    def _waits(self) -> bool:
        """Whether an event has no answer yet."""
        return self.taken > self.answered

    # From the tree around it.

    @property
    def panel(self) -> Isolated | None:
        """Who runs there."""
        return self._place.panel

    @property
    def is_settled(self) -> bool:
        """Whether it shows something: the component, or its fallback."""
        return self._place.is_settled

    def give(self, *, is_other: bool) -> None:
        """Nothing: with other props it is another component."""

    def close(self) -> None:
        """It has lost its place in the page."""
        if self._waits:
            self.refuse(self.taken, REFUSED)

    def repeat(self) -> None:
        """The page has lost what it was shown of it."""
        self.owes_values = True
        self.catch_up()

    def leave(self) -> Isolated | None:
        """The page ends, and nobody with it."""
        self._place.audience.leave(self)
        return None

    def on_first_page(self) -> Iterator[Picture]:
        """What stands in the page; the page has it from now on."""
        broadcast = self._place.lane
        picture = broadcast.picture()
        self.owes_values = picture is None
        shown = picture or broadcast.stand_in()
        if shown is not None:
            self._node.late.rendering = shown
            self._node.late.version = self.version = self._acknowledged = broadcast.version
            yield shown

    def busy(self) -> Isolated | None:
        """Who runs there, if it does not wait for mail."""
        panel = self._place.panel
        return None if panel is None or panel.is_idle else panel

    def move(self, request: Request) -> None:
        """The page has another URL."""
        self._request = request

    def send(self, message: Any) -> bool:
        """Give the component a message; whether it was taken."""
        return self._place.send(message)

    # From the page.

    def joined(self) -> None:
        """The page has connected."""
        self.catch_up()

    def take(self, frame: frames.Event | frames.Patch) -> bool:
        """Takes what the page asks for."""
        self._place.ask(frame, self)
        return True

    def catch_up(self) -> None:
        """Sends the full values of the newest version, if the page needs them and takes them."""
        broadcast = self._place.lane
        if self.owes_values and self.line.is_under_pressure:
            self._glance.later()
        if self.owes_values and self.is_ready and (newest := broadcast.newest()) is not None:
            self.owes_values = False
            self._repeated += 1
            self.define(broadcast.definitions)
            self.version = broadcast.version
            self._acknowledged = max(self._acknowledged, self.version - 1)  # no older frame is waited for
            self.line.send(newest)
        self._place.catch_up()

    def acknowledge(self, version: int) -> bool:
        """The page shows this version; whether that was not known."""
        if version > self.version:
            return False
        is_news = version > self._acknowledged
        self._acknowledged = max(self._acknowledged, version)
        self._repeated = 0
        return is_news

    def take_over(self, shown: int) -> None:
        """A page is here that another process has shown: it gets everything, numbered as it is here."""
        self.resume(-1)
        self.owes_values = True

    def resume(self, shown: int) -> list[str] | None:
        """A page is back.

        Args:
            shown: the version it shows, -1 for none.

        Returns:
            The frames that it missed; None where it needs the full values.
        """
        broadcast = self._place.lane
        missed = None if self.owes_values else broadcast.since(shown)
        self._acknowledged = self.version = broadcast.version
        self._repeated = 0
        if missed is None:
            self.owes_values = True
        return missed
