"""A deadline by a clock that is turned by hand."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Iterator

import pytest

from liveview.runtime.deadline import AGAIN, Deadline, UnderDeadline
from liveview.testing.clock import VirtualClock


class Late(Exception):
    """What is raised."""


class Timed:
    """Something under a deadline of 5 and 30 seconds, and what was said of it."""

    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.said: list[str] = []
        self.swallowed = 0

    def deadline(self, give_up: float | None = 30) -> Deadline:
        return Deadline(self.clock, 5, give_up, lambda: self.said.append("slow"), Late)

    async def wait(self, give_up: float | None = 30) -> str:
        with self.deadline(give_up):
            await asyncio.get_running_loop().create_future()
        return "done"

    async def spin(self) -> None:
        with self.deadline():
            while True:
                await asyncio.sleep(0)

    async def go_on(self) -> None:
        with self.deadline():
            while True:
                try:
                    await asyncio.sleep(0)
                except asyncio.CancelledError:
                    self.swallowed += 1
                    if self.swallowed == 3:
                        raise


async def turn(timed: Timed, seconds: float) -> None:
    timed.clock.turn(seconds)
    for _ in range(4):
        await asyncio.sleep(0)


@pytest.mark.parametrize("method", ["wait", "spin"])
async def test_what_takes_long_is_said_and_then_given_up(method: str) -> None:
    timed = Timed()
    task: asyncio.Task[object] = asyncio.create_task(getattr(timed, method)())
    await asyncio.sleep(0)
    await turn(timed, 4.9)
    assert timed.said == []
    await turn(timed, 0.1)
    assert timed.said == ["slow"]
    await turn(timed, 24.9)
    assert not task.done()
    await turn(timed, 0.1)
    assert isinstance(task.exception(), Late)
    assert task.cancelling() == 0  # what comes next in the task may be cancelled as usual
    assert timed.said == ["slow"]


async def test_what_is_in_time_is_left_alone_afterwards() -> None:
    timed = Timed()
    with timed.deadline():
        await asyncio.sleep(0)
    await turn(timed, 100)
    assert timed.said == []


async def test_what_swallows_its_end_is_given_up_again() -> None:
    timed = Timed()
    task = asyncio.create_task(timed.go_on())
    await asyncio.sleep(0)
    await turn(timed, 30)
    for _ in range(2):
        assert not task.done()
        await turn(timed, AGAIN)
    assert isinstance(task.exception(), Late)


async def test_somebody_elses_cancellation_stays_one() -> None:
    timed = Timed()
    task = asyncio.create_task(timed.wait())
    await asyncio.sleep(0)
    timed.clock.turn(30)
    task.cancel()  # who ends the process, in the same turn of the loop
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_without_an_end_it_is_only_said() -> None:
    timed = Timed()
    task = asyncio.create_task(timed.wait(None))
    await asyncio.sleep(0)
    await turn(timed, 1000)
    assert (timed.said, task.done()) == (["slow"], False)
    task.cancel()


async def test_an_end_before_the_warning_comes_first() -> None:
    timed = Timed()
    task = asyncio.create_task(timed.wait(2))
    await asyncio.sleep(0)
    await turn(timed, 2)
    assert isinstance(task.exception(), Late)


class Waits:
    """Waits for a turn as often as it is told, and then returns or raises."""

    def __init__(self) -> None:
        self.deadlines = 0
        self.turns: list[str] = []

    def deadline(self) -> Deadline:
        self.deadlines += 1
        return Deadline(VirtualClock(), 5, 30, lambda: None, Late)

    async def run(self, turns: int, error: Exception | None = None) -> str:
        try:
            for number in range(turns):
                self.turns.append(f"turn {number}")
                await asyncio.sleep(0)
        except asyncio.CancelledError:
            self.turns.append("cancelled")
            raise
        if error is not None:
            raise error
        return "done"


@pytest.mark.parametrize("turns", [0, 1, 3])
async def test_a_deadline_is_made_for_what_waits_and_all_else_is_as_without_one(turns: int) -> None:
    waits = Waits()
    assert await UnderDeadline(waits.run(turns), waits.deadline) == "done"
    assert waits.turns == [f"turn {number}" for number in range(turns)]
    assert waits.deadlines == (1 if turns else 0)
    with pytest.raises(ValueError, match="broken"):
        await UnderDeadline(waits.run(turns, ValueError("broken")), waits.deadline)


async def test_what_waits_for_the_first_time_may_be_cancelled() -> None:
    waits = Waits()

    async def wait() -> str:
        return await UnderDeadline(waits.run(1_000), waits.deadline)

    task = asyncio.create_task(wait())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert waits.turns == ["turn 0", "cancelled"]


async def test_what_is_waited_for_gives_what_it_gives() -> None:
    futures = [asyncio.get_running_loop().create_future() for _ in range(2)]

    async def both() -> tuple[str, str]:
        return await futures[0], await futures[1]

    asyncio.get_running_loop().call_soon(futures[0].set_result, "first")
    asyncio.get_running_loop().call_later(0.001, futures[1].set_result, "second")
    assert await UnderDeadline(both(), Waits().deadline) == ("first", "second")


class Kept:
    """What a handler has."""


@pytest.fixture
def without_collector() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


def failing() -> asyncio.Future[None]:
    """A future that fails in the next turn; that nobody else has."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[None] = loop.create_future()
    loop.call_soon(future.set_exception, ValueError("broken"))
    return future


@pytest.mark.usefixtures("without_collector")
@pytest.mark.parametrize("waits_before", [False, True])
async def test_what_fails_while_it_waits_is_gone_without_the_collector(waits_before: bool) -> None:
    kept: list[weakref.ref[Kept]] = []

    async def handler() -> None:
        has = Kept()
        kept.append(weakref.ref(has))
        if waits_before:
            await asyncio.sleep(0)
        await failing()

    with pytest.raises(ValueError, match="broken") as raised:
        await UnderDeadline(handler(), Waits().deadline)
    del raised
    await asyncio.sleep(0)
    assert kept[0]() is None


@pytest.mark.usefixtures("without_collector")
async def test_what_is_cancelled_while_it_waits_is_gone_without_the_collector() -> None:
    kept: list[weakref.ref[Kept]] = []

    async def handler() -> None:
        has = Kept()
        kept.append(weakref.ref(has))
        await asyncio.get_running_loop().create_future()

    async def wait() -> None:
        await UnderDeadline(handler(), Waits().deadline)

    task = asyncio.create_task(wait())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError) as raised:
        await task
    del task, raised
    await asyncio.sleep(0)
    assert kept[0]() is None
