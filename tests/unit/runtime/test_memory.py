"""What the system says of the worker's memory."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from liveview.runtime.memory import FRESH, Memory
from liveview.testing.clock import VirtualClock

SIZE = 64 * 1024 * 1024


def test_it_is_read_once_a_second_however_often_it_is_asked_for(tmp_path: Path) -> None:
    clock, file = VirtualClock(), tmp_path / "statm"
    file.write_text("9000 100 50 1 0 500 0\n")
    memory = Memory(clock.now, file)
    page = os.sysconf("SC_PAGESIZE")
    assert memory.held() == 9_100 * page
    file.write_text("9000 300 50 1 0 500 0\n")
    assert memory.held() == 9_100 * page
    clock.turn(FRESH)
    assert memory.held() == 9_300 * page


def test_where_the_system_does_not_say_nobody_knows(tmp_path: Path) -> None:
    assert Memory(VirtualClock().now, tmp_path / "none").held() is None


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")
@pytest.mark.parametrize("kept", ["x", "\0"])
def test_what_is_kept_shows(kept: str) -> None:
    clock = VirtualClock()
    memory = Memory(clock.now)
    before = memory.held()
    block = bytes(SIZE) if kept == "\0" else kept.encode() * SIZE
    clock.turn(FRESH)
    after = memory.held()
    assert before is not None and after is not None
    assert after - before > len(block) // 2
