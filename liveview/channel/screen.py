"""What one address of a page shows: brought to the state, at the right moment, with the fewest bytes."""

from __future__ import annotations

from typing import Any

from liveview.channel.faults import Faults
from liveview.channel.glance import PRESSURE_INTERVAL
from liveview.channel.home import Home
from liveview.channel.lane import Lane
from liveview.channel.services import Services
from liveview.channel.weight import Weight
from liveview.engine import REPLACED, Rendering
from liveview.runtime.clock import Handle
from liveview.view.effects import Effects

INTERNAL_ERROR = "internal error"
TOO_MUCH = "too many events wait"
# What its user is told of an event that has failed; the log has the rest.
FAILED = ["flash", "error", "Something went wrong. Please try again."]


class Screen:
    """What a tree of components shows, and what its page knows of it.

    Args:
        home: what it shows.
        rendering: of the template at the root.
        lane: where frames go.
        faults: where a template's mistakes go.
        effects: what the page is asked for, after the patch.
        services: the app's.
        weight: looks at how much the state has become.
        failures: how often in a row its template may fail.

    Attributes:
        stale: whether a component has run since the last render.
    """

    __slots__ = (
        "_answers",
        "_clock",
        "_effects",
        "_failures",
        "_faults",
        "_flush",
        "_home",
        "_interval",
        "_is_closed",
        "_lane",
        "_most_failures",
        "_rendered_at",
        "_rendering",
        "_weight",
        "stale",
    )

    def __init__(
        self,
        home: Home,
        rendering: Rendering,
        lane: Lane,
        faults: Faults,
        effects: Effects,
        services: Services,
        weight: Weight,
        failures: int,
    ) -> None:
        self.stale = False
        self._answers: dict[int, int] = {}  # the newest events that have run and wait for their effect, by address
        self._rendering = rendering
        self._home = home
        self._lane = lane
        self._faults = faults
        self._effects = effects
        self._clock = services.clock
        self._interval = services.limits.render_interval
        self._weight = weight
        self._most_failures = failures
        self._failures = 0  # of the root's template, one after another
        self._is_closed = False
        self._rendered_at = 0.0
        self._flush: Handle | None = None

    async def mount(self) -> None:
        """Renders for the first time. What templates and components raise is the caller's."""
        await self._home.update()

    def close(self) -> None:
        """Nothing more is shown."""
        self._is_closed = True
        if self._flush is not None:
            self._flush.cancel()

    async def render_soon(self) -> None:
        """Renders once for all that happens within a screen's refresh. The answer to a click never waits for it."""
        wait = self._rendered_at + self._interval - self._clock.now()
        if wait <= 0:
            await self.render()
        else:
            self._flush_in(wait)

    def _flush_in(self, seconds: float) -> None:
        if self._flush is None:
            self._flush = self._clock.call_later(seconds, self._flush_now)

    def _flush_now(self) -> None:
        self._flush = None
        self._home.flush()

    @property
    def lags(self) -> bool:
        """Whether the page does not show the state."""
        return self.stale or self._lane.owes_values

    async def render(self) -> None:
        """Brings the page to the state, and answers the events that led to it."""
        if self._is_closed:
            return
        self._weight.look()
        lane = self._lane
        if not lane.is_ready:
            # A page that is away asks by joining, one that is behind by acknowledging.
            if lane.line.is_under_pressure:
                self._flush_in(PRESSURE_INTERVAL)
            return
        patch = None
        if self.stale or lane.owes_values:
            self.stale = False
            self._rendered_at = self._clock.now()
            try:
                patch = await self._home.update()
            except Exception as error:
                self._fail(error)
                return
            self._failures = 0
            self._faults.end("template")
        self._send(patch)
        self._home.shown()

    def _fail(self, error: Exception) -> None:
        """The page stays at its last good version. What changed is lost, so the next good render is sent whole."""
        self._faults.begin("template", error)
        self._failures += 1
        if self._answers and not self._faults.shown:
            self._lane.patch([], None, [FAILED])
        if self._failures > self._most_failures:
            self._home.give_up(error)
        refs, self._answers = self._answers.values(), {}
        for ref in refs:
            self.refuse(ref, INTERNAL_ERROR)

    def _send(self, patch: list[Any] | None) -> None:
        refs, self._answers = list(self._answers.values()), {}
        lane, effects = self._lane, self._effects.take()
        if definitions := self._rendering.definitions():
            lane.define(definitions)
        first, others = refs[0] if refs else None, refs[1:]
        if patch is REPLACED or lane.owes_values:
            lane.full(self._rendering.values(), first, effects)
        elif patch is not None or effects:
            lane.patch(patch or [], first, effects)
        else:
            others = refs
        for ref in others:
            lane.answer(ref)
        if refs:
            lane.answered = max(lane.answered, *refs)

    async def answer(self, ref: int, address: int) -> None:
        """An event has run: shows what it has changed, and answers it.

        Args:
            ref: the event's number.
            address: where it happened.
        """
        self._answers[address] = ref
        await self.render()

    def apologise(self) -> None:
        """Tells whoever has done it that it failed; in development the report does."""
        if not self._faults.shown:
            self._effects.ask(*FAILED)

    def refuse(self, ref: int, error: str) -> None:
        """Answers an event that did not run to its end."""
        self._lane.refuse(ref, error)
