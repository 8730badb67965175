"""Supervised tasks: work of one function, beside the process that asked for it (Elixir: Task.Supervisor)."""

from __future__ import annotations

import asyncio
import inspect
from collections import deque
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator, Iterable
from dataclasses import dataclass
from types import EllipsisType
from typing import Any, Generic, ParamSpec, TypeVar

from liveview.errors import CallTimeoutError, ConfigurationError, ProcessExitError
from liveview.runtime.children import START_SECONDS, ChildSpec, child
from liveview.runtime.dynamic_supervisor import DynamicSupervisor, _Entry
from liveview.runtime.exits import NORMAL, Reason
from liveview.runtime.linked import Down, Linked
from liveview.runtime.options import Restart, ShutdownTime
from liveview.runtime.process import Process
from liveview.runtime.stirring import Stirring
from liveview.runtime.stopping import stop_each

A = ParamSpec("A")
T = TypeVar("T")
I = TypeVar("I")  # noqa: E741
Function = Callable[A, Coroutine[Any, Any, T]]

TIMEOUT = "timeout"
# Under which an app's is found.
TASKS = "liveview.tasks"
# OTP's default for whoever waits for another process; a stream's task that takes longer is given up.
TASK_SECONDS = 5.0
# As many as wait for a network without overwhelming what is at its other end.
CONCURRENCY = 10


class Task(Process, Generic[T], restart="temporary"):
    """A process that runs one function: `TaskSupervisor` makes them. Await it for what the function returns.

    Attributes:
        ref: the number that `Down` has if it fails.
    """

    def __init__(self, function: Callable[..., Coroutine[Any, Any, T]], args: Any, kwargs: Any) -> None:
        self.ref = next(Linked._refs_)
        self._function = function
        self._args = args
        self._kwargs = kwargs
        self._value: T | None = None
        self._owner: Process | None = None
        self._awaited = 0

    def __await__(self) -> Generator[Any, None, T]:
        return self.result().__await__()

    async def result(self, timeout: float | None = None) -> T:
        """Wait for what the function returns.

        Args:
            timeout: seconds to wait; None for as long as it takes. The task goes on afterwards.

        Raises:
            ProcessExitError: it failed, was stopped or killed.
            CallTimeoutError: it is not done in time.
        """
        self._awaited += 1
        try:
            is_over = await self._ends_within_(timeout)
        finally:
            self._awaited -= 1
        if not is_over:
            raise CallTimeoutError(self, self._function_name, timeout or 0.0)
        if self.exit_reason != NORMAL:
            raise ProcessExitError(self, self.exit_reason or NORMAL)
        return self._value  # type: ignore[return-value]

    @property
    def _function_name(self) -> str:
        return getattr(self._function, "__name__", type(self._function).__name__)

    async def _serve_(self) -> Reason:
        if self._requested_ is None:
            self._value = await Stirring(self._function(*self._args, **self._kwargs))
        return self._requested_ or NORMAL

    def _asked_(self) -> None:
        if self._task_ is not None:
            self._task_.cancel()  # it reads no mail: there is no message after which it could end

    def _end_(self, reason: Reason) -> None:
        if self.exit_reason is not None:
            return
        super()._end_(reason)
        owner = self._owner
        if owner is not None and owner.exit_reason is None and not self._awaited:
            owner.mailbox.add(TaskResult(self, self._value) if reason == NORMAL else Down(self.ref, self, reason))

    def report_state(self) -> object:
        """The function's name."""
        return self._function_name


@dataclass(frozen=True, slots=True)
class TaskResult:
    """What a process gets in `info` when a task of its own is done, and it is not awaiting it.

    Attributes:
        task: what `async_` or `async_nolink` returned.
        value: what its function returned.
    """

    task: Task[Any]
    value: Any


@dataclass(frozen=True, slots=True)
class Outcome(Generic[I, T]):
    """What became of one item of a stream.

    Attributes:
        item: the item.
        reason: `"normal"`, or why its task failed: an exception, or `"timeout"`.
        task: the task.
    """

    item: I
    reason: Reason
    task: Task[T]

    @property
    def is_ok(self) -> bool:
        """Whether the function returned."""
        return self.reason == NORMAL

    @property
    def value(self) -> T:
        """What the function returned.

        Raises:
            ProcessExitError: it did not.
        """
        if not self.is_ok:
            raise ProcessExitError(self.task, self.reason)
        return self.task._value  # type: ignore[return-value]


