"""Percentiles and the histogram of a load's report."""

from __future__ import annotations

import statistics

from hypothesis import given
from hypothesis import strategies as st

from liveview.load import Series

SAMPLES = st.lists(st.floats(0, 10_000), min_size=1)


@given(SAMPLES)
def test_a_percentile_is_a_sample_that_so_many_do_not_exceed(samples: list[float]) -> None:
    series = Series(samples)
    for percent in (50, 90, 99, 99.9):
        value = series.percentile(percent)
        assert value in samples
        assert sum(sample <= value for sample in samples) >= len(samples) * percent / 100
        assert sum(sample < value for sample in samples) <= len(samples) * percent / 100
    assert series.percentile(100) == series.largest == max(samples)
    assert series.percentile(50) == statistics.median_low(samples)


@given(SAMPLES)
def test_a_histogram_counts_every_sample(samples: list[float]) -> None:
    assert sum(int(line.split()[-1]) for line in Series(samples).histogram()) == len(samples)


def test_without_samples_there_is_nothing_to_draw() -> None:
    assert Series().histogram() == []
    assert Series().figures() == {"count": 0, "p50": 0.0, "p90": 0.0, "p99": 0.0, "p99.9": 0.0, "max": 0.0}
