"""How often something may happen: at a rate, and more at once now and then (a token bucket)."""

from __future__ import annotations


class Budget:
    """A budget that fills up again, and may be overdrawn: what has come in has come in, and is paid for by waiting.

    Args:
        rate: how often a second.
        burst: how often at once, after some time without.
    """

    __slots__ = ("_at", "_burst", "_left", "_rate")

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = self._left = burst
        self._at = float("-inf")

    @property
    def is_rested(self) -> bool:
        """Whether there was a pause, as of the last time: half of what is there for one moment is there again."""
        return self._left >= self._burst / 2

    def is_full(self, now: float) -> bool:
        """Whether it is as a new one.

        Args:
            now: seconds, by the clock of `spend`.
        """
        return self._left + (now - self._at) * self._rate >= self._burst

    def spend(self, now: float, count: int = 1) -> float:
        """Take note that it has happened.

        Args:
            now: seconds, by a clock that never goes back.
            count: how often.

        Returns:
            Seconds until it may happen again; 0.0 for at once.
        """
        self._left = min(self._burst, self._left + (now - self._at) * self._rate) - count
        self._at = now
        return max(0.0, -self._left / self._rate)
