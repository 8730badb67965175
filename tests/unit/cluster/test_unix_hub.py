"""PubSub between the workers of one machine: over real sockets, each adapter as if in a worker of its own."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import uvloop

from liveview.cluster import UnixHub
from liveview.cluster import hub as hub_module
from liveview.cluster import unix_hub as module
from liveview.errors import ConfigurationError
from liveview.runtime.adapter import Encoded
from liveview.testing import check_adapter


class Worker:
    """An adapter, and what came out of it."""

    def __init__(self, path: Path) -> None:
        self.adapter = UnixHub(path)
        self.received: list[tuple[str, object]] = []
        self.gaps: list[str | None] = []

    def deliver(self, topic: str, message: object) -> None:
        assert isinstance(message, Encoded)
        self.received.append((topic, message.decode(Any)))

    def gap(self, topic: str | None = None) -> None:
        self.gaps.append(topic)


class Workers:
    """Some workers of one machine."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.all: list[Worker] = []

    async def start(self, *topics: str) -> Worker:
        worker = Worker(self.path)
        self.all.append(worker)
        await worker.adapter.start(worker)
        for topic in topics:
            worker.adapter.subscribe(topic)
        await until(lambda: worker.adapter._writer is not None)
        return worker

    @property
    def with_hub(self) -> Worker:
        (found,) = [worker for worker in self.all if worker.adapter._hub is not None]
        return found

    async def joined(self, here: Worker, there: Worker, topic: str) -> None:
        """Both are connected, and one hears the other."""

        def hears() -> bool:
            here.adapter.publish(topic, "hello")
            return (topic, "hello") in there.received

        await until(hears)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0.002)


@pytest_asyncio.fixture
async def workers(tmp_path: Path) -> AsyncIterator[Workers]:
    made = Workers(tmp_path / "hub.sock")
    yield made
    for worker in made.all:
        await worker.adapter.stop()


async def test_it_keeps_the_rules_of_adapters(tmp_path: Path) -> None:
    made: list[UnixHub] = []

    def make() -> UnixHub:
        made.append(UnixHub(tmp_path / "hub.sock"))
        return made[-1]

    async def interrupt() -> None:
        (hub,) = [adapter._hub for adapter in made if adapter._hub is not None]
        await hub.stop()
        await hub.start()

    await check_adapter(make, interrupt)


async def test_one_worker_has_the_hub_and_only_its_user_may_use_it(workers: Workers) -> None:
    for _ in range(4):
        await workers.start()
    assert workers.with_hub in workers.all
    assert stat.S_IMODE(os.stat(workers.path).st_mode) == 0o600


async def test_another_one_has_it_where_it_ends_and_everybody_is_told_of_a_gap(workers: Workers) -> None:
    first, second, third = [await workers.start("a") for _ in range(3)]
    gone = workers.with_hub
    await gone.adapter.stop()
    workers.all.remove(gone)
    here, there = workers.all
    await until(lambda: here.gaps == there.gaps == [None])
    await workers.joined(here, there, "a")
    await workers.joined(there, here, "a")
    assert {first, second, third} - {gone} == {here, there}


async def test_a_socket_of_one_that_was_killed_is_no_hub(workers: Workers) -> None:
    workers.path.touch()
    await workers.joined(await workers.start("a"), await workers.start("a"), "a")


async def test_what_is_published_meanwhile_comes_after_the_gap(workers: Workers) -> None:
    for _ in range(3):
        await workers.start("a")
    gone = workers.with_hub
    here, there = [worker for worker in workers.all if worker is not gone]
    await workers.joined(here, there, "a")
    there.received.clear()
    stopping = asyncio.create_task(gone.adapter.stop())
    await until(lambda: here.adapter._writer is None)
    for number in range(100):
        here.adapter.publish("a", number)
    await stopping
    workers.all.remove(gone)
    # Who comes back later than it was sent misses it, and has a gap after it.
    await until(lambda: there.gaps == [None] and there.adapter._writer is not None and here.adapter._writer is not None)
    await workers.joined(here, there, "a")
    numbers = [message for _, message in there.received if message != "hello"]
    assert numbers in ([], list(range(100)))


