"""Entries in this process's memory: they survive a page that is away, not the process."""

from __future__ import annotations

from dataclasses import dataclass

from liveview.runtime.clock import Clock, LoopClock
from liveview.store.adapter import FENCE_SECONDS, FIRST, Taken

# What all of them may hold. Beyond that the ones that were written longest ago go, and their pages begin anew.
MAX_ENTRIES = 10_000
MAX_BYTES = 64 * 1024 * 1024


@dataclass(slots=True)
class _Entry:
    value: bytes | None
    fence: int
    expires: float

    @property
    def forgotten(self) -> float:
        return self.expires + FENCE_SECONDS


class MemoryAdapter:
    """Keeps entries in a dict, within bounds.

    Args:
        max_entries: how many, at most.
        max_bytes: of all their values together, at most.
        clock: where time comes from.
    """

    def __init__(
        self, *, max_entries: int = MAX_ENTRIES, max_bytes: int = MAX_BYTES, clock: Clock | None = None
    ) -> None:
        self._entries: dict[str, _Entry] = {}  # the one that was written last is the last
        self._bytes = 0
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._clock = clock or LoopClock()

    async def take(self, key: str) -> Taken:
        """A new owner, and the value."""
        entry = self._find(key)
        if entry is None:
            entry = _Entry(None, FIRST, self._clock.now())
            self._enter(key, entry)
        entry.fence += 1
        entry.expires = max(entry.expires, self._clock.now())
        return Taken(self._value(entry), entry.fence)

    async def put(self, key: str, value: bytes, fence: int, expires_in: float) -> bool:
        """A new value, by its owner."""
        known = self._find(key)
        if known is not None and known.fence > fence:
            return False
        self._enter(key, _Entry(value, fence, self._clock.now() + expires_in))
        return True

    async def get(self, key: str) -> bytes | None:
        """The value."""
        entry = self._find(key)
        return None if entry is None else self._value(entry)

    async def delete(self, key: str, fence: int) -> bool:
        """No value any more, by its owner."""
        known = self._find(key)
        if known is not None and known.fence > fence:
            return False
        if known is not None:
            self._enter(key, _Entry(None, fence, self._clock.now()))
        return True

    async def close(self) -> None:
        """Everything is forgotten."""
        self._entries.clear()
        self._bytes = 0

    def __repr__(self) -> str:
        return "MemoryAdapter()"

    def _find(self, key: str) -> _Entry | None:
        entry = self._entries.get(key)
        if entry is not None and entry.forgotten <= self._clock.now():
            self._forget(key)
            return None
        return entry

    def _value(self, entry: _Entry) -> bytes | None:
        return entry.value if entry.expires > self._clock.now() else None

    def _enter(self, key: str, entry: _Entry) -> None:
        if key in self._entries:
            self._forget(key)
        self._entries[key] = entry
        self._bytes += len(entry.value or b"")
        while len(self._entries) > self._max_entries or self._bytes > self._max_bytes:
            self._forget(next(iter(self._entries)))

    def _forget(self, key: str) -> None:
        self._bytes -= len(self._entries.pop(key).value or b"")
