"""A process: a task with a mailbox, one message at a time, and a reason when it ends.

The words and rules are OTP's (gen_server, erlang:exit/2): `init` before anybody else sees the process, then
`handle` for each message, then `terminate`; the exit reason is "normal", "shutdown", any other word, or the
exception that ended it.

asyncio is not OTP. What it cannot promise, and what is done about it:

- A task cannot be killed. One that swallows its cancellation is left behind, logged and counted.
- `SystemExit` in a task ends the whole loop, so nothing that a process raises leaves it.
- `CancelledError` comes from whoever cancels something that is waited for. Only the one that `stop` asks for is a
  stop; any other is a crash.
- The loop forgets tasks that nobody else holds, so they are held here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, ClassVar, TypeAlias

from liveview.errors import ProcessError
from liveview.runtime.clock import Clock
from liveview.runtime.mailbox import Mailbox

logger = logging.getLogger("liveview.runtime")

Reason: TypeAlias = str | BaseException

# OTP's default: long enough to save something, short enough for a deploy.
SHUTDOWN_SECONDS = 5.0
_EXIT = object()


class Process:
    """Subclass and override `init`, `handle` and `terminate`.

    Args:
        limit: how many messages may wait.

    Attributes:
        mailbox: the waiting messages.
        clock: for whatever the process times; from `start` on.
        exit_reason: None while it lives.
        left_behind: all that were stopped and still run.
    """

    left_behind: ClassVar[set[Process]] = set()
    _running: ClassVar[set[asyncio.Task[None]]] = set()

    clock: Clock

    def __init__(self, limit: int = 256) -> None:
        self.mailbox = Mailbox(limit)
        self.exit_reason: Reason | None = None
        self._requested: Reason | None = None
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready: asyncio.Future[None] | None = None
        self._monitors: list[Callable[[Reason], object]] = []
        self._progress: asyncio.Event | None = None  # made by those who wait for `room` or `idle`

    async def init(self) -> None:
        """Called first. What it raises is raised by `start`, and the process never was."""

    async def handle(self, message: Any) -> None:
        """Called for each message. What it raises ends the process."""

    async def terminate(self, reason: Reason) -> None:
        """Called last, if `init` had succeeded. What it raises is logged."""

    # For its owner.

    async def start(self, clock: Clock) -> None:
        """Start, and wait until `init` is done. Where the caller is cancelled meanwhile, the process ends.

        Args:
            clock: for whatever the process times.

        Raises:
            Exception: what `init` raised.
            ProcessError: where `init` raised what would end the caller as well, or was cancelled.
        """
        self.clock = clock
        self._loop = asyncio.get_running_loop()
        self._ready = self._loop.create_future()
        self._task = self._loop.create_task(self._main(self._ready), name=type(self).__name__)
        self._running.add(self._task)
        self._task.add_done_callback(self._done)
        try:
            await self._ready
        except asyncio.CancelledError:
            self.exit("nobody waits for it")
            self._task.cancel()
            raise

    def exit(self, reason: Reason = "normal") -> None:
        """Ask the process to end after the message it is handling, before all that wait. The first reason counts."""
        if self._requested is None and self.exit_reason is None:
            self._requested = reason
            if not self._is_current():
                self.mailbox.wake(_EXIT)

    async def stop(self, reason: Reason = "shutdown", timeout: float = SHUTDOWN_SECONDS) -> None:
        """End the process and wait for it.

        A handler that does not end in time is cancelled; one that ignores that too is left behind, and logged.
        From within a handler of the process it is the same as `exit`: nobody can wait for their own end.

        Args:
            reason: what `terminate` is told.
            timeout: seconds for the current message, and again for the cancellation.
        """
        self.exit(reason)
        task = self._task
        if task is None or task.done() or self._is_current():
            return
        try:
            await asyncio.wait((task,), timeout=timeout)
        finally:
            task.cancel()  # harmless where it has ended; a caller that is cancelled leaves nobody running either
        await asyncio.wait((task,), timeout=timeout)
        if not task.done():
            logger.error("%s did not end within %g s of being cancelled and is left behind", self, timeout)
            self.left_behind.add(self)
            self._end(ProcessError(f"{self} does not end"))

    def monitor(self, callback: Callable[[Reason], object]) -> None:
        """Call back once with the exit reason; at once where the process has ended."""
        if self.exit_reason is not None:
            callback(self.exit_reason)
        else:
            self._monitors.append(callback)

    # For everybody who has something for it.

    def send(self, message: object) -> bool:
        """Add a message; False where the mailbox is full or the process has ended."""
        return self.exit_reason is None and self.mailbox.put(message)

    def send_threadsafe(self, message: object) -> None:
        """Add a message from another thread; it is dropped where `send` would say False, and before `start`."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop is closed, and the process with it
                self._loop.call_soon_threadsafe(self.send, message)

    async def room(self) -> None:
        """Wait until the mailbox has room, or the process has ended."""
        await self._until(lambda: not self.mailbox.is_full)

    async def idle(self) -> None:
        """Wait until the process waits for mail, or has ended. For tests."""
        await self._until(lambda: self.mailbox.is_awaited)

    async def _until(self, holds: Callable[[], bool]) -> None:
        while self.exit_reason is None and not holds():
            self._progress = self._progress or asyncio.Event()
            await self._progress.wait()

    # Its task.

    async def _main(self, ready: asyncio.Future[None]) -> None:
        try:
            await self.init()
        except GeneratorExit:  # the loop is gone, and nothing can be waited for
            raise
        except BaseException as error:
            self._end(error)
            if not ready.done():
                ready.set_exception(_raisable(error))
            return
        if not ready.done():
            ready.set_result(None)
        await self._finish(await self._served())

    async def _served(self) -> Reason:
        try:
            return await self._serve()
        except GeneratorExit:
            raise
        except BaseException as error:  # SystemExit too: a handler must not end the whole loop
            if isinstance(error, asyncio.CancelledError) and self._requested is not None:
                return self._requested
            logger.error("%s crashed", self, exc_info=error)
            return error

    async def _serve(self) -> Reason:
        while self._requested is None:
            self._tell_progress()
            message = await self.mailbox.get()
            self._tell_progress()
            if message is not _EXIT:
                await self.handle(message)
                # A process that always has mail never suspends otherwise, and everybody else would wait.
                await asyncio.sleep(0)
        return self._requested

    async def _finish(self, reason: Reason) -> None:
        try:
            await self.terminate(reason)
        except GeneratorExit:
            raise
        except BaseException as error:
            logger.error("%s: terminate failed", self, exc_info=error)
        self._end(reason)

    def _end(self, reason: Reason) -> None:
        if self.exit_reason is not None:
            return
        self.exit_reason = reason
        self._tell_progress()
        monitors, self._monitors = self._monitors, []
        for callback in monitors:
            try:
                callback(reason)
            except Exception as error:  # the others still want to know
                logger.error("%s: a monitor failed", self, exc_info=error)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self.left_behind.discard(self)
        if self.exit_reason is None:  # cancelled before its first step
            self._end(self._requested or asyncio.CancelledError())
            if self._ready is not None and not self._ready.done():
                self._ready.set_exception(ProcessError(f"{self} was cancelled before it began"))

    def _tell_progress(self) -> None:
        if self._progress is not None:
            self._progress.set()
            self._progress = None

    def _is_current(self) -> bool:
        try:
            return self._task is not None and self._task is asyncio.current_task()
        except RuntimeError:  # called from outside of the loop
            return False

    def __repr__(self) -> str:
        return f"<{type(self).__name__} at {id(self):#x}>"


async def stop_all(
    processes: Iterable[Process], reason: Reason = "shutdown", timeout: float = SHUTDOWN_SECONDS
) -> None:
    """End many processes together: it takes as long as the slowest of them.

    Args:
        processes: those to stop.
        reason: what each `terminate` is told.
        timeout: as in `Process.stop`.
    """
    processes = list(processes)
    for process in processes:  # at once: a caller that is cancelled now has asked all of them
        process.exit(reason)
    await asyncio.gather(*[process.stop(reason, timeout) for process in processes])


def _raisable(error: BaseException) -> Exception:
    """What `start` raises for it: an exception that ends neither the caller's task nor the loop."""
    if isinstance(error, Exception):
        return error
    raised = ProcessError(f"init raised {type(error).__name__}: {error}")
    raised.__cause__ = error
    return raised
