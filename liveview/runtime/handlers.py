"""`@call` and `@cast`: methods of a process that others may ask for. A call is a message, and so is its answer.

On an instance such a method is not the function that the class defines: calling it sends a message, and the function
runs in the process's own task when its turn has come.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, overload

from liveview.errors import (
    CallTimeoutError,
    DefinitionError,
    MailboxFullError,
    NoProcessError,
    ProcessError,
    ProcessExitError,
    worded,
)
from liveview.runtime.commands import Command
from liveview.runtime.exits import NoReply, Reason
from liveview.runtime.process import Process
from liveview.runtime.reports import shape, shapes

# OTP's default: who waits longer than this for another process of the same machine waits in vain.
CALL_SECONDS = 5.0

A = ParamSpec("A")
T = TypeVar("T")
Method = Callable[Concatenate[Any, A], Coroutine[Any, Any, T]]
Errors = tuple[type[Exception], ...]


class Caller:
    """Somebody who waits for the answer of a call. The handler finds it as `self.caller`.

    Attributes:
        process: who called; None where that was no process.
    """

    __slots__ = ("_answer", "process")

    def __init__(self, process: Process | None) -> None:
        self.process = process
        self._answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    @property
    def is_waiting(self) -> bool:
        """Whether it still waits: not answered yet, and not gone."""
        return not self._answer.done()

    def reply(self, value: object) -> None:
        """Answer. An answer that comes too late, or is not the first, is dropped."""
        if not self._answer.done():
            self._answer.set_result(value)

    def fail(self, error: Exception) -> None:
        """Raise at the caller. The process that answers so goes on."""
        if not self._answer.done():
            self._answer.set_exception(error)

    async def _wait(self, process: Process, call: str, seconds: float | None) -> Any:
        def ended(reason: Reason) -> None:
            self.fail(ProcessExitError(process, reason))

        def late() -> None:
            self.fail(CallTimeoutError(process, call, seconds or 0.0))

        process.on_exit(ended)
        timer = None if seconds is None else process.clock.call_later(seconds, late)
        try:
            return await self._answer
        finally:
            process._forget_exit_(ended)
            if timer is not None:
                timer.cancel()


class _Cast(Command):
    __slots__ = ("args", "handler", "kwargs")

    def __init__(self, handler: Handler, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.handler = handler
        self.args = args
        self.kwargs = kwargs

    async def run(self, process: Process) -> None:
        await self.handler.function(process, *self.args, **self.kwargs)

    def __shape__(self) -> str:
        given = [shape(value) for value in self.args] + [f"{name}={what}" for name, what in shapes(self.kwargs).items()]
        return f"{self.handler.function.__name__}({', '.join(given)})"


class _Call(_Cast):
    __slots__ = ("caller",)

    def __init__(self, handler: CallHandler[Any, Any], args: Any, kwargs: Any, caller: Caller) -> None:
        super().__init__(handler, args, kwargs)
        self.caller = caller

    async def run(self, process: Process) -> None:
        assert isinstance(self.handler, CallHandler)
        process.caller = self.caller
        try:
            answer = await self.handler.function(process, *self.args, **self.kwargs)
        except NoReply:
            return
        except self.handler.raises as error:
            self.caller.fail(error)
        else:
            self.caller.reply(answer)
        finally:
            process.caller = None

    def dropped(self, error: ProcessError) -> None:
        self.caller.fail(error)


class Handler:
    """A method that runs in the process's own task.

    Attributes:
        function: the method as the class defines it.
    """

    def __init__(self, function: Callable[..., Any], decorator: str) -> None:
        if not inspect.iscoroutinefunction(function):
            raise DefinitionError(
                f"@{decorator}: {getattr(function, '__qualname__', function)} is no `async def`. Handlers run on the "
                f"event loop; what blocks goes into `await asyncio.to_thread(…)`."
            )
        self.function = function
        self.__doc__ = function.__doc__
        self.__name__ = function.__name__


class CallHandler(Handler, Generic[A, T]):
    """What `@call` makes of a method."""

    def __init__(self, function: Method[A, T], timeout: float | None, raises: Errors) -> None:
        super().__init__(function, "call")
        self.timeout = timeout
        self.raises = raises

    @overload
    def __get__(self, process: None, owner: Any) -> CallHandler[A, T]: ...
    @overload
    def __get__(self, process: Process, owner: Any) -> BoundCall[A, T]: ...
    def __get__(self, process: Process | None, owner: Any) -> CallHandler[A, T] | BoundCall[A, T]:
        return self if process is None else BoundCall(process, self, self.timeout)


class BoundCall(Generic[A, T]):
    """A call of one process: await it as if it were the method.

    Raises:
        NoProcessError: the process has ended, or was not started.
        ProcessExitError: it ended before it answered; the reason is that of its end.
        CallTimeoutError: no answer in time. One that comes later is dropped.
        MailboxFullError: it has too much mail.
        ProcessError: a process called itself.
    """

    __slots__ = ("_handler", "_process", "_timeout")

    def __init__(self, process: Process, handler: CallHandler[A, T], timeout: float | None) -> None:
        self._process = process
        self._handler = handler
        self._timeout = timeout

    async def __call__(self, *args: A.args, **kwargs: A.kwargs) -> T:
        process, name = self._process, self._handler.__name__
        _check_alive(process, name)
        current = Process.current()
        if current is process:
            raise ProcessError(
                f"{process} calls its own `{name}` and would wait for itself. Move what it does into a method without "
                f"@call, and use that."
            )
        caller = Caller(current)
        if not process.send(_Call(self._handler, args, kwargs, caller)):
            raise MailboxFullError(process, process.mailbox.limit)
        answer: T = await caller._wait(process, name, self._timeout)
        return answer

    def within(self, seconds: float | None) -> BoundCall[A, T]:
        """The same call with another time to answer.

        Args:
            seconds: how long; None for as long as it takes.
        """
        return BoundCall(self._process, self._handler, seconds)

    def from_thread(self, *args: A.args, **kwargs: A.kwargs) -> T:
        """The same call from a worker thread, which waits for the answer.

        Raises:
            ProcessError: on the event loop, which must not wait so: await the call there.
        """
        _check_alive(self._process, self._handler.__name__)
        if _is_on_a_loop():
            name = self._handler.__name__
            raise ProcessError(f"`{name}.from_thread` would block the event loop: write `await ….{name}(…)` there")
        return asyncio.run_coroutine_threadsafe(self(*args, **kwargs), self._process._loop_()).result()


class CastHandler(Handler, Generic[A]):
    """What `@cast` makes of a method."""

    def __init__(self, function: Method[A, None]) -> None:
        super().__init__(function, "cast")

    @overload
    def __get__(self, process: None, owner: Any) -> CastHandler[A]: ...
    @overload
    def __get__(self, process: Process, owner: Any) -> BoundCast[A]: ...
    def __get__(self, process: Process | None, owner: Any) -> CastHandler[A] | BoundCast[A]:
        return self if process is None else BoundCast(process, self)


class BoundCast(Command, Generic[A]):
    """A cast to one process: call it to send it. Given to `send_after` or `send_every` it is sent by the timer."""

    __slots__ = ("_handler", "_process")

    def __init__(self, process: Process, handler: CastHandler[A]) -> None:
        self._process = process
        self._handler = handler

    def __call__(self, *args: A.args, **kwargs: A.kwargs) -> bool:
        """Send it, from worker threads too.

        Returns:
            False where it was not taken: the process has ended, or has too much mail. In a thread nobody knows yet,
            and it is True.
        """
        message = _Cast(self._handler, args, kwargs)
        if _is_on_a_loop():
            return self._process.send(message)
        self._process.send_threadsafe(message)
        return True

    async def run(self, process: Process) -> None:
        await self._handler.function(process)

    def __shape__(self) -> str:
        return f"{self._handler.__name__}()"


def _is_on_a_loop() -> bool:
    return asyncio._get_running_loop() is not None


def _check_alive(process: Process, name: str) -> None:
    if process.exit_reason is not None:
        raise NoProcessError(
            f"`{name}` of {process}, which has ended ({worded(process.exit_reason)}). If it is a supervisor's child, "
            f"there is another one in its place: look it up for each use, by name (`whereis`) or id (`which_child`).",
            target=process,
            reason=process.exit_reason,
        )
    if process._home_ is None:
        raise NoProcessError(f"`{name}` of {process}, which was not started", target=process)


@overload
def call(method: Method[A, T]) -> CallHandler[A, T]: ...
@overload
def call(
    *, timeout: float | None = CALL_SECONDS, raises: type[Exception] | Iterable[type[Exception]] = ()
) -> Callable[[Method[A, T]], CallHandler[A, T]]: ...
def call(
    method: Any = None,
    *,
    timeout: float | None = CALL_SECONDS,
    raises: type[Exception] | Iterable[type[Exception]] = (),
) -> Any:
    """Let others call a method of a process, and wait for what it returns.

    `await sampler.latest(3)` sends a message and waits for the answer, with the method's own types.

    Args:
        method: an `async def`.
        timeout: seconds that callers wait; None for as long as it takes. One call can have its own: `.within(seconds)`.
        raises: exceptions that are answers: raised at the caller, while the process goes on. Any other is a crash.
    """
    errors = (raises,) if isinstance(raises, type) else tuple(raises)
    if method is None:
        return lambda method: CallHandler(method, timeout, errors)
    return CallHandler(method, timeout, errors)


def cast(method: Method[A, None]) -> CastHandler[A]:
    """Let others ask for a method of a process without waiting for it: `sampler.forget()` sends a message.

    Args:
        method: an `async def`. What it returns is dropped.
    """
    return CastHandler(method)
