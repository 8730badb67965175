"""Worker threads for code that blocks."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class ThreadPool:
    """A bounded pool of its own: other users of the loop's default pool cannot starve it.

    Args:
        limit: how many threads; more calls wait for their turn. The default is that of Starlette's pool.
    """

    def __init__(self, limit: int = 40) -> None:
        self._executor = ThreadPoolExecutor(limit, thread_name_prefix="liveview")

    async def run(self, function: Callable[[], T]) -> T:
        """Call a function in a thread, with the caller's context variables.

        Where the caller is cancelled, a call that has begun goes on to its end, and what it returns is dropped: no
        thread can be stopped from outside.

        Args:
            function: what to call; bind arguments with `functools.partial`.

        Returns:
            What the function returns.

        Raises:
            BaseException: what the function raises; `StopIteration` as `RuntimeError`, as coroutines do.
        """
        context = contextvars.copy_context()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, lambda: context.run(_called, function))

    def close(self) -> None:
        """Start no further call; those that run are not waited for."""
        self._executor.shutdown(wait=False, cancel_futures=True)


def _called(function: Callable[[], T]) -> T:
    try:
        return function()
    except StopIteration as error:
        # No future takes it (until Python 3.12 whoever awaits one waits for ever): `next(rows)` of an empty iterator.
        raise RuntimeError("a function raised StopIteration") from error
