"""Waiting that somebody else ends."""

from __future__ import annotations

import asyncio

import pytest

from liveview.web.interruption import Interruption

pytestmark = pytest.mark.asyncio


async def test_what_is_awaited_ends_and_the_task_goes_on() -> None:
    over = Interruption()
    asyncio.get_running_loop().call_soon(over)
    with over:
        await asyncio.Event().wait()
        raise AssertionError("never")
    task = asyncio.current_task()
    assert task is not None and not task.cancelling()
    await asyncio.sleep(0)


async def test_nothing_ends_before_and_after() -> None:
    over = Interruption()
    over()
    with over:
        await asyncio.sleep(0)
    over()
    await asyncio.sleep(0)


async def test_what_has_come_in_the_same_turn_is_not_lost_to_the_next_wait() -> None:
    over, told = Interruption(), asyncio.get_running_loop().create_future()
    loop = asyncio.get_running_loop()
    loop.call_soon(told.set_result, None)
    loop.call_soon(over)
    with over:
        await told
        raise AssertionError("it was told to end before it could go on")
    await asyncio.sleep(0)


async def test_an_error_is_the_caller_s() -> None:
    with pytest.raises(ValueError, match="mine"), Interruption():
        raise ValueError("mine")


async def test_who_ends_the_task_ends_it() -> None:
    over = Interruption()

    async def wait() -> None:
        with over:
            await asyncio.Event().wait()

    task = asyncio.create_task(wait())
    await asyncio.sleep(0)
    task.cancel()
    over()
    with pytest.raises(asyncio.CancelledError):
        await task
