"""Worker threads for code that blocks."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator

import pytest

from liveview.errors import GivenUpError
from liveview.runtime.threads import SWITCH_INTERVAL, ThreadPool, check_wanted

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


async def given_up(pool: ThreadPool, go_on: threading.Event, heard: list[object]) -> None:
    """A call that goes on after its caller has left, and then notes whether it is wanted."""
    begun = threading.Event()

    def call() -> None:
        check_wanted()  # it still is
        begun.set()
        go_on.wait(10)
        try:
            check_wanted()
        except GivenUpError as error:
            heard.append(error)

    caller = asyncio.create_task(pool.run(call))
    while not begun.is_set():
        await asyncio.sleep(0)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller


async def test_a_call_that_was_given_up_is_told_so_and_nobody_else(pool: ThreadPool) -> None:
    go_on = threading.Event()
    heard: list[object] = []
    await given_up(pool, go_on, heard)
    await pool.run(check_wanted)
    go_on.set()
    while not heard:
        await asyncio.sleep(0)
    check_wanted()  # outside of any call


async def test_calls_that_were_given_up_take_no_thread_from_the_others(pool: ThreadPool) -> None:
    go_on = threading.Event()
    heard: list[object] = []
    for _ in range(2):
        await given_up(pool, go_on, heard)
    assert pool.given_up == 2
    assert len({await pool.run(threading.get_ident) for _ in range(4)}) <= 2
    go_on.set()
    while pool.given_up:
        await asyncio.sleep(0)
    assert len(heard) == 2
    assert await pool.run(int) == 0


async def test_a_call_that_waits_gets_the_place_of_one_that_is_given_up(pool: ThreadPool) -> None:
    go_on, begun = threading.Event(), threading.Semaphore(0)

    def hang() -> None:
        begun.release()
        go_on.wait(10)

    hanging = [asyncio.create_task(pool.run(hang)) for _ in range(2)]
    for _ in range(2):
        while not begun.acquire(blocking=False):
            await asyncio.sleep(0)
    waiting = asyncio.create_task(pool.run(int))
    await asyncio.sleep(0)
    hanging[0].cancel()
    assert await waiting == 0
    go_on.set()
    await hanging[1]


async def test_what_computes_in_a_thread_lets_the_loop_on_soon() -> None:
    before = sys.getswitchinterval()
    pool = ThreadPool(1)
    assert sys.getswitchinterval() == before  # who has no plain methods pays nothing
    await pool.run(int)
    assert sys.getswitchinterval() == pytest.approx(SWITCH_INTERVAL)
    pool.close()
    assert sys.getswitchinterval() == before


async def test_a_closed_pool_takes_no_calls(pool: ThreadPool) -> None:
    pool.close()
    with pytest.raises(RuntimeError):
        await pool.run(int)


async def test_threads_are_used_again(pool: ThreadPool) -> None:
    assert len({await pool.run(threading.get_ident) for _ in range(10)}) <= 2


async def test_a_call_that_waits_for_its_turn_is_never_made_for_a_cancelled_caller(pool: ThreadPool) -> None:
    go_on = threading.Event()
    made: list[str] = []
    busy = [asyncio.create_task(pool.run(lambda: go_on.wait(10))) for _ in range(2)]
    await asyncio.sleep(0)
    waiting = asyncio.create_task(pool.run(lambda: made.append("cancelled")))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    go_on.set()
    await asyncio.gather(*busy)
    await pool.run(lambda: made.append("next"))
    assert made == ["next"]


async def test_closing_drops_the_calls_that_wait_and_leaves_those_that_run(pool: ThreadPool) -> None:
    begun, go_on = threading.Semaphore(0), threading.Event()

    def call() -> str:
        begun.release()
        go_on.wait(10)
        return "done"

    callers = [asyncio.create_task(pool.run(call)) for _ in range(3)]
    for _ in range(2):
        while not begun.acquire(blocking=False):
            await asyncio.sleep(0)
    pool.close()
    with pytest.raises(asyncio.CancelledError):
        await callers[2]
    go_on.set()
    assert await asyncio.gather(*callers[:2]) == ["done", "done"]


async def test_nothing_of_a_call_is_kept_after_it() -> None:
    pool = ThreadPool(1)

    class Held:
        pass

    def fail(held: Held) -> None:
        raise LookupError(held)

    held = Held()
    there = weakref.ref(held)
    gc.disable()  # a circle would be collected some time, and hold a view until then
    try:
        with pytest.raises(LookupError):
            await pool.run(lambda held=held: fail(held))  # type: ignore[misc]
        del held
        await pool.run(int)  # by the same thread, which has come to the end of the call before
        assert there() is None
    finally:
        gc.enable()
        pool.close()


def test_a_call_that_never_returns_does_not_hold_the_interpreter() -> None:
    program = """
import asyncio, threading
from liveview.errors import GivenUpError
from liveview.runtime.threads import SWITCH_INTERVAL, ThreadPool, check_wanted

async def main():
    pool, begun = ThreadPool(), threading.Event()
    caller = asyncio.create_task(pool.run(lambda: (begun.set(), threading.Event().wait())))
    while not begun.is_set():
        await asyncio.sleep(0)
    caller.cancel()
    pool.close()

asyncio.run(main())
"""
    assert subprocess.run([sys.executable, "-c", program], timeout=30, check=False).returncode == 0
