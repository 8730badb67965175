"""The check of stores' adapters: one that breaks a rule does not pass, and hears which."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from liveview.store import Adapter, MemoryAdapter, Taken
from liveview.testing import check_store

SECONDS = 0.2


async def check(adapter: Adapter, interrupt: Callable[[], Awaitable[None]] | None = None) -> None:
    await check_store(lambda: adapter, interrupt, seconds=SECONDS)


class Forgetful(MemoryAdapter):
    async def get(self, key: str) -> bytes | None:
        return None


class Empty(MemoryAdapter):
    async def get(self, key: str) -> bytes | None:
        return await super().get(key) or None


class Inventive(MemoryAdapter):
    async def get(self, key: str) -> bytes | None:
        return await super().get(key) if key in self._entries else b""


class Alike(MemoryAdapter):
    async def put(self, key: str, value: bytes, fence: int, expires_in: float) -> bool:
        return await super().put(key.lower(), value, fence, expires_in)

    async def get(self, key: str) -> bytes | None:
        return await super().get(key.lower())


class Unfenced(MemoryAdapter):
    async def put(self, key: str, value: bytes, fence: int, expires_in: float) -> bool:
        known = self._entries.get(key)
        return await super().put(key, value, known.fence if known else fence, expires_in)


class Careless(MemoryAdapter):
    async def delete(self, key: str, fence: int) -> bool:
        return await super().delete(key, 10**6)


class Racing(MemoryAdapter):
    async def take(self, key: str) -> Taken:
        taken = await super().take(key)
        return taken if key != "wanted" else Taken(None, 7)


class Thorough(MemoryAdapter):
    async def delete(self, key: str, fence: int) -> bool:
        done = await super().delete(key, fence)
        if done and key in self._entries:
            self._forget(key)
        return done


class Eternal(MemoryAdapter):
    async def put(self, key: str, value: bytes, fence: int, expires_in: float) -> bool:
        return await super().put(key, value, fence, 1000)


class Brief(MemoryAdapter):
    async def get(self, key: str) -> bytes | None:
        value = await super().get(key)
        if value is None and key == "brief":
            self._forget(key)
        return value


class Lost(MemoryAdapter):
    is_lost = False

    async def put(self, key: str, value: bytes, fence: int, expires_in: float) -> bool:
        if self.is_lost:
            raise ConnectionError
        return await super().put(key, value, fence, expires_in)

    async def lose(self) -> None:
        self.is_lost = True


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        (Inventive, "nobody has put has no value"),
        (Forgetful, "puts, another gets: value 0"),
        (Empty, "puts, another gets: value 0"),
        (Alike, "a key of its own: 'CASE'"),
        (Unfenced, "puts nothing any more"),
        (Careless, "deletes nothing any more"),
        (Racing, "each gets another fence"),
        (Thorough, "puts nothing after the end"),
        (Eternal, "gone when its time is over"),
        (Brief, "puts nothing after its time"),
    ],
)
async def test_a_broken_rule_is_named(kind: type[MemoryAdapter], rule: str) -> None:
    with pytest.raises(AssertionError, match=rule):
        await check(kind())


async def test_one_that_does_not_come_back_is_named() -> None:
    lost = Lost()
    with pytest.raises(AssertionError, match="after a lost connection it answers again"):
        await check(lost, lost.lose)
