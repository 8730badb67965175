"""One value among what it may be: `Gauge`."""

from __future__ import annotations

import math
from typing import Any

from liveview import Async, computed, prop
from liveview.ui.charts.chart import Chart, come, state_of
from liveview.ui.charts.units import exponent_of, written
from liveview.ui.measures import known, reached, share


class Gauge(Chart):
    """A value on an arc, with the places from which on it is not as it should be.

    Args:
        label: what it shows.
        value: the number; None, or no number such as NaN, where there is none. It may be an `Async` of one.
        unit: what it counts, such as "%" or "°C".
        low: what the arc begins at.
        high: what it ends at.
        warn: from where on it is no longer as it should be; None for never.
        bad: from where on it is bad. Where that is less than `warn`, less is worse.
        on_retry: the caller's event for another try, which a button sends where `value` is an `Async` that has failed.
        what: which of several it is; the event brings it along as `what`.
        error: what is said where it could not be loaded.
        details: whether the exception's own text stands below that: it may say what is nobody's business.
    """

    template = "gauge.html"

    label: str
    value: float | Async[Any] | None
    unit: str = prop("%")
    low: float = prop(0.0)
    high: float = prop(100.0)
    warn: float | None = prop(None)
    bad: float | None = prop(None)

    @computed
    def waits(self) -> str:
        """How it is with a value that is loaded: "loading", "failed", or an empty text."""
        return state_of(self.value) if isinstance(self.value, Async) else ""

    @computed
    def share(self) -> float:
        """How much of the arc is filled, in percent."""
        return self._share(come(self.value))

    @computed
    def now(self) -> float:
        """The value as far as it is between the ends."""
        value = known(come(self.value))
        return self.low if value is None else max(self.low, min(value, self.high))

    @computed
    def state(self) -> str:
        """How the value is: "good", "warn", "bad", or an empty text where nothing is said of that."""
        value = known(come(self.value))
        if value is None or (self.warn is None and self.bad is None):
            return ""
        return reached(value, self.warn, self.bad) or "good"

    @computed
    def text(self) -> str:
        """The value as it is read."""
        value = known(come(self.value))
        return "\N{EN DASH}" if value is None else written(value, self.unit)

    @computed
    def ends(self) -> tuple[str, str]:
        """What the two ends of the arc say."""
        power = exponent_of(max(abs(self.low), abs(self.high)), self.unit)
        return written(self.low, self.unit, power), written(self.high, self.unit, power)

    @computed
    def places(self) -> tuple[str, ...]:
        """Short lines across the arc, at `warn` and `bad`."""
        return tuple(self._across(limit) for limit in (self.warn, self.bad) if limit is not None)

    def _share(self, value: float | None) -> float:
        return round(min(max(share(value, self.low, self.high), 0.0), 100.0), 1)

    def _across(self, limit: float) -> str:
        angle = math.pi * (1 - self._share(limit) / 100)
        x, y = math.cos(angle), -math.sin(angle)
        return f"M{60 + 41 * x:.1f} {60 + 41 * y:.1f}L{60 + 55 * x:.1f} {60 + 55 * y:.1f}"
