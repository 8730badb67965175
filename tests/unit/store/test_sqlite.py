"""Entries in a file: the rules of every store; the file is its user's alone, and does not grow for ever."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from pathlib import Path

import pytest

from liveview.errors import LeaseLostError, StoreUnavailableError
from liveview.store import FIRST, SQLiteAdapter, Store
from liveview.store.adapter import FENCE_SECONDS
from liveview.store.sqlite import SWEEP_ROWS, SWEEP_SECONDS
from liveview.testing import check_store


class Wall:
    now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


LETTER = "a letter to my mother " * 100


def write(path: Path, text: str, mode: int = 0o600) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(mode)


def read(path: Path) -> str:
    return path.read_text()


def modes(folder: Path) -> dict[str, int]:
    return {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "made" / "snapshots.db"


async def test_it_keeps_the_rules_of_a_store(path: Path) -> None:
    await check_store(lambda: SQLiteAdapter(path))


async def test_what_was_put_is_there_after_a_restart(path: Path) -> None:
    for expected in (None, b"0", b"1"):
        store = Store(SQLiteAdapter(path))
        taken = await store.take("a")
        assert taken.value == expected
        await store.put("a", b"%d" % (taken.fence - 2), fence=taken.fence, expires_in=60)
        await store.close()


async def test_its_files_are_its_users_alone_also_those_that_were_not(path: Path) -> None:
    write(path, "", mode=0o644)
    store = Store(SQLiteAdapter(path))
    await store.put("a", b"value", fence=FIRST, expires_in=60)
    assert modes(path.parent) == dict.fromkeys(("snapshots.db", "snapshots.db-wal", "snapshots.db-shm"), 0o600)
    await store.close()


async def test_what_has_expired_is_removed_bit_by_bit(path: Path) -> None:
    wall = Wall()
    adapter = SQLiteAdapter(path, wall=wall)
    for number in range(SWEEP_ROWS + 10):
        await adapter.put(f"old {number}", b"value", FIRST, 10)
    await adapter.put("newer", b"value", FIRST, 10 + SWEEP_SECONDS)
    wall.now += 10 + FENCE_SECONDS + 1

    def count() -> int:
        connection = sqlite3.connect(path)
        found: int = connection.execute("SELECT count(*) FROM entries").fetchone()[0]
        connection.close()
        return found

    await adapter.get("a")
    assert count() == 11
    await adapter.get("a")
    assert count() == 1
    await adapter.close()


async def test_a_file_that_another_process_holds_is_not_waited_for_long(path: Path) -> None:
    store = Store(SQLiteAdapter(path))
    await store.put("a", b"value", fence=FIRST, expires_in=60)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    assert await store.get("a") == b"value"  # who reads need not wait
    with pytest.raises(StoreUnavailableError, match="locked"):
        await store.take("a")
    holder.execute("ROLLBACK")
    holder.close()
    assert (await store.take("a")).value == b"value"
    await store.close()


async def test_a_file_that_is_full_takes_no_more_and_goes_on(path: Path) -> None:
    store = Store(SQLiteAdapter(path, max_bytes=400 * 1024))
    await store.put("a", b"x" * 200_000, fence=FIRST, expires_in=60)
    with pytest.raises(StoreUnavailableError, match="full"):
        await store.put("b", b"x" * 250_000, fence=FIRST, expires_in=60)
    assert await store.get("b") is None
    assert len(await store.get("a") or b"") == 200_000
    await store.delete("a", fence=FIRST)
    await store.put("b", b"x" * 250_000, fence=FIRST, expires_in=60)
    await store.close()


async def test_of_what_is_written_at_once_each_is_told_of_its_own_error(path: Path) -> None:
    store = Store(SQLiteAdapter(path, max_bytes=400 * 1024))
    await store.put("large", b"x" * 200_000, fence=FIRST, expires_in=60)
    await store.take("taken")
    results = await asyncio.gather(
        store.put("a", b"value", fence=FIRST, expires_in=60),
        store.put("too much", b"x" * 250_000, fence=FIRST, expires_in=60),
        store.put("taken", b"value", fence=FIRST, expires_in=60),
        store.delete("taken", fence=FIRST),
        store.put("b", b"value", fence=FIRST, expires_in=60),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [
        *(type(None), StoreUnavailableError, LeaseLostError, LeaseLostError, type(None)),
    ]
    assert "full" in str(results[1])
    assert [await store.get(key) for key in ("a", "too much", "taken", "b")] == [b"value", None, None, b"value"]
    await store.close()


async def test_a_file_that_another_process_holds_is_waited_for_once_by_all(path: Path) -> None:
    store = Store(SQLiteAdapter(path))
    await store.put("a", b"value", fence=FIRST, expires_in=60)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    puts = [store.put(str(number), b"value", fence=FIRST, expires_in=60) for number in range(5)]
    results = await asyncio.gather(*puts, return_exceptions=True)
    assert all("locked" in str(result) for result in results)  # and none has waited for more than one
    holder.execute("ROLLBACK")
    holder.close()
    await store.put("0", b"value", fence=FIRST, expires_in=60)
    await store.close()


async def test_a_file_that_is_something_else_is_left_alone(path: Path) -> None:
    write(path, LETTER)
    store = Store(SQLiteAdapter(path))
    with pytest.raises(StoreUnavailableError, match="not a database"):
        await store.put("a", b"value", fence=FIRST, expires_in=60)
    assert read(path) == LETTER
    write(path, "")
    await store.put("a", b"value", fence=FIRST, expires_in=60)
    await store.close()


async def test_where_no_file_can_be_the_store_says_so(tmp_path: Path) -> None:
    (tmp_path / "in the way").touch()
    with pytest.raises(StoreUnavailableError, match=r"failed to get: .*in the way"):
        await Store(SQLiteAdapter(tmp_path / "in the way" / "snapshots.db")).get("a")
