"""Worker threads for code that blocks."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from functools import partial
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar

from liveview.errors import GivenUpError

T = TypeVar("T")

# Seconds after which a thread that computes lets others on. With Python's own 5 ms, each of the few times that the loop
# wants to go on in an answer costs as much; with this, what computes pays a twentieth at most.
SWITCH_INTERVAL = 0.0005


class ThreadPool:
    """A bounded pool of its own: other users of the loop's default pool cannot starve it.

    The threads of `concurrent.futures` are joined when the interpreter exits: one call that never returns would hold
    the server's end for ever. These are daemons, which are left behind.

    A call that is given up keeps its thread to its end, and the pool starts another one in its place: as many as there
    are threads at most, since calls that never end must not take the whole machine.

    Args:
        limit: how many threads; more calls wait for their turn. The default is that of Starlette's pool.

    Attributes:
        given_up: how many calls were given up and still run.
    """

    def __init__(self, limit: int = 40) -> None:
        self.given_up = 0
        self._limit = limit
        self._lock = Lock()  # around these three: calls end in their threads
        self._started = 0
        self._idle = 0  # threads that no call is meant for
        self._waiting = 0  # calls that no thread is meant for
        self._switch_interval: float | None = None  # what it was before
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()  # None ends a thread
        self._is_closed = False

    async def run(self, function: Callable[[], T], on_end: Callable[[], object] | None = None) -> T:
        """Call a function in a thread, with the caller's context variables.

        Where the caller is cancelled, a call that has begun goes on to its end, and what it returns is dropped: no
        thread can be stopped from outside. From then on `check_wanted` raises in it. One that still waits for its turn
        is never made.

        Args:
            function: what to call; bind arguments with `functools.partial`.
            on_end: called when the call is over, whoever still waits for it: it has ended, or is never made. In any
                thread.

        Returns:
            What the function returns.

        Raises:
            BaseException: what the function raises; `StopIteration` as `RuntimeError`, as coroutines do.
        """
        if self._is_closed:
            raise RuntimeError("the thread pool is closed: its app has ended")
        context = copy_context()
        call = _Call(partial(context.run, function), Future())
        context.run(_caller.set, call.caller)
        if on_end is not None:
            call.outcome.add_done_callback(lambda _: on_end())
        self._provide_thread()
        self._calls.put(call)
        result: asyncio.Future[T] = asyncio.wrap_future(call.outcome)
        try:
            return await result
        except asyncio.CancelledError:
            self._give_up(call)
            raise
        finally:
            del call, result  # an error's traceback holds this frame: with these in it, the circle would be complete

    def _give_up(self, call: _Call) -> None:
        with self._lock:
            call.caller.has_left = True
            if call.outcome.running() and self.given_up < self._limit:
                call.is_written_off = True
                self.given_up += 1
                self._started -= 1
                if self._waiting:
                    self._waiting -= 1
                    self._start_thread()

    def close(self) -> None:
        """Start no further call; those that run are not waited for."""
        self._is_closed = True
        with suppress(Empty):
            while (call := self._calls.get_nowait()) is not None:
                call.outcome.cancel()
        for _ in range(self._started):
            self._calls.put(None)
        if self._switch_interval is not None:
            sys.setswitchinterval(self._switch_interval)

    def _provide_thread(self) -> None:
        """See to it that there is a thread for one more call."""
        with self._lock:
            if self._idle:
                self._idle -= 1
            elif self._started < self._limit:
                self._start_thread()
            else:
                self._waiting += 1

    def _start_thread(self) -> None:
        if self._switch_interval is None:
            self._switch_interval = sys.getswitchinterval()
            sys.setswitchinterval(min(self._switch_interval, SWITCH_INTERVAL))
        self._started += 1
        Thread(target=self._work, name=f"liveview-{self._started}", daemon=True).start()

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            call.make()
            if self._has_lost_its_place(call):
                break
            del call  # what it returned is not this thread's to keep until the next one

    def _has_lost_its_place(self, call: _Call) -> bool:
        """Whether another thread was started in the place of the one that made a call; else it is for the next one."""
        with self._lock:
            if call.is_written_off:
                self.given_up -= 1
            elif self._waiting:
                self._waiting -= 1
            else:
                self._idle += 1
            return call.is_written_off


def check_wanted() -> None:
    """Does nothing, but in a call that was given up: nobody may rely on what it still does.

    Raises:
        GivenUpError: this code runs in a call of a `ThreadPool` whose caller waits no longer.
    """
    caller = _caller.get()
    if caller is not None and caller.has_left:
        raise GivenUpError


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


@dataclass(slots=True)
class _Caller:
    has_left: bool = False  # and waits no longer


@dataclass(slots=True, eq=False)
class _Call:
    function: Callable[[], Any]
    outcome: Future[Any]
    caller: _Caller = field(default_factory=_Caller)
    is_written_off: bool = False  # given up, and another thread was started in the place of its own

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


# Who waits for the call that this code runs in. What it starts elsewhere with its context belongs to it.
_caller: ContextVar[_Caller | None] = ContextVar("liveview_caller", default=None)
