"""One shared value: when it is loaded, who waits for it, and when it is forgotten."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from liveview.errors import NotLoadedError
from liveview.runtime.cached_value import NOTHING, CachedValue
from liveview.runtime.source import Source
from liveview.testing.clock import VirtualClock

MINUTE = 60.0


class Home:
    """Counts the loads of a value, and ends them when the test says so."""

    def __init__(self, ttl: float | None = MINUTE, keep: float | None = 300.0) -> None:
        self.clock = VirtualClock()
        self.begun = self.changes = self.freed = 0
        self.value = CachedValue(Source(self.load, ttl, 30.0, keep), self.clock, self.start, self.free)

    def load(self) -> int:
        raise AssertionError("the test ends the loads")

    def start(self, value: CachedValue) -> None:
        self.begun += 1

    def free(self, value: CachedValue) -> None:
        self.freed += 1

    def changed(self) -> None:
        self.changes += 1

    def show(self, by: str = "page") -> None:
        self.value.show(by, self.changed)


async def waiting(home: Home, within: float | None = None) -> asyncio.Task[Any]:
    task = asyncio.create_task(home.value.get(within))
    await asyncio.sleep(0)
    return task


async def test_all_who_wait_get_the_value_of_one_load() -> None:
    home = Home()
    tasks = [await waiting(home) for _ in range(20)]
    assert home.begun == 1
    home.value.loaded("new")
    assert await asyncio.gather(*tasks) == ["new"] * 20
    assert await home.value.get() == home.value.read() == "new" and home.begun == 1


async def test_what_is_shown_is_loaded_anew_when_its_time_is_over_and_served_until_then() -> None:
    home = Home()
    home.show()
    home.value.loaded("old")
    home.clock.turn(MINUTE - 1)
    assert home.begun == 1
    home.clock.turn(1)
    assert home.begun == 2 and await home.value.get() == "old"
    home.value.loaded("new")
    assert home.value.read() == "new" and home.changes == 2


async def test_what_nobody_shows_is_loaded_anew_when_somebody_asks() -> None:
    home = Home()
    first = await waiting(home)
    home.value.loaded("old")
    assert await first == "old"
    home.clock.turn(2 * MINUTE)
    assert home.begun == 1
    assert await home.value.get() == "old" and home.begun == 2  # at once, and the next one gets the new one


async def test_without_a_time_it_is_loaded_once() -> None:
    home = Home(ttl=None)
    home.show()
    home.value.loaded("only")
    home.clock.turn(1_000_000)
    assert home.begun == 1 and home.freed == 0


@pytest.mark.parametrize(("keep", "freed"), [(300.0, 1), (None, 0)])
async def test_what_nobody_uses_is_forgotten(keep: float | None, freed: int) -> None:
    home = Home(keep=keep)
    home.show()
    home.value.loaded("large")
    home.clock.turn(30)
    home.value.hide("page")
    home.value.hide("page")  # harmless
    home.clock.turn(299)
    assert await home.value.get() == "large"  # and is loading a newer one by now
    home.value.loaded("large")
    home.clock.turn(299)
    assert home.freed == 0
    home.clock.turn(2)
    assert home.freed == freed and (home.value.value is NOTHING) is bool(freed)


async def test_it_stays_while_the_last_of_several_shows_it() -> None:
    home = Home(ttl=None)
    home.show("one")
    home.show("other")
    home.value.loaded("large")
    home.value.hide("one")
    home.clock.turn(1000)
    assert home.freed == 0
    home.value.hide("other")
    home.show("third")
    home.clock.turn(1000)
    assert home.freed == 0 and home.begun == 1


async def test_a_load_that_fails_leaves_the_old_value_and_is_tried_after_longer_and_longer() -> None:
    home = Home()
    home.show()
    home.value.loaded("old")
    home.clock.turn(MINUTE)
    for wait in (1, 2, 4, 8, 16, 32, 60, 60):
        begun = home.begun
        home.value.failed(LookupError("away"))
        assert home.value.read() == await home.value.get() == "old"
        home.clock.turn(wait - 0.5)
        assert home.begun == begun
        home.clock.turn(0.5)
        assert home.begun == begun + 1
    home.value.loaded("new")
    assert home.value.read() == "new" and home.value.error is None
    home.clock.turn(MINUTE)
    assert not home.value.failures and home.value.is_loading


async def test_the_failure_of_the_first_load_is_told_to_all_who_wait() -> None:
    home = Home()
    tasks = [await waiting(home) for _ in range(3)]
    home.value.failed(LookupError("away"))
    for task in tasks:
        with pytest.raises(
            NotLoadedError, match=r"the value of load could not be loaded: LookupError\('away'\)"
        ) as told:
            await task
        assert isinstance(told.value.__cause__, LookupError) and told.value.name == "load"
    with pytest.raises(NotLoadedError):
        await home.value.get()  # at once: no source is asked by each page that comes
    assert home.begun == 1
    home.clock.turn(1)
    again = await waiting(home)
    home.value.loaded("there")
    assert await again == "there" and home.begun == 2


async def test_who_waits_too_long_is_told() -> None:
    home = Home()
    task = await waiting(home, within=30)
    home.clock.turn(30)
    with pytest.raises(NotLoadedError, match="still being loaded after 30 s"):
        await task
    assert home.value.is_loading
    in_time = await waiting(home, within=30)
    home.value.loaded("late")
    assert await in_time == "late"


async def test_one_who_leaves_takes_the_load_from_nobody() -> None:
    home = Home()
    gone, stays = await waiting(home), await waiting(home)
    gone.cancel()
    await asyncio.sleep(0)
    home.value.loaded("new")
    assert await stays == "new"


async def test_a_refresh_is_a_load_that_begins_after_it() -> None:
    home = Home()
    home.show()
    number = home.value.refresh()  # what is under way may have read what was there before
    task = asyncio.create_task(home.value.newer(number))
    await asyncio.sleep(0)
    home.value.loaded("before")
    await asyncio.sleep(0)
    assert home.begun == 2 and not task.done() and home.value.read() == "before"
    home.value.loaded("after")
    assert await task == "after"
    assert await home.value.newer(number) == "after"


async def test_a_refresh_that_fails_is_told_to_who_waits_and_shown_to_nobody() -> None:
    home = Home()
    home.show()
    home.value.loaded("old")
    task = asyncio.create_task(home.value.newer(home.value.refresh()))
    await asyncio.sleep(0)
    home.value.failed(LookupError("away"))
    with pytest.raises(NotLoadedError):
        await task
    assert home.value.read() == "old"


async def test_what_does_not_hold_is_given_to_nobody_who_begins() -> None:
    home = Home()
    home.show()
    home.value.loaded("wrong")
    home.value.invalidate()
    assert home.value.read() == "wrong"  # what is shown stays until there is another one
    task = await waiting(home)
    home.value.loaded("right")
    assert await task == "right" and home.begun == 2


async def test_what_does_not_hold_while_it_is_loaded_is_loaded_again() -> None:
    home = Home()
    task = await waiting(home)
    home.value.invalidate()
    home.value.loaded("wrong")
    await asyncio.sleep(0)
    assert home.begun == 2
    late = await waiting(home)
    assert not late.done()
    home.value.loaded("right")
    assert await late == "right"
    assert await task in ("wrong", "right")  # it had asked before


async def test_what_does_not_hold_and_nobody_shows_is_forgotten() -> None:
    home = Home()
    task = await waiting(home)
    home.value.loaded("wrong")
    await task
    home.value.invalidate()
    assert home.freed == 1 and home.value.value is NOTHING and home.begun == 1


async def test_at_the_end_nobody_waits_for_ever() -> None:
    home = Home()
    task = await waiting(home)
    home.value.close()
    with pytest.raises(NotLoadedError):
        await task
    home.value.refresh()
    assert home.begun == 1


def test_a_value_that_is_not_there_says_so() -> None:
    with pytest.raises(NotLoadedError, match="is not loaded yet"):
        Home().value.read()
