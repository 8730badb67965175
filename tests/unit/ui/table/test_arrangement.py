"""Orders that are kept: only while nothing that they are made of has changed, and only around what is seen."""

from __future__ import annotations

import sys
from typing import Any

from liveview.ui import Column, Query, Table
from liveview.ui.table.arrangement import STRETCH, Arrangement, Kept
from liveview.ui.table.records import records_of

MANY = 20_000
ROWS = [{"id": number, "size": number * 7 % 1000} for number in range(MANY)]


def arrangement() -> Arrangement:
    return Arrangement(records_of(ROWS), [Column("id")], Query(sort="size"))


def test_of_an_order_that_is_kept_only_a_stretch_is() -> None:
    whole, found = arrangement(), arrangement()
    found.shorten(10_000)
    assert [found.place(number) for number in range(9_900, 10_100)] == [whole.place(n) for n in range(9_900, 10_100)]
    assert found.has(10_000, 50) and not found.has(0, 50) and not found.has(10_000 + STRETCH, 50)
    assert sys.getsizeof(found.places()) < 40_000 and found.count == MANY


def test_rows_in_their_own_order_take_nothing() -> None:
    found = Arrangement(records_of(ROWS), [Column("id")], Query())
    found.shorten(10_000)
    assert found.places() == range(MANY) and found.has(0, 50)


def test_it_holds_for_the_very_rows_and_what_it_was_made_of() -> None:
    kept = Kept(ROWS, ("v1",), arrangement())
    assert kept.holds(ROWS, ("v1",), 0, 50)
    assert not kept.holds(ROWS, ("v2",), 0, 50)
    assert not kept.holds(list(ROWS), ("v1",), 0, 50)


def test_a_table_takes_the_order_of_before_while_the_version_is_the_same() -> None:
    rows = [dict(row) for row in ROWS[:500]]
    given: dict[str, Any] = {"rows": rows, "version": 1}
    told, untold = Table(**given), Table(rows=rows)
    for table in (told, untold):
        table.sorted_by = "size"
        assert table.shown.lines[0].id == "0"
    rows[400]["size"] = -1
    assert untold.shown.lines[0].id == "400" and told.shown.lines[0].id == "0"
    vars(told)["version"] = 2
    assert told.shown.lines[0].id == "400"
    told.first = 300
    assert told.shown.first == 285
