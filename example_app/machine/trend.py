"""The last minute of one number, as line segments: a second adds one and drops one."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

LENGTH = 60  # a minute, at a sample a second


@dataclass(frozen=True, slots=True)
class Segment:
    """The line from one sample to the next.

    Attributes:
        at: the number of the sample it starts at.
        start: the value there.
        end: the value one sample later.
    """

    at: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Trend:
    """What a chart draws.

    Attributes:
        first: the sample at the left edge. It is before the oldest segment until a minute has passed.
        top: the value at the upper edge.
        segments: oldest first.
    """

    first: int
    top: int
    segments: tuple[Segment, ...]


class History:
    """The samples that a trend is made of.

    Args:
        least_top: the upper edge where all values are small, so that idle noise stays flat.
        fixed: whether the upper edge stays there: for percentages.
    """

    def __init__(self, least_top: int, *, fixed: bool = False) -> None:
        self._least_top = least_top
        self._fixed = fixed
        self._segments: deque[Segment] = deque(maxlen=LENGTH)
        self._last: int | None = None

    def add(self, number: int, value: float) -> Trend:
        """The trend with one more sample.

        Args:
            number: counts the samples.
            value: in the chart's unit; whole numbers keep what goes over the wire short.
        """
        end = round(value)
        if self._last is not None:
            self._segments.append(Segment(number - 1, self._last, end))
        self._last = end
        return Trend(number - LENGTH, self._top(), tuple(self._segments))

    def _top(self) -> int:
        top = self._least_top
        if not self._fixed:
            highest = max((max(s.start, s.end) for s in self._segments), default=0)
            while top < highest:  # doubling: the scale changes seldom, and visibly
                top *= 2
        return top
