"""How workers find each other, by who has started them."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

import pytest

from liveview.cluster import NatsBroker, RedisBroker, UnixHub
from liveview.errors import ConfigurationError
from liveview.testing import Cable
from liveview.web import clusters
from liveview.web.clusters import MOST_BYTES, adapter_of, hub_of, hub_path


class Parent:
    pid = 4711


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("LIVEVIEW_STATE_DIR", str(tmp_path))
    monkeypatch.delenv(clusters.VARIABLE, raising=False)
    monkeypatch.setattr(multiprocessing, "parent_process", lambda: None)
    return tmp_path


def started_by(parent: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multiprocessing, "parent_process", lambda: parent)


def test_who_is_alone_has_no_others() -> None:
    assert hub_path() is None and adapter_of(None) is None


def test_those_of_one_server_meet_by_its_number(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    started_by(Parent, monkeypatch)
    assert hub_path() == folder / "hub-4711.sock"
    assert isinstance(adapter_of(None), UnixHub)


def test_the_command_line_says_where(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv(clusters.VARIABLE, str(folder / "here.sock"))
    assert hub_path() == folder / "here.sock"


def test_or_that_there_is_only_one(monkeypatch: pytest.MonkeyPatch) -> None:
    started_by(Parent, monkeypatch)
    monkeypatch.setenv(clusters.VARIABLE, "")
    assert hub_path() is None and adapter_of(None) is None


def test_an_adapter_that_is_given_is_the_one(monkeypatch: pytest.MonkeyPatch) -> None:
    started_by(Parent, monkeypatch)
    plug = Cable().plug()
    assert adapter_of(plug) is plug


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("redis://localhost:6379/0", RedisBroker),
        ("rediss://user:secret@localhost", RedisBroker),
        ("unix:///run/redis.sock", RedisBroker),
        ("nats://localhost:4222", NatsBroker),
        ("tls://one:4222,tls://two:4222", NatsBroker),
    ],
)
def test_a_url_names_a_broker_and_is_not_shown(url: str, kind: type) -> None:
    adapter = adapter_of(url)
    assert isinstance(adapter, kind)
    assert "secret" not in repr(adapter)


@pytest.mark.parametrize("url", ["postgres://user:secret@host", "localhost:6379", "", "redis://host:port"])
def test_a_url_of_no_broker_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        adapter_of(url)
    assert "redis://" in str(refused.value) and "secret" not in str(refused.value)


def test_a_path_that_is_too_long_for_a_socket_is_elsewhere(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    deep = folder.joinpath(*["a long name of a folder"] * 6)
    monkeypatch.setenv("LIVEVIEW_STATE_DIR", str(deep))
    path = hub_of(7)
    assert path.name == "hub-7.sock" and len(str(path)) <= MOST_BYTES and deep not in path.parents


def test_so_it_is_for_a_user_without_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError("no home")

    monkeypatch.delenv("LIVEVIEW_STATE_DIR")
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", nowhere)
    assert hub_of(7).name == "hub-7.sock"
