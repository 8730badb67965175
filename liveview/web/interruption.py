"""Waiting that somebody else may end: as `asyncio.timeout`, without a time, a timer or a task of its own."""

from __future__ import annotations

import asyncio
from types import TracebackType


class Interruption:
    """`with interruption:` around what is awaited, which ends there when the interruption is called."""

    __slots__ = ("_cancelled_before", "_has_come", "_task")

    def __init__(self) -> None:
        self._task: asyncio.Task[object] | None = None
        self._cancelled_before = 0
        self._has_come = False

    def __call__(self) -> None:
        """End what is awaited; nothing where that has ended, or has not begun."""
        if self._task is not None and not self._has_come:
            self._has_come = True
            self._task.cancel()

    def __enter__(self) -> None:
        self._task = asyncio.current_task()
        assert self._task is not None
        self._cancelled_before = self._task.cancelling()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        task, self._task = self._task, None
        if not self._has_come or task is None:
            return False
        # Somebody else may have cancelled it, too: whoever ends the server.
        is_only_ours = task.uncancel() <= self._cancelled_before
        return is_only_ours and isinstance(error, asyncio.CancelledError)
