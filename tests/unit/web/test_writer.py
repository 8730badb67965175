"""Snapshots on their way to the store: the newest of each page, in order, within bounds."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from liveview import LiveView
from liveview.store import FIRST, MemoryAdapter, Store
from liveview.testing.clock import VirtualClock
from liveview.web import writer as module
from liveview.web.snapshots import Belonging, Snapshots
from liveview.web.writer import WRITERS, Entry, Writer

pytestmark = pytest.mark.asyncio


class Shown(LiveView):
    count: int = 0


class Slow(MemoryAdapter):
    """Takes nothing until it is told to, and remembers what came."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = asyncio.Event()
        self.came: list[tuple[str, str]] = []
        self.at_once = self.most_at_once = 0
        self.is_away = False

    async def put(self, key: str, value: bytes, fence: int, expires_in: float) -> bool:
        return await self._do("put", key, super().put(key, value, fence, expires_in))

    async def delete(self, key: str, fence: int) -> bool:
        return await self._do("delete", key, super().delete(key, fence))

    async def _do(self, what: str, key: str, call: Any) -> bool:
        self.came.append((what, key))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self.opened.wait()
            if self.is_away:
                raise ConnectionError("away")
            return bool(await call)
        finally:
            call.close()
            self.at_once -= 1


class Kept:
    """A writer, and what is around it."""

    def __init__(self) -> None:
        self.adapter = Slow()
        self.store = Store(self.adapter)
        self.snapshots = Snapshots(["x" * 32], self.store)
        self.clock = VirtualClock()
        self.writer = Writer(self.snapshots, self.clock)

    def entry(self, key: str, fence: int = FIRST) -> Entry:
        return Entry(Belonging.of(key, Shown, "of ann", ""), fence)

    async def value(self, entry: Entry) -> bytes | None:
        return (await self.snapshots.take(entry.belonging)).value

    async def finish(self) -> None:
        self.adapter.opened.set()
        await self.writer.idle()


async def test_the_newest_of_each_is_written_and_never_before_an_older_one() -> None:
    kept = Kept()
    entries = [kept.entry(f"page {number}") for number in range(3)]
    for round in range(5):
        for entry in entries:
            kept.writer.put(entry, b"%d" % round, 60)
        await asyncio.sleep(0)
    await kept.finish()
    assert [await kept.value(entry) for entry in entries] == [b"4"] * 3
    assert len(kept.adapter.came) == 6  # the first, which was on its way, and the last


async def test_a_few_are_written_at_a_time() -> None:
    kept = Kept()
    for number in range(50):
        kept.writer.put(kept.entry(f"page {number}"), b"state", 60)
    await asyncio.sleep(0)
    await kept.finish()
    assert kept.adapter.most_at_once == WRITERS and len(kept.adapter.came) == 50


async def test_what_is_the_same_is_written_again_before_it_expires() -> None:
    kept = Kept()
    kept.adapter.opened.set()
    entry = kept.entry("page")
    for seconds, writes in ((0, 1), (10, 1), (29, 2), (0, 2)):
        kept.clock.turn(seconds)
        kept.writer.put(entry, b"same", 60)
        await kept.writer.idle()
        assert len(kept.adapter.came) == writes
    kept.writer.put(entry, b"same", 3600)  # it is to be kept for longer now
    await kept.writer.idle()
    assert len(kept.adapter.came) == 3


async def test_what_was_never_written_is_not_deleted() -> None:
    kept = Kept()
    kept.adapter.opened.set()
    entry = kept.entry("page")
    kept.writer.delete(entry)
    kept.writer.put(entry, b"state", 60)
    kept.writer.delete(entry)  # it was never written, or is on its way
    await kept.writer.idle()
    assert kept.adapter.came[-1:] in ([("delete", "page")], [])
    assert await kept.value(entry) is None


class Page:
    """The process of one, which notes what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def move(self) -> None:
        self.told.append("lost")

    def changed_unseen(self) -> None:
        self.told.append("failed")


async def test_who_has_lost_it_is_told() -> None:
    kept = Kept()
    kept.adapter.opened.set()
    entry = kept.entry("page")
    entry.owner = owner = Page()
    kept.writer.put(entry, b"mine", 60)
    await kept.writer.idle()
    assert await kept.value(entry) == b"mine"  # by another worker
    kept.writer.put(entry, b"too late", 60)
    await kept.writer.idle()
    assert owner.told == ["lost"]


async def test_a_store_that_is_away_is_told_once_and_each_page_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    kept = Kept()
    kept.adapter.opened.set()
    kept.adapter.is_away = True
    pages = [Page() for _ in range(3)]
    for page in pages:
        entry = kept.entry(f"page {id(page)}")
        entry.owner = page
        kept.writer.put(entry, b"state", 60)
    await kept.writer.idle()
    assert [page.told for page in pages] == [["failed"]] * 3
    assert caplog.text.count("snapshots are not written for now") == 1
    kept.adapter.is_away = False
    kept.writer.put(entry, b"state", 60)  # the same as before, which was not written
    await kept.writer.idle()
    assert await kept.value(entry) == b"state"


async def test_what_waits_has_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_WAITING", 1000)
    kept = Kept()
    pages = [Page() for _ in range(30)]
    entries = [kept.entry(f"page {number}") for number in range(30)]
    for number, entry in enumerate(entries):
        entry.owner = pages[number]
        kept.writer.put(entry, b"x" * 100, 60)
    assert [page.told for page in pages] == [[]] * 10 + [["failed"]] * 20
    await kept.finish()
    assert len(kept.adapter.came) == 10
    kept.writer.put(entries[20], b"x" * 100, 60)
    await kept.writer.idle()
    assert await kept.value(entries[20]) == b"x" * 100


async def test_the_end_waits_for_what_is_on_its_way_and_not_for_ever(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "CLOSE_SECONDS", 0.01)
    kept = Kept()
    for number in range(WRITERS + 2):
        kept.writer.put(kept.entry(f"page {number}"), b"state", 60)
    await asyncio.sleep(0)
    await kept.writer.close()
    assert "2 snapshots are not written" in caplog.text


async def test_what_comes_as_writers_end_is_written_as_well() -> None:
    kept = Kept()
    kept.adapter.opened.set()
    for number in range(WRITERS):
        kept.writer.put(kept.entry(f"page {number}"), b"1", 60)
    last = kept.entry("last")
    while len(kept.adapter.came) < WRITERS:
        await asyncio.sleep(0)
    while kept.writer._waiting or kept.writer._busy:
        await asyncio.sleep(0)
    kept.writer.put(last, b"1", 60)
    await asyncio.wait_for(kept.writer.written(last), 5)
    assert await kept.value(last) == b"1"
