"""The last minute of a number."""

from __future__ import annotations

from example_app.machine.trend import LENGTH, History, Segment


def test_the_first_sample_is_a_point_and_draws_nothing() -> None:
    assert History(100).add(1, 5).segments == ()


def test_each_further_sample_adds_one_segment() -> None:
    history = History(100)
    history.add(1, 5.4)
    assert history.add(2, 7.6).segments == (Segment(1, 5, 8),)


def test_the_oldest_segment_goes_after_a_minute_and_the_others_stay_the_same_objects() -> None:
    history = History(100)
    for number in range(1, LENGTH + 2):
        before = history.add(number, number)
    after = history.add(LENGTH + 2, 1)
    assert len(before.segments) == len(after.segments) == LENGTH
    assert all(old is new for old, new in zip(before.segments[1:], after.segments, strict=False))
    assert after.first == after.segments[0].at == 2


def test_the_upper_edge_doubles_until_all_samples_are_below_it_and_comes_back() -> None:
    history = History(64)
    history.add(1, 10)
    assert history.add(2, 300).top == 512
    for number in range(3, LENGTH + 3):
        trend = history.add(number, 10)
    assert trend.top == 512
    assert history.add(LENGTH + 3, 10).top == 64


def test_percentages_keep_their_upper_edge() -> None:
    history = History(100, fixed=True)
    history.add(1, 250)
    assert history.add(2, 250).top == 100