class TaskSupervisor(DynamicSupervisor):
    """Runs functions as processes of their own: a failure is theirs, and they end with their supervisor.

    Args:
        max_children: how many tasks there may be at a time; None for any number.
        max_restarts: for tasks that `start_child` starts with another `restart` than `"temporary"`.
        max_seconds: see there.
        name: under which others of the tree find it.
    """

    def async_(self, function: Function[A, T], /, *args: A.args, **kwargs: A.kwargs) -> Task[T]:
        """Start a task that is linked to the process that asks for it: neither survives the other's failure.

        The result is awaited, or comes as a `TaskResult` to the process's `info`.

        Args:
            function: an `async def`.
            args: its arguments.
            kwargs: its named arguments.

        Raises:
            ChildError: there are `max_children` tasks already.
        """
        task = self._task_of(function, args, kwargs)
        owner = Process.current()
        if owner is not None:
            owner.link(task)
        return self._launch(task, owner)

    def async_nolink(self, function: Function[A, T], /, *args: A.args, **kwargs: A.kwargs) -> Task[T]:
        """Like `async_`, without a link. A failure comes as a `Down` with the task's `ref`, unless it is awaited.

        Args:
            function: an `async def`.
            args: its arguments.
            kwargs: its named arguments.

        Raises:
            ChildError: there are `max_children` tasks already.
        """
        return self._launch(self._task_of(function, args, kwargs), Process.current())

    def async_for(self, owner: Process, function: Function[A, T], /, *args: A.args, **kwargs: A.kwargs) -> Task[T]:
        """Like `async_nolink`, on behalf of a process that is named, wherever this is called.

        Args:
            owner: who gets the `TaskResult` or the `Down`.
            function: an `async def`.
            args: its arguments.
            kwargs: its named arguments.

        Raises:
            ChildError: there are `max_children` tasks already.
        """
        return self._launch(self._task_of(function, args, kwargs), owner)

    async def start_child(  # type: ignore[override]
        self,
        function: Callable[..., Coroutine[Any, Any, Any]],
        *args: Any,
        restart: Restart = "temporary",
        shutdown: ShutdownTime | EllipsisType = ...,
    ) -> Task[Any]:
        """Start a task whose result nobody waits for.

        Args:
            function: an `async def`.
            args: its arguments.
            restart: whether it is started again when it ends.
            shutdown: seconds that it may take to end after it was cancelled, None, or `"kill"`.

        Raises:
            ChildError: there are `max_children` tasks already.
        """
        task = self._task_of(function, args, {})
        return await super().start_child(child(task, id=task._function_name, restart=restart, shutdown=shutdown))  # type: ignore[return-value]

    def _task_of(self, function: Callable[..., Coroutine[Any, Any, T]], args: Any, kwargs: Any) -> Task[T]:
        if not inspect.iscoroutinefunction(function):
            raise ConfigurationError(
                f"{function!r} is no `async def`. What blocks goes into `await asyncio.to_thread(…)` inside of one."
            )
        return Task(function, args, kwargs)

    def _launch(self, task: Task[T], owner: Process | None) -> Task[T]:
        spec = ChildSpec(
            lambda: task, task._function_name, "temporary", task._options_.shutdown, False, START_SECONDS, None
        )
        self._check_room(spec)
        task._owner = owner
        task._child_id_ = spec.id
        entry = self._children[task] = _Entry(spec, task, is_up=True)
        try:
            task._begin_under_(self, None, lambda error: None, None)
        except BaseException:
            self._forget(entry)
            raise
        return task

    async def stream(
        self,
        function: Callable[[I], Coroutine[Any, Any, T]],
        items: Iterable[I],
        *,
        max_concurrency: int = CONCURRENCY,
        ordered: bool = True,
        timeout: float | None = TASK_SECONDS,
    ) -> AsyncGenerator[Outcome[I, T], None]:
        """Run a function on each item, some at a time, and yield what becomes of each.

        Items are taken as there is room for them, so there may be no end of them. One that fails is an outcome like
        any other. Who leaves the loop early leaves no task running.

        Args:
            function: an `async def` of one argument.
            items: what to run it on.
            max_concurrency: how many tasks may run at a time.
            ordered: whether outcomes come in the order of the items, or as they are done.
            timeout: seconds that each may take; None for as long as it takes.

        Yields:
            An outcome for each item.

        Raises:
            ChildError: there are `max_children` tasks already.
        """
        if max_concurrency < 1:
            raise ConfigurationError(f"max_concurrency={max_concurrency!r}: at least one task must run")
        window: deque[tuple[I, Task[T]]] = deque()
        progress = asyncio.Event()
        coming = iter(items)
        try:
            while True:
                self._fill(window, function, coming, max_concurrency, timeout, progress)
                if not window:
                    return
                over = [at for at, (_, task) in enumerate(window) if task.exit_reason is not None]
                if over and (over[0] == 0 or not ordered):
                    item, task = window[over[0]]
                    del window[over[0]]
                    yield Outcome(item, task.exit_reason or NORMAL, task)
                else:
                    progress.clear()
                    await progress.wait()
        finally:
            await stop_each([(task, "kill") for _, task in window])

    def _fill(
        self,
        window: deque[tuple[I, Task[T]]],
        function: Callable[[I], Coroutine[Any, Any, T]],
        items: Any,
        most: int,
        timeout: float | None,
        progress: asyncio.Event,
    ) -> None:
        # Behind a slow one others may be done already: as many of these are kept as may run, and no more.
        while len(window) < 2 * most and sum(task.exit_reason is None for _, task in window) < most:
            for item in items:
                task = self._launch(self._task_of(function, (item,), {}), None)
                window.append((item, task))
                task.on_exit(lambda _: progress.set())
                if timeout is not None:
                    timer = self.clock.call_later(timeout, lambda task=task: task._interrupt_(TIMEOUT))  # type: ignore[misc]
                    task.on_exit(lambda _, timer=timer: timer.cancel())  # type: ignore[misc]
                break
            else:
                return
