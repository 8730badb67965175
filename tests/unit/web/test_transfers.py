"""A file of another worker comes in pieces, of which a few wait; what is lost is asked for again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
import pytest_asyncio
from starlette.exceptions import HTTPException

from liveview.errors import NoProcessError
from liveview.runtime.pubsub import PubSub
from liveview.runtime.supervisor import Supervisor
from liveview.testing import Cable, VirtualClock
from liveview.testing.cable import Plug
from liveview.web.addresses import Address
from liveview.web.downloads import Offer
from liveview.web.transfers import BEAT, ON_THEIR_WAY, SILENCE, Transfers

pytestmark = pytest.mark.asyncio


class Lossy:
    """An adapter that loses some of what is published."""

    def __init__(self, plug: Plug) -> None:
        self.carried: list[Any] = []
        self.lost: Callable[[object], bool] = lambda message: False
        self._plug = plug
        self.start, self.stop = plug.start, plug.stop
        self.subscribe, self.unsubscribe = plug.subscribe, plug.unsubscribe

    def publish(self, topic: str, message: object) -> None:
        if not self.lost(message):
            self.carried.append(message)
            self._plug.publish(topic, message)


class Worker:
    """One of several, with its files."""

    def __init__(self, name: str, adapter: Lossy) -> None:
        self.name = name
        self.adapter = adapter
        self.files: dict[str, Any] = {}
        self.transfers = Transfers(name, self.take)
        self.tree = Supervisor([PubSub(adapter), self.transfers])

    def take(self, id: str) -> Offer | None:
        return Offer(self.files.pop(id), f"{id}.csv", "session", 0.0) if id in self.files else None


class Browser:
    """What asks one worker for a file of another."""

    def __init__(self) -> None:
        self.content = b""
        self.reads = asyncio.Event()
        self.reads.set()
        self._has_left = asyncio.Event()

    async def get(self, here: Worker, there: Worker, id: str) -> None:
        response = await here.transfers.fetch(Address(there.name, id), [])
        assert response.headers["content-disposition"] == f"attachment; filename*=UTF-8''{id}.csv"
        await response({"type": "http", "method": "GET", "headers": []}, self.receive, self.send)

    def leave(self) -> None:
        self._has_left.set()

    async def receive(self) -> Any:
        await self._has_left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.content += message.get("body", b"")
        await self.reads.wait()


class Blocks:
    """A source that counts what was asked of it."""

    def __init__(self, many: int) -> None:
        self.many = many
        self.count = 0
        self.is_closed = False

    async def all(self) -> AsyncIterator[bytes]:
        try:
            while self.count < self.many:
                self.count += 1
                yield bytes(10_000)
                await asyncio.sleep(0)
        finally:
            self.is_closed = True


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest_asyncio.fixture
async def workers(clock: VirtualClock) -> AsyncIterator[tuple[Worker, Worker]]:
    cable = Cable()
    workers = Worker("here", Lossy(cable.plug())), Worker("there", Lossy(cable.plug()))
    for worker in workers:
        await worker.tree.start(clock)
    yield workers
    for worker in workers:
        await worker.tree.stop()
        assert not (worker.transfers._fetches or worker.transfers._relays)


async def settled() -> None:
    """Until nobody has anything to do but to wait."""
    for _ in range(500):
        await asyncio.sleep(0)


async def reading(browser: Browser, here: Worker, there: Worker, blocks: Blocks) -> asyncio.Task[None]:
    """A browser that has something of a file, and goes on."""
    there.files["a"] = blocks.all()
    getting = asyncio.create_task(browser.get(here, there, "a"))
    while not browser.content:
        await asyncio.sleep(0)
    return getting


async def until_over(getting: asyncio.Task[None], clock: VirtualClock) -> None:
    while not getting.done():
        await settled()
        await clock.advance(BEAT)


async def test_what_is_not_read_is_not_made(workers: tuple[Worker, Worker], clock: VirtualClock) -> None:
    here, there = workers
    blocks, browser = Blocks(1000), Browser()
    there.files["a"] = blocks.all()
    browser.reads.clear()
    getting = asyncio.create_task(browser.get(here, there, "a"))
    await settled()
    assert blocks.count <= 2 * ON_THEIR_WAY / 10_000 + 2
    before = blocks.count
    for _ in range(20):  # it may take its time: both sides say that they are there
        await clock.advance(BEAT)
        await settled()
    assert (blocks.count, blocks.is_closed) == (before, False)
    browser.reads.set()
    await getting
    assert (len(browser.content), blocks.is_closed) == (10_000_000, True)
    assert max(len(getattr(message, "body", b"")) for message in there.adapter.carried) <= ON_THEIR_WAY


async def test_short_lines_share_their_pieces(workers: tuple[Worker, Worker]) -> None:
    here, there = workers

    async def lines() -> AsyncIterator[str]:
        for number in range(20_000):
            yield f"{number}\n"

    there.files["a"] = lines()
    browser = Browser()
    await browser.get(here, there, "a")
    assert browser.content == "".join(f"{number}\n" for number in range(20_000)).encode()
    assert len(there.adapter.carried) < 200


async def test_files_that_are_sent_at_a_time_share_what_is_on_its_way(workers: tuple[Worker, Worker]) -> None:
    here, there = workers
    browsers = [Browser() for _ in range(8)]
    there.files = {str(number): bytes(3_000_000) for number in range(8)}
    await asyncio.gather(*(browser.get(here, there, str(number)) for number, browser in enumerate(browsers)))
    assert [len(browser.content) for browser in browsers] == [3_000_000] * 8
    bodies = [len(message.body) for message in there.adapter.carried]
    assert max(bodies[8:80]) <= ON_THEIR_WAY // 8, "once all are there"


@pytest.mark.parametrize("loser", [0, 1])
async def test_what_is_lost_on_the_way_is_asked_for_again(
    workers: tuple[Worker, Worker], clock: VirtualClock, loser: int
) -> None:
    here, there = workers
    content = bytes(range(256)) * 8000
    there.files["a"] = content
    count = iter(range(1000))
    workers[loser].adapter.lost = lambda message: next(count) % 3 == 1
    browser = Browser()
    await until_over(getting := asyncio.create_task(browser.get(here, there, "a")), clock)
    getting.result()
    assert browser.content == content
    workers[loser].adapter.lost = lambda message: False
    await clock.advance(SILENCE + BEAT)  # that it was read may have been lost, too


async def test_who_breaks_off_closes_what_is_read(workers: tuple[Worker, Worker]) -> None:
    here, there = workers
    blocks, browser = Blocks(1_000_000), Browser()
    getting = await reading(browser, here, there, blocks)
    browser.leave()
    await getting
    await settled()
    assert blocks.is_closed


async def test_a_worker_that_asks_no_more_closes_what_was_read(
    workers: tuple[Worker, Worker], clock: VirtualClock
) -> None:
    here, there = workers
    blocks, browser = Blocks(1_000_000), Browser()
    there.files["a"] = blocks.all()
    browser.reads.clear()
    getting = asyncio.create_task(browser.get(here, there, "a"))
    await settled()
    here.adapter.lost = lambda message: True
    await clock.advance(SILENCE + 2 * BEAT)
    await settled()
    assert blocks.is_closed
    here.adapter.lost = lambda message: False
    browser.reads.set()
    with pytest.raises(NoProcessError, match="broken it off"):
        await getting


async def test_a_worker_that_does_not_answer_is_given_up(workers: tuple[Worker, Worker], clock: VirtualClock) -> None:
    here, there = workers
    there.files["a"] = b"content"
    there.adapter.lost = lambda message: True
    getting = asyncio.create_task(Browser().get(here, there, "a"))
    await settled()
    await clock.advance(SILENCE + BEAT)
    with pytest.raises(NoProcessError, match="does not answer"):
        await getting
    await clock.advance(SILENCE + BEAT)


async def test_a_slow_function_is_waited_for(workers: tuple[Worker, Worker], clock: VirtualClock) -> None:
    here, there = workers
    is_done = asyncio.Event()

    async def slow() -> bytes:
        await is_done.wait()
        return b"at last"

    there.files["a"] = slow
    browser = Browser()
    getting = asyncio.create_task(browser.get(here, there, "a"))
    await settled()
    for _ in range(20):
        await clock.advance(BEAT)
        await settled()
    assert not getting.done()
    is_done.set()
    await getting
    assert browser.content == b"at last"
    await clock.advance(BEAT)
    await settled()
    assert here.transfers._timer is there.transfers._timer is None, "nobody is woken for nothing"


def failing_at_once() -> bytes:
    raise LookupError("planned")


def failing_later() -> Iterator[bytes]:
    yield bytes(ON_THEIR_WAY * 3)
    raise LookupError("planned")


async def test_a_file_that_is_not_there_or_fails_says_so(
    workers: tuple[Worker, Worker], caplog: pytest.LogCaptureFixture
) -> None:
    here, there = workers
    for id, source, status in (("none", None, 404), ("fails", failing_at_once, 500)):
        if source is not None:
            there.files[id] = source
        with pytest.raises(HTTPException) as raised:
            await Browser().get(here, there, id)
        assert raised.value.status_code == status
    there.files["later"] = failing_later()
    with pytest.raises(NoProcessError, match="broken it off"):
        await Browser().get(here, there, "later")
    assert caplog.text.count("the mistake is in the app's code") == 2


async def test_a_worker_that_stops_tells_those_who_read(workers: tuple[Worker, Worker]) -> None:
    here, there = workers
    blocks, browser = Blocks(1_000_000), Browser()
    getting = await reading(browser, here, there, blocks)
    await there.tree.stop()
    assert blocks.is_closed
    with pytest.raises(NoProcessError, match="broken it off"):
        await getting
