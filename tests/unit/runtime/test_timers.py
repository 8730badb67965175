"""The timers of one process."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liveview.runtime.clock import LoopClock
from liveview.runtime.timers import LATEST, Timers
from liveview.testing import VirtualClock


class Inbox:
    """Keeps what timers send, with the time."""

    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.start = self.clock.now()
        self.mail: list[tuple[object, float]] = []
        self.timers = Timers(self.clock, self.send)

    def send(self, message: object) -> bool:
        self.mail.append((message, round(self.clock.now() - self.start, 6)))
        return True


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


def test_a_message_is_sent_once(inbox: Inbox) -> None:
    inbox.timers.send_after(2, "late")
    inbox.timers.send_after(1, "soon")
    inbox.clock.turn(10)
    assert inbox.mail == [("soon", 1), ("late", 2)]


def test_a_message_is_sent_again_and_again(inbox: Inbox) -> None:
    inbox.timers.send_every(0.1, "tick")
    inbox.clock.turn(1)
    assert inbox.mail == [("tick", round(n / 10, 6)) for n in range(1, 11)]


def test_late_calls_do_not_shift_the_later_ones() -> None:
    clock, mail = LateClock(), LateMail()
    Timers(clock, mail.taker(clock)).send_every(1, "tick")
    for _ in range(3):
        clock.turn(1.3)  # each call is late
    assert mail.times == [1.3, 2.6, 3.9]
    clock.turn(0.1)  # and the fourth is due at 4 all the same
    assert mail.times[3:] == [4.0]


def test_after_a_long_stop_there_is_one_tick() -> None:
    clock, mail = LateClock(), LateMail()
    Timers(clock, mail.taker(clock)).send_every(1, "tick")
    clock.turn(60.5)
    clock.turn(0.5)
    clock.turn(1)
    assert mail.times == [60.5, 61, 62]


class LateMail:
    def __init__(self) -> None:
        self.times: list[float] = []

    def taker(self, clock: LateClock) -> Callable[[object], bool]:
        def take(message: object) -> bool:
            self.times.append(round(clock.now() - clock.start, 6))
            return True

        return take


class CoarseClock(VirtualClock):
    """Calls together what is due together, as the loop's does."""

    def together(self, at: float, within: float) -> float:
        return LoopClock().together(at, within)


def test_those_of_many_come_together() -> None:
    clock, moments = CoarseClock(), set()

    def take(message: object) -> bool:
        moments.add(clock.now())
        return True

    for _ in range(100):
        Timers(clock, take).send_every(0.5, "tick")
        clock.turn(0.0049)
    moments.clear()
    clock.turn(0.5)
    assert len(moments) == 0.5 / LATEST


@given(seconds=st.floats(0.01, 10), begun=st.floats(0, 100))
def test_each_is_a_little_late_and_never_early_and_that_does_not_add_up(seconds: float, begun: float) -> None:
    clock, delays = CoarseClock(), list[float]()
    clock.turn(begun)
    start = clock.now()

    def take(message: object) -> bool:
        delays.append(clock.now() - start - (len(delays) + 1) * seconds)
        return True

    Timers(clock, take).send_every(seconds, "tick")
    clock.turn(50.5 * seconds)
    assert len(delays) == 50
    assert min(delays) > -1e-6
    assert max(delays) < min(seconds / 20, 0.025) + 1e-6


class LateClock(VirtualClock):
    """A loop that is busy: what is due is called at the end of each turn."""

    def __init__(self) -> None:
        super().__init__()
        self.start = self.now()

    def turn(self, seconds: float) -> None:
        self._now += seconds
        super().turn(0)


def test_a_cancelled_timer_sends_nothing(inbox: Inbox) -> None:
    once = inbox.timers.send_after(1, "once")
    again = inbox.timers.send_every(1, "tick")
    inbox.timers.cancel(once)
    inbox.timers.cancel(again)
    inbox.timers.cancel(again)
    inbox.timers.cancel(12345)
    inbox.clock.turn(5)
    assert inbox.mail == []


def test_a_timer_may_be_cancelled_by_its_own_message() -> None:
    clock = VirtualClock()
    mail: list[object] = []

    def send(message: object) -> bool:
        mail.append(message)
        timers.cancel_all()
        return True

    timers = Timers(clock, send)
    timers.send_every(1, "tick")
    clock.turn(5)
    assert mail == ["tick"]


def test_all_are_cancelled_together(inbox: Inbox) -> None:
    for seconds in (1, 2, 3):
        inbox.timers.send_after(seconds, seconds)
        inbox.timers.send_every(seconds, seconds)
    inbox.clock.turn(1)
    inbox.timers.cancel_all()
    inbox.clock.turn(10)
    assert inbox.mail == [(1, 1), (1, 1)]


def test_a_tick_that_finds_no_room_is_not_the_last() -> None:
    clock = VirtualClock()
    answers = [False, True, False]
    timers = Timers(clock, lambda _: answers.pop())
    timers.send_every(1, "tick")
    clock.turn(3)
    assert answers == []


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("-inf"), 1e-308])
def test_an_interval_is_more_than_nothing(inbox: Inbox, seconds: float) -> None:
    with pytest.raises(ValueError, match="would never let anything else happen"):
        inbox.timers.send_every(seconds, "tick")


def test_an_interval_has_an_end(inbox: Inbox) -> None:
    with pytest.raises(ValueError, match="would never send anything"):
        inbox.timers.send_every(float("inf"), "tick")
    inbox.timers.send_every(1e300, "tick")
    inbox.clock.turn(10)
    assert inbox.mail == []
