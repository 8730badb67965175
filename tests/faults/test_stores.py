"""Stores whose processes are killed: workers that share a file, and brokers that come back."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from liveview.errors import StoreUnavailableError
from liveview.store import FIRST, Adapter, NatsAdapter, RedisAdapter, SQLiteAdapter, Store
from liveview.store.adapter import FENCE_SECONDS
from liveview.store.redis import CONNECTIONS
from liveview.testing import check_store
from tests.brokers import PATIENCE, Broker, NatsServer, RedisServer
from tests.served import ROOT

WORKERS = 4
TAKES = 50

# Takes one entry again and again, and says which fences it has got. On a busy machine some calls may be too late.
TAKING = """
import asyncio, sys
from liveview.errors import StoreUnavailableError
from liveview.store import SQLiteAdapter, Store

async def main(path, takes):
    store = Store(SQLiteAdapter(path), timeout=20)
    while takes:
        try:
            print((await store.take("wanted")).fence)
            takes -= 1
        except StoreUnavailableError:
            continue

asyncio.run(main(sys.argv[1], int(sys.argv[2])))
"""
# Puts as fast as it can, and says what it has put.
PUTTING = """
import asyncio, itertools, sys
from liveview.store import FIRST, SQLiteAdapter, Store

async def main(path):
    store = Store(SQLiteAdapter(path), timeout=20)
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
    fences = [list(map(int, worker.communicate()[0].split())) for worker in workers]
    assert all(of_one == sorted(of_one) for of_one in fences)
    assert len({fence for of_one in fences for fence in of_one}) == WORKERS * TAKES


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

    await check_store(adapter, interrupt, seconds=PATIENCE)


async def test_a_broker_that_is_away_is_an_error_and_then_goes_on_where_it_was(broker: Running) -> None:
    server, adapter = broker
    store, late = Store(adapter(), timeout=PATIENCE), Store(adapter(), timeout=0.5)
    await store.put("a", b"value", fence=FIRST, expires_in=60)
    server.kill()
    await away(store, server)  # one that was connected, and one that never was
    with pytest.raises(StoreUnavailableError):
        await late.get("a")
    server.start()
    for one in (late, store):
        assert await came_back(one) == b"value"
        await one.close()


async def test_a_broker_that_hangs_is_not_waited_for(broker: Running) -> None:
    server, adapter = broker
    connected = adapter()
    await Store(connected, timeout=PATIENCE).put("a", b"value", fence=FIRST, expires_in=60)
    store, late = Store(connected, timeout=0.5), Store(adapter(), timeout=0.5)
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


async def away(store: Store, server: Broker) -> None:
    """Wait until it says of itself that it is away: then it need not be waited for."""
    while True:
        with pytest.raises(StoreUnavailableError) as raised:
            await store.get("a")
        if re.search(server.away, str(raised.value)):
            return


async def came_back(store: Store) -> bytes | None:
    while True:
        try:
            return await store.get("a")
        except StoreUnavailableError:
            await asyncio.sleep(0.02)


async def test_a_nats_that_says_nothing_is_given_up_and_leaves_no_connection_open(tmp_path: Path) -> None:
    with NatsServer(tmp_path) as server:
        server.freeze()
        store = Store(NatsAdapter(server.url), timeout=PATIENCE)
        with pytest.raises(StoreUnavailableError, match="failed to get"):
            await store.get("a")
        server.thaw()
        assert await store.get("a") is None
        await store.close()


async def test_a_redis_that_was_restarted_is_asked_again_at_once(tmp_path: Path) -> None:
    with RedisServer(tmp_path) as server:
        store = Store(RedisAdapter(server.url), timeout=PATIENCE)
        await store.put("a", b"value", fence=FIRST, expires_in=60)
        server.kill()
        server.start()
        assert await store.get("a") == b"value"
        await store.close()


async def test_in_redis_a_fence_outlives_its_value_and_both_go_by_themselves(tmp_path: Path) -> None:
    with RedisServer(tmp_path) as server:
        store = Store(RedisAdapter(server.url), timeout=PATIENCE)
        await store.put("a", b"value", fence=FIRST, expires_in=1000)
        await store.take("a")
        await store.take("b")
        await store.put("c", b"value", fence=FIRST, expires_in=1000)
        await store.delete("c", fence=FIRST)
        async with Redis.from_url(server.url, decode_responses=True) as asking:
            seconds = {str(name): await asking.ttl(name) for name in await asking.keys()}
        assert {name: round(left, -2) for name, left in seconds.items()} == {
            "liveview:{a}:value": 1000,
            "liveview:{a}:fence": 1000 + FENCE_SECONDS,
            "liveview:{b}:fence": FENCE_SECONDS,
            "liveview:{c}:fence": FENCE_SECONDS,
        }
        await store.close()


async def test_a_worker_has_few_connections_however_much_it_asks(tmp_path: Path) -> None:
    with RedisServer(tmp_path) as server:
        store = Store(RedisAdapter(server.url), timeout=PATIENCE)
        await asyncio.gather(*(store.get(f"entry {number}") for number in range(50)))
        async with Redis.from_url(server.url) as asking:
            connected = await asking.client_list()
        assert 1 < len(connected) <= CONNECTIONS + 1  # the one that asks
        await store.close()
