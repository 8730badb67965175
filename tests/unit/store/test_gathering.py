"""What is asked for while a turn is taken is the next turn, and everybody is told their own."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from liveview.store.gathering import Gathering, Work


class Desk:
    """Does what it is asked for once it is opened, and remembers in which turns."""

    def __init__(self) -> None:
        self.opened = asyncio.Event()
        self.turns: list[list[Any]] = []
        self.gathering = Gathering(self.do, most=3)

    async def do(self, works: Sequence[Work]) -> Sequence[Any]:
        results = [work() for work in works]
        self.turns.append(results)
        await self.opened.wait()
        return results

    def ask(self, answer: Any) -> asyncio.Task[Any]:
        return asyncio.create_task(self.gathering.ask(lambda: answer))

    async def begin(self) -> None:
        for _ in range(3):  # the asking, the turn, and what that begins
            await asyncio.sleep(0)


async def test_what_comes_meanwhile_is_done_together_and_no_more_than_so_many() -> None:
    desk = Desk()
    asked = [desk.ask(0)]
    await desk.begin()
    asked += [desk.ask(number) for number in range(1, 6)]
    await desk.begin()
    assert desk.turns == [[0]]
    desk.opened.set()
    assert await asyncio.gather(*asked) == [0, 1, 2, 3, 4, 5]
    assert desk.turns == [[0], [1, 2, 3], [4, 5]]


async def test_after_a_pause_it_begins_again() -> None:
    desk = Desk()
    desk.opened.set()
    assert await desk.ask("first") == "first"
    assert await desk.ask("second") == "second"
    assert desk.turns == [["first"], ["second"]]


async def test_each_is_told_of_its_own_failure() -> None:
    desk = Desk()
    desk.opened.set()
    results = await asyncio.gather(desk.ask(1), desk.ask(ValueError("two")), desk.ask(3), return_exceptions=True)
    assert [str(result) for result in results] == ["1", "two", "3"]
    assert isinstance(results[1], ValueError)


async def test_what_is_wrong_with_a_turn_is_told_to_all_of_it_and_to_nobody_else() -> None:
    desk = Desk()
    desk.opened.set()

    def fail() -> None:
        raise ValueError("all")

    failed = asyncio.create_task(desk.gathering.ask(fail))
    with_it = desk.ask(2)
    for asked in (failed, with_it):
        with pytest.raises(ValueError, match="all"):
            await asked
    assert await desk.ask(3) == 3


async def test_nothing_is_done_for_those_who_have_left() -> None:
    desk = Desk()
    working = desk.ask("at work")
    await desk.begin()
    waiting, staying = desk.ask("left"), desk.ask("stays")
    await desk.begin()
    for gone in (working, waiting):
        gone.cancel()
    await desk.begin()
    desk.opened.set()
    assert await staying == "stays"
    assert desk.turns == [["at work"], ["stays"]]
