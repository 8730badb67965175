"""The shared values of one worker: loads are tasks of their own, one at a time, in nobody's context."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

import pytest

from liveview.errors import NotLoadedError, StateError
from liveview.runtime import caches
from liveview.runtime.caches import CACHES, Caches
from liveview.runtime.process import Process
from liveview.runtime.source import Source
from liveview.runtime.supervisor import Supervisor
from liveview.runtime.task_supervisor import TASKS, TaskSupervisor
from liveview.runtime.threads import ThreadPool
from liveview.testing.clock import VirtualClock

WHOSE: ContextVar[str] = ContextVar("whose", default="nobody's")


@asynccontextmanager
async def home(threads: ThreadPool | None = None) -> AsyncIterator[Caches]:
    pool = threads or ThreadPool()
    tree = Supervisor([TaskSupervisor(name=TASKS), Caches(pool)], strategy="rest_for_one", name="test")
    await tree.start(VirtualClock())
    try:
        yield tree.whereis(CACHES, Caches)
    finally:
        await tree.stop()
        pool.close()


def source(load: Any, timeout: float = 10.0) -> Source[Any]:
    return Source(load, 60.0, timeout, 300.0)


async def test_a_plain_function_runs_in_a_thread_and_an_async_one_on_the_loop() -> None:
    async def on_loop() -> threading.Thread:
        return threading.current_thread()

    async with home() as found:
        assert await found.get(source(threading.current_thread)) is not threading.current_thread()
        assert await found.get(source(on_loop)) is threading.current_thread()
        assert await found.get(source(lambda: on_loop())) is threading.current_thread()  # a decorator's


async def test_a_load_belongs_to_nobody_who_asks() -> None:
    async with home() as found:
        WHOSE.set("Ann's")
        assert await found.get(source(WHOSE.get)) == "nobody's"


async def test_a_load_may_ask_for_another_value() -> None:
    one = source(lambda: 1)

    async def two() -> int:
        return int(await caches.current().get(one)) + 1

    async with home() as found:
        assert await found.get(source(two)) == 2
        assert await found.get(source(caches.current)) is found  # in its thread


async def test_a_failure_is_told_once_with_the_functions_name(caplog: pytest.LogCaptureFixture) -> None:
    answers: list[Any] = [LookupError("away"), LookupError("away"), 7]

    async def load_prices() -> int:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return int(answer)

    prices = source(load_prices)
    async with home() as found:
        with caplog.at_level(logging.INFO, "liveview"):
            for _ in range(2):
                with pytest.raises(NotLoadedError):
                    await found.refresh(prices)
            assert await found.refresh(prices) == 7
    told = [record for record in caplog.records if "load_prices" in record.message]
    assert [record.levelname for record in told] == ["ERROR", "INFO"]
    assert told[0].exc_info is not None and "LookupError" in told[0].message
    assert "after 2 attempts" in told[1].message


async def test_one_that_takes_too_long_is_given_up_and_no_other_begins_while_it_hangs() -> None:
    hangs, begun = threading.Event(), []

    def load() -> str:
        begun.append(1)
        hangs.wait(20)
        return "late"

    slow = source(load)
    async with home() as found:
        clock: Any = found.clock
        asked = asyncio.ensure_future(found.get(slow))
        while not begun:
            await asyncio.sleep(0)
        clock.turn(10)
        with pytest.raises(NotLoadedError, match="took more than 10 s"):
            await asked
        with pytest.raises(NotLoadedError, match="still hangs"):
            await found.refresh(slow)
        assert len(begun) == 1
        hangs.set()
        while True:  # until the thread is out of it
            try:
                assert await found.refresh(slow) == "late"
                break
            except NotLoadedError:
                await asyncio.sleep(0)
        assert len(begun) == 2


async def test_what_is_more_than_an_exception_ends_the_load_alone() -> None:
    async def load() -> None:
        raise SystemExit(3)

    async with home() as found:
        with pytest.raises(NotLoadedError, match="SystemExit"):
            await found.get(source(load))
        assert await found.get(source(lambda: "others")) == "others"


async def test_a_slow_one_keeps_no_other_waiting() -> None:
    gate = asyncio.Event()

    async def load() -> str:
        await gate.wait()
        return "slow"

    async with home() as found:
        slow = asyncio.ensure_future(found.get(source(load)))
        assert await found.get(source(lambda: "quick")) == "quick"
        assert not slow.done()
        gate.set()
        assert await slow == "slow"
        await found.loaded()


async def test_it_is_asked_for_from_threads_of_the_app() -> None:
    answers = iter(range(10))
    value = source(lambda: next(answers))

    class Asks(Process):
        async def info(self, message: Any) -> None:
            caches.enter(caches.current())
            await pool.run(lambda: caches.current().refresh(value))
            await pool.run(lambda: caches.current().invalidate(value))

    pool = ThreadPool()
    async with home(pool) as found:
        assert await found.get(value) == 0
        asks = await found.start_link(Asks())
        asks.send("now")
        await asks.idle()
        await found.loaded()
        assert await found.get(value) == 2  # the first had begun before it was said that it does not hold


async def test_after_the_end_nobody_waits_and_nobody_is_found() -> None:
    async def load() -> None:
        await asyncio.Event().wait()

    async with home() as found:
        asked = asyncio.ensure_future(found.get(source(load)))
        await asyncio.sleep(0)
    with pytest.raises(NotLoadedError):
        await asked
    caches.enter(found)
    with pytest.raises(StateError, match=r"await app\.caches\.get"):
        caches.current()


async def test_what_is_held_with_a_value_is_made_in_a_thread_and_goes_with_it() -> None:
    class Prepared(Source[Any]):
        def prepare(self, value: Any) -> object:
            return made.append(threading.current_thread()) or [value]  # type: ignore[func-returns-value]

    made: list[threading.Thread] = []
    values: list[Any] = [(1,), (2,)]
    held = Prepared(lambda: values[0], 60.0, 10.0, 300.0)
    async with home() as found:
        assert await found.get(held) == (1,)
        first = found.value_of(held)._prepared
        await found.refresh(held)  # the same object, and what is known of it
        assert found.value_of(held)._prepared is first and first == [(1,)]
        values.pop(0)
        await found.refresh(held)
        assert found.value_of(held)._prepared == [(2,)]
        assert len(made) == 3 and threading.current_thread() not in made
        found.invalidate(held)
        assert held not in found._values
