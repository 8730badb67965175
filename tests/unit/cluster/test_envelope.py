"""Numbers on messages: what is missing and what comes twice is known, with a bounded memory."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liveview.cluster import envelope as module
from liveview.cluster.envelope import LOST, MESSAGE, Arrivals, Numbering, opened


def test_a_message_comes_out_as_it_went_in() -> None:
    numbering = Numbering()
    first, second, other = (opened(numbering.sealed(topic, b"data")) for topic in ("a", "a", "b"))
    assert first == (MESSAGE, numbering.node, 1, 0, b"data")
    assert (second.number, second.previous) == (2, 1)
    assert (other.number, other.previous) == (3, 0)
    assert opened(numbering.sealed("a", kind=LOST)) == (LOST, numbering.node, 4, 2, b"")


@pytest.mark.parametrize(
    "content", [b"", b"\xc1", b"hello", b"\x93\x01\x02\x03", b"\x95\xa1a\xc4\x01x\x01\x00\xc4\x00"]
)
def test_what_is_no_message_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="no message"):
        opened(content)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["arrives", "is lost", "arrives twice"]))))
def test_a_hole_is_seen_at_the_next_message_and_nothing_is_taken_twice(sent: list[tuple[str, str]]) -> None:
    numbering, arrivals = Numbering(), Arrivals()
    missing: set[str] = set()
    known: set[str] = set()
    for topic, fate in sent:
        envelope = opened(numbering.sealed(topic, b""))
        if fate == "is lost":
            missing.add(topic)
            continue
        assert not arrivals.is_repeated(topic, envelope)
        assert arrivals.is_after_hole(topic, envelope) == (topic in missing and topic in known)
        assert arrivals.is_repeated(topic, envelope)
        missing.discard(topic)
        known.add(topic)


def test_who_starts_anew_is_another() -> None:
    arrivals = Arrivals()
    for numbering in (Numbering(), Numbering()):
        envelope = opened(numbering.sealed("a"))
        assert not arrivals.is_repeated("a", envelope)
        assert not arrivals.is_after_hole("a", envelope)


def test_a_topic_that_is_given_up_is_forgotten() -> None:
    numbering, arrivals = Numbering(), Arrivals()
    arrivals.is_after_hole("a", opened(numbering.sealed("a")))
    numbering.sealed("a")
    arrivals.forget("a")
    assert not arrivals.is_after_hole("a", opened(numbering.sealed("a")))
    assert arrivals.is_after_hole("a", opened(numbering.sealed("b"))) is True


def test_memory_is_bounded_on_both_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_TOPICS", 3)
    monkeypatch.setattr(module, "MAX_NODES", 3)
    numbering, arrivals = Numbering(), Arrivals()
    for number in range(10):
        numbering.sealed(f"topic {number}")
        arrivals.is_after_hole("a", opened(Numbering().sealed("a")))
    assert len(numbering._topics) == 3
    assert len(arrivals._topics["a"]) == 3
