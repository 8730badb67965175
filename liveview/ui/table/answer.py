"""What a source is asked for one view of a table, step by step, whether it answers in a thread or on the loop."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import index
from typing import Any

from liveview.ui.table.groups import Line, Lines, name_of, stacked
from liveview.ui.table.records import has_key, value_of
from liveview.ui.table.source import Query

GROUP = "`(value, count, totals)`"

# A method of the source, and its arguments.
Step = tuple[Callable[..., Any], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a table wants to show.

    Attributes:
        query: which rows, and in which order.
        start: the first line.
        stop: the line after the last.
        closed: the groups that are closed.
        has_totals: whether it shows what columns come to.
        turn: another number where rows may have changed: sums are asked for once for each.
    """

    query: Query = field(default_factory=Query)
    start: int = 0
    stop: int = 0
    closed: frozenset[str] = frozenset()
    has_totals: bool = False
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Sums:
    """What a source has worked out over all of its rows.

    Attributes:
        groups: the name of each group, how many rows it has, and what its columns come to.
        totals: what all come to; None where nobody asked.
    """

    groups: Sequence[tuple[str, int, Mapping[str, Any]]] = ()
    totals: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """What a source has given.

    Attributes:
        count: how many rows there are.
        total: how many lines these are, with the headings of groups.
        start: the place of the first line.
        lines: the lines, those of rows with the row.
        totals: what columns come to; None where nobody asked.
    """

    count: int
    total: int
    start: int
    lines: Sequence[tuple[Line, Any]]
    totals: Mapping[str, Any] | None = None


def sums_of(source: Any, wanted: Wanted) -> Generator[Step, Any, Sums]:
    """Asks for what takes all rows.

    Args:
        source: the source.
        wanted: what the table wants to show.

    Yields:
        what to ask; it is sent what that gives.

    Raises:
        ValueError: a value has two groups, or there are fewer rows than none.
        TypeError: what comes has another shape; the text says which method gave it, and what is asked for.
    """
    given = (yield source.groups, (wanted.query,)) if wanted.query.group else ()
    groups = [_group(source, each) for each in _listed(source, given)]
    names = [name for name, _, _ in groups]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{type(source).__name__}.groups gave {twice!r} twice: each value is one group.")
    if not wanted.has_totals:
        return Sums(groups)
    return Sums(groups, _summed(source, "totals", (yield source.totals, (wanted.query,))))


def _listed(source: Any, given: Any) -> Iterable[Any]:
    if isinstance(given, Iterable) and not isinstance(given, (str, bytes, Mapping)):
        return given
    raise TypeError(f"{type(source).__name__}.groups gave {type(given).__name__}: a list of {GROUP} is asked for.")


def _group(source: Any, given: Any) -> tuple[str, int, Mapping[str, Any]]:
    try:
        value, count, totals = given
    except (TypeError, ValueError):
        raise TypeError(f"{type(source).__name__}.groups gave a group that is not {GROUP}: {given!r:.200}.") from None
    return name_of(value), _counted(source, "groups", count), _summed(source, "groups", totals)


def _counted(source: Any, method: str, given: Any) -> int:
    try:
        count = index(given)
    except TypeError:
        raise TypeError(
            f"{type(source).__name__}.{method} gave {type(given).__name__} as a number of rows: an int is asked for."
        ) from None
    if count < 0:
        raise ValueError(f"{type(source).__name__}.{method} gave {count} as a number of rows: that is 0 at least.")
    return count


def _summed(source: Any, method: str, given: Any) -> Mapping[str, Any]:
    if isinstance(given, Mapping):
        return given
    raise TypeError(
        f"{type(source).__name__}.{method} gave {type(given).__name__} as totals: a dict by the columns' keys is asked "
        "for, {} where there are none."
    )


def slice_of(source: Any, wanted: Wanted, sums: Sums) -> Generator[Step, Any, Slice]:
    """Asks for the rows.

    Args:
        source: the source.
        wanted: what the table wants to show.
        sums: what the source has worked out.

    Yields:
        what to ask; it is sent what that gives.
    """
    groups = stacked(sums.groups, wanted.closed)
    if wanted.query.group:
        count = sum(group.count for group in groups)
    else:
        count = _counted(source, "count", (yield source.count, (wanted.query,)))
    all_lines = Lines(count, groups)
    start, stop = _within(len(all_lines), wanted.start, wanted.stop)
    lines = [*all_lines.between(start, stop)]
    rows: dict[int, Any] = {}
    for first, after in stretches(line.number for line in lines if line.group is None):
        rows.update(zip(range(first, after), (yield source.slice, (wanted.query, first, after)), strict=False))
    there = [(line, rows.get(line.number)) for line in lines if line.group is not None or line.number in rows]
    return Slice(count, len(all_lines), start, there, sums.totals)


def are_in_place(found: Slice, wanted: Wanted, sums: Sums, places: Mapping[str, int]) -> bool:
    """Whether rows stand below the headings of their own groups, as far as they say which these are.

    Args:
        found: what the source has given.
        wanted: what it was asked for.
        sums: by which the headings were placed.
        places: the places in plain tuples, by key.
    """
    key, groups = wanted.query.group, stacked(sums.groups, wanted.closed)
    for line, row in found.lines if key else ():
        if line.group is not None or not has_key(row, key, places):
            continue
        group = groups[bisect_right(groups, line.number, key=lambda each: each.first) - 1]
        if name_of(value_of(row, key, places)) != group.name:
            return False
    return True


def _within(count: int, start: int, stop: int) -> tuple[int, int]:
    """A stretch as long, of lines that are there."""
    start = max(0, min(start, count - (stop - start)))
    return start, min(stop, count)


def stretches(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where numbers follow each other without a gap: between rows of a view there is one for each closed group.

    Args:
        numbers: in order.

    Yields:
        the first of each stretch, and the number after its last.
    """
    for _, together in groupby(enumerate(numbers), key=lambda each: each[1] - each[0]):
        found = [number for _, number in together]
        yield found[0], found[-1] + 1
