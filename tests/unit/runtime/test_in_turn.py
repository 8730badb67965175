"""What comes at the same moment begins a few in each turn of the loop, and in order."""

from __future__ import annotations

import asyncio
from functools import partial

from liveview.runtime.in_turn import InTurn


async def test_a_few_begin_in_each_turn_and_in_order() -> None:
    in_turn, turn, begun = InTurn(2), 0, list[tuple[int, int]]()

    async def begin(number: int) -> None:
        await in_turn.turn()
        begun.append((number, turn))

    waiting = [asyncio.create_task(begin(number)) for number in range(7)]
    while not all(task.done() for task in waiting):
        turn += 1
        await asyncio.sleep(0)
    assert [number for number, _ in begun] == [*range(7)]
    turns = [turn for _, turn in begun]
    assert all(turns.count(each) <= 2 for each in turns)


async def test_who_comes_alone_does_not_wait() -> None:
    in_turn = InTurn(1)
    for _ in range(3):
        assert in_turn.may_begin()
        assert not in_turn.may_begin()
        await asyncio.sleep(0)
        await asyncio.sleep(0)


async def test_who_gives_up_keeps_nobody_from_their_turn() -> None:
    in_turn, begun = InTurn(1), list[int]()

    async def begin(number: int) -> None:
        await in_turn.turn()
        begun.append(number)

    tasks = [asyncio.create_task(begin(number)) for number in range(4)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert begun == [0, 2, 3]


async def test_one_that_fails_keeps_nobody_from_their_turn() -> None:
    in_turn, begun, failures = InTurn(2), list[int](), list[object]()
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(context["exception"]))

    def begin(number: int) -> None:
        begun.append(number)
        if number == 2:
            raise ValueError

    while in_turn.may_begin():
        pass
    for number in range(6):
        in_turn.later(partial(begin, number))
    for _ in range(9):
        await asyncio.sleep(0)
    assert begun == [*range(6)]
    assert len(failures) == 1


def test_a_loop_that_stopped_in_the_midst_of_a_turn_is_nobodys_business() -> None:
    in_turn = InTurn(1)

    async def begin() -> None:
        assert in_turn.may_begin()

    for _ in range(2):
        loop = asyncio.new_event_loop()
        loop.run_until_complete(begin())  # the next turn never comes
        loop.close()
