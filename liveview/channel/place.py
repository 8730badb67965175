"""Where one isolated component is: its address, who runs there, and what is shown where nobody does.

it runs, and ends with an error         it begins anew, and its place keeps what it shows until then
it cannot begin, or begins too often    its fallback is shown, with a way to try again

It goes no further up: what is isolated never takes the page around it along.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeAlias

from liveview.channel.faults import Faults
from liveview.channel.isolated import Isolated
from liveview.channel.lane import Lane
from liveview.channel.services import Services
from liveview.engine import LiveTemplate, Rendering
from liveview.errors import ProcessExitError
from liveview.protocol import frames
from liveview.runtime.child_info import ChildInfo
from liveview.runtime.children import ChildSpec
from liveview.runtime.exits import Reason, is_planned
from liveview.runtime.intensity import Intensity
from liveview.view.fallbacks import RETRY
from liveview.view.stateful import Stateful

# Starts a process, and calls back once it has begun.
Start: TypeAlias = Callable[[Isolated, Callable[[], object]], object]


class Place:
    """The supervisor of one isolated component.

    Args:
        component: its class.
        props: what it is given.
        lane: its address.
        make: makes its process.
        start: starts that.
        services: the app's.
        faults: where failures are told.

    Attributes:
        component: its class.
        panel: who runs.
        props: what it is given now.
        lane: its address.
    """

    def __init__(
        self,
        component: type[Stateful],
        props: dict[str, Any],
        lane: Lane,
        make: Callable[[], Isolated],
        start: Start,
        services: Services,
        faults: Faults,
    ) -> None:
        self.panel: Isolated | None = None
        self.props = props
        self.lane = lane
        limits = services.limits
        self.component = component
        self._make = make
        self._start = start
        self._clock = services.clock
        self._fallbacks = services.fallbacks
        self._faults = faults
        self._restarts = Intensity(limits.max_restarts, limits.max_seconds)
        self._starts = 0
        self._failure: Exception | None = None  # why there is a fallback
        self._failed_at = 0.0

    @property
    def is_settled(self) -> bool:
        """Whether it shows something: itself, or its fallback."""
        return self._failure is not None or (self.panel is not None and self.panel.has_begun)

    def info(self) -> ChildInfo:
        """It as it stands."""
        has_begun = self.panel is not None and self.panel.has_begun
        is_coming = self.panel is not None and not has_begun
        spec = ChildSpec(self._make, self._id(), "permanent", None, False, None, None)
        return ChildInfo(spec.id, self.panel if has_begun else None, is_coming, max(0, self._starts - 1), spec)

    def _id(self) -> object:
        """What it is called among those beside it."""
        raise NotImplementedError

    def begin(self) -> None:
        """Somebody runs here from now on."""
        self._failure = None
        self._starts += 1
        try:
            panel = self.panel = self._make()
            panel.on_exit(partial(self._ended, panel))
            self._start(panel, partial(self._begun, panel))
        except Exception as error:  # of a class that cannot be made with these props, or where nobody can start it
            self.panel = None
            self._fall_back(error)

    def _begun(self, panel: Isolated) -> None:
        if self.panel is panel:
            self._faults.end(self.component.__name__)
            self._show(panel.rendering)

    def leave(self) -> Isolated | None:
        """Whoever runs here is somebody else's to end, and nobody begins here any more."""
        panel, self.panel, self._failure = self.panel, None, None
        return panel

    def _ended(self, panel: Isolated, reason: Reason) -> None:
        if self.panel is not panel:
            return
        self.panel = None
        if is_planned(reason):
            return  # by whoever ends everything
        self._apologise()
        if panel.has_begun and self._restarts.allows(self._clock.now()):
            self.begin()
        else:
            self._fall_back(reason if isinstance(reason, Exception) else ProcessExitError(panel, reason))

    def _fall_back(self, error: Exception) -> None:
        self._faults.begin(self.component.__name__, error)
        self._failure, self._failed_at = error, self._clock.now()
        self._show(self._stand_in(self._fallbacks.of(self.component), self._faults.shown_of(error)))

    def _show_loading(self) -> None:
        self._show(self._stand_in(self._fallbacks.loading(self.component), ""))

    def _stand_in(self, templates: Iterator[LiveTemplate], error: str) -> Rendering:
        """The first of some templates that can be shown in its place; the last of them cannot fail."""
        values = {**self.props, "component": self.component.__name__, "error": error}
        for template in templates:
            rendering = Rendering(template, number=abs(self.lane.address))
            try:
                rendering.mount(values)
            except Exception as mistake:
                self._faults.begin(f"what stands in for {self.component.__name__}", mistake)
            else:
                return rendering
        raise LookupError(f"nothing can stand in for {self.component.__name__}")

    def _is_retry(self, frame: frames.Event | frames.Patch) -> bool:
        """Whether somebody wants a component that has failed to begin anew."""
        asks = isinstance(frame, frames.Event) and frame.name.partition("@")[0] == RETRY
        return asks and self._failure is not None

    def _show(self, rendering: Rendering) -> None:
        """Something else stands at the address from now on."""
        raise NotImplementedError

    def _apologise(self) -> None:
        """Nobody answers what was asked of whoever ran here."""
        raise NotImplementedError
