"""PubSub over real brokers: what reaches whom, and what happens while one is killed, frozen, or told nonsense."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from liveview.cluster import NatsBroker, RedisBroker
from liveview.cluster import broker as module
from liveview.cluster.broker import Broker as Adapter
from liveview.cluster.outgoing import Sending
from liveview.runtime.adapter import Encoded
from liveview.testing import check_adapter
from tests.brokers import PATIENCE, Broker, NatsServer, RedisServer

pytestmark = pytest.mark.asyncio

KINDS: list[tuple[Callable[[Path], Broker], Callable[[str], Adapter]]] = [
    (RedisServer, RedisBroker),
    (NatsServer, NatsBroker),
]


class SmallNatsServer(NatsServer):
    """One that takes short messages only."""

    def command(self) -> list[str]:
        return [*super().command(), "-c", str(self.folder / "small.conf")]


class Worker:
    """An adapter, and what came out of it."""

    def __init__(self, adapter: Adapter) -> None:
        self.adapter = adapter
        self.received: list[tuple[str, object]] = []
        self.gaps: list[str | None] = []

    def deliver(self, topic: str, message: object) -> None:
        assert isinstance(message, Encoded)
        self.received.append((topic, message.decode(Any)))

    def gap(self, topic: str | None = None) -> None:
        self.gaps.append(topic)

    def of(self, topic: str) -> list[object]:
        return [message for name, message in self.received if name == topic]


class Machines:
    """A broker, and workers that meet there."""

    def __init__(self, server: Broker, make: Callable[[str], Adapter]) -> None:
        self.server = server
        self.make: Callable[[], Adapter] = lambda: make(server.url)
        self._workers: list[Worker] = []

    async def start(self, *topics: str) -> Worker:
        worker = Worker(self.make())
        self._workers.append(worker)
        await worker.adapter.start(worker)
        for topic in topics:
            worker.adapter.subscribe(topic)
        return worker

    async def stop(self) -> None:
        for worker in self._workers:
            await worker.adapter.stop()


async def until(holds: Callable[[], bool], meanwhile: Callable[[], object] = lambda: None) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():
            meanwhile()
            await asyncio.sleep(0.005)


async def joined(here: Worker, there: Worker, topic: str) -> None:
    """Wait until one hears the other."""
    hello = f"hello {time.monotonic_ns()}"
    await until(lambda: hello in there.of(topic), lambda: here.adapter.publish(topic, hello))


@pytest_asyncio.fixture(params=KINDS, ids=["redis", "nats"])
async def machines(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Machines]:
    kind, adapter = request.param
    with kind(tmp_path) as server:
        made = Machines(server, adapter)
        yield made
        await made.stop()


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine takes long to subscribe, which is told as a gap, too: not where a test looks for others."""
    monkeypatch.setattr(module, "PROMPT_SECONDS", PATIENCE)


async def test_it_keeps_the_rules_of_adapters_also_when_the_broker_was_killed(machines: Machines) -> None:
    async def interrupt() -> None:
        machines.server.kill()
        machines.server.start()

    await check_adapter(machines.make, interrupt, seconds=PATIENCE)


async def test_a_broker_that_is_away_costs_its_publishers_nothing_and_is_told_once(
    machines: Machines, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "liveview.cluster")
    here, there = await machines.start("a"), await machines.start("a")
    await joined(here, there, "a")
    await joined(there, here, "a")
    here.gaps.clear()
    there.gaps.clear()
    machines.server.kill()
    slowest = 0.0
    until_tried_again = time.monotonic() + 3 * module.AGAIN_SECONDS
    while time.monotonic() < until_tried_again:
        before = time.perf_counter()
        here.adapter.publish("a", "meanwhile")
        slowest = max(slowest, time.perf_counter() - before)
        await asyncio.sleep(0.01)
    assert slowest < 0.05
    machines.server.start()
    began = time.monotonic()
    await until(lambda: here.gaps == [None] and there.gaps[:1] == [None])
    await joined(here, there, "a")
    assert time.monotonic() - began < 2 + module.AGAIN_SECONDS  # of a machine that is at work on other tests
    texts = [record.getMessage() for record in caplog.records]
    assert sum("is away" in text for text in texts) == 2  # once for each of the two
    assert sum(text.endswith("is back") for text in texts) == 2


async def test_what_was_published_meanwhile_comes_in_order_and_nothing_comes_twice(machines: Machines) -> None:
    here, there = await machines.start(), await machines.start("a")
    await joined(here, there, "a")
    numbers = iter(range(10_000))

    def publish() -> None:
        here.adapter.publish("a", next(numbers))

    for _ in range(3):
        there.gaps.clear()
        await until(lambda: len(there.of("a")) > 5, publish)
        machines.server.kill()
        for _ in range(50):
            publish()
        machines.server.start()
        await until(lambda: None in there.gaps, publish)
        there.received.clear()
        await joined(here, there, "a")
        seen = [number for number in there.of("a") if isinstance(number, int)]
        assert seen == sorted(set(seen))


