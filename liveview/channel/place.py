"""Where one isolated component is in a page: its address, who runs there, and what is shown where nobody does.

it runs, and ends with an error         it begins anew, and its place keeps what it shows until then
it cannot begin, or begins too often    its fallback is shown, with a way to try again

It goes no further up: what is isolated never takes the page around it along.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from liveview.channel.faults import Faults
from liveview.channel.isolated import Isolated
from liveview.channel.lane import Lane
from liveview.channel.screen import FAILED, INTERNAL_ERROR, REFUSED
from liveview.channel.services import Services
from liveview.engine import LiveTemplate, Rendering
from liveview.errors import ProcessExitError
from liveview.protocol import frames
from liveview.runtime.children import ChildSpec
from liveview.runtime.exits import Reason
from liveview.runtime.intensity import Intensity
from liveview.runtime.supervising import ChildInfo
from liveview.view.fallbacks import RETRY
from liveview.view.tree import Node


class Place:
    """The supervisor of one isolated component.

    Args:
        node: which, in the tree around it.
        lane: its address.
        make: makes its process.
        start: starts that.
        services: the app's.
        faults: where failures are told.

    Attributes:
        panel: who runs.
    """

    def __init__(
        self,
        node: Node,
        lane: Lane,
        make: Callable[[], Isolated],
        start: Callable[[Isolated], object],
        services: Services,
        faults: Faults,
    ) -> None:
        self.node = node
        self.lane = lane
        self.panel: Isolated | None = None
        lane.resident = self
        limits = services.limits
        self._make = make
        self._start = start
        self._clock = services.clock
        self._fallbacks = services.fallbacks
        self._faults = faults
        self._restarts = Intensity(limits.max_restarts, limits.max_seconds)
        self._pace = limits.max_seconds / max(limits.max_restarts, 1)
        self._begun = 0  # how often
        self._shown: Rendering | None = None
        self._failure: Exception | None = None  # why there is a fallback
        self._failed_at = 0.0
        self._show(self._stand_in(self._fallbacks.loading(node.component), ""))
        self._taken = 0  # the newest event that was given to somebody who runs here

    @property
    def is_settled(self) -> bool:
        """Whether it shows something: itself, or its fallback."""
        return self._failure is not None or (self.panel is not None and self.panel.has_begun)

    def info(self) -> ChildInfo:
        """It as it stands; a component with a key is called by both, its name and that."""
        name, key = self.node.component.__name__, self.node.key
        spec = ChildSpec(self._make, name if key is None else (name, key), "permanent", None, False, None, None)
        has_begun = self.panel is not None and self.panel.has_begun
        is_coming = self.panel is not None and not has_begun
        return ChildInfo(spec.id, self.panel if has_begun else None, is_coming, max(0, self._begun - 1), spec)

    # Its life.

    def begin(self) -> None:
        """Somebody runs here from now on."""
        self._failure = None
        self._begun += 1
        self.lane.owes_values = True
        try:
            self.panel = self._make()
        except Exception as error:  # of a class that cannot be made with these props
            self._fall_back(error)
            return
        self.panel.on_exit(partial(self._ended, self.panel))
        self._start(self.panel)

    def begun(self, panel: Isolated) -> None:
        """It is mounted."""
        if self.panel is panel:
            self._show(panel.rendering)
            self._faults.end(self.node.component.__name__)

    def _show(self, rendering: Rendering | None) -> None:
        self._shown = self.node.late.rendering = rendering

    def end(self, reason: str) -> None:
        """It has lost its place."""
        if (panel := self.leave()) is not None:
            panel.exit(reason)

    def leave(self) -> Isolated | None:
        """Whoever runs here is somebody else's to end."""
        panel, self.panel = self.panel, None
        return panel

    def _ended(self, panel: Isolated, reason: Reason) -> None:
        if self.panel is not panel:
            return
        self.panel = None
        self._apologise()
        error = reason if isinstance(reason, Exception) else ProcessExitError(panel, reason)
        if panel.has_begun and self._restarts.allows(self._clock.now()):
            self.begin()
        else:
            self._fall_back(error)

    def _apologise(self) -> None:
        """Nobody answers what was asked of whoever ran here."""
        if self._taken > self.lane.answered:
            if not self._faults.shown:
                self.lane.patch([], None, [FAILED])
            self.lane.refuse(self._taken, INTERNAL_ERROR)

    def _fall_back(self, error: Exception) -> None:
        name = self.node.component.__name__
        self._faults.begin(name, error)
        self._failure, self._failed_at = error, self._clock.now()
        self.lane.owes_values = True
        self._show(self._stand_in(self._fallbacks.of(self.node.component), self._faults.shown_of(error)))
        self.catch_up()

    def _stand_in(self, templates: Iterator[LiveTemplate], error: str) -> Rendering | None:
        """The first of some templates that can be shown in its place."""
        name = self.node.component.__name__
        props = {} if self.node.offer is None else self.node.offer.props
        for template in templates:
            rendering = Rendering(template, number=self.node.number)
            try:
                rendering.mount({**props, "component": name, "error": error})
            except Exception as mistake:
                self._faults.begin(f"what stands in for {name}", mistake)
            else:
                return rendering
        return None

    # From the tree around it.

    def give(self, *, is_other: bool) -> None:
        """Its caller gives it props.

        Args:
            is_other: whether they are other values than before, which may be better ones for one that has failed.
        """
        if self.panel is not None and self.node.offer is not None:
            if is_other or self.node.shares():
                self.panel.give(self.node.offer.props)
        elif is_other and self._clock.now() - self._failed_at > self._pace:
            self.begin()

    def on_first_page(self) -> Iterator[Rendering]:
        """What stands in the page at its address, and at those within it; the page has it from now on."""
        if self._shown is not None:
            self.lane.owes_values = not self.is_settled
            yield self._shown
        if self.panel is not None:
            yield from self.panel.on_first_page()

    # From the page.

    def joined(self) -> None:
        """A page has connected."""
        if self.panel is not None and self.panel.has_begun:
            self.panel.joined()
        self.catch_up()

    def take(self, frame: frames.Event | frames.Patch) -> bool:
        """Takes what the page asks for; False where too much mail waits."""
        if self.panel is None:
            self._retry(frame)
        elif not self.panel.take(frame):
            return False
        else:
            self._taken = frame.ref
        return True

    def _retry(self, frame: frames.Event | frames.Patch) -> None:
        """The one event of a component that has failed."""
        if isinstance(frame, frames.Event) and frame.name.partition("@")[0] == RETRY:
            self.begin()
            self.lane.answer(frame.ref)
        else:
            self.lane.refuse(frame.ref, REFUSED)

    def catch_up(self) -> None:
        """The page takes frames again, or asks for all values."""
        if self.panel is not None:
            self.panel.catch_up()
        elif self.lane.owes_values and self.lane.is_ready and self._shown is not None:
            self.lane.define({fragment.id: fragment.definition for fragment in self._shown.fragments()})
            self.lane.full(self._shown.values(), None)
