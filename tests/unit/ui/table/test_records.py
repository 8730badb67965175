"""Rows of every kind, read as one."""

from __future__ import annotations

from collections import namedtuple
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pandas
import polars
import pytest

from liveview.ui import Table
from liveview.ui.table.records import names_of, records_of

Pair = namedtuple("Pair", "id name")


@dataclass
class Row:
    id: int
    name: str | None


KINDS: dict[str, Any] = {
    "mappings": [{"id": 1, "name": "a"}, {"id": 2, "name": None}],
    "tuples": [(1, "a"), (2, None)],
    "lists": ([1, "a"], [2, None]),
    "named tuples": [Pair(1, "a"), Pair(2, None)],
    "dataclasses": (Row(1, "a"), Row(2, None)),
    "objects": [SimpleNamespace(id=1, name="a"), SimpleNamespace(id=2)],
    "several": [{"id": 1, "name": "a"}, Row(2, None)],
    "polars": polars.DataFrame({"id": [1, 2], "name": ["a", None]}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_rows_of_each_kind_say_the_same(kind: str) -> None:
    records = records_of(KINDS[kind], ["id", "name"])
    assert len(records) == 2
    assert list(records.values("id")) == [1, 2] and list(records.values("name")) == ["a", None]
    assert list(records.values("nothing")) == [None, None]
    assert len(records.rows([1, 0])) == 2
    assert records.rows([1])[0] == (KINDS[kind][1] if kind != "polars" else {"id": 2, "name": None})


def test_a_frame_of_pandas_is_read() -> None:
    records = records_of(pandas.DataFrame({"id": [1, 2], "at": pandas.to_datetime(["2026-01-02", None])}, index=[7, 7]))
    assert records.names() == ["id", "at"] and len(records) == 2
    assert records.rows([1, 0])[1]["id"] == 1
    assert records.values("id") == [1, 2]


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_row_has_is_known(kind: str) -> None:
    if kind in ("tuples", "lists"):
        assert names_of(KINDS[kind][0]) == ["0", "1"]
    else:
        assert records_of(KINDS[kind]).names() == ["id", "name"]


def test_no_rows_have_the_names_that_were_given() -> None:
    assert records_of([], ["id"]).names() == ["id"]


@pytest.mark.parametrize("rows", [7, "text", iter([])])
def test_what_is_no_rows_is_told(rows: Any) -> None:
    with pytest.raises(TypeError, match="rows are a list, a tuple, a frame"):
        records_of(rows)


def test_plain_tuples_without_columns_have_their_places() -> None:
    rows = [("Ann", 3), ("Bea", 2)]
    shown = Table(rows=rows).shown
    assert [column.key for column in shown.columns] == ["0", "1"]
    assert [list(line.texts) for line in shown.lines] == [["Ann", "3"], ["Bea", "2"]]
    assert list(records_of(rows).values("1")) == [3, 2]
    assert list(records_of(rows, ["a", "b"]).values("1")) == [None, None]


@pytest.mark.parametrize("row", [{"pid": 7}, (7,), SimpleNamespace(pid=7)], ids=lambda row: type(row).__name__)
def test_rows_are_told_apart_by_what_they_have(row: Any) -> None:
    given: dict[str, Any] = {"rows": [row], "columns": ("pid",), "row_key": "pid"}
    assert Table(**given).shown.lines[0].id == "7"
    given["row_key"] = "orders"
    with pytest.raises(ValueError, match="row_key='orders' is nothing that the rows have"):
        _ = Table(**given).shown
