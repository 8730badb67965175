"""Snapshots in the store: for their own page, session and user, for a day, and for nobody else in any other way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from liveview import LiveView
from liveview.errors import EntryTooLargeError, LeaseLostError, SnapshotError
from liveview.store import FIRST, MemoryAdapter, Store
from liveview.testing import VirtualClock
from liveview.view.snapshots.encoding import decode, encode
from liveview.web.snapshots import SECONDS, Belonging, Snapshots

OLD, NEW = "x" * 32 + "old", "x" * 32 + "new"


class Board(LiveView):
    count: int = 0
    names: list[str] = []


MINE = Belonging(
    key="page 7",
    view="app:Board",
    fingerprint=Board._spec.snapshot.fingerprint,
    session="of ann",
    prefix="",
)


class Kept:
    """An app's snapshots, and what is around them."""

    def __init__(self, *keys: str) -> None:
        self.clock = VirtualClock()
        self.adapter = MemoryAdapter(clock=self.clock)
        self.store = Store(self.adapter)
        self.snapshots = self.by(*(keys or (OLD,)))

    def by(self, *keys: str) -> Snapshots:
        return Snapshots(keys, self.store, self.clock.wall)

    async def put(self, count: int = 7, fence: int = FIRST) -> None:
        await self.snapshots.put(MINE, encode(Board(count=count)), fence=fence)

    async def count(self, belonging: Belonging = MINE, snapshots: Snapshots | None = None) -> Any:
        taken = await (snapshots or self.snapshots).take(belonging)
        return None if taken.value is None else decode(Board, taken.value)["count"]

    async def sealed(self) -> bytes:
        value = await self.store.get(MINE.key)
        assert value is not None
        return value

    async def replace(self, value: bytes) -> None:
        fence = (await self.store.take(MINE.key)).fence
        await self.store.put(MINE.key, value, fence=fence, expires_in=60)


async def test_another_worker_goes_on_and_the_one_before_writes_no_more() -> None:
    kept = Kept()
    await kept.put()
    taken = await kept.by(OLD).take(MINE)
    assert taken.value is not None and decode(Board, taken.value)["count"] == 7
    with pytest.raises(LeaseLostError):
        await kept.put(8)
    with pytest.raises(LeaseLostError):
        await kept.snapshots.delete(MINE, fence=FIRST)
    await kept.put(9, taken.fence)
    assert await kept.count() == 9


async def test_what_was_left_is_forgotten() -> None:
    kept = Kept()
    await kept.put()
    await kept.snapshots.delete(MINE, fence=FIRST)
    assert await kept.count() is None


@pytest.mark.parametrize(
    "other",
    [
        {"view": "app:Other"},
        {"session": "of bob"},
        {"session": ""},
        {"prefix": "/ops"},
        {"fingerprint": b"x" * 16},
        {"view": "app:Boar", "fingerprint": b"d" + Board._spec.snapshot.fingerprint},  # the same bytes in a row
    ],
    ids=str,
)
async def test_for_anybody_else_it_is_none(other: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    kept = Kept()
    await kept.put()
    with caplog.at_level("INFO", "liveview.web"):
        assert await kept.count(replace(MINE, **other)) is None
    assert "is not used: not sealed by this application" in caplog.text
    assert await kept.count() == 7  # and for its own page it still is one


async def test_for_nobody_once_its_session_is_over(caplog: pytest.LogCaptureFixture) -> None:
    kept = Kept()
    await kept.put()
    await kept.snapshots.end_session("of bob")
    assert await kept.count() == 7
    for _ in range(2):  # told by several workers
        await kept.by(OLD).end_session(MINE.session)
    with caplog.at_level("INFO", "liveview.web"):
        assert await kept.count() is None
    assert "signed in or out since" in caplog.text
    assert not any(MINE.session in key for key in kept.adapter._entries), "which opens something"
    kept.clock.turn(SECONDS - 1)
    assert await kept.store.get(next(key for key in kept.adapter._entries if key.startswith("over"))) is not None


async def test_that_of_another_page_is_none() -> None:
    """Who can write into the store cannot give one page's state to another."""
    kept = Kept()
    await kept.put()
    await kept.store.put("page 8", await kept.sealed(), fence=FIRST, expires_in=60)
    assert await kept.count(replace(MINE, key="page 8")) is None


async def test_keys_are_rotated_and_another_apps_key_opens_nothing() -> None:
    kept = Kept()
    await kept.put()
    assert await kept.count(snapshots=kept.by(NEW, OLD)) == 7
    assert await kept.count(snapshots=kept.by(NEW)) is None


async def test_another_version_of_the_class_is_told_by_the_bytes_too() -> None:
    class Later(LiveView):
        count: int = 0
        names: list[int] = []

    kept = Kept()
    await kept.put()
    fingerprint = Later._spec.snapshot.fingerprint
    assert await kept.count(replace(MINE, fingerprint=fingerprint)) is None
    taken = await kept.snapshots.take(MINE)
    assert taken.value is not None
    with pytest.raises(SnapshotError, match="another version"):
        decode(Later, taken.value)


async def test_every_flipped_bit_and_every_cut_is_noticed() -> None:
    kept = Kept()
    await kept.put()
    whole = await kept.sealed()
    for index in range(len(whole)):
        changed = bytearray(whole)
        changed[index] ^= 1 << index % 8
        for damaged in (bytes(changed), whole[:index]):
            await kept.replace(damaged)
            assert await kept.count() is None
    await kept.replace(whole + b"\0")
    assert await kept.count() is None
    await kept.replace(whole)
    assert await kept.count() == 7


async def test_what_is_in_it_cannot_be_read() -> None:
    kept = Kept()
    await kept.snapshots.put(MINE, encode(Board(names=["A" * 30])), fence=FIRST)
    assert b"AAA" not in await kept.sealed()


async def test_an_old_one_is_none_also_where_the_store_has_forgotten_to_drop_it() -> None:
    kept = Kept()
    await kept.put()
    whole = await kept.sealed()
    await kept.clock.advance(SECONDS - 1)
    assert await kept.count() == 7
    await kept.clock.advance(2)
    assert await kept.count() is None
    await kept.replace(whole)
    assert await kept.count() is None


async def test_a_huge_one_is_not_written() -> None:
    kept = Kept()
    board = Board(names=["x" * 300_000])
    with pytest.raises(EntryTooLargeError, match="262,144 are allowed"):
        await kept.snapshots.put(MINE, encode(board), fence=FIRST)
