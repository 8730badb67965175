"""What goes to one page, and what is kept for it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from liveview.channel.limits import Limits
from liveview.channel.outbox import Outbox
from tests.unit.channel.stage import Client


class Sink:
    """Keeps what is sent."""

    def __init__(self) -> None:
        self.frames: list[Any] = []
        self.pressure = 0

    def send(self, frame: str) -> None:
        self.frames.append(json.loads(frame))

    def close(self, code: int, reason: str) -> None:
        self.frames.append((code, reason))


def connected(**limits: Any) -> tuple[Outbox, Sink]:
    outbox, sink = Outbox(Limits(**limits)), Sink()
    assert resumes(outbox, sink, 0, 0)
    sink.frames.clear()
    return outbox, sink


def resumes(outbox: Outbox, sink: Any, shown: int, ref: int) -> bool:
    """Whether a page of a view alone gets by without its values."""
    outbox.resume(sink, {0: shown}, ref)
    return not outbox.view.owes_values


def test_without_a_page_nothing_is_ready_and_sending_is_harmless() -> None:
    outbox = Outbox(Limits())
    assert not outbox.view.is_ready and not outbox.is_under_pressure
    outbox.send("[]")
    outbox.view.define({"A": [""]})


def test_versions_count_up_over_patches_and_values() -> None:
    outbox, sink = connected()
    outbox.view.patch([0, 1], None)
    outbox.view.full(["A", 1], 3)
    outbox.view.patch([0, 2], 4)
    assert sink.frames == [[0, 1, [0, 1]], ["=", 0, 2, ["A", 1], 3], [0, 3, [0, 2], 4]]


def test_a_page_is_behind_until_it_acknowledges() -> None:
    outbox, _ = connected(unacknowledged=2)
    outbox.view.patch([], None)
    assert outbox.view.is_ready
    outbox.view.patch([], None)
    assert not outbox.view.is_ready
    outbox.view.acknowledge(1)
    assert outbox.view.is_ready


@pytest.mark.parametrize("version", [-1, 0, 5])
def test_what_cannot_be_acknowledged_is_not(version: int) -> None:
    outbox, _ = connected(unacknowledged=2)
    outbox.view.patch([], None)
    outbox.view.patch([], None)
    outbox.view.acknowledge(version)
    assert not outbox.view.is_ready


def test_a_socket_under_pressure_gets_nothing() -> None:
    outbox, sink = connected(unwritten=10)
    sink.pressure = 11
    assert outbox.is_under_pressure and not outbox.view.is_ready


def test_definitions_are_sent_once() -> None:
    outbox, sink = connected()
    outbox.know(["A"])
    outbox.view.define({"A": ["a"]})
    outbox.view.define({"A": ["a"], "B": ["b"]})
    outbox.view.define({"B": ["b"]})
    assert sink.frames == [["d", {"B": ["b"]}]]


def test_a_page_that_comes_back_gets_definitions_and_frames_that_it_missed() -> None:
    outbox, _ = connected()
    outbox.view.define({"A": ["a"]})
    outbox.view.patch([0, 1], None)
    outbox.view.define({"B": ["b"]})
    outbox.view.patch([0, 2], None)
    back = Sink()
    assert resumes(outbox, back, 1, 7)
    assert back.frames == [["j", 1, 7], ["d", {"B": ["b"]}], [0, 2, [0, 2]]]


@pytest.mark.parametrize("shown", [-1, 99, 0])
def test_a_page_that_shows_something_else_needs_the_values(shown: int) -> None:
    outbox, _ = connected(unacknowledged=2)
    for value in range(3):
        outbox.view.patch([0, value], None)
    back = Sink()
    assert not resumes(outbox, back, shown, 0)
    assert back.frames == [["j", 0, 0]]
    assert outbox.view.is_ready  # the values are next, whatever was not acknowledged before


def test_too_many_bytes_are_not_kept() -> None:
    outbox, _ = connected(replay_bytes=50)
    outbox.view.patch([0, "x" * 100], None)
    assert not resumes(outbox, Sink(), 0, 0)


def test_the_stages_client_is_a_sink() -> None:
    outbox = Outbox(Limits())
    assert resumes(outbox, Client({}, ["A"]), 0, 0)


def test_full_values_carry_the_effects_that_were_not_acknowledged() -> None:
    outbox, sink = connected()
    outbox.view.patch([], None, [["push_event", "a", 1]])
    outbox.view.patch([], None, [["push_event", "b", 2]])
    outbox.view.acknowledge(1)
    outbox.view.full(["A"], 3, [["push_event", "c", 3]])
    assert sink.frames[-1] == ["=", 0, 3, ["A"], 3, [2, [["push_event", "b", 2]], 3, [["push_event", "c", 3]]]]
    assert not resumes(outbox, sink, -1, 0)
    outbox.view.full(["A"], None)
    assert sink.frames[-1][5][::2] == [2, 3]
    outbox.view.acknowledge(4)
    outbox.view.full(["A"], None)
    assert len(sink.frames[-1]) == 4


def test_effects_that_nobody_acknowledges_are_bounded(caplog: pytest.LogCaptureFixture) -> None:
    outbox, sink = connected(replay_bytes=100)
    for number in range(5):
        outbox.view.patch([], None, [["push_event", "x" * 60, number]])
    outbox.view.full(["A"], None)
    assert sink.frames[-1][5] == [5, [["push_event", "x" * 60, 4]]]
    assert "dropped" in caplog.text


def test_modules_are_named_before_their_first_use_and_once() -> None:
    outbox, sink = connected()
    outbox.know(["A"], ["actions"])
    outbox.view.define({"B": ['<b lv-on:paste="x"></b>']})
    assert [frame[0] for frame in sink.frames] == ["d"]
    outbox, sink = connected()
    outbox.view.define({"B": ['<b lv-on:paste="x"></b>']})
    outbox.view.define({"C": ['<b lv-window-keydown="x"></b>']})
    outbox.view.patch([], None, [["js", []]])
    assert [frame for frame in sink.frames if frame[0] == "m"] == [["m", "actions"]]
    assert [frame[0] for frame in sink.frames] == ["m", "d", "d", 0]


def test_a_page_that_comes_back_hears_which_of_its_events_have_failed() -> None:
    outbox, sink = connected()
    outbox.refuse(3, "refused")
    assert sink.frames == [["a", 3, {"error": "refused"}]]
    outbox.sink = None
    for ref in range(4, 40):
        outbox.refuse(ref, "internal error")
    back = Sink()
    outbox.resume(back, {0: 0}, 40)
    kind, resumed, ref, failed = back.frames[0]
    assert (kind, resumed, ref) == ("j", 1, 40)
    assert failed[::2] == list(range(24, 40)) and set(failed[1::2]) == {"internal error"}
