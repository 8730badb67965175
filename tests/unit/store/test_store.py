"""What every store promises: an answer in time, or a `StoreError`."""

from __future__ import annotations

import asyncio

import pytest

from liveview.errors import EntryTooLargeError, LeaseLostError, StoreUnavailableError
from liveview.store import FIRST, MemoryAdapter, Store, Taken
from liveview.store.store import MAX_AGE, MAX_CALLS


class Away(MemoryAdapter):
    """Its backend does not answer until it is back."""

    def __init__(self) -> None:
        super().__init__()
        self.back = asyncio.Event()

    async def get(self, key: str) -> bytes | None:
        await self.back.wait()
        return await super().get(key)

    async def close(self) -> None:
        await self.back.wait()


class Broken(MemoryAdapter):
    async def get(self, key: str) -> bytes | None:
        raise ConnectionResetError("by peer")

    async def take(self, key: str) -> Taken:
        raise TimeoutError


async def test_one_that_does_not_answer_is_not_waited_for() -> None:
    store = Store(Away(), timeout=0.01)
    with pytest.raises(StoreUnavailableError, match=r"did not answer get in 0\.01 s"):
        await store.get("a")
    with pytest.raises(StoreUnavailableError, match="did not answer close"):
        await store.close()


async def test_whatever_an_adapter_raises_is_told_as_the_stores() -> None:
    with pytest.raises(StoreUnavailableError, match="failed to get: by peer") as raised:
        await Store(Broken()).get("a")
    assert isinstance(raised.value.__cause__, ConnectionResetError)
    with pytest.raises(StoreUnavailableError, match="failed to take: TimeoutError"):
        await Store(Broken()).take("a")


async def test_few_wait_for_one_that_is_slow_and_none_is_forgotten() -> None:
    adapter = Away()
    store = Store(adapter, timeout=60)
    waiting = [asyncio.ensure_future(store.get("a")) for _ in range(MAX_CALLS)]
    await asyncio.sleep(0)
    with pytest.raises(StoreUnavailableError, match="1000 calls wait"):
        await store.get("a")
    adapter.back.set()
    assert await asyncio.gather(*waiting) == [None] * MAX_CALLS
    assert await store.get("a") is None


async def test_an_owner_who_was_late_is_told_by_whom_it_was_not_written() -> None:
    store = Store(MemoryAdapter())
    await store.put("a", b"first", fence=FIRST, expires_in=60)
    await store.take("a")
    with pytest.raises(LeaseLostError, match="taken by somebody else") as raised:
        await store.put("a", b"late", fence=FIRST, expires_in=60)
    assert (raised.value.key, raised.value.fence) == ("a", FIRST)


async def test_a_value_has_bounds() -> None:
    store = Store(MemoryAdapter(), max_size=3)
    await store.put("a", b"123", fence=FIRST, expires_in=MAX_AGE)
    with pytest.raises(EntryTooLargeError, match="4 bytes, of which 3"):
        await store.put("a", b"1234", fence=FIRST, expires_in=60)
    for seconds in (0.0, -1.0, MAX_AGE + 1, float("nan")):
        with pytest.raises(ValueError, match="expires_in"):
            await store.put("a", b"123", fence=FIRST, expires_in=seconds)
    for key in ("", "x" * 201):
        with pytest.raises(ValueError, match="1 to 200"):
            await store.get(key)
    assert await store.get("a") == b"123"


async def test_one_that_is_closed_says_so() -> None:
    store = Store(MemoryAdapter())
    await store.close()
    await store.close()
    with pytest.raises(StoreUnavailableError, match="closed"):
        await store.get("a")
