"""Rows in groups, and what their columns come to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from liveview.ui.table.column import NONE, Column, is_missing, plain

NO_TOTAL = (TypeError, ValueError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that have the same value in the column that groups.

    Attributes:
        name: the value, as text; by it the group is opened and closed.
        line: where its heading stands among all lines.
        first: the place of its first row in the order.
        count: how many rows it has.
        is_open: whether they are shown.
        totals: what its columns come to, by key: as it is written, or as a source has given it.
    """

    name: str
    line: int
    first: int
    count: int
    is_open: bool
    totals: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: a row by its number in the order, or the heading of a group."""

    number: int
    group: Group | None = None


class Lines:
    """All lines of a table, each found without making the others.

    Args:
        count: how many rows there are.
        groups: their groups, in order; none where the rows are not grouped.
    """

    __slots__ = ("_count", "_groups")

    def __init__(self, count: int, groups: Sequence[Group] = ()) -> None:
        self._count = count
        self._groups = groups

    def __len__(self) -> int:
        if not self._groups:
            return self._count
        last = self._groups[-1]
        return last.line + 1 + (last.count if last.is_open else 0)

    def between(self, start: int, stop: int) -> Iterator[Line]:
        """Some of the lines.

        Args:
            start: the first.
            stop: the one after the last.
        """
        for line in range(start, min(stop, len(self))):
            yield self._line(line)

    def _line(self, line: int) -> Line:
        if not self._groups:
            return Line(line)
        group = self._groups[bisect_right(self._groups, line, key=lambda each: each.line) - 1]
        return Line(-1, group) if line == group.line else Line(group.first + line - group.line - 1)


def grouped(
    order: Sequence[int],
    values: Sequence[Any],
    columns: Sequence[Column],
    of: Mapping[str, Sequence[Any]],
    closed: Set[str],
) -> list[Group]:
    """The groups of rows that stand in order.

    Args:
        order: the places of the rows.
        values: of the column that groups, of all rows.
        columns: the columns, of which some have totals.
        of: all values of those, by key.
        closed: the names of the groups that are closed.
    """
    named = groupby(order, key=lambda place: name_of(values[place]))
    members = ((name, list(places)) for name, places in named)
    return stacked(((name, len(places), totals(columns, of, places)) for name, places in members), closed)


def stacked(groups: Iterable[tuple[str, int, Mapping[str, Any]]], closed: Set[str]) -> list[Group]:
    """Groups that stand one after the other.

    Args:
        groups: the name of each, how many rows it has, and what its columns come to.
        closed: the names of those that are closed.
    """
    stack: list[Group] = []
    line = first = 0
    for name, count, sums in groups:
        is_open = name not in closed
        stack.append(Group(name, line, first, count, is_open, sums))
        line += 1 + (count if is_open else 0)
        first += count
    return stack


def name_of(value: Any) -> str:
    """What a group is called.

    Args:
        value: what its rows have in common.
    """
    return NONE if is_missing(value) else plain(value)


def totals(columns: Sequence[Column], of: Mapping[str, Sequence[Any]], places: Sequence[int]) -> dict[str, str]:
    """What columns come to, as it is written.

    Args:
        columns: the columns, of which some have totals.
        of: all values of those, by key.
        places: of the rows that count.
    """
    return {column.key: _total(column, of[column.key], places) for column in columns if column.total}


def _total(column: Column, values: Sequence[Any], places: Sequence[int]) -> str:
    present = [values[place] for place in places if not is_missing(values[place])]
    if column.total == "count":
        return f"{len(present):,}"
    if not present:
        return column.text(None)
    worked_out: dict[str, Callable[[list[Any]], Any]] = {"sum": sum, "min": min, "max": max, "mean": _mean}
    try:
        total = worked_out[column.total or "sum"](present)
    except NO_TOTAL:  # values of kinds that do not add up, or compare
        return NONE
    return column.text(total)


def written(columns: Sequence[Column], sums: Mapping[str, Any]) -> dict[str, str]:
    """What a source says that columns come to, as it is written.

    Args:
        columns: the columns, of which some have totals.
        sums: what those come to, by key.
    """
    return {column.key: _written(column, sums.get(column.key)) for column in columns if column.total}


def _written(column: Column, total: Any) -> str:
    if column.total == "count" and isinstance(total, int):
        return f"{total:,}"
    try:
        return column.text(total)
    except NO_TOTAL:  # of a kind that the column's format does not write: no reason to show no rows
        return NONE


def _mean(values: list[Any]) -> Any:
    return sum(values) / len(values)
