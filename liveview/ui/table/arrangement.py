"""The order of a table's rows, worked out anew each time, or kept where its caller says when rows change."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import Any

from liveview.ui.table.column import Column
from liveview.ui.table.groups import Group, Lines, grouped, totals
from liveview.ui.table.ordering import arrange
from liveview.ui.table.records import Records
from liveview.ui.table.shown import window
from liveview.ui.table.source import Query

# Of an order that is kept, so many places to either side of what is shown: 32 kB, and some seconds of scrolling.
STRETCH = 4_000


class Arrangement:
    """Which rows a table shows, where.

    Args:
        records: all rows.
        columns: those that are shown.
        query: what is searched for, what sorts, and what groups.
        closed: the groups that are closed.

    Attributes:
        count: how many rows there are.
        lines: those and the headings of their groups.
        totals: what columns come to, by key.
    """

    __slots__ = ("_first", "_order", "count", "lines", "totals")

    def __init__(
        self,
        records: Records,
        columns: Sequence[Column],
        query: Query,
        closed: frozenset[str] = frozenset(),
    ) -> None:
        order = arrange(records, columns, query)
        values = {column.key: records.values(column.key) for column in columns if column.total}
        groups: Sequence[Group] = ()
        if query.group:
            groups = grouped(order, records.values(query.group), columns, values, closed)
        self._order = order
        self._first = 0
        self.count = len(order)
        self.lines = Lines(self.count, groups)
        self.totals: Mapping[str, str] = totals(columns, values, order)

    def has(self, first: int, view: int) -> bool:
        """Whether it knows the places of the rows that a page has.

        Args:
            first: the first line in view.
            view: how many are in view.
        """
        start, stop = window(first, view, len(self.lines))
        numbers = [line.number for line in self.lines.between(start, stop) if line.group is None]
        last = self._first + len(self._order)
        return not numbers or (self._first <= numbers[0] and numbers[-1] < last)

    def place(self, number: int) -> int:
        """Where a row stands among all.

        Args:
            number: of the row in the order.
        """
        return self._order[number - self._first]

    def places(self) -> Sequence[int]:
        """Where all rows stand, in order; of one that keeps all of it."""
        return self._order

    def shorten(self, first: int) -> None:
        """Keep only the places of rows around a line.

        Args:
            first: the line.
        """
        if isinstance(self._order, range):
            return
        first = max(0, min(first, len(self.lines) - 1))
        near = [line.number for line in self.lines.between(first, first + 2) if line.group is None]
        start = max(0, (near[0] if near else first) - STRETCH)
        self._order = array("I", self._order[start : start + 2 * STRETCH])
        self._first = start


class Kept:
    """An arrangement of before, and what it was made of.

    Args:
        rows: what the table was given.
        made_of: what else it depends on.
        arrangement: the arrangement.
    """

    __slots__ = ("_made_of", "_rows", "arrangement")

    def __init__(self, rows: Any, made_of: tuple[Any, ...], arrangement: Arrangement) -> None:
        self._rows = rows
        self._made_of = made_of
        self.arrangement = arrangement

    def holds(self, rows: Any, made_of: tuple[Any, ...], first: int, view: int) -> bool:
        """Whether it would be the same now, and has what a page shows.

        Args:
            rows: what the table is given.
            made_of: what else it depends on.
            first: the first line in view.
            view: how many are in view.
        """
        return rows is self._rows and made_of == self._made_of and self.arrangement.has(first, view)
