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

        Raises:
            BaseException: what the function raises.
        """
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(self._executor, context.run, function)

    def close(self) -> None:
        """Start no further call; those that run are not waited for."""
        self._executor.shutdown(wait=False, cancel_futures=True)