@pytest.mark.parametrize("loop_factory", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def test_what_is_published_before_anybody_knows_that_the_hub_has_gone_comes_later(
    tmp_path: Path, loop_factory: Callable[[], asyncio.AbstractEventLoop]
) -> None:
    async def main() -> None:
        workers = Workers(tmp_path / "hub.sock")
        try:
            await told(workers)
        finally:
            for worker in workers.all:
                await worker.adapter.stop()

    async def told(workers: Workers) -> None:
        for _ in range(2):
            await workers.start("a")
        (here,) = [worker for worker in workers.all if worker is not workers.with_hub]
        await workers.joined(here, workers.with_hub, "a")
        assert here.adapter._writer is not None
        here.adapter._writer.transport.abort()
        here.adapter.publish("a", "still told")
        here.adapter.subscribe("b")
        here.adapter.unsubscribe("b")
        await until(lambda: ("a", "still told") in workers.with_hub.received)

    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(main())


async def test_what_finds_no_room_is_lost_and_its_topic_is_told(
    workers: Workers, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "MAX_WAITING", 2_000)
    here, there = await workers.start(), await workers.start("a", "b")
    await workers.joined(here, there, "a")
    for _ in range(50):
        here.adapter.publish("a", "x" * 5_000)
    here.adapter.publish("b", "fits")
    assert caplog.text.count("they are told that they miss some") == 1
    await until(lambda: here.adapter._writer.transport.get_write_buffer_size() == 0)  # type: ignore[union-attr]
    here.adapter.publish("b", "after")
    await until(lambda: ("b", "after") in there.received)
    assert "a" in there.gaps


async def test_a_worker_that_does_not_read_holds_up_nobody_and_is_told_later(
    workers: Workers, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(hub_module, "MAX_WAITING", 100_000)
    here, there = await workers.start(), await workers.start("a")
    await workers.joined(here, there, "a")
    reader, writer = await asyncio.open_unix_connection(workers.path, limit=1)
    from liveview.cluster.frames import ALL, GAP, SUBSCRIBE, Frame, read, to_bytes

    writer.write(to_bytes(Frame(SUBSCRIBE, "a")))
    await writer.drain()
    while "misses some of it" not in caplog.text:
        here.adapter.publish("a", "x" * 10_000)
        await asyncio.sleep(0)
    before = len(there.received)
    here.adapter.publish("a", "others go on")
    await until(lambda: ("a", "others go on") in there.received)
    assert len(there.received) > before
    seen: list[Frame] = []

    async def read_all() -> None:
        while not seen or seen[-1] != Frame(GAP, ALL):
            seen.append(await read(reader))

    reading = asyncio.create_task(read_all())

    def is_told() -> bool:
        here.adapter.publish("a", "more")
        return reading.done()

    await until(is_told)
    writer.close()


async def test_who_talks_nonsense_is_shut_out(workers: Workers, caplog: pytest.LogCaptureFixture) -> None:
    here, there = await workers.start("a"), await workers.start("a")
    for nonsense in (b"\xff\xff\xff\xff", b"\0\0\0\x02\xc1\xc1", b"\0\0\0\x05hello", b"\0"):
        reader, writer = await asyncio.open_unix_connection(workers.path)
        writer.write(nonsense)
        writer.write_eof()
        assert await reader.read() == b""
        writer.close()
    assert "says what no worker says" in caplog.text
    await workers.joined(here, there, "a")


async def test_it_does_not_meet_where_others_may_write(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o777)
    worker = Worker(folder / "hub.sock")
    with pytest.raises(ConfigurationError, match="others may write to it"):
        await worker.adapter.start(worker)