async def test_a_frozen_broker_is_noticed_and_left(
    machines: Machines, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "ANSWER_SECONDS", 0.3)
    monkeypatch.setattr(module, "QUIET_SECONDS", 0.3)
    here, there = await machines.start("a"), await machines.start("a")
    await joined(here, there, "a")
    machines.server.freeze()
    try:
        # More than the sockets between them hold: the rest waits in the client of one who does not read.
        for _ in range(10):
            here.adapter.publish("a", "x" * 900_000)
        await until(lambda: caplog.text.count("is away") == 2)
    finally:
        machines.server.thaw()
    here.gaps.clear()
    there.gaps.clear()
    await until(lambda: None in here.gaps and None in there.gaps)
    await joined(here, there, "a")


async def test_a_frozen_broker_does_not_hold_up_the_end(machines: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = await machines.start(), await machines.start("a")
    await joined(here, there, "a")
    machines.server.freeze()
    try:
        for _ in range(10):
            here.adapter.publish("a", "x" * 900_000)
        await asyncio.sleep(0.2)  # in which the sockets between them get full
        before = time.monotonic()
        await here.adapter.stop()
        assert time.monotonic() - before < 2 * module.CLOSE_SECONDS
    finally:
        machines.server.thaw()


@pytest.mark.usefixtures("unhurried")
async def test_what_finds_no_room_is_lost_and_its_topics_are_told(
    machines: Machines, caplog: pytest.LogCaptureFixture
) -> None:
    here, there = await machines.start(), await machines.start("a", "b")
    await joined(here, there, "a")
    await joined(here, there, "b")
    for _ in range(10):
        here.adapter.publish("b", "x" * 900_000)
    assert caplog.text.count("listeners are told what they miss") == 1
    await until(lambda: there.gaps == ["b"])
    assert len(there.of("b")) < 10
    await joined(here, there, "a")


async def test_a_broker_that_comes_late_costs_a_gap(machines: Machines) -> None:
    machines.server.kill()
    here, there = await machines.start("a"), await machines.start("a")
    here.adapter.publish("a", "early")
    await asyncio.sleep(2 * module.PROMPT_SECONDS)  # in which it is away, as it may be at a start
    machines.server.start()
    await until(lambda: here.gaps == there.gaps == [None])
    await joined(here, there, "a")


@pytest.mark.usefixtures("unhurried")
async def test_who_listens_no_more_and_again_is_told_of_no_gap(machines: Machines) -> None:
    here, there = await machines.start(), await machines.start("a", "b")
    await joined(here, there, "a")
    await joined(here, there, "b")
    there.adapter.unsubscribe("a")
    there.received.clear()
    here.adapter.publish("a", "to nobody")
    await joined(here, there, "b")
    assert there.of("a") == []
    there.adapter.subscribe("a")
    await joined(here, there, "a")
    assert there.gaps == []


@pytest.mark.usefixtures("unhurried")
async def test_topics_that_no_broker_would_take_as_they_are(machines: Machines) -> None:
    here = await machines.start()
    topics = ["_all", "_", ">", "*", "a.b", " ", "\n", "\x00", "%2E", "ü☃", "\ud800", "x" * 9000, "☃" * 9000, "x" * 501]
    there = await machines.start(*topics)
    for topic in topics:
        await joined(here, there, topic)
    assert {topic for topic, _ in there.received} == set(topics)
    assert there.gaps == []


@pytest.mark.usefixtures("unhurried")
async def test_a_message_that_its_broker_does_not_take_ends_no_connection(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "small.conf").write_text("max_payload: 1000")
    with SmallNatsServer(tmp_path) as server:
        machines = Machines(server, NatsBroker)
        here, there = await machines.start(), await machines.start("a")
        await joined(here, there, "a")
        here.adapter.publish("a", "x" * 2000)
        await joined(here, there, "a")
        assert there.gaps == ["a"], "there is a hole"
        assert "this NATS takes 1000: it is lost" in caplog.text and "is away" not in caplog.text
        await machines.stop()


async def test_what_others_publish_to_its_channels_is_refused(
    machines: Machines, caplog: pytest.LogCaptureFixture
) -> None:
    here, there = await machines.start(), await machines.start("a")
    await joined(here, there, "a")
    stranger = machines.make()
    link = stranger._connect()
    await link.open(lambda topic, content: None)
    listening = asyncio.create_task(link.listen())
    for nonsense in (b"", b"hello", b"\xc1", b"\x95\x00\xc4\x01x\x00\x00\xa1x", b"\x93\x01\x02\x03"):
        await link.exchange((), (), [Sending("a", nonsense)])
    await until(lambda: caplog.text.count("somebody else publishes to a") == 5)
    listening.cancel()
    await link.close()
    await joined(here, there, "a")


async def test_a_wrong_password_is_said_and_not_shown(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with RedisServer(tmp_path) as server:
        worker = Worker(RedisBroker(server.url.replace("://", "://nobody:secret@")))
        await worker.adapter.start(worker)
        await until(lambda: "is away (WRONGPASS" in caplog.text or "invalid username-password" in caplog.text)
        assert "secret" not in caplog.text
        await worker.adapter.stop()
