"""Supervised tasks, behaviour by behaviour as Elixir's own tests have them: results, failures, streams."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
import pytest_asyncio

from liveview.errors import CallTimeoutError, ChildError, ConfigurationError, ProcessExitError
from liveview.runtime.exits import Reason
from liveview.runtime.linked import Down, Exit
from liveview.runtime.process import Process
from liveview.runtime.task_supervisor import Outcome, Task, TaskResult, TaskSupervisor
from liveview.testing import VirtualClock
from tests.unit.runtime.settling import begun, quiet, within


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest_asyncio.fixture
async def tasks(clock: VirtualClock) -> AsyncIterator[TaskSupervisor]:
    supervisor = TaskSupervisor()
    yield await supervisor.start(clock)
    supervisor.kill()
    await quiet()


class Owner(Process):
    """Calls what it is sent, and keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[Any] = []
        self.task: Task[Any] | None = None

    async def info(self, message: Any) -> None:
        if callable(message):
            found = message()
            self.task = found if isinstance(found, Task) else self.task
            if asyncio.iscoroutine(found):
                self.told.append(await found)
        else:
            self.told.append(message)


@pytest_asyncio.fixture
async def owner(clock: VirtualClock) -> AsyncIterator[Owner]:
    process = Owner()
    yield await process.start(clock)
    process.kill()
    await quiet()


async def double(number: int, plus: int = 0) -> int:
    await asyncio.sleep(0)
    return 2 * number + plus


async def fail() -> int:
    raise ValueError("no")


async def hang() -> int:
    await asyncio.Event().wait()
    return 0


# Results.


async def test_a_task_gives_what_its_function_returns(tasks: TaskSupervisor) -> None:
    task = tasks.async_(double, 2, plus=1)
    assert [info.process for info in tasks.which_children()] == [task]
    assert await task == 5 and await task.result() == 5
    assert task.exit_reason == "normal" and tasks.which_children() == []


async def test_a_failure_is_raised_where_it_is_awaited(tasks: TaskSupervisor) -> None:
    task = tasks.async_nolink(fail)
    with pytest.raises(ProcessExitError, match="no") as caught:
        await task
    assert isinstance(caught.value.__cause__, ValueError)


async def test_who_waits_no_longer_leaves_the_task_running(tasks: TaskSupervisor, clock: VirtualClock) -> None:
    task = tasks.async_nolink(hang)
    with pytest.raises(CallTimeoutError, match="`hang` within 5 s"):
        await within(clock, 6, task.result(5))
    assert task.exit_reason is None
    await tasks.terminate_child(task)
    with pytest.raises(ProcessExitError, match="shutdown"):
        await task


async def test_a_task_in_a_process_sends_its_result(tasks: TaskSupervisor, owner: Owner) -> None:
    owner.send(lambda: tasks.async_(double, 4))
    await quiet()
    assert owner.task is not None and owner.told == [TaskResult(owner.task, 8)]


async def test_a_task_that_is_awaited_sends_nothing(tasks: TaskSupervisor, owner: Owner) -> None:
    async def wait() -> int:
        return await tasks.async_(double, 4)

    owner.send(wait)
    await quiet()
    assert owner.told == [8]


async def test_a_linked_task_takes_its_owner_along(tasks: TaskSupervisor, owner: Owner) -> None:
    owner.send(lambda: tasks.async_(fail))
    await quiet()
    assert isinstance(owner.exit_reason, ValueError) and tasks.exit_reason is None


async def test_an_owner_takes_its_linked_task_along(tasks: TaskSupervisor, owner: Owner) -> None:
    owner.send(lambda: tasks.async_(hang))
    await quiet()
    owner.exit("gone")
    await quiet()
    assert owner.task is not None and owner.task.exit_reason == "gone" and tasks.which_children() == []


async def test_an_owner_that_traps_exits_is_told(tasks: TaskSupervisor, owner: Owner) -> None:
    owner.trap_exit = True
    owner.send(lambda: tasks.async_(fail))
    await quiet()
    task = owner.task
    assert task is not None and task.exit_reason is not None
    assert sorted(owner.told, key=repr) == [Down(task.ref, task, task.exit_reason), Exit(task, task.exit_reason)]


