"""A page whose view keeps crashing gets the error page once for each time that it gives up."""

from __future__ import annotations

from liveview.channel.limits import Limits
from liveview.web.failures import MOST, Failures
from tests.unit.channel.stage import TurnedClock

PAGE = ("session", "/")


def test_after_too_many_the_error_page_is_due_once() -> None:
    failures = Failures(TurnedClock(), Limits(max_restarts=2))
    assert [failures.add(PAGE) for _ in range(3)] == [True, True, False]
    assert not failures.take(("another", "/")) and not failures.take(("session", "/other"))
    assert [failures.take(PAGE) for _ in range(2)] == [True, False]
    assert not failures.add(PAGE)  # somebody has tried again, in vain


def test_time_heals() -> None:
    clock = TurnedClock()
    failures = Failures(clock, Limits(max_restarts=1, view_seconds=60))
    for _ in range(10):
        assert failures.add(PAGE)
        clock.turn(61)


def test_they_are_bounded() -> None:
    failures = Failures(TurnedClock(), Limits(max_restarts=0))
    for number in range(MOST + 1):
        failures.add((str(number), "/"))
    assert not failures.take(("0", "/")) and failures.take(("1", "/"))
