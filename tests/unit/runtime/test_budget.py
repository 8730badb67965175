"""A budget fills up again, and what was too much is paid for by waiting."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liveview.runtime.budget import Budget


def test_a_burst_is_free_and_what_comes_after_it_waits() -> None:
    budget = Budget(rate=10.0, burst=3)
    assert [budget.spend(100.0) for _ in range(5)] == [0.0, 0.0, 0.0, 0.1, 0.2]
    assert budget.spend(100.25, 0) == 0.0
    assert budget.spend(100.25) == pytest.approx(0.05)
    assert [budget.spend(200.0) for _ in range(4)] == [0.0, 0.0, 0.0, 0.1]


def test_it_is_rested_once_half_of_it_is_there_again() -> None:
    budget = Budget(rate=10.0, burst=10)
    budget.spend(0.0, 5)
    assert budget.is_rested
    budget.spend(0.0)
    assert not budget.is_rested
    budget.spend(1.0)
    assert budget.is_rested


def test_it_is_full_again_after_as_long_as_it_takes() -> None:
    budget = Budget(rate=10.0, burst=10)
    assert budget.is_full(0.0)
    budget.spend(1.0, 15)
    assert not budget.is_full(2.4)
    assert budget.is_full(2.5)


@given(st.lists(st.tuples(st.floats(0, 2), st.integers(1, 5)), max_size=50))
def test_whoever_waits_as_told_has_no_more_than_the_rate_and_one_burst(asked: list[tuple[float, int]]) -> None:
    budget, now, count = Budget(rate=10.0, burst=3), 0.0, 0
    for pause, more in asked:
        now += pause
        count += more
        now += budget.spend(now, more)
        assert count <= 3 + 10.0 * now + 1e-6
