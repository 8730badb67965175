"""The background work of one page: a task for each field that runs something, which ends with its owner."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from liveview.errors import CallTimeoutError
from liveview.runtime.clock import Handle
from liveview.runtime.exits import Shutdown
from liveview.runtime.linked import Down
from liveview.runtime.process import Process
from liveview.runtime.task_supervisor import TASKS, TIMEOUT, Task, TaskResult, TaskSupervisor
from liveview.runtime.thread_shares import ThreadShare
from liveview.runtime.worker_processes import run_in_process
from liveview.view.background import Async, Executor, name_of
from liveview.view.node import Node


class Background:
    """What runs for the fields of one page.

    Args:
        process: the page's, which gets the results.
        threads: where plain functions run.
    """

    __slots__ = ("_process", "_running", "_threads", "_timers")

    def __init__(self, process: Process, threads: ThreadShare) -> None:
        self._process = process
        self._threads = threads
        self._running: dict[Async[Any], tuple[Node, Task[Any]]] = {}
        self._timers: dict[Task[Any], tuple[Handle, float]] = {}

    def run(self, node: Node, field: Async[Any], work: partial[Any], executor: Executor, timeout: float | None) -> None:
        """Start some work for a field, in place of what runs for it."""
        self._stop(field)
        task = self._process.whereis(TASKS, TaskSupervisor).async_for(self._process, self._task(field, work, executor))
        self._running[field] = node, task
        if timeout is not None:
            timer = self._process.clock.call_later(timeout, lambda: task.exit(TIMEOUT))
            self._timers[task] = timer, timeout
        field.begin()

    def _task(
        self, field: Async[Any], work: partial[Any], executor: Executor
    ) -> Callable[[], Coroutine[Any, Any, Any]]:
        async def call() -> Any:
            if executor == "process":
                return await run_in_process(work)
            result = await work() if inspect.iscoroutinefunction(work) else await self._threads.run(work, field)
            return await result if inspect.isawaitable(result) else result  # of a plain function around an `async def`

        call.__name__ = name_of(work)  # what a crash report calls it
        return call

    def cancel(self, field: Async[Any]) -> None:
        """Give up what runs for a field."""
        self._stop(field)
        field.give_up()

    def finished(self, message: TaskResult | Down) -> Node | None:
        """A task has ended.

        Returns:
            Whose field has changed by that; None for a task that was given up.
        """
        task = message.task if isinstance(message, TaskResult) else message.process
        field = next((field for field, (_, running) in self._running.items() if running is task), None)
        if field is None:
            return None
        node, _ = self._running.pop(field)
        _, seconds = self._forget_timer(task)
        if isinstance(message, TaskResult):
            field.succeed(message.value)
        elif message.reason == TIMEOUT:
            field.fail(CallTimeoutError(task, "run", seconds))
        else:
            reason = message.reason
            field.fail(reason if isinstance(reason, BaseException) else RuntimeError(f"the work was ended: {reason}"))
        return node

    def end(self, node: Node) -> None:
        """An instance has gone, and what runs for it."""
        for field in [field for field, (owner, _) in self._running.items() if owner is node]:
            self._stop(field)

    def end_all(self) -> None:
        """The page has ended."""
        for field in list(self._running):
            self._stop(field)

    def _stop(self, field: Async[Any]) -> None:
        _, task = self._running.pop(field, (None, None))
        if task is not None:
            self._forget_timer(task)
            task.exit(Shutdown("given up"))

    def _forget_timer(self, task: Task[Any]) -> tuple[Handle | None, float]:
        timer, seconds = self._timers.pop(task, (None, 0.0))
        if timer is not None:
            timer.cancel()
        return timer, seconds


class NodeRunner:
    """Runs the work of one node's fields, whatever thread asks for it (`liveview.view.background.Runner`).

    Args:
        process: the page's.
        node: whose fields.
        background: what runs for the page.
    """

    __slots__ = ("_background", "_node", "_process")

    def __init__(self, process: Process, node: Node, background: Background) -> None:
        self._process = process
        self._node = node
        self._background = background

    def run(self, field: Async[Any], work: partial[Any], executor: Executor, timeout: float | None) -> None:
        """Start some work."""
        self._process._at_home_(lambda: self._background.run(self._node, field, work, executor, timeout))

    def cancel(self, field: Async[Any]) -> None:
        """Give up what runs."""
        self._process._at_home_(lambda: self._background.cancel(field))
