"""The queue before a broker: bounded, in order, kept until it is taken."""

from __future__ import annotations

import pytest

from liveview.cluster import outgoing as module
from liveview.cluster.frames import ALL
from liveview.cluster.outgoing import Outgoing, Sending


def test_what_waits_stays_until_it_is_taken() -> None:
    outgoing = Outgoing()
    assert not outgoing and outgoing.batch() == []
    for number in range(3):
        outgoing.put("a", b"%d" % number)
    assert outgoing.batch() == outgoing.batch() == [Sending("a", b"0"), Sending("a", b"1"), Sending("a", b"2")]
    outgoing.taken(2)
    assert outgoing.batch() == [Sending("a", b"2")]
    outgoing.taken(1)
    assert not outgoing


def test_a_batch_is_bounded_in_number_and_bytes_but_never_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BATCH", 3)
    monkeypatch.setattr(module, "MAX_BATCH_BYTES", 10)
    outgoing = Outgoing()
    for size in (100, 5, 5, 5, 5, 11, 1):
        outgoing.put("a", b"x" * size)
    sizes = []
    while batch := outgoing.batch():
        sizes.append([len(sending.content) for sending in batch])
        outgoing.taken(len(batch))
    assert sizes == [[100, 5, 5], [5, 5], [11, 1]]


def test_room_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_WAITING", 10)
    outgoing = Outgoing()
    outgoing.put("a", b"x" * 8)
    assert outgoing.has_room(2) and not outgoing.has_room(3)
    outgoing.taken(1)
    assert outgoing.has_room(10)


def test_of_many_topics_that_lose_something_all_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_LOST", 2)
    outgoing = Outgoing()
    outgoing.lose("a")
    outgoing.lose("a")
    outgoing.lose("b")
    assert list(outgoing.lost) == ["a", "b"]
    outgoing.lose("c")
    outgoing.lose("d")
    assert list(outgoing.lost) == [ALL]
