"""Stores whose processes are killed: workers that share a file, and brokers that come back."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from liveview.errors import StoreUnavailableError
from liveview.store import FIRST, Adapter, NatsAdapter, RedisAdapter, SQLiteAdapter, Store
from liveview.store.redis import CONNECTIONS
from liveview.testing import check_store
from tests.brokers import Broker, NatsServer, RedisServer
from tests.served import ROOT

WORKERS = 4
TAKES = 50

# Takes one entry again and again, and says which fences it has got.
TAKING = """
import asyncio, sys
from liveview.store import SQLiteAdapter, Store

async def main(path, takes):
    store = Store(SQLiteAdapter(path))
    for _ in range(takes):
        print((await store.take("wanted")).fence)

asyncio.run(main(sys.argv[1], int(sys.argv[2])))
"""
# Puts as fast as it can, and says what it has put.
PUTTING = """
import asyncio, itertools, sys
from liveview.store import FIRST, SQLiteAdapter, Store

async def main(path):
    store = Store(SQLiteAdapter(path))
    for number in itertools.count():
        await store.put(f"entry {number}", b"x" * 5000, fence=FIRST, expires_in=600)
        print(number, flush=True)

asyncio.run(main(sys.argv[1]))
"""


def started(script: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_workers_that_begin_at_once_and_share_a_file_own_an_entry_one_at_a_time(tmp_path: Path) -> None:
    workers = [started(TAKING, tmp_path / "snapshots.db", TAKES) for _ in range(WORKERS)]
    fences = [int(line) for worker in workers for line in worker.communicate()[0].split()]
    assert sorted(fences) == list(range(FIRST + 1, FIRST + 1 + WORKERS * TAKES))


async def test_what_was_put_is_there_after_a_worker_was_killed(tmp_path: Path) -> None:
    worker = started(PUTTING, tmp_path / "snapshots.db")
    assert worker.stdout is not None
    for line in worker.stdout:
        if int(line) >= 100:
            break
    worker.kill()
    said = [*range(101), *map(int, worker.communicate()[0].split())]
    store = Store(SQLiteAdapter(tmp_path / "snapshots.db"))
    for number in said:
        assert (await store.take(f"entry {number}")).value == b"x" * 5000
    await store.close()


KINDS: list[tuple[type[Broker], Callable[[str], Adapter]]] = [(RedisServer, RedisAdapter), (NatsServer, NatsAdapter)]


@pytest.fixture(params=KINDS, ids=["redis", "nats"])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Broker, Callable[[], Adapter]]]:
    kind, adapter = request.param
    with kind(tmp_path) as server:
        yield server, lambda: adapter(server.url)


Running = tuple[Broker, Callable[[], Adapter]]


async def test_a_broker_keeps_the_rules_of_a_store_also_when_it_was_killed(broker: Running) -> None:
    server, adapter = broker

    async def interrupt() -> None:
        server.kill()
        server.start()

    await check_store(adapter, interrupt, seconds=20)


async def test_a_broker_that_is_away_is_an_error_and_then_goes_on_where_it_was(broker: Running) -> None:
    server, adapter = broker
    store, late = Store(adapter()), Store(adapter())
    await store.put("a", b"value", fence=FIRST, expires_in=60)
    server.kill()
    for one in (store, late):  # one that was connected, and one that never was
        with pytest.raises(StoreUnavailableError):
            await one.get("a")
    server.start()
    for one in (late, store):
        assert await came_back(one) == b"value"
        await one.close()


async def test_a_broker_that_hangs_is_not_waited_for(broker: Running) -> None:
    server, adapter = broker
    store, late = Store(adapter(), timeout=0.5), Store(adapter(), timeout=0.5)
    await store.put("a", b"value", fence=FIRST, expires_in=60)
    server.freeze()
    try:
        for one in (store, late):
            with pytest.raises(StoreUnavailableError, match=r"did not answer get in 0\.5 s"):
                await one.get("a")
    finally:
        server.thaw()
    for one in (late, store):
        assert await came_back(one) == b"value"
        await one.close()


async def came_back(store: Store) -> bytes | None:
    while True:
        try:
            return await store.get("a")
        except StoreUnavailableError:
            await asyncio.sleep(0.02)


async def test_a_worker_has_few_connections_however_much_it_asks(tmp_path: Path) -> None:
    with RedisServer(tmp_path) as server:
        store = Store(RedisAdapter(server.url))
        await asyncio.gather(*(store.get(f"entry {number}") for number in range(500)))
        async with Redis.from_url(server.url) as asking:
            connected = await asking.client_list()
        assert 1 < len(connected) <= CONNECTIONS + 1  # the one that asks
        await store.close()
