"""Keeps what ends a loop within the tasks that a process makes: `wait_for`, `gather` and task groups make some, too.

asyncio lets `SystemExit` and `KeyboardInterrupt` out of any task and out of the loop, past whoever awaits that task.
All processes of a server share one loop. So the tasks that are made within a process, and within those, raise something
else in their place, which comes to whoever awaits them like any exception. Tasks of others are left as they are.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Coroutine, Generator
from contextvars import ContextVar
from types import CodeType
from typing import Any, NoReturn, TypeVar

T = TypeVar("T")

# Whether this code is a process's, or of one of the app's guards; what it starts elsewhere with its context is, too.
is_within: ContextVar[bool] = ContextVar("liveview_is_within", default=False)
# Of coroutines that let nothing out by themselves, and need nobody who sees to it.
tight: set[CodeType] = set()


class TaskExit(BaseException):
    """A task raised `SystemExit` or `KeyboardInterrupt`, its `__cause__`, and would have ended the whole server.

    As those it is no `Exception`, so that no `except Exception` keeps it.
    """

    def __init__(self, error: BaseException) -> None:
        super().__init__(f"{type(error).__name__} was raised in a task, where it would have ended the whole server")


def contain_tasks(loop: asyncio.AbstractEventLoop) -> None:
    """From now on, and until the loop has another task factory, its processes' tasks end nothing but themselves.

    Args:
        loop: the loop; a factory that it has goes on making its tasks.
    """
    factory = loop.get_task_factory()
    if not isinstance(factory, _Factory):
        loop.set_task_factory(_Factory(factory or _task))


def _task(loop: asyncio.AbstractEventLoop, coroutine: Any, **options: Any) -> asyncio.Task[Any]:
    return asyncio.Task(coroutine, loop=loop, **options)


class _Factory:
    __slots__ = ("_make",)

    def __init__(self, make: Callable[..., Any]) -> None:
        self._make = make

    def __call__(self, loop: asyncio.AbstractEventLoop, coroutine: Any, **options: Any) -> Any:
        if is_within.get() and getattr(coroutine, "cr_code", None) not in tight:
            coroutine = _Contained(coroutine)
        return self._make(loop, coroutine, **options)


class _Contained(Coroutine[Any, Any, T], Generator[Any, Any, T]):
    """A coroutine whose exits are contained. All else of it can be seen, as debuggers and `repr(task)` do."""

    __slots__ = ("_coroutine",)

    def __init__(self, coroutine: Coroutine[Any, Any, T]) -> None:
        self._coroutine = coroutine

    def send(self, value: Any, /) -> Any:
        try:
            return self._coroutine.send(value)
        except (SystemExit, KeyboardInterrupt) as error:
            _contain(error)

    def throw(self, *error: Any) -> Any:
        try:
            return self._coroutine.throw(*error)
        except (SystemExit, KeyboardInterrupt) as exit:
            _contain(exit)
        finally:
            del error  # or its traceback, which leads to this frame, would keep it, and all of the task

    def close(self) -> None:
        self._coroutine.close()

    def __await__(self) -> Generator[Any, Any, T]:
        return self

    def __getattr__(self, name: str) -> Any:
        return getattr(self._coroutine, name)


def _contain(error: BaseException) -> NoReturn:
    if isinstance(error, KeyboardInterrupt) and _may_be_pressed():
        raise error
    raise TaskExit(error) from error


def _may_be_pressed() -> bool:
    """Whether Ctrl-C raises `KeyboardInterrupt`. Servers take the signal themselves: there only code raises it."""
    if threading.current_thread() is not threading.main_thread():
        return False
    taken = signal.getsignal(signal.SIGINT)
    module = getattr(getattr(taken, "func", taken), "__module__", None)
    return taken is signal.default_int_handler or module == "asyncio.runners"
