"""Entries in memory: the rules of every store, within bounds."""

from __future__ import annotations

from liveview.store import FIRST, MemoryAdapter
from liveview.store.adapter import FENCE_SECONDS
from liveview.testing import VirtualClock, check_store


async def test_it_keeps_the_rules_of_a_store() -> None:
    kept = MemoryAdapter()
    await check_store(lambda: kept)


async def test_what_was_written_longest_ago_goes_first() -> None:
    kept = MemoryAdapter(max_entries=2)
    for key in ("a", "b", "a", "c"):
        await kept.put(key, b"value", FIRST, 60)
    assert [await kept.get(key) for key in "abc"] == [b"value", None, b"value"]


async def test_bytes_are_bounded_too_and_counted_once() -> None:
    kept = MemoryAdapter(max_bytes=100)
    for _ in range(10):  # the same place again and again
        await kept.put("a", b"x" * 60, FIRST, 60)
    await kept.put("b", b"x" * 40, FIRST, 60)
    assert await kept.get("a") is not None
    await kept.put("c", b"x", FIRST, 60)
    assert await kept.get("a") is None and await kept.get("b") is not None
    await kept.delete("b", FIRST)
    await kept.put("d", b"x" * 99, FIRST, 60)
    assert await kept.get("c") is not None


async def test_a_fence_is_forgotten_in_the_end() -> None:
    clock = VirtualClock()
    kept = MemoryAdapter(clock=clock)
    await kept.take("a")
    await clock.advance(FENCE_SECONDS - 1)
    assert not await kept.put("a", b"late", FIRST, 60)
    await clock.advance(2)
    assert await kept.put("a", b"anew", FIRST, 60)
