"""Columns: how values are written, edited, added up and saved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

import numpy
import pandas
import pytest

from liveview.ui.table.answer import Slice
from liveview.ui.table.column import NONE, Column, Total, columns_of, kind_of
from liveview.ui.table.entry import text_of_value, value_of_text
from liveview.ui.table.export import in_pieces, lines
from liveview.ui.table.groups import Line, Lines, grouped, totals
from liveview.ui.table.reader import Reader
from liveview.ui.table.records import Listed, records_of


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        (Column("x"), None, NONE),
        (Column("x"), float("nan"), NONE),
        (Column("x"), pandas.NA, NONE),
        (Column("x"), pandas.NaT, NONE),
        (Column("x"), True, "yes"),
        (Column("x"), 0.1 + 0.2, "0.3"),
        (Column("x"), 1234567, "1234567"),
        (Column("x", format=",.1f", unit="ms"), 1234.56, "1,234.6\N{NO-BREAK SPACE}ms"),
        (Column("x", format=str.upper), "ab", "AB"),
        (Column("x"), date(2026, 1, 2), "2026-01-02"),
        (Column("x"), datetime(2026, 1, 2, 3, 4), "2026-01-02 03:04:00"),
    ],
)
def test_a_value_is_written(column: Column, value: Any, text: str) -> None:
    assert column.text(value) == text


def test_a_column_is_completed_by_its_values() -> None:
    values: dict[str, Any] = {"first_name": "a", "price": 1.5}
    name, price = columns_of(["first_name", Column("price")], [], lambda column: type(values[column.key]))
    assert (name.label, name.align, name.kind) == ("First name", "start", str)
    assert (price.align, price.kind, price.input) == ("end", float, "text")
    with pytest.raises(ValueError, match="two columns have the key 'a'"):
        columns_of(["a", Column("a")], [], lambda column: None)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (int, " 12 ", 12),
        (int, "", None),
        (float, "1.5", 1.5),
        (Decimal, "1.50", Decimal("1.50")),
        (bool, "Yes", True),
        (date, "2026-01-02", date(2026, 1, 2)),
        (datetime, "2026-01-02T03:04", datetime(2026, 1, 2, 3, 4)),
        (time, "03:04", time(3, 4)),
        (str, " a ", " a "),
        (None, "a", "a"),
        (dict, "a", "a"),
    ],
)
def test_what_is_typed_becomes_a_value_of_the_column(kind: type | None, text: str, value: Any) -> None:
    assert value_of_text(Column("x", kind=kind), text) == value
    if value is not None and text == text.strip() and kind is not bool:
        assert text_of_value(value).startswith(text)


@pytest.mark.parametrize(
    ("column", "text", "asked"),
    [
        (Column("x", label="X", kind=int), "1.5", "X: a whole number is asked for."),
        (Column("x", label="X", kind=float), "inf", "X: a number is asked for."),
        (Column("x", label="X", kind=Decimal), "NaN", "X: a number is asked for."),
        (Column("x", label="X", kind=date), "tomorrow", "X: a date is asked for."),
        (Column("x", label="X", kind=bool), "maybe", "X: yes or no is asked for."),
        (Column("x", label="X", kind=str, choices=("a", "b")), "c", "One of the choices is asked for."),
        (Column("x", label="X", kind=str), "c" * 10_001, "At most 10,000 characters."),
    ],
)
def test_what_is_no_value_says_what_is_asked_for(column: Column, text: str, asked: str) -> None:
    with pytest.raises(ValueError, match=r"asked for|At most") as caught:
        value_of_text(column, text)
    assert str(caught.value) == asked


def test_totals_leave_out_what_is_missing() -> None:
    kinds: tuple[Total, ...] = ("sum", "mean", "min", "max", "count")
    columns = [Column(kind, total=kind) for kind in kinds]
    values: dict[str, list[int | None]] = {kind: [1, None, 3, 8] for kind in kinds}
    assert totals(columns, values, [0, 1, 2]) == {"sum": "4", "mean": "2", "min": "1", "max": "3", "count": "2"}
    assert totals(columns, values, [1])["sum"] == NONE


def test_lines_are_found_without_making_the_others() -> None:
    groups = grouped([0, 1, 2, 3, 4], ["a", "a", "b", "b", None], [], {}, {"b"})
    found = Lines(5, groups)
    assert len(found) == 3 + 2 + 1
    shown = [(line.number, line.group and line.group.name) for line in found.between(0, 99)]
    assert shown == [(-1, "a"), (0, None), (1, None), (-1, "b"), (-1, NONE), (4, None)]
    assert [line.number for line in found.between(1, 3)] == [0, 1]


def test_a_file_holds_values_and_runs_nothing() -> None:
    columns = [Column("name", label="=Name"), Column("size", format=",.1f", unit="kg", label="Size")]
    rows = [("=1+1", 1234.5), ('say "a,b"', None), ("-x", -2)]
    assert (
        "".join(lines(columns, rows, Reader(columns).value))
        == '\'=Name,Size\r\n\'=1+1,1234.5\r\n"say ""a,b""",\r\n\'-x,-2\r\n'
    )