async def test_a_task_without_a_link_only_tells(tasks: TaskSupervisor, owner: Owner) -> None:
    owner.send(lambda: tasks.async_nolink(fail))
    await quiet()
    task = owner.task
    assert task is not None and task.exit_reason is not None
    assert owner.told == [Down(task.ref, task, task.exit_reason)] and owner.exit_reason is None
    owner.send(lambda: tasks.async_nolink(hang))
    await quiet()
    owner.exit("gone")
    await quiet()
    assert owner.task is not None and owner.task.exit_reason is None


async def test_a_task_that_fails_is_reported_without_its_arguments(
    tasks: TaskSupervisor, caplog: pytest.LogCaptureFixture
) -> None:
    async def sign_in(password: str) -> None:
        raise ValueError("no")

    tasks.async_nolink(sign_in, "hunter2")
    await quiet()
    assert "TaskSupervisor/Task('sign_in') crashed" in caplog.text and "hunter2" not in caplog.text


# As children.


async def test_there_are_no_more_tasks_than_may_be(clock: VirtualClock) -> None:
    tasks = await TaskSupervisor(max_children=1).start(clock)
    tasks.async_nolink(hang)
    with pytest.raises(ChildError, match="max_children"):
        tasks.async_nolink(hang)
    with pytest.raises(ChildError, match="max_children"):
        await tasks.start_child(hang)
    await tasks.stop()


async def test_tasks_end_with_their_supervisor_at_once(tasks: TaskSupervisor) -> None:
    started = [tasks.async_nolink(hang), await tasks.start_child(hang), await tasks.start_child(hang, shutdown="kill")]
    await quiet()
    await tasks.stop()
    assert [task.exit_reason for task in started] == ["shutdown", "shutdown", "killed"]


async def test_a_task_has_its_time_to_clean_up(tasks: TaskSupervisor, clock: VirtualClock) -> None:
    gate, life = asyncio.Event(), []

    async def tidy() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            life.append("cleaning")
            await gate.wait()
            life.append("clean")

    await tasks.start_child(tidy)
    await quiet()
    stopping = begun(tasks.stop())
    await quiet()
    assert life == ["cleaning"] and not stopping.done()
    gate.set()
    await stopping
    assert life == ["cleaning", "clean"]


async def test_a_task_is_started_again_only_where_that_was_asked_for(tasks: TaskSupervisor) -> None:
    starts = 0

    async def count(gate: asyncio.Event) -> None:
        nonlocal starts
        starts += 1
        await gate.wait()

    gate = asyncio.Event()
    temporary = await tasks.start_child(count, gate)
    permanent = await tasks.start_child(count, gate, restart="permanent")
    await quiet()
    temporary.exit("shutdown")
    permanent.exit("shutdown")
    await quiet()
    assert starts == 3 and len(tasks.which_children()) == 1


def test_a_task_is_an_async_def() -> None:
    with pytest.raises(ConfigurationError, match="is no `async def`"):
        TaskSupervisor().async_(len, [])  # type: ignore[arg-type]


# Streams.


class Work:
    """Work whose pieces are done when told, and that knows how many are under way."""

    def __init__(self) -> None:
        self.gates: dict[int, asyncio.Event] = {}
        self.most = self.now = 0

    async def __call__(self, number: int) -> int:
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await self.gates.setdefault(number, asyncio.Event()).wait()
            return number
        finally:
            self.now -= 1

    def done(self, *numbers: int) -> None:
        for number in numbers:
            self.gates.setdefault(number, asyncio.Event()).set()


async def exits(number: int) -> int:
    raise RuntimeError(number)


async def collected(stream: AsyncIterator[Outcome[Any, Any]]) -> list[tuple[Any, bool]]:
    return [(outcome.item, outcome.is_ok) async for outcome in stream]


@pytest.mark.parametrize("most", [1, 2, 4, 8])
async def test_outcomes_come_in_the_order_of_the_items(tasks: TaskSupervisor, most: int) -> None:
    found = [outcome.value async for outcome in tasks.stream(double, range(20), max_concurrency=most)]
    assert found == [2 * number for number in range(20)]
    await quiet()
    assert tasks.which_children() == []


