"""Frames kept for a page that comes back."""

from __future__ import annotations

from liveview.protocol.replay import Replay


def recorded(count: int, frames: int = 8, size: int = 1000) -> Replay:
    replay = Replay(frames, size)
    for version in range(1, count + 1):
        replay.record(version, f"frame {version}")
    return replay


def test_the_frames_after_a_version_are_there_in_order() -> None:
    replay = recorded(3)
    assert replay.since(0) == ["frame 1", "frame 2", "frame 3"]
    assert replay.since(2) == ["frame 3"]
    assert replay.since(3) == []


def test_before_the_first_frame_nothing_is_missed() -> None:
    assert Replay(8, 1000).since(0) == []


def test_too_many_frames_leave_a_gap() -> None:
    replay = recorded(10, frames=4)
    assert replay.since(5) is None
    assert replay.since(6) == ["frame 7", "frame 8", "frame 9", "frame 10"]


def test_too_many_characters_leave_a_gap() -> None:
    replay = recorded(5, size=len("frame 1") * 2)
    assert replay.since(2) is None
    assert replay.since(3) == ["frame 4", "frame 5"]


def test_a_frame_that_is_larger_than_all_is_not_kept() -> None:
    replay = recorded(1, size=10)
    replay.record(2, "x" * 11)
    assert replay.since(1) is None
    assert replay.since(2) == []
    replay.record(3, "small")
    assert replay.since(2) == ["small"]


def test_what_is_acknowledged_is_forgotten() -> None:
    replay = recorded(4)
    replay.acknowledge(3)
    assert replay.since(3) == ["frame 4"]
    assert replay.since(2) is None
    replay.acknowledge(1)  # late, and no news
    replay.acknowledge(99)  # more than there is
    assert replay.since(4) == []
