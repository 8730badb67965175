"""Who sleeps while nothing of the app's runs is woken once by what begins."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from liveview.runtime.stirring import Stirring, asleep, stir


def test_each_who_sleeps_is_woken_once() -> None:
    woken: list[str] = []
    asleep.update((lambda: woken.append("one"), lambda: woken.append("other")))
    stir()
    stir()
    assert sorted(woken) == ["one", "other"]
    assert not asleep


def test_who_falls_asleep_again_is_woken_again() -> None:
    woken: list[str] = []

    def wake() -> None:
        woken.append("awake")

    for _ in range(2):
        asleep.add(wake)
        stir()
    assert woken == ["awake", "awake"]


@pytest.mark.parametrize("fails", [False, True])
async def test_what_goes_on_says_so_each_time(fails: bool) -> None:
    woken: list[str] = []
    news: list[asyncio.Future[int]] = [asyncio.get_running_loop().create_future() for _ in range(2)]

    async def work() -> int:
        try:
            return await news[0] + await news[1]
        except ValueError:
            return 0

    task = asyncio.ensure_future(_run(work()))
    for each in news:
        await asyncio.sleep(0)
        asleep.add(lambda: woken.append("awake"))
        if fails and each is news[1]:
            each.set_exception(ValueError())
        else:
            each.set_result(2)
        await asyncio.sleep(0)
    assert await task == (0 if fails else 4)
    assert woken == ["awake", "awake"]


async def test_what_never_waits_says_so_once() -> None:
    woken: list[str] = []

    async def work() -> int:
        return 3

    asleep.add(lambda: woken.append("awake"))
    assert await Stirring(work()) == 3
    assert woken == ["awake"]


async def _run(work: Coroutine[Any, Any, int]) -> int:
    return await Stirring(work)
