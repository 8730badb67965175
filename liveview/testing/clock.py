"""A clock that moves when told, for tests that do not wait."""

from __future__ import annotations

import heapq
from collections.abc import Awaitable, Callable

# Calls that are due at this moment, up to what adding floats loses.
_ROUNDING = 1e-9


class VirtualClock:
    """Time that stands still until it is moved.

    Attributes:
        settling: what is waited for between two moments at which something is due, such as pages.
    """

    def __init__(self) -> None:
        self.settling: list[Callable[[], Awaitable[object]]] = []
        self._now = 1000.0
        self._calls: list[tuple[float, int, _Call]] = []
        self._count = 0

    def now(self) -> float:
        """Seconds since some moment."""
        return self._now

    def wall(self) -> float:
        """Seconds since 1970: the clock began in November 2023."""
        return 1_700_000_000.0 - 1000.0 + self._now

    def call_later(self, delay: float, callback: Callable[[], object]) -> _Call:
        """Call when time has come so far."""
        call = _Call(callback)
        self._count += 1  # what is due at the same moment comes in the order in which it was asked for
        heapq.heappush(self._calls, (self._now + max(0.0, delay), self._count, call))
        return call

    def together(self, at: float, within: float) -> float:
        """The moment itself: tests are told the time to the point."""
        return at

    async def advance(self, seconds: float) -> None:
        """Let time pass, and at each moment when something is due let it run to its end.

        Args:
            seconds: how long.
        """
        end = self._now + seconds
        while (due := self._next()) is not None and due <= end + _ROUNDING:
            self.turn(max(0.0, due - self._now))
            await self._settle()
        self.turn(max(0.0, end - self._now))
        await self._settle()

    def turn(self, seconds: float) -> None:
        """Let time pass in one piece: what is due is called, and whoever else has to do with it runs later.

        Args:
            seconds: how long.
        """
        end = self._now + seconds
        while (due := self._next()) is not None and due <= end + _ROUNDING:
            self._now = max(self._now, due)
            heapq.heappop(self._calls)[2].run()
        self._now = end

    def _next(self) -> float | None:
        while self._calls and self._calls[0][2].is_over:
            heapq.heappop(self._calls)
        return self._calls[0][0] if self._calls else None

    async def _settle(self) -> None:
        for settle in list(self.settling):
            await settle()


class _Call:
    """Something to be called, once."""

    def __init__(self, callback: Callable[[], object]) -> None:
        self._callback: Callable[[], object] | None = callback

    @property
    def is_over(self) -> bool:
        return self._callback is None

    def cancel(self) -> None:
        """Do not call it."""
        self._callback = None

    def run(self) -> None:
        callback, self._callback = self._callback, None
        if callback is not None:
            callback()
