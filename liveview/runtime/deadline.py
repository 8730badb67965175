"""A deadline for what the current task does: said when it takes long, broken off when it takes too long.

A handler that never comes back, and awaits all the while, blocks nobody but its own process: no watchdog sees it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Generator
from types import TracebackType
from typing import Any, Generic, TypeVar

from liveview.runtime.clock import Clock, Handle
from liveview.runtime.stirring import Begun

T = TypeVar("T")

# What goes on after it was cancelled is cancelled again.
AGAIN = 1.0


class Deadline:
    """As `asyncio.timeout`, by any clock and in two steps: `with Deadline(…):` around what is awaited.

    Args:
        clock: where time comes from.
        warn: seconds until `on_slow` is called.
        give_up: seconds until the task is cancelled; None for never.
        on_slow: called once, from the loop.
        error: makes what is raised then.
    """

    __slots__ = (
        "_cancelled_before",
        "_cancels",
        "_clock",
        "_error",
        "_give_up",
        "_on_slow",
        "_task",
        "_timer",
        "_warn",
    )

    def __init__(
        self,
        clock: Clock,
        warn: float,
        give_up: float | None,
        on_slow: Callable[[], object],
        error: Callable[[], BaseException],
    ) -> None:
        self._clock = clock
        self._warn = warn if give_up is None else min(warn, give_up)
        self._give_up = give_up
        self._on_slow = on_slow
        self._error = error
        self._cancels = 0

    def __enter__(self) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._task = task
        self._cancelled_before = task.cancelling()
        self._timer: Handle | None = self._clock.call_later(self._warn, self._is_slow)

    def _is_slow(self) -> None:
        self._timer = None
        if self._give_up is not None:
            self._timer = self._clock.call_later(self._give_up - self._warn, self._is_over)
        self._on_slow()

    def _is_over(self) -> None:
        self._cancels += 1
        self._timer = self._clock.call_later(AGAIN, self._is_over)
        self._task.cancel()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._cancels:
            for _ in range(self._cancels):
                self._task.uncancel()
            # Somebody else may have cancelled it, too: whoever ends the process.
            if isinstance(error, asyncio.CancelledError) and self._task.cancelling() <= self._cancelled_before:
                raise self._error() from error


class UnderDeadline(Generic[T]):
    """Awaits a coroutine under a deadline, which begins where it waits for the first time: most handlers never do.

    Until then it has the loop for itself, so that no deadline could break it off.

    Args:
        coroutine: what is awaited.
        deadline: makes its deadline.
    """

    __slots__ = ("_coroutine", "_deadline")

    def __init__(self, coroutine: Coroutine[Any, Any, T], deadline: Callable[[], Deadline]) -> None:
        self._coroutine = coroutine
        self._deadline = deadline

    def __await__(self) -> Generator[Any, Any, T]:
        steps = self._coroutine.__await__()
        try:
            # No name here holds what it waits for: that may fail, and its traceback leads back to this frame.
            begun: Begun[T] = Begun(next(steps), steps)
        except StopIteration as over:
            result: T = over.value
            return result
        with self._deadline():
            return (yield from begun)
