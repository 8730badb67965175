"""Where snapshots are kept: in the state directory, where the app says nothing else."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from liveview.errors import ConfigurationError
from liveview.store import FIRST, MemoryAdapter, NatsAdapter, RedisAdapter, SQLiteAdapter
from liveview.testing import Cable
from liveview.web.stores import store_of


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("LIVEVIEW_STATE_DIR", str(tmp_path / "state"))
    return tmp_path


async def test_it_is_a_file_in_the_state_directory_and_the_users_alone(folder: Path) -> None:
    store = store_of(None)
    await store.put("a", b"value", fence=FIRST, expires_in=60)
    await store.close()
    assert modes(folder / "state") == {"snapshots.db": 0o600}
    again = store_of(None)
    assert await again.get("a") == b"value"
    await again.close()


def modes(folder: Path) -> dict[str, int]:
    return {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}


async def test_where_nothing_can_be_written_pages_live_on_in_memory(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "state").write_text("in the way")
    store = store_of(None)
    await store.put("a", b"value", fence=FIRST, expires_in=60)
    assert await store.get("a") == b"value"
    assert "pages begin anew after a restart. Set LIVEVIEW_STATE_DIR" in caplog.text


async def test_a_user_without_a_home_is_like_one_who_cannot_write(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("LIVEVIEW_STATE_DIR")
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", nowhere)
    store = store_of(None)
    await store.put("a", b"value", fence=FIRST, expires_in=60)
    assert await store.get("a") == b"value"
    assert "Could not determine home directory" in caplog.text


async def test_a_url_says_where(folder: Path) -> None:
    for url, kind in (
        ("memory:", MemoryAdapter),
        (f"sqlite:///{folder}/own.db", SQLiteAdapter),
        ("redis://localhost:1/0", RedisAdapter),
        ("rediss://localhost:1/0", RedisAdapter),
        ("nats://localhost:1", NatsAdapter),
    ):
        assert isinstance(store_of(url)._adapter, kind)
    store = store_of(f"sqlite:///{folder}/with%20space.db")
    await store.put("a", b"value", fence=FIRST, expires_in=60)
    await store.close()
    assert "with space.db" in modes(folder)
    own = MemoryAdapter()
    assert store_of(own)._adapter is own


def test_a_url_that_no_redis_has_is_an_error() -> None:
    with pytest.raises(ConfigurationError, match=r"no URL of a Redis, such as redis://localhost:6379/0"):
        store_of("redis://localhost:port")


@pytest.mark.parametrize("url", ["postgres://host/db", "own.db", "sqlite:", "sqlite://own.db", "sqlite:///", ""])
def test_a_url_of_no_known_kind_is_an_error(url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"sqlite:////path/to/file"):
        store_of(url)


def test_the_broker_of_a_cluster_keeps_them_unless_the_app_says_where(folder: Path) -> None:
    assert isinstance(store_of(None, "redis://localhost:1")._adapter, RedisAdapter)
    assert isinstance(store_of(None, "nats://localhost:1")._adapter, NatsAdapter)
    assert isinstance(store_of("memory:", "redis://localhost:1")._adapter, MemoryAdapter)
    assert isinstance(store_of(None, Cable().plug())._adapter, SQLiteAdapter)
