"""Whose turn it is."""

from __future__ import annotations

import asyncio

import pytest

from liveview.web.turns import Turns

pytestmark = pytest.mark.asyncio


async def test_one_at_a_time_of_each_and_nobody_waits_for_another() -> None:
    turns, now, most = Turns(), dict[str, int](), 0

    async def work(key: str) -> None:
        nonlocal most
        async with turns.of(key):
            now[key] = now.get(key, 0) + 1
            assert now[key] == 1
            most = max(most, sum(now.values()))
            await asyncio.sleep(0)
            now[key] -= 1

    await asyncio.gather(*(work(f"{number % 10}") for number in range(100)))
    assert most == 10
    assert turns._of_key == {}


async def test_who_gives_up_waiting_leaves_nothing_behind() -> None:
    turns = Turns()

    async def wait(key: str) -> None:
        async with turns.of(key):
            await asyncio.Event().wait()

    tasks = [asyncio.create_task(wait(key)) for key in "aab"]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    async with asyncio.timeout(1), turns.of("a"):
        pass
    assert turns._of_key == {}
