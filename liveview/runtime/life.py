"""The life of a process: a task that takes one message at a time, and a reason when it ends.

The words and rules are OTP's (gen_server, erlang:exit/2): `init` before anybody else sees the process, then the
messages, then `terminate`; the exit reason is a word, or the exception that ended it.

asyncio is not OTP. What it cannot promise, and what is done about it:

- A task cannot be killed. One that swallows its cancellation is left behind, logged and counted.
- `SystemExit` in a task ends the whole loop, so nothing that a process raises leaves it; for the tasks that it makes,
  see `containment`.
- `CancelledError` comes from whoever cancels something that is waited for. Only the one that was asked for ends the
  process as asked; any other is a crash.
- The loop forgets tasks that nobody else holds, so they are held here.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from contextvars import Context
from types import EllipsisType
from typing import Any, ClassVar

from liveview.errors import ProcessError, StartError, worded
from liveview.runtime.clock import Clock
from liveview.runtime.containment import contain_tasks, is_within, tight
from liveview.runtime.exits import KILLED, NORMAL, SHUTDOWN, Ignore, Reason, Shutdown
from liveview.runtime.mailbox import Mailbox
from liveview.runtime.options import ShutdownTime
from liveview.runtime.stirring import Stirring, asleep, stir

logger = logging.getLogger("liveview.runtime")

# OTP's default: long enough to save something, short enough for a deploy.
SHUTDOWN_SECONDS = 5.0
# How long a killed task may take to let go: it has nothing to do any more but to leave its `try` blocks.
KILL_SECONDS = 1.0
_EXIT = object()

Ready = Callable[[Exception | None], object]


class Life:
    """What a process is to its task and to its owner. `Process` is what users subclass.

    What is its own has an underscore at both ends: the `_task` and `_handle` of a user's class are the user's.

    Attributes:
        mailbox: the waiting messages.
        clock: for whatever the process times; from its start on.
        exit_reason: None while it lives.
        left_behind: all that were stopped and still run.
    """

    __slots__ = (
        "__dict__",  # what subclasses keep; the attributes of the process itself are not among it
        "__weakref__",
        "_home_",
        "_message_",
        "_next_",
        "_on_exit_",
        "_on_ready_",
        "_progress_",
        "_requested_",
        "_task_",
        "clock",
        "exit_reason",
        "mailbox",
    )

    left_behind: ClassVar[set[Life]] = set()
    _running_: ClassVar[dict[asyncio.Task[None], Life]] = {}
    _naps_: ClassVar[bool] = False

    clock: Clock
    mailbox: Mailbox
    exit_reason: Reason | None
    _requested_: Reason | None
    _home_: asyncio.AbstractEventLoop | None  # from its start on
    _task_: asyncio.Task[None] | None  # None before the start, and while it rests
    _message_: object  # the one that is being handled
    _next_: deque[object] | None  # what comes before all mail
    _on_ready_: Ready | None  # called once with what went wrong in `init`, if anything
    _on_exit_: dict[Callable[[Reason], object], None] | None
    _progress_: asyncio.Event | None  # made by those who wait for `room` or `idle`

    def _conceive_(self, limit: int) -> None:
        self.mailbox = Mailbox(limit)
        self.exit_reason = self._requested_ = self._task_ = self._home_ = self._message_ = self._next_ = None
        self._on_ready_ = self._on_exit_ = self._progress_ = None

    async def init(self) -> None:
        """Called first. What it raises is raised by `start`, and the process never was."""

    async def terminate(self, reason: Reason) -> None:
        """Called last, if `init` had succeeded and the process was not killed. What it raises is logged.

        Args:
            reason: why the process ends.
        """

    def _handle_(self, message: Any) -> Coroutine[Any, Any, object]:
        raise NotImplementedError

    def _doing_(self) -> str:
        """What it is at, for reports: the kind of message, never what is in it."""
        if self.exit_reason is not None or self._message_ is None:
            return "as it starts or ends"
        return f"with a {type(self._message_).__name__}"

    def _rests_(self) -> bool:
        """There is no mail, where the class naps; whether the task is to end until there is."""
        return False

    def _rise_(self) -> None:
        """There is something to do: one that rests has a task again."""

    # For its owner.

    def _check_unborn_(self) -> None:
        if self._home_ is not None:
            raise ProcessError(f"{self} was started before: a process lives once, make another one")

    def _begin_(self, on_ready: Ready) -> None:
        self._on_ready_ = on_ready
        self._home_ = asyncio.get_running_loop()
        contain_tasks(self._home_)
        self._make_task_(self._main_(), None)

    def _make_task_(self, life: Coroutine[Any, Any, None], context: Context | None) -> None:
        task = self._task_ = self._loop_().create_task(life, name=type(self).__name__, context=context)
        self._running_[task] = self  # held until it is done
        task.add_done_callback(self._done_)

    def exit(self, reason: Reason = NORMAL) -> None:
        """Ask the process to end after the message it is handling, before all that wait. The first reason counts.

        Args:
            reason: why; what `terminate` and all who watch are told.
        """
        if self._requested_ is None and self.exit_reason is None:
            self._requested_ = reason
            if not self._is_current_():
                self._asked_()

    def _asked_(self) -> None:
        self.mailbox.wake(_EXIT)

    def kill(self) -> None:
        """End the process now: its handler is cancelled, and `terminate` is not called. The reason is `"killed"`."""
        if self.exit_reason is None:
            self._requested_ = KILLED
            self._rise_()
            if self._task_ is not None:
                self._task_.cancel()

    def _interrupt_(self, reason: Reason) -> None:
        """Like `exit`, without waiting for the handler: it is cancelled. How exit signals of links arrive."""
        if self._requested_ is None and self.exit_reason is None:
            self.exit(reason)
            if not self._is_current_():
                self._cancel_()

    def _cancel_(self) -> None:
        """Cancel what it is at."""
        if self._task_ is not None:
            self._task_.cancel()

    async def stop(self, reason: Reason = SHUTDOWN, timeout: ShutdownTime | EllipsisType = ...) -> None:
        """End the process and wait for it.

        A handler that does not end in time is cancelled; one that ignores that too is left behind, and logged.
        From within a handler of the process it is the same as `exit`: nobody can wait for their own end.

        Args:
            reason: what `terminate` is told.
            timeout: seconds for the current message, and again for the cancellation; None for as long as it takes,
                `"kill"` for `kill`. By default what its class says as `shutdown`.
        """
        seconds = self._shutdown_time_() if timeout is ... else timeout
        if seconds == "kill":
            self.kill()
        else:
            self.exit(reason)
        if self._task_ is None or self.exit_reason is not None or self._is_current_():
            return
        try:
            await self._ends_within_(KILL_SECONDS if seconds == "kill" else seconds)
        finally:
            if self.exit_reason is None:  # a caller that is cancelled leaves nobody running either
                self._cancel_()
        if not await self._ends_within_(KILL_SECONDS if seconds == "kill" else patience(seconds)):
            self._leave_behind_()

    def _shutdown_time_(self) -> ShutdownTime:
        return SHUTDOWN_SECONDS

    async def ended(self) -> Reason:
        """Wait for the end. Returns the exit reason."""
        await self._ends_within_(None)
        assert self.exit_reason is not None
        return self.exit_reason

    async def _ends_within_(self, seconds: float | None) -> bool:
        if self.exit_reason is None:
            over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

            def wake(_: Reason | None = None) -> None:
                if not over.done():
                    over.set_result(None)

            timer = None if seconds is None else self.clock.call_later(seconds, wake)
            self.on_exit(wake)
            try:
                await over
            finally:
                self._forget_exit_(wake)
                if timer is not None:
                    timer.cancel()
        return self.exit_reason is not None

    def _leave_behind_(self) -> None:
        if self.exit_reason is None:
            logger.error("%s did not end after it was cancelled and is left behind", worded(self))
            self.left_behind.add(self)
            self._end_(ProcessError(f"{worded(self)} does not end"))

    def on_exit(self, callback: Callable[[Reason], object]) -> None:
        """Call back once with the exit reason; at once where the process has ended.

        For code that is no process. A process watches others with `monitor` and `link`.

        Args:
            callback: called from the loop; must not wait.
        """
        if self.exit_reason is not None:
            callback(self.exit_reason)
        else:
            self._on_exit_ = self._on_exit_ or {}
            self._on_exit_[callback] = None

    def _forget_exit_(self, callback: Callable[[Reason], object]) -> None:
        if self._on_exit_ is not None:
            self._on_exit_.pop(callback, None)

    async def room(self) -> None:
        """Wait until the mailbox has room, or the process has ended."""
        await self._until_(lambda: not self.mailbox.is_full)

    async def idle(self) -> None:
        """Wait until the process waits for mail, or has ended. For tests."""
        await self._until_(lambda: self.mailbox.is_awaited)

    async def _until_(self, holds: Callable[[], bool]) -> None:
        while self.exit_reason is None and not holds():
            self._progress_ = self._progress_ or asyncio.Event()
            await self._progress_.wait()

    # Its task.

    async def _main_(self, *, has_begun: bool = False) -> None:
        if asleep:
            stir()
        is_within.set(True)
        try:
            if not has_begun and not await self._begun_():
                return
            reason = await self._served_(has_risen=has_begun)
        except GeneratorExit as error:
            if self._is_dropped_(error):
                raise
            reason = self._closed_(error)
        if reason is None:
            return
        self._requested_ = reason  # whatever is asked from here on comes too late, but for a kill
        if reason != KILLED:
            await self._terminated_(reason)
        self._end_(reason)

    async def _begun_(self) -> bool:
        try:
            await Stirring(self.init())
        except GeneratorExit:
            raise
        except BaseException as error:
            asked = isinstance(error, asyncio.CancelledError) and self._requested_ is not None
            reason = NORMAL if isinstance(error, Ignore) else self._requested_ if asked else error
            self._end_(reason or error)
            self._tell_ready_(_raisable(error))
            return False
        self._tell_ready_(None)
        return True

    async def _served_(self, *, has_risen: bool) -> Reason | None:
        try:
            if has_risen:
                await _TURN  # it is made by whoever has something for it
            return await self._serve_()
        except GeneratorExit:
            raise
        except Shutdown as planned:
            return planned
        except BaseException as error:  # SystemExit too: a handler must not end the whole loop
            if isinstance(error, asyncio.CancelledError) and self._requested_ is not None:
                self._uncancel_()
                return self._requested_
            self._report_(error)
            return error

    def _is_dropped_(self, error: BaseException) -> bool:
        """Whether the loop is gone, and nothing can be waited for: a handler that runs has raised it itself."""
        return isinstance(error, GeneratorExit) and not self._is_current_()

    def _closed_(self, error: GeneratorExit) -> Reason | None:
        """A handler has raised it, or what a handler waits for: all that wait for that are closed by then, but one."""
        if self._on_ready_ is None:
            self._report_(error)
            return error
        self._end_(error)
        self._tell_ready_(_raisable(error))
        return None

    def _uncancel_(self) -> None:
        """The cancellation has done what it was for: `terminate` may use timeouts and task groups of its own."""
        while self._task_ is not None and self._task_.uncancel():
            pass

    async def _serve_(self) -> Reason | None:
        """Its messages; returns why it ends, or None where it rests."""
        while self._requested_ is None:
            if self._next_:
                message = self._next_.popleft()
            else:
                if self._progress_ is not None:
                    self._tell_progress_()
                mailbox = self.mailbox
                if self._naps_ and not mailbox.mail and self._rests_():
                    return None
                # Without a coroutine where there is mail: most of what a message costs is asyncio's.
                message = mailbox.take() if mailbox.mail else await mailbox.get()
                if self._progress_ is not None:
                    self._tell_progress_()
            if message is not _EXIT:
                if asleep:
                    stir()
                self._message_ = message
                await self._handle_(message)
                self._message_ = None
                # A process that always has mail never suspends otherwise, and everybody else would wait.
                if self.mailbox.mail or self._next_:
                    await _TURN
        return self._requested_

    async def _terminated_(self, reason: Reason) -> None:
        try:
            await Stirring(self.terminate(reason))
        except BaseException as error:
            if self._is_dropped_(error):
                raise
            if self._requested_ != KILLED:
                logger.error("%s: terminate failed", worded(self), exc_info=error)

    def _report_(self, error: BaseException) -> None:
        logger.error("%s crashed", worded(self), exc_info=error)

    def _end_(self, reason: Reason) -> None:
        if self.exit_reason is not None:
            return
        self.exit_reason = reason
        self._tell_progress_()
        callbacks, self._on_exit_ = self._on_exit_, None
        for callback in callbacks or ():
            try:
                callback(reason)
            except Exception as error:  # the others still want to know
                logger.error("%s: somebody who waited for its end failed", worded(self), exc_info=error)

    def _done_(self, task: asyncio.Task[None]) -> None:
        self._running_.pop(task, None)
        self.left_behind.discard(self)
        if self.exit_reason is None and task is self._task_:  # cancelled before its first step
            self._end_(self._requested_ or asyncio.CancelledError())
            self._tell_ready_(StartError(f"{self} was cancelled before it began"))

    def _tell_ready_(self, error: Exception | None) -> None:
        on_ready, self._on_ready_ = self._on_ready_, None
        if on_ready is not None:
            on_ready(error)

    def _tell_progress_(self) -> None:
        if self._progress_ is not None:
            self._progress_.set()
            self._progress_ = None

    def _loop_(self) -> asyncio.AbstractEventLoop:
        assert self._home_ is not None
        return self._home_

    def _is_current_(self) -> bool:
        try:
            return self._task_ is not None and self._task_ is asyncio.current_task()
        except RuntimeError:  # called from outside of the loop
            return False


tight.add(Life._main_.__code__)


def patience(seconds: float | None) -> float:
    """How long a cancelled task may take: as long as it had before, and some time at least."""
    return max(seconds or 0.0, KILL_SECONDS)


class _Turn:
    """One turn for everybody else: `asyncio.sleep(0)` without a coroutine of its own."""

    __slots__ = ()

    def __await__(self) -> Generator[None, None, None]:
        yield


_TURN = _Turn()


def _raisable(error: BaseException) -> Exception:
    """What `start` raises for it: an exception that ends neither the caller's task nor the loop."""
    if isinstance(error, Exception):
        return error
    raised = StartError(f"init raised {type(error).__name__}: {worded(error, str)}")
    raised.__cause__ = error
    return raised