async def test_a_slow_first_one_keeps_its_place(tasks: TaskSupervisor) -> None:
    work = Work()
    call: Callable[[int], Any] = work.__call__
    running = begun(collected(tasks.stream(call, range(3), max_concurrency=3)))
    await quiet()
    work.done(2, 1)
    await quiet()
    work.done(0)
    assert [item for item, _ in await running] == [0, 1, 2]


async def test_outcomes_may_come_as_they_are_done(tasks: TaskSupervisor) -> None:
    work = Work()
    call: Callable[[int], Any] = work.__call__
    running = begun(collected(tasks.stream(call, range(3), max_concurrency=3, ordered=False)))
    for number in (2, 0, 1):
        await quiet()
        work.done(number)
    assert [item for item, _ in await running] == [2, 0, 1]


async def test_no_more_run_at_a_time_than_may_and_items_are_taken_as_needed(tasks: TaskSupervisor) -> None:
    taken = []

    def endless() -> Iterator[int]:
        number = 0
        while True:
            taken.append(number)
            yield number
            number += 1

    work = Work()
    call: Callable[[int], Any] = work.__call__
    stream = tasks.stream(call, endless(), max_concurrency=3)
    first = asyncio.ensure_future(anext(stream))
    await quiet()
    assert len(taken) == work.now == 3
    work.done(*range(1, 100))  # behind the first, which is slow, others are done: not without end
    await quiet()
    assert work.most == 3 and len(taken) <= 6
    work.done(0)
    assert (await first).value == 0
    await stream.aclose()
    assert work.now == 0 and tasks.which_children() == []


@pytest.mark.parametrize("most", [1, 4])
async def test_a_failure_is_an_outcome_like_any_other(tasks: TaskSupervisor, owner: Owner, most: int) -> None:
    async def run() -> list[Reason]:
        return [outcome.reason async for outcome in tasks.stream(exits, range(4), max_concurrency=most)]

    owner.send(run)
    await quiet()
    assert [repr(reason) for reason in owner.told[0]] == [f"RuntimeError({number})" for number in range(4)]
    assert owner.exit_reason is None and len(owner.told) == 1


async def test_the_value_of_a_failure_is_the_failure(tasks: TaskSupervisor) -> None:
    (outcome,) = [outcome async for outcome in tasks.stream(exits, [1])]
    with pytest.raises(ProcessExitError):
        assert outcome.value


async def test_one_that_takes_too_long_is_given_up(tasks: TaskSupervisor, clock: VirtualClock) -> None:
    work = Work()
    work.done(1, 3)
    call: Callable[[int], Any] = work.__call__
    found = await within(clock, 3, collected(tasks.stream(call, range(4), max_concurrency=4, timeout=2)))
    assert found == [(0, False), (1, True), (2, False), (3, True)]
    assert not [call for call in clock._calls if not call[2].is_over]  # no timer is left


async def test_who_leaves_the_loop_early_leaves_no_task_running(tasks: TaskSupervisor) -> None:
    work = Work()
    work.done(0)
    call: Callable[[int], Any] = work.__call__
    stream = tasks.stream(call, range(4), max_concurrency=4)
    async for outcome in stream:
        assert outcome.value == 0
        break
    await stream.aclose()
    assert work.now == 0 and tasks.which_children() == []


async def test_items_that_fail_to_come_fail_the_stream_and_leave_no_task_running(tasks: TaskSupervisor) -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise OSError("the file has ended")

    work = Work()
    call: Callable[[int], Any] = work.__call__
    with pytest.raises(OSError, match="the file has ended"):
        await collected(tasks.stream(call, broken()))
    assert tasks.which_children() == []


async def test_a_stream_that_finds_no_room_fails_and_leaves_no_task_running(clock: VirtualClock) -> None:
    tasks = await TaskSupervisor(max_children=1).start(clock)
    work = Work()
    call: Callable[[int], Any] = work.__call__
    with pytest.raises(ChildError):
        await collected(tasks.stream(call, range(3), max_concurrency=2))
    assert tasks.which_children() == [] and work.now == 0
    await tasks.stop()


async def test_a_stream_of_nothing_is_empty_and_needs_at_least_one_task(tasks: TaskSupervisor) -> None:
    assert await collected(tasks.stream(double, [])) == []
    with pytest.raises(ConfigurationError, match="max_concurrency=0"):
        await collected(tasks.stream(double, [1], max_concurrency=0))
