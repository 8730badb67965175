"""A few threads for each who works in the background."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import suppress

import pytest

from liveview.runtime.thread_shares import SHARE, ThreadShare, ThreadShares
from liveview.runtime.threads import ThreadPool


class Purpose:
    """What something is worked out for."""


class Slow:
    """A call that ends when the test says so."""

    def __init__(self) -> None:
        self.begun: Future[None] = Future()
        self._go_on = threading.Event()

    def __call__(self) -> None:
        self.begun.set_result(None)
        self._go_on.wait(10)

    async def begins(self) -> None:
        await asyncio.wrap_future(self.begun)

    def end(self) -> None:
        self._go_on.set()


@pytest.fixture
def slow() -> Iterator[list[Slow]]:
    calls = [Slow() for _ in range(4)]
    yield calls
    for call in calls:
        call.end()


@pytest.fixture
def pool() -> Iterator[ThreadPool]:
    made = ThreadPool()
    yield made
    made.close()


async def give_up(task: asyncio.Task[None]) -> None:
    await turns()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def turns() -> None:
    """So many that whatever can begin has."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_the_next_call_for_the_same_begins_when_the_one_that_was_given_up_has_ended(
    pool: ThreadPool, slow: list[Slow]
) -> None:
    share, purpose = ThreadShare(pool), Purpose()
    first, *others = slow
    old = asyncio.create_task(share.run(first, purpose))
    await first.begins()
    await give_up(old)
    for other in others[:-1]:
        await give_up(asyncio.create_task(share.run(other, purpose)))
    newest = asyncio.create_task(share.run(others[-1], purpose))
    await turns()
    assert not any(other.begun.done() for other in others)
    first.end()
    await others[-1].begins()
    others[-1].end()
    await newest
    assert not any(other.begun.done() for other in others[:-1])


async def test_one_who_has_much_to_do_holds_a_few_threads(pool: ThreadPool, slow: list[Slow]) -> None:
    share = ThreadShare(pool, limit=2)
    purposes = [Purpose() for _ in slow]
    tasks = [asyncio.create_task(share.run(call, purpose)) for call, purpose in zip(slow, purposes, strict=True)]
    await slow[0].begins()
    await slow[1].begins()
    await give_up(tasks[0])
    await turns()
    assert not slow[2].begun.done()
    slow[0].end()
    await slow[2].begins()
    assert not slow[3].begun.done()
    await ThreadShare(pool, limit=2).run(int, purposes[0])  # somebody else's


async def test_who_gives_up_while_it_waits_for_the_pool_holds_nothing(slow: list[Slow]) -> None:
    pool = ThreadPool(1)
    busy = asyncio.create_task(pool.run(slow[0]))
    await slow[0].begins()
    share, purpose = ThreadShare(pool, limit=1), Purpose()
    await give_up(asyncio.create_task(share.run(slow[1], purpose)))
    waiting = asyncio.create_task(share.run(int, purpose))
    slow[0].end()
    await busy
    assert await waiting == 0
    pool.close()


async def test_a_share_is_found_again_while_it_is_held(pool: ThreadPool) -> None:
    shares = ThreadShares(pool)
    assert shares.of("ann") is not shares.of("bob")
    ann = shares.of("ann")
    assert shares.of("ann") is ann
    assert shares.of("") is not shares.of("")


async def test_a_share_is_found_again_while_what_was_given_up_goes_on(pool: ThreadPool, slow: list[Slow]) -> None:
    shares, purposes = ThreadShares(pool), [Purpose() for _ in range(SHARE + 1)]
    stuck = [Slow() for _ in range(SHARE)]
    for call, purpose in zip(stuck, purposes, strict=False):
        task = asyncio.create_task(shares.of("ann").run(call, purpose))
        await call.begins()
        await give_up(task)
        del task
        gc.collect()
    waiting = asyncio.create_task(shares.of("ann").run(slow[0], purposes[-1]))
    await turns()
    assert not slow[0].begun.done()
    for call in stuck:
        call.end()
    await slow[0].begins()
    slow[0].end()
    await waiting


async def test_the_end_of_all_ends_the_pool(pool: ThreadPool) -> None:
    shares = ThreadShares(pool)
    shares.close()
    with pytest.raises(RuntimeError, match="closed"):
        await shares.of("").run(int, Purpose())
