"""Worker threads for code that blocks."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from threading import Semaphore, Thread
from typing import Any, TypeVar

T = TypeVar("T")


class ThreadPool:
    """A bounded pool of its own: other users of the loop's default pool cannot starve it.

    The threads of `concurrent.futures` are joined when the interpreter exits: one call that never returns would hold
    the server's end for ever. These are daemons, which are left behind.

    Args:
        limit: how many threads; more calls wait for their turn. The default is that of Starlette's pool.
    """

    def __init__(self, limit: int = 40) -> None:
        self._limit = limit
        self._started = 0
        self._idle = Semaphore(0)  # threads that no call is meant for
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()  # None ends a thread
        self._is_closed = False

    async def run(self, function: Callable[[], T]) -> T:
        """Call a function in a thread, with the caller's context variables.

        Where the caller is cancelled, a call that has begun goes on to its end, and what it returns is dropped: no
        thread can be stopped from outside. One that still waits for its turn is never made.

        Args:
            function: what to call; bind arguments with `functools.partial`.

        Returns:
            What the function returns.

        Raises:
            BaseException: what the function raises; `StopIteration` as `RuntimeError`, as coroutines do.
        """
        return await self._queued(partial(contextvars.copy_context().run, function))

    def _queued(self, function: Callable[[], T]) -> asyncio.Future[T]:
        if self._is_closed:
            raise RuntimeError("the thread pool is closed: its app has ended")
        call = _Call(function, Future())
        self._provide_thread()
        self._calls.put(call)
        return asyncio.wrap_future(call.outcome)

    def close(self) -> None:
        """Start no further call; those that run are not waited for."""
        self._is_closed = True
        with suppress(Empty):
            while (call := self._calls.get_nowait()) is not None:
                call.outcome.cancel()
        for _ in range(self._started):
            self._calls.put(None)

    def _provide_thread(self) -> None:
        if not self._idle.acquire(blocking=False) and self._started < self._limit:
            Thread(target=self._work, name=f"liveview-{self._started + 1}", daemon=True).start()
            self._started += 1

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            call.make()
            del call  # what it returned is not this thread's to keep until the next one
            self._idle.release()


def call_on_loop(loop: asyncio.AbstractEventLoop, function: Callable[[], T]) -> T:
    """Call a function in an event loop's own thread, and wait for what it returns.

    Args:
        loop: the loop; in its own thread the function is called at once.
        function: what to call. It must not wait.

    Raises:
        BaseException: what the function raises.
        RuntimeError: the loop is closed.
    """
    if asyncio._get_running_loop() is loop:
        return function()
    call = _Call(function, Future())
    loop.call_soon_threadsafe(call.make)
    result: T = call.outcome.result()
    return result


@dataclass(frozen=True, slots=True, eq=False)
class _Call:
    function: Callable[[], Any]
    outcome: Future[Any]

    def make(self) -> None:
        if not self.outcome.set_running_or_notify_cancel():
            return
        try:
            result = self.function()
        except BaseException as error:
            self.outcome.set_exception(_raisable(error))
            del self  # the error's traceback holds this frame: with the call in it, the circle would be complete
        else:
            self.outcome.set_result(result)


def _raisable(error: BaseException) -> BaseException:
    if not isinstance(error, StopIteration):
        return error
    # No future takes it (until Python 3.12 whoever awaits one waits for ever): `next(rows)` of an empty iterator.
    stopped = RuntimeError("a function raised StopIteration")
    stopped.__cause__ = error
    return stopped
