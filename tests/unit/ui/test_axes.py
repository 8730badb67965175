"""Round numbers, clocks and units."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from liveview.ui.charts.ticks import labels, scale
from liveview.ui.charts.times import marks, seconds_of
from liveview.ui.charts.units import written

FLOATS = st.floats(-1e12, 1e12).filter(lambda number: number == 0 or abs(number) > 1e-6)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0, "%", "0%"),
        (-0.001, "%", "\N{MINUS SIGN}0.001%"),
        (1234567, "B/s", "1.23\xa0MB/s"),
        (0.25, "s", "250\xa0ms"),
        (5400, "s", "5\u202f400\xa0s"),
        (0.5, "B", "0.5\xa0B"),
        (1800, "rpm", "1\u202f800\xa0rpm"),
        (12000, "", "12k"),
        (99.95, "%", "100%"),
        (1e-12, "", "0.000000000001"),
    ],
)
def test_numbers_as_people_read_them(value: float, unit: str, text: str) -> None:
    assert written(value, unit) == text


@given(FLOATS, FLOATS)
def test_an_axis_holds_its_values_at_round_numbers(first: float, second: float) -> None:
    low, high = sorted((first, second))
    assume(high == low or high - low > abs(high) * 1e-9)
    axis = scale(low, high)
    assert axis.low <= low + axis.step * 1e-6
    assert axis.high >= high - axis.step * 1e-6
    assert 2 <= len(axis.ticks) <= 7
    assert len(set(labels(axis, "%"))) == len(axis.ticks), "the marks can be told apart"


def test_an_axis_keeps_the_bounds_that_it_is_given() -> None:
    assert scale(3, 5, 0, 90).ticks == (0, 50)
    assert (scale(3, 5, 0, 90).low, scale(3, 5, 0, 90).high) == (0, 90)
    assert scale(7, 7).low < scale(7, 7).high
    assert scale(0, 0).low < scale(0, 0).high
    assert scale(5, 200, 300).low == 300, "what is above all values still begins there"


def told(first: datetime, last: datetime) -> list[str]:
    return [mark.label for mark in marks(seconds_of(first), seconds_of(last), first.tzinfo)]


START = datetime(2026, 3, 1, 23, 58, 50, tzinfo=UTC)


@pytest.mark.parametrize(
    ("span", "labels"),
    [
        (timedelta(seconds=1), ["23:58:50.0", "23:58:50.2", "23:58:50.4", "23:58:50.6", "23:58:50.8", "23:58:51.0"]),
        (timedelta(seconds=60), ["23:59:00", "23:59:15", "23:59:30", "23:59:45"]),
        (timedelta(minutes=10), ["2 Mar", "00:02", "00:04", "00:06", "00:08"]),
        (timedelta(hours=20), ["2 Mar", "06:00", "12:00", "18:00"]),
        (timedelta(days=5), ["2 Mar", "3 Mar", "4 Mar", "5 Mar", "6 Mar"]),
        (timedelta(days=300), ["May", "Jul", "Sep", "Nov"]),
        (timedelta(days=3000), ["2028", "2030", "2032", "2034"]),
    ],
)
def test_times_as_clocks_and_calendars_say_them(span: timedelta, labels: list[str]) -> None:
    assert told(START, START + span) == labels


def test_marks_stand_at_full_hours_of_the_clock_that_is_read() -> None:
    india = timezone(timedelta(hours=5, minutes=30))
    assert told(START.astimezone(india), START.astimezone(india) + timedelta(hours=3))[:2] == ["06:00", "07:00"]
    berlin = datetime(2026, 3, 29, 0, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    assert told(berlin, berlin + timedelta(hours=1))[0] == "00:30"


@given(st.integers(0, 4_000_000_000), st.floats(0.01, 1e9))
def test_there_are_a_few_marks_and_each_lies_within(first: int, width: float) -> None:
    found = marks(first, first + width, None)
    assert len(found) <= 8
    assert all(first - 1e-3 <= mark.at <= first + width + 1e-3 for mark in found)