class Formula:
    def __str__(self) -> str:
        return "=1+1"


class Sly(float):
    def __str__(self) -> str:
        return "=1+1"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (PurePosixPath("=1+1"), "'=1+1"),
        (Formula(), "'=1+1"),
        (Sly(1), "'=1+1"),
        ([-1], "[-1]"),
        (timedelta(days=-1), "'-1 day, 0:00:00"),
        (-1, "-1"),
        (numpy.int64(-1), "-1"),
        (Decimal("-1.5"), "-1.5"),
        (date(2026, 1, 2), "2026-01-02"),
        (True, "yes"),
    ],
)
def test_only_numbers_and_dates_are_no_formulas(value: Any, written: str) -> None:
    found = "".join(lines([Column("x")], [{"x": value}], Reader(["x"]).value)).split("\r\n")[1]
    assert found.strip('"') == written


@pytest.mark.parametrize("kind", ["sum", "mean", "min", "max"])
def test_values_that_come_to_nothing_are_a_dash(kind: Total) -> None:
    for values in ([1, "a"], ["a", date(2026, 1, 2)], [Decimal("1"), "x", 1.5]):
        assert totals([Column("x", total=kind)], {"x": values}, range(len(values))) == {"x": NONE}


def test_whole_numbers_among_others_are_numbers() -> None:
    assert kind_of([None, 1, 2.5]) is float and kind_of([1, 2]) is int and kind_of(["a", 2.5]) is str
    assert kind_of([None]) is None and kind_of([True, 2.5]) is bool
    reader = Reader(["x"])
    assert reader.columns(records_of([{"x": 1}, {"x": 2.5}]))[0].kind is float


def test_a_source_keeps_its_types_whichever_rows_it_shows() -> None:
    kinds: dict[str, type] = {}
    found = []
    for value in (None, 1, 2.5, 3, None):
        shown = Reader(["x"]).of_slice(Slice(1, 1, 0, [(Line(0), {"x": value})]), kinds)
        found.append((shown.columns[0].kind, shown.columns[0].align))
    assert found == [(None, "start"), (int, "end"), (float, "end"), (float, "end"), (float, "end")]


class Counting(Listed):
    """Rows that tell how many of them were read."""

    read = 0

    def rows(self, places: Iterable[int]) -> list[Any]:
        found = super().rows(places)
        self.read += len(found)
        return found


def test_rows_are_read_as_they_are_written() -> None:
    records = Counting([(number,) for number in range(2_500)], ["x"])
    written = lines([Column("x", label="X")], in_pieces(records, range(2_500)), Reader(["x"]).value)
    assert next(written) == "X\r\n" and records.read == 0
    next(written)
    assert records.read == 1_000
    assert "".join(written).splitlines()[-1] == "2499" and records.read == 2_500
