"""How much anybody may ask for, by address, by browser and by connection."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.exceptions import HTTPException

from liveview.channel.limits import Limits
from liveview.runtime.budget import Budget
from liveview.web import admission as module
from liveview.web.admission import Admission, network_of

LIMITS = Limits(arrivals=1.0, arrivals_at_once=3, joins=1.0, joins_at_once=2, frames=10.0, frames_at_once=20)


class Time:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def admission(time: Time) -> Admission:
    return Admission(LIMITS, time)


def test_one_address_brings_so_many_new_browsers_and_others_as_many(admission: Admission, time: Time) -> None:
    for _ in range(3):
        admission.arrive("192.0.2.1")
    with pytest.raises(HTTPException) as refused:
        admission.arrive("192.0.2.1")
    assert refused.value.status_code == 503
    assert (refused.value.headers or {})["Retry-After"] == "2"
    admission.arrive("192.0.2.2")
    admission.arrive(None)
    time.now += 3
    admission.arrive("192.0.2.1")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_an_address_stands_for_what_one_customer_has(address: str, network: str) -> None:
    assert network_of(address) == network


def test_a_browser_connects_so_often(admission: Admission) -> None:
    assert [admission.join("a") for _ in range(4)] == [0.0, 0.0, 1.0, 2.0]
    assert admission.join("b") == 0.0


def test_a_page_and_all_pages_of_its_browser_have_a_pace(admission: Admission) -> None:
    first = admission.pace("a")
    assert first.spend(20) == 0.0
    assert first.spend(1) == pytest.approx(0.1)
    # Three pages' worth is the browser's.
    assert admission.pace("a").spend(20) == 0.0
    assert admission.pace("a").spend(19) == 0.0
    assert admission.pace("a").spend(1) == pytest.approx(1 / 30)
    assert admission.pace("b").spend(20) == 0.0


def test_none_is_no_limit(time: Time) -> None:
    admission = Admission(replace(LIMITS, arrivals=None, joins=None, frames=None), time)
    for _ in range(100):
        admission.arrive("192.0.2.1")
        assert admission.join("a") == admission.pace("a").spend(1000) == 0.0


def test_memory_is_bounded(admission: Admission, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 10)
    for number in range(100):
        admission.join(str(number))
        admission.arrive(f"192.0.2.{number}")
    assert len(admission._joins._of) == len(admission._arrivals._of) == 10
    # Who is used stays.
    admission.join("95")
    for number in range(9):
        admission.join(f"new {number}")
    assert "95" in admission._joins._of


def test_whoever_has_asked_for_nothing_for_a_while_is_forgotten(admission: Admission, time: Time) -> None:
    for number in range(1000):
        admission.join(str(number))
        time.now += 0.5
    assert len(admission._joins._of) == 2  # who came a second ago has a full budget


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.floats(0, 3)), max_size=60))
def test_to_be_forgotten_makes_no_difference(asked: list[tuple[str, float]]) -> None:
    time = Time()
    admission, kept = Admission(LIMITS, time), {name: Budget(1.0, 2) for name in "abcd"}
    for session, pause in asked:
        time.now += pause
        assert admission.join(session) == pytest.approx(kept[session].spend(time.now))


def test_who_goes_on_and_on_is_no_person(admission: Admission, time: Time) -> None:
    pace = admission.pace("a")
    assert pace.spend(20) == 0.0
    waited = 0.0
    while (wait := pace.spend(1)) != math.inf:
        assert 0 < wait < 1
        waited += wait
        time.now += wait
    assert module.GOING_ON <= waited < module.GOING_ON + 1
    # Who stops in between is one.
    other = admission.pace("b")
    for _ in range(20):
        assert other.spend(21) < math.inf
        assert other.spend(0) < math.inf
        time.now += 3
        assert other.spend(1) == 0.0


def test_who_is_within_the_pace_is_heard_for_ever(admission: Admission, time: Time) -> None:
    pace = admission.pace("a")
    for _ in range(1000):
        assert pace.spend(1) == 0.0
        time.now += 0.1


def test_who_is_ahead_stays_so_until_the_time_is_over(admission: Admission, time: Time) -> None:
    pace = admission.pace("of ann")
    assert pace.spend(20) == 0 and not pace.is_ahead
    assert pace.spend(5) == 0.5 and pace.is_ahead
    time.now += 0.5
    assert not pace.is_ahead
    assert not Admission(replace(LIMITS, frames=None), time).pace("of ann").is_ahead


def test_who_goes_on_and_on_stays_ahead_however_long_it_pauses_between_two(admission: Admission, time: Time) -> None:
    pace = admission.pace("of ann")
    assert pace.spend(20) == 0
    while (wait := pace.spend(1)) != math.inf:
        assert pace.is_ahead
        time.now += wait
        assert not pace.is_ahead
    time.now += 1
    assert pace.is_ahead
