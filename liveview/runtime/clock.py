"""Where time comes from: everything that waits asks a clock, so that tests can turn it."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from typing import Protocol


class Handle(Protocol):
    """Something that will be called."""

    def cancel(self) -> None:
        """Do not call it. Harmless afterwards."""


class Clock(Protocol):
    """Time, and calls at a time."""

    def now(self) -> float:
        """Seconds since some moment; never goes back."""
        ...

    def wall(self) -> float:
        """Seconds since 1970, as the machine's clock has them."""
        ...

    def call_later(self, delay: float, callback: Callable[[], object]) -> Handle:
        """Call after so many seconds, from the event loop."""
        ...

    def together(self, at: float, within: float) -> float:
        """When to call what is due at a moment and may be late by so much, or early: when others are called as well.

        Args:
            at: the moment.
            within: seconds; below 0 to be early.
        """
        ...


class LoopClock:
    """The running event loop's time."""

    now = staticmethod(time.monotonic)

    def wall(self) -> float:
        return time.time()

    def call_later(self, delay: float, callback: Callable[[], object]) -> Handle:
        return asyncio.get_running_loop().call_later(delay, callback)

    def together(self, at: float, within: float) -> float:
        return math.ceil(at / within) * within
