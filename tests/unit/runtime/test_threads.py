"""Worker threads for code that blocks."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Iterator

import pytest

from liveview.runtime.threads import ThreadPool

WHO: contextvars.ContextVar[str] = contextvars.ContextVar("WHO", default="nobody")


@pytest.fixture
def pool() -> Iterator[ThreadPool]:
    made = ThreadPool(2)
    yield made
    made.close()


async def test_a_call_runs_in_another_thread_and_returns(pool: ThreadPool) -> None:
    assert await pool.run(threading.get_ident) != threading.get_ident()


async def test_the_callers_context_is_seen_and_not_changed(pool: ThreadPool) -> None:
    WHO.set("ann")

    def read_and_write() -> str:
        seen = WHO.get()
        WHO.set("bob")
        return seen

    assert await pool.run(read_and_write) == "ann"
    assert WHO.get() == "ann"


@pytest.mark.parametrize("error", [ValueError("no"), SystemExit(3), KeyboardInterrupt()])
async def test_what_a_call_raises_is_raised(pool: ThreadPool, error: BaseException) -> None:
    def fail() -> None:
        raise error

    caught: list[BaseException] = []
    try:
        await pool.run(fail)
    except BaseException as raised:
        caught.append(raised)
    assert [type(raised) for raised in caught] == [type(error)]


async def test_the_end_of_an_iterator_does_not_wait_for_ever(pool: ThreadPool) -> None:
    empty: Iterator[int] = iter(())
    with pytest.raises(RuntimeError, match="StopIteration"):
        await pool.run(lambda: next(empty))


async def test_no_more_calls_run_at_once_than_there_are_threads(pool: ThreadPool) -> None:
    running: list[int] = []
    most: list[int] = []
    go_on = threading.Event()

    def call(number: int) -> int:
        running.append(number)
        most.append(len(running))
        go_on.wait(10)
        running.remove(number)
        return number

    calls = [asyncio.create_task(pool.run(lambda number=number: call(number))) for number in range(5)]  # type: ignore[misc]
    while len(running) < 2:
        await asyncio.sleep(0)
    go_on.set()
    assert await asyncio.gather(*calls) == [0, 1, 2, 3, 4]
    assert max(most) == 2


async def test_a_call_that_has_begun_outlives_its_cancelled_caller(pool: ThreadPool) -> None:
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def call() -> None:
        begun.set()
        go_on.wait(10)
        ended.set()

    caller = asyncio.create_task(pool.run(call))
    while not begun.is_set():
        await asyncio.sleep(0)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert not ended.is_set()
    go_on.set()
    while not ended.is_set():
        await asyncio.sleep(0)


async def test_a_closed_pool_takes_no_calls(pool: ThreadPool) -> None:
    pool.close()
    with pytest.raises(RuntimeError):
        await pool.run(int)
