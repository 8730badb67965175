"""What `make bench` measures of the full stack is what happens: events that are answered, and ticks that are shown."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.stack import closed, servers, starting
from bench.stack.servers import Load
from tests.served import ROOT

CLIENTS = 3


@pytest.fixture
def load() -> Iterator[Load]:
    with Load() as load:
        yield load


@pytest.mark.parametrize(
    ("path", "event"), [("/counter", "inc"), ("/plain", "inc"), ("/dashboard?manual=1", "step"), ("/rows", "append")]
)
def test_each_press_is_answered_and_shown(load: Load, path: str, event: str) -> None:
    with servers.ours() as server:
        load.open("pressing", "liveview", server, path, CLIENTS, event)
        first, second = load.press("pressing", 0.1), load.press("pressing", 0.1)
    for turn in (first, second):
        assert turn.answers >= CLIENTS
        assert turn.changes == turn.answers
        assert turn.cpu > 0


def test_the_floor_says_again_what_it_hears(load: Load) -> None:
    with servers.floor() as server:
        load.open("echo", "floor", server, "/echo", CLIENTS)
        turn = load.press("echo", 0.1)
    assert turn.up == turn.down > 0


@pytest.mark.parametrize("path", ["/dashboard", "/shared"])
def test_everybody_sees_ticks(load: Load, path: str) -> None:
    with servers.ours(tick="20") as server:
        load.open("looking", "liveview", server, path, CLIENTS)
        turn = load.look("looking", 0.5)
    assert turn.changes >= CLIENTS * 2
    assert turn.answers == 0


def test_who_is_cut_off_has_measured_nothing(load: Load) -> None:
    with servers.ours() as server:
        load.open("pressing", "liveview", server, "/counter", CLIENTS, "inc")
        server.kill()
        with pytest.raises(AssertionError, match="the load client ended when it was told to look"):
            load.look("pressing", 0.1)


def test_a_join_is_one_mount(load: Load) -> None:
    with servers.ours() as server:
        mounts, down, _ = starting.join(load, server)
    assert mounts.value == 1
    assert 0 < down.value <= starting.JOIN_BYTES


def test_without_peers_the_rest_is_measured(load: Load) -> None:
    with servers.ours() as ours, servers.floor() as floor:
        turns = closed._turns(load, {"liveview": ours, "floor": floor}, closed.W1, 1, 2, 0.05)
    rows = [closed._ratio("of the floor", turns, "liveview", "floor", 0.0)]
    assert set(turns) == {"liveview", "liveview, plain def", "floor"}
    assert rows[0].value > 0
    assert not rows[0].holds  # nothing is for nothing
    assert closed._ratio("of pyview", turns, "liveview", "pyview", 0.4).limit is None


def test_a_peer_that_cannot_be_had_is_said_and_left_out(tmp_path: Path) -> None:
    for name in ("tools/prepare.sh", "requirements"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
    shutil.copy(ROOT / "tools" / "prepare.sh", tmp_path / "tools")
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "peer-nothing.txt").write_text("./no-such-package\n")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(Path(sys.executable).resolve())
    ran = subprocess.run(["tools/prepare.sh", "peers"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0
    assert "nothing could not be installed" in ran.stderr
    assert not (tmp_path / "build" / "peers" / "nothing" / ".installed").exists()
