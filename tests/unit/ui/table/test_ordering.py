"""The order of rows, and which of them are found."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from liveview.ui.table.column import Column
from liveview.ui.table.ordering import arrange, found, ordered
from liveview.ui.table.records import records_of
from liveview.ui.table.source import Query, words_of

NAN = float("nan")
EARLY = datetime(2026, 1, 1, 10, tzinfo=UTC)
SAME_DAY_EARLIER = datetime(2026, 1, 1, 10, tzinfo=timezone(timedelta(hours=5)))


@pytest.mark.parametrize(
    ("values", "upwards", "downwards"),
    [
        ([3, 1, 2], [1, 2, 0], [0, 2, 1]),
        ([3, None, 1, NAN], [2, 0, 1, 3], [0, 2, 1, 3]),
        (["b", "A", "a", "B"], [1, 2, 0, 3], [0, 3, 1, 2]),
        ([2, "x", 1.5, None, "a"], [2, 0, 4, 1, 3], [1, 4, 0, 2, 3]),
        ([date(2026, 2, 1), date(2026, 1, 1)], [1, 0], [0, 1]),
        ([EARLY, SAME_DAY_EARLIER], [1, 0], [0, 1]),
        ([date(2026, 1, 2), datetime(2026, 1, 1, 23)], [1, 0], [0, 1]),
        ([Decimal("1.5"), 1, Decimal("NaN")], [1, 0, 2], [0, 1, 2]),
        ([True, False, True], [1, 0, 2], [0, 2, 1]),
        ([None, None], [0, 1], [0, 1]),
    ],
)
def test_values_of_several_kinds_are_ordered_and_none_is_last(
    values: list[Any], upwards: list[int], downwards: list[int]
) -> None:
    assert list(ordered(range(len(values)), values)) == upwards
    assert list(ordered(range(len(values)), values, descending=True)) == downwards


ROWS = [
    {"name": "Anna Bell", "size": 12, "at": date(2026, 3, 4), "ok": True},
    {"name": "STRASSE", "size": 2.5, "at": None, "ok": False},
]
COLUMNS = [Column("name"), Column("size", format=",.1f", unit="kg"), Column("at"), Column("ok")]


@pytest.mark.parametrize(
    ("search", "places"),
    [
        ("", [0, 1]),
        ("bell", [0]),
        ("bell 12", [0]),
        ("bell 2.5", []),
        ("straße", [1]),
        ("2", [0, 1]),
        ("2026-03", [0]),
        ("yes", [0]),
        ("kg", []),
    ],
)
def test_each_word_is_looked_for_in_what_is_written_without_format(search: str, places: list[int]) -> None:
    assert list(found(records_of(ROWS), COLUMNS, search)) == places


def test_what_a_function_writes_is_found() -> None:
    columns = [Column("size", format=lambda size: "large" if size > 5 else "small")]
    assert list(found(records_of(ROWS), columns, "large")) == [0]


def test_groups_keep_the_order_within_and_what_is_written_alike_together() -> None:
    rows = [("a", 3), ("A", 1), ("a", 2), (None, 0)]
    records = records_of(rows, ["group", "size"])
    places = arrange(records, [], Query(sort="size", group="group"))
    assert [rows[place] for place in places] == [("A", 1), ("a", 2), ("a", 3), (None, 0)]
    downwards = arrange(records, [], Query(sort="group", descending=True, group="group"))
    assert rows[downwards[-1]] == (None, 0)


def test_rows_as_they_are_cost_no_list() -> None:
    assert arrange(records_of(ROWS), COLUMNS, Query()) == range(2)


def test_a_search_is_for_few_words_and_each_once() -> None:
    assert words_of("Ann ANN bea " + " ".join("abcdefghijk")) == ["Ann", "bea", *"abcdef"]
    assert words_of("x" * 10_000) == ["x" * 200]
    records = records_of([{"name": "ann 1"}, {"name": "ann 2"}])
    assert found(records, [Column("name")], "ann 1 " * 30) == [0]
