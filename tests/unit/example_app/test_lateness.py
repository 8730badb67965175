"""The figures of what others felt: of calls that come when they should, and of one that does not."""

from __future__ import annotations

from example_app.lateness import WINDOW, Felt, Lateness


def called(lateness: Lateness, *times: float) -> None:
    for time in times:
        lateness.called(time)


def test_nothing_is_late_that_was_called_once_or_on_time() -> None:
    lateness = Lateness(0.5)
    assert lateness.felt() == Felt(0, 0, 0)
    called(lateness, 7.0, 7.5, 8.0)
    assert lateness.felt() == Felt(0, 0, 0) and lateness.worst() == 0


def test_a_late_call_is_the_worst_one_and_those_after_it_are_not_early() -> None:
    lateness = Lateness(0.5)
    called(lateness, 0.0, 0.5, 1.25, 1.5, 2.0)
    assert lateness.felt() == Felt(0, 250, 250)
    assert lateness.worst() == 250 and lateness.worst() == 0


def test_one_in_a_hundred_is_not_among_the_others() -> None:
    lateness = Lateness(0.25)
    called(lateness, *(number / 4 for number in range(100)), 26.0)
    assert lateness.felt() == Felt(0, 0, 1000)


def test_what_was_long_ago_is_forgotten() -> None:
    lateness = Lateness(0.5)
    called(lateness, 0.0, 9.0, *(9 + number / 2 for number in range(1, 2 * WINDOW + 1)))
    assert lateness.felt() == Felt(0, 0, 0)
