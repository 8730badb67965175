"""A process: a task with a mailbox, one message at a time, and a reason when it ends.

The words and rules are OTP's (gen_server, erlang:exit/2): `init` before anybody else sees the process, then
`handle` for each message, then `terminate`; the exit reason is "normal", "shutdown", any other word, or the
exception that ended it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from liveview.errors import ProcessError
from liveview.runtime.clock import Clock
from liveview.runtime.mailbox import Mailbox

logger = logging.getLogger("liveview.runtime")

# OTP's default: long enough to save something, short enough for a deploy.
SHUTDOWN_SECONDS = 5.0
_EXIT = object()


class Process:
    """Subclass and override `init`, `handle` and `terminate`.

    Args:
        limit: how many messages may wait.

    Attributes:
        mailbox: the waiting messages.
        exit_reason: None while it lives.
    """

    def __init__(self, limit: int = 256) -> None:
        self.mailbox = Mailbox(limit)
        self.exit_reason: object | None = None
        self._requested: object | None = None
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready: asyncio.Future[None] | None = None
        self._monitors: list[Callable[[object], object]] = []
        self._room: asyncio.Event | None = None

    async def init(self) -> None:
        """Called first. What it raises is raised by `start`, and the process never was."""

    async def handle(self, message: Any) -> None:
        """Called for each message. What it raises ends the process."""

    async def terminate(self, reason: object) -> None:
        """Called last, if `init` had succeeded."""

    async def start(self, clock: Clock) -> None:
        """Start, and wait until `init` is done.

        Args:
            clock: for whatever the process times.

        Raises:
            BaseException: what `init` raised.
        """
        self.clock = clock
        self._loop = asyncio.get_running_loop()
        self._ready = self._loop.create_future()
        self._task = self._loop.create_task(self._main(self._ready), name=type(self).__name__)
        try:
            await asyncio.shield(self._ready)
        except asyncio.CancelledError:
            self._task.cancel()
            raise

    def send(self, message: object) -> bool:
        """Add a message; False where the mailbox is full or the process has ended."""
        return self.exit_reason is None and self.mailbox.put(message)

    def send_threadsafe(self, message: object) -> None:
        """Add a message from another thread; it is dropped where `send` would say False."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.send, message)

    async def room(self) -> None:
        """Wait until the mailbox has room, or the process has ended."""
        while self.exit_reason is None and self.mailbox.is_full:
            self._room = self._room or asyncio.Event()
            await self._room.wait()

    def monitor(self, callback: Callable[[object], object]) -> None:
        """Call back once with the exit reason; at once where the process has ended."""
        if self.exit_reason is not None:
            callback(self.exit_reason)
        else:
            self._monitors.append(callback)

    def exit(self, reason: object = "normal") -> None:
        """Ask the process to end after the message it is handling. The first reason counts."""
        if self._requested is None and self.exit_reason is None:
            self._requested = reason
            if self._task is not None and self._task is not _current_task():
                self.mailbox.wake(_EXIT)

    async def stop(self, reason: object = "shutdown", timeout: float = SHUTDOWN_SECONDS) -> None:
        """End the process and wait for it.

        A handler that does not end in time is cancelled; one that ignores that too is left behind, and logged:
        asyncio cannot kill.

        Args:
            reason: what `terminate` is told.
            timeout: seconds for the current message, and again for the cancellation.
        """
        self.exit(reason)
        task = self._task
        if task is None or task.done():
            return
        await asyncio.wait((task,), timeout=timeout)
        if not task.done():
            task.cancel()
            await asyncio.wait((task,), timeout=timeout)
        if not task.done():
            logger.error("%s did not end within %g s of being cancelled and is left behind", self, 2 * timeout)
            self._end(ProcessError(f"{self} ignores its cancellation"))

    async def _main(self, ready: asyncio.Future[None]) -> None:
        try:
            await self.init()
        except BaseException as error:
            self._end(error)
            if not ready.done():
                ready.set_exception(_raisable(error))
            return
        ready.set_result(None)
        reason: object
        try:
            reason = await self._serve()
        except BaseException as error:  # SystemExit too: a handler must not end the whole loop
            reason = self._requested or error
            if reason is error:
                logger.error("%s crashed", self, exc_info=error)
        await self._finish(reason)

    async def _serve(self) -> object:
        while self._requested is None:
            message = await self.mailbox.get()
            if self._room is not None and not self.mailbox.is_full:
                self._room.set()
                self._room = None
            if message is not _EXIT:
                await self.handle(message)
                # A process that always has mail never suspends otherwise, and everybody else would wait.
                await asyncio.sleep(0)
        return self._requested

    async def _finish(self, reason: object) -> None:
        try:
            await self.terminate(reason)
        except BaseException as error:
            logger.error("%s: terminate failed", self, exc_info=error)
        finally:
            self._end(reason)

    def _end(self, reason: object) -> None:
        if self.exit_reason is not None:
            return
        self.exit_reason = reason
        if self._room is not None:
            self._room.set()
        monitors, self._monitors = self._monitors, []
        for callback in monitors:
            callback(reason)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} at {id(self):#x}>"


def _current_task() -> asyncio.Task[Any] | None:
    try:
        return asyncio.current_task()
    except RuntimeError:
        return None


def _raisable(error: BaseException) -> BaseException:
    # A future takes no StopIteration, and SystemExit or KeyboardInterrupt set on one would end the loop when read.
    if isinstance(error, (StopIteration, SystemExit, KeyboardInterrupt)):
        return ProcessError(f"init raised {type(error).__name__}: {error}")
    return error
