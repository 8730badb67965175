"""Waiting until something holds, or until it has taken too long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from liveview.runtime.clock import Clock


class Signal:
    """Wakes whoever waits for a condition.

    Args:
        clock: where time comes from.
        holds: the condition.
    """

    def __init__(self, clock: Clock, holds: Callable[[], bool]) -> None:
        self._clock = clock
        self._holds = holds
        self._waiting: asyncio.Event | None = None

    def changed(self) -> None:
        """Something has changed by which it may hold now."""
        if self._waiting is not None and self._holds():
            self._waiting.set()

    async def wait(self, seconds: float) -> bool:
        """Wait until the condition holds, one caller at a time.

        Args:
            seconds: for how long at most.

        Returns:
            Whether it does.
        """
        if not self._holds():
            over = self._waiting = asyncio.Event()
            timer = self._clock.call_later(seconds, over.set)
            try:
                await over.wait()
            finally:
                timer.cancel()
                self._waiting = None
        return self._holds()
