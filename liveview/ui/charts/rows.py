"""What a chart is given: numbers, pairs, named tuples, dicts, objects, or columns by name. All are read as rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, time, tzinfo
from itertools import zip_longest
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from liveview.ui.charts.times import seconds_of

Column = list[float | None]

HUGE = 1e100  # from there on a value may be what an axis has no room for


class Point(NamedTuple):
    """One row of a chart's data.

    Attributes:
        x: where it is; seconds since 1970 where rows have times.
        ys: the value of each series; None where there is none.
    """

    x: float
    ys: tuple[float | None, ...]


@dataclass(slots=True)
class Rows:
    """A chart's data.

    Attributes:
        items: the rows, as things that are equal where they show the same; some may not say where they are.
        names: what the series are called; empty texts where the data does not say.
        has_x: whether a row says where it is; without, rows are one apart.
        is_time: whether it says so by a date or a time.
        zone: whose clock the first of them is read by.
        point: reads one row, given its number.
    """

    items: list[Any]
    names: tuple[str, ...]
    has_x: bool
    is_time: bool
    zone: tzinfo | None
    point: Callable[[Any, int], Point]

    def sift(self, items: list[Any]) -> list[Any]:
        """Those of some rows that say where they are: the very list where all do."""
        if not self.has_x or self.point is _without_x:
            return items
        return _with_time(items) if self.is_time else _with_number(items)

    def places(self, items: list[Any], number: int) -> list[float]:
        """The x of some rows, given the number of the first."""
        if self.point is _at_a_number:
            return [float(item[0]) for item in items]
        return [self.point(item, at).x for at, item in enumerate(items, number)]

    def columns(self, items: list[Any], number: int) -> list[Column]:
        """Some rows by columns: x, then each series.

        Args:
            items: the rows, each of which has its place.
            number: that of the first.
        """
        places: Column = [*self.places(items, number)]
        if self.point is _numbered:
            return [places, _values(items)]
        _, *series = zip(*items, strict=True) if self.has_x else (places, *zip(*items, strict=True))
        return [places, *map(_values, series[: len(self.names)])]

    def fault(self, items: list[Any]) -> str:
        """Says which of some rows cannot be drawn, and why: an empty text where it is none of them."""
        largest, at = HUGE, -1
        for number, item in enumerate(items):
            if self.point is not _numbered and len(item) != len(items[0]):
                return (
                    f"row {number} is {item!r:.80}, and the first one has {len(items[0])} values: write None for a gap"
                )
            try:
                x, ys = self.point(item, number) if self.sift([item]) else (0.0, ())
            except (OverflowError, ValueError) as error:
                return f"row {number} is {item!r:.80}: {error}"
            size = max(abs(value or 0.0) for value in (x, *ys))
            largest, at = (size, number) if size > largest else (largest, at)
        return f"row {at} is {items[at]!r:.80}: no axis has room for that" if at >= 0 else ""


def read(data: Any, x: str | None = None, y: str | Sequence[str] | None = None, *, is_text: bool = False) -> Rows:
    """Reads what a chart was given.

    Args:
        data: numbers; tuples of x and one value for each series; named tuples, dicts or objects; or a dict of columns.
        x: the field, or the column, of x. Of named tuples it is the first one by default.
        y: those of the series; by default all others.
        is_text: whether x is a text.

    Raises:
        TypeError: for what cannot be read so; it says what would be.
    """
    wanted = (y,) if isinstance(y, str) else tuple(y or ())
    if isinstance(data, Mapping):
        return _columns(data, x, wanted, is_text)
    items = data if type(data) is list else list(data)
    first = items[0] if items else None
    if first is None or _is_number(first):
        return Rows(items, wanted or ("",), False, False, None, _numbered)
    if isinstance(first, (tuple, list)) and not hasattr(first, "_fields"):
        rows = items if isinstance(first, tuple) else list(map(tuple, items))
        return _placed(rows, wanted or ("",) * (len(first) - 1), True, is_text)
    return _fields(items, first, x, wanted, is_text)


def _columns(data: Mapping[str, Iterable[Any]], x: str | None, wanted: tuple[str, ...], is_text: bool) -> Rows:
    names = wanted or tuple(name for name in data if name != x)
    columns = [data[name] for name in ((x, *names) if x is not None else names)]
    return _placed(list(zip_longest(*columns)), names, x is not None, is_text)


def _fields(items: list[Any], first: Any, x: str | None, wanted: tuple[str, ...], is_text: bool) -> Rows:
    known = _names_of(first)
    place = x if x is not None or not hasattr(first, "_fields") else known[0]
    names = wanted or tuple(name for name in known if name != place)
    if not names:
        raise TypeError(
            f"the chart's rows are {type(first).__name__}: say which of their fields it shows, as in "
            f'`x="at", y=["cpu", "memory"]`'
        )
    needed = names if place is None else (place, *names)
    if isinstance(first, tuple) and needed == known:
        return _placed(items, names, True, is_text)
    take: Callable[[Any], Any] = itemgetter(*needed) if isinstance(first, Mapping) else attrgetter(*needed)
    rows = [(take(item),) for item in items] if len(needed) == 1 else list(map(take, items))
    return _placed(rows, names, place is not None, is_text)


def _names_of(row: Any) -> tuple[str, ...]:
    if hasattr(row, "_fields"):
        return tuple(row._fields)
    if isinstance(row, Mapping):
        return tuple(row)
    return tuple(field.name for field in fields(row)) if is_dataclass(row) else ()


def _placed(items: list[tuple[Any, ...]], names: tuple[str, ...], has_x: bool, is_text: bool) -> Rows:
    if not has_x:
        return Rows(items, names, False, False, None, _without_x)
    if is_text:
        return Rows(items, names, True, False, None, _without_x)
    first = next((item[0] for item in items if item[0] is not None), None)
    zone = first.tzinfo if isinstance(first, datetime) else None
    if isinstance(first, date):
        return Rows(items, names, True, True, zone, _at_a_time)
    if first is not None and not _is_number(first):
        raise TypeError(
            f"the chart's x is {first!r}, a {type(first).__name__}: lines need numbers, dates or times there. BarChart "
            f"shows texts."
        )
    return Rows(items, names, True, False, None, _at_a_number)


def _with_time(items: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows that say where they are; a time of pandas that is none is not even itself."""
    found = [item for item in items if (at := item[0]) is not None and at == at]
    return items if len(found) == len(items) else found


