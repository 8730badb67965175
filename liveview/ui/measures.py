"""What a measure between two ends says: `Progress`, `Meter` and `Gauge` read it alike."""

from __future__ import annotations

import math

from liveview import pure


@pure
def known(value: float | None) -> float | None:
    """A measure that can be drawn, or None: no number is as good as none.

    Args:
        value: what was measured.
    """
    return value if value is not None and math.isfinite(value) else None


@pure
def share(value: float | None, low: float, high: float) -> float:
    """How far a measure is from one end to the other, in percent; 0 where there is none, or nothing between the ends.

    Args:
        value: the measure.
        low: the lower end.
        high: the upper end.
    """
    number = known(value)
    return 100 * (number - low) / (high - low) if number is not None and high > low else 0.0


@pure
def reached(value: float, warn: float | None, bad: float | None) -> str:
    """How a measure is, by what it has passed: `bad`, `warn` or nothing.

    Args:
        value: the measure.
        warn: where it is no longer as it should be.
        bad: where it is bad. Below `warn`, less is worse.
    """
    falls = warn is not None and bad is not None and bad < warn
    for status, edge in (("bad", bad), ("warn", warn)):
        if edge is not None and (value <= edge if falls else value >= edge):
            return status
    return ""
