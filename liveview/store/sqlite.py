"""Entries in a file, for all worker processes of one machine: they survive each of them, and all of them together."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from liveview.runtime.threads import ThreadPool
from liveview.store.adapter import FENCE_SECONDS, FIRST, Taken
from liveview.store.gathering import Gathering, Work

# Seconds for which one process waits while another one writes: less than a `Store` waits for all of it.
BUSY_SECONDS = 1.0
# What is forgotten is removed so often, and so many at once: a long transaction would hold up the other workers.
SWEEP_SECONDS = 30.0
SWEEP_ROWS = 1000
# Bytes of the file. Beyond that nothing new is kept until something has expired, and the disk has room for others.
MAX_BYTES = 1024 * 1024 * 1024
# Writes of one transaction, at most: together each takes a fifth, and a long one would hold up the other workers.
TOGETHER = 32
_PAGE_SIZE = 4096

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, fence INTEGER NOT NULL, expires REAL NOT NULL, value BLOB);
CREATE INDEX IF NOT EXISTS entries_expires ON entries (expires);
"""
_PUT = """
INSERT INTO entries (key, fence, expires, value) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE
SET fence = excluded.fence, expires = excluded.expires, value = excluded.value WHERE fence <= excluded.fence
"""
_SWEEP = "DELETE FROM entries WHERE key IN (SELECT key FROM entries WHERE expires < ? LIMIT ?)"


class SQLiteAdapter:
    """Keeps entries in one file, which any number of processes of the machine share.

    SQLite with a write-ahead log, in a thread of its own: what was put is there after `kill -9`, too. After a power
    failure the newest entries may be missing. The file is its user's alone.

    Args:
        path: the file; it and its folder are made where they are missing. A folder on a disk of this machine: SQLite's
            log needs memory that processes share.
        max_bytes: of the file, at most.
        wall: the time in seconds since 1970.
    """

    def __init__(
        self, path: str | os.PathLike[str], *, max_bytes: int = MAX_BYTES, wall: Callable[[], float] = time.time
    ) -> None:
        self._path = Path(path)
        self._max_bytes = max_bytes
        self._wall = wall
        self._thread = ThreadPool(limit=1)
        self._writes = Gathering(self._run, TOGETHER)
        self._connection: sqlite3.Connection | None = None
        self._swept = 0.0

    async def take(self, key: str) -> Taken:
        """A new owner, and the value."""
        # By itself: it is not to be done for somebody who has stopped waiting, and does not know that it is theirs.
        return await self._thread.run(partial(self._take, key))

    async def put(self, key: str, value: bytes, fence: int, expires_in: float) -> bool:
        """A new value, by its owner."""
        is_written: bool = await self._writes.ask(partial(self._put, key, value, fence, expires_in))
        return is_written

    async def get(self, key: str) -> bytes | None:
        """The value."""
        return await self._thread.run(partial(self._get, key))

    async def delete(self, key: str, fence: int) -> bool:
        """No value any more, by its owner."""
        was_ours: bool = await self._writes.ask(partial(self._delete, key, fence))
        return was_ours

    async def close(self) -> None:
        """The file is closed; its entries stay."""
        await self._thread.run(self._close)
        self._thread.close()

    def __repr__(self) -> str:
        return f"SQLiteAdapter({str(self._path)!r})"

    async def _run(self, writes: Sequence[Work]) -> Sequence[Any]:
        return await self._thread.run(partial(self._write, writes))

    # In the thread.

    def _write(self, writes: Sequence[Work]) -> Sequence[Any]:
        """Some in one transaction; where one of them fails each has its own, and its own error."""
        connection = self._connected()
        connection.execute("BEGIN IMMEDIATE")  # where another process holds the file, it does so for all of them
        try:
            with connection:  # which commits, or rolls back
                results = [write(connection) for write in writes]
        except Exception as error:
            return [error] if len(writes) == 1 else [result for write in writes for result in self._write([write])]
        self._sweep(connection)
        return results

    def _take(self, key: str) -> Taken:
        now, connection = self._wall(), self._connected()
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            row = connection.execute("SELECT fence, expires, value FROM entries WHERE key = ?", (key,)).fetchone()
            fence, expires, value = row or (FIRST, now, None)
            taken = Taken(value if expires > now else None, fence + 1)
            connection.execute(_PUT, (key, taken.fence, max(expires, now), taken.value))
        self._sweep(connection)
        return taken

    def _put(self, key: str, value: bytes, fence: int, expires_in: float, connection: sqlite3.Connection) -> bool:
        return connection.execute(_PUT, (key, fence, self._wall() + expires_in, value)).rowcount == 1

    def _delete(self, key: str, fence: int, connection: sqlite3.Connection) -> bool:
        row = connection.execute("SELECT fence FROM entries WHERE key = ?", (key,)).fetchone()
        if row is not None and row[0] <= fence:
            connection.execute(_PUT, (key, fence, self._wall(), None))
        return row is None or row[0] <= fence

    def _get(self, key: str) -> bytes | None:
        connection = self._connected()
        found = connection.execute("SELECT value FROM entries WHERE key = ? AND expires > ?", (key, self._wall()))
        row: tuple[bytes | None] = found.fetchone() or (None,)
        self._sweep(connection)
        return row[0]

    def _sweep(self, connection: sqlite3.Connection) -> None:
        now = self._wall()
        if now - self._swept >= SWEEP_SECONDS:
            count = connection.execute(_SWEEP, (now - FENCE_SECONDS, SWEEP_ROWS)).rowcount
            self._swept = now if count < SWEEP_ROWS else 0.0  # more is left: on with it at the next call

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _connect(self) -> sqlite3.Connection:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Before SQLite makes it: with what everybody may read. Its log and index take over the file's mode.
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        with suppress(PermissionError):  # another user's, who lets this one write
            os.fchmod(descriptor, 0o600)
        os.close(descriptor)
        connection = sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(f"PRAGMA max_page_count = {self._max_bytes // _PAGE_SIZE}")
            connection.executescript(_SCHEMA)
        except BaseException:
            connection.close()
            raise
        return connection

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