def _with_number(items: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The same, of numbers: most often all of them, which is found out soonest."""
    with suppress(TypeError):
        if all(map(math.isfinite, map(itemgetter(0), items))):
            return items
    return [item for item in items if value_of(item[0]) is not None]


def _numbered(item: Any, number: int) -> Point:
    return Point(number, (value_of(item),))


def _without_x(item: Any, number: int) -> Point:
    return Point(number, tuple(map(value_of, item)))


def _at_a_number(item: Any, number: int) -> Point:
    return Point(float(item[0]), tuple(map(value_of, item[1:])))


def _at_a_time(item: Any, number: int) -> Point:
    at = item[0]
    moment = at if isinstance(at, datetime) else datetime.combine(at, time())
    return Point(seconds_of(moment), tuple(map(value_of, item[1:])))


def _values(items: Iterable[Any]) -> Column:
    """A column's values: most often all of them are numbers, which is found out soonest."""
    values = list(items)
    with suppress(TypeError):
        numbers: Column = list(map(float, values))
        if all(map(math.isfinite, numbers)):  # type: ignore[arg-type]
            return numbers
    return list(map(value_of, values))


def value_of(value: Any) -> float | None:
    """A value as a number; None where there is none that could be drawn."""
    if value is None:
        return None
    number = float(value)
    return number if math.isfinite(number) else None


def _is_number(value: Any) -> bool:
    return hasattr(value, "__float__") and not isinstance(value, (str, date))
