"""One page's place in the audience of a shared component."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from liveview.channel.broadcast import Picture
from liveview.channel.isolated import Isolated
from liveview.channel.lane import Lane, Post
from liveview.channel.limits import Limits
from liveview.channel.messages import Answered
from liveview.channel.shared_place import SharedPlace
from liveview.protocol import frames
from liveview.runtime.process import Process
from liveview.view.events import Viewer
from liveview.view.request import Request
from liveview.view.tree import Node


class Seat(Lane):
    """The lane of a shared component in one page: which version that shows, and whether it keeps up.

    Args:
        place: the component's.
        node: where the page shows it.
        page: the process around it, which does what handlers ask of the page.
        post: the page's.
        limits: how far a page may be behind.
        request: what the page is shown for.
        on_settled: called once it is there.
    """

    def __init__(
        self,
        place: SharedPlace,
        node: Node,
        page: Process,
        post: Post,
        limits: Limits,
        request: Request,
        on_settled: Callable[[], object],
    ) -> None:
        super().__init__(post, limits, place.lane.address)
        self.resident = self
        self.owes_values = True
        self._on_settled = on_settled
        self._place = place
        self._node = node
        self._page = page
        self._post = post
        self._request = request
        place.audience.sit(self)
        post.enter(self)

    @property
    def lane(self) -> Lane:
        """Itself."""
        return self

    @property
    def viewer(self) -> Viewer:
        """Whose page it is."""
        return Viewer(self._request.user, self._request.session, self._request.url)

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
        ask: Any = self._page
        ask.ask(*effect)

    def conclude(self, ref: int, effects: list[list[Any]]) -> None:
        """An event of this page has run.

        Args:
            ref: its number.
            effects: what its handler asked of the page.
        """
        if not effects or not self._page.send(Answered(ref, self.address, effects)):
            self.answer(ref)

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

    def repeat(self) -> None:
        """The page has lost what it was shown of it."""
        self.owes_values = True
        self.catch_up()

    def leave(self) -> Isolated | None:
        """The page ends, and nobody with it."""
        self._place.leave_audience(self)
        return None

    def on_first_page(self) -> Iterator[Picture]:
        """What stands in the page; the page has it from now on."""
        broadcast = self._place.lane
        picture = broadcast.picture()
        if picture is not None:
            self._node.late.rendering = picture
            self._node.late.version = self.version = self._acknowledged = broadcast.version
            self.owes_values = False
            yield picture

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
        self._place.joined()

    def take(self, frame: frames.Event | frames.Patch) -> bool:
        """Takes what the page asks for."""
        self._place.ask(frame, self)
        return True

    def catch_up(self) -> None:
        """Sends the full values of the newest version, if the page needs them and takes them."""
        broadcast = self._place.lane
        if self.owes_values and self.is_ready and (newest := broadcast.newest()) is not None:
            self.owes_values = False
            self.define(broadcast.definitions)
            self.version = broadcast.version
            self.line.send(newest)
        self._place.catch_up()

    def acknowledge(self, version: int) -> None:
        """The page shows this version."""
        if self._acknowledged < version <= self.version:
            self._acknowledged = version

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
        if missed is None:
            self.owes_values = True
        return missed
