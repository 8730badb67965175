"""How often is too often: restarts counted over the last seconds."""

from __future__ import annotations

from collections import deque

from liveview.errors import ConfigurationError
from liveview.runtime.options import is_count, is_seconds


class Intensity:
    """A sliding window of restarts.

    Args:
        max_restarts: how many the window may hold; one more is too many.
        max_seconds: how long the window is.
    """

    def __init__(self, max_restarts: int, max_seconds: float) -> None:
        if not is_count(max_restarts):
            raise ConfigurationError(f"max_restarts={max_restarts!r}: it is a number of restarts, 0 for none")
        if not is_seconds(max_seconds) or max_seconds == 0:
            raise ConfigurationError(f"max_seconds={max_seconds!r}: it is a number of seconds, more than none")
        self._most = max_restarts
        self._seconds = max_seconds
        self._times: deque[float] = deque()

    @property
    def count(self) -> int:
        """How many restarts the window holds, as of the last of them."""
        return len(self._times)

    def allows(self, now: float) -> bool:
        """Count a restart, and say whether it may be done."""
        while self._times and now - self._times[0] > self._seconds:
            self._times.popleft()
        self._times.append(now)
        return len(self._times) <= self._most

    def __str__(self) -> str:
        return f"{len(self._times)} restarts within {self._seconds:g} s, of which {self._most} are allowed"
