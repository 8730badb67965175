"""A deadline by a clock that is turned by hand."""

from __future__ import annotations

import asyncio

import pytest

from liveview.runtime.deadline import AGAIN, Deadline
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
