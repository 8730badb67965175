"""How late a timer was of late: what somebody felt of others on the same loop."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

WINDOW = 30  # seconds that are looked back at


@dataclass(frozen=True, slots=True)
class Felt:
    """Lateness in whole milliseconds: of half of all calls, of all but one in a hundred, and of the latest one."""

    p50: int = 0
    p99: int = 0
    max: int = 0


class Lateness:
    """The calls of one timer.

    Args:
        every: seconds from one call to the next, as they should be.
    """

    def __init__(self, every: float) -> None:
        self._every = every
        self._late: deque[float] = deque(maxlen=round(WINDOW / every))
        self._last: float | None = None
        self._worst = 0.0

    def called(self, now: float) -> None:
        """The timer has called.

        Args:
            now: the time, in seconds since whenever.
        """
        if self._last is not None:
            late = max(0.0, now - self._last - self._every)
            self._late.append(late)
            self._worst = max(self._worst, late)
        self._last = now

    def worst(self) -> float:
        """The latest call since this was last asked, in milliseconds."""
        worst, self._worst = self._worst, 0.0
        return worst * 1000

    def felt(self) -> Felt:
        """What there was in the last half minute."""
        late = sorted(self._late) or [0.0]
        return Felt(*(round(late[math.ceil(len(late) * share) - 1] * 1000) for share in (0.5, 0.99, 1.0)))
