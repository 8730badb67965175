"""What stands around the lines of a chart: marks with their places and texts, and the rows of the table."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta, tzinfo
from typing import Any, NamedTuple

from liveview.ui.charts import ticks, times
from liveview.ui.charts.packed import Packed
from liveview.ui.charts.rows import Point
from liveview.ui.charts.ticks import Scale
from liveview.ui.charts.trace import Grid
from liveview.ui.charts.units import written

STEPS = 5  # between marks below: more do not fit a phone


class Mark(NamedTuple):
    """A mark of an axis.

    Attributes:
        at: where: percent from below, or steps of the grid across.
        down: of one on the left, steps of the grid down.
        label: what it says.
        is_odd: whether it is one of those that narrow charts leave out.
    """

    at: float
    down: int
    label: str
    is_odd: bool = False


class Entry(NamedTuple):
    """A row of the table.

    Attributes:
        id: the number of the chart's row.
        label: its x.
        values: the values of the series.
    """

    id: int
    label: str
    values: tuple[str, ...]


class Table(NamedTuple):
    """What a table is like.

    Attributes:
        every: how many rows of the chart one of it stands for.
        unit: of the values.
        is_stacked: whether each value has those before it in it.
    """

    every: int
    unit: str
    is_stacked: bool


class Zone(NamedTuple):
    """How x is written.

    Attributes:
        is_time: whether it is seconds since 1970.
        zone: whose clock times are read by.
    """

    is_time: bool
    zone: tzinfo | None

    def write(self, x: float, step: float) -> str:
        """An x, where neighbours are so far apart."""
        return times.clock(x, self.zone, step) if self.is_time else written(x)

    def minutes(self, at: float) -> int | str:
        """How far its clocks are ahead of UTC; an empty text where x is no time."""
        return round(times.offset(at, self.zone) / 60) if self.is_time else ""

    def span(self, first: float, last: float) -> tuple[int, int, float]:
        """What tells the marks between two places: they are others only where this is."""
        if not self.is_time:
            step, ahead = ticks.round_step(last - first, STEPS), 0.0
        else:
            step, ahead = min(times.step_for(last - first, STEPS), times.DAY), times.offset(first, self.zone)
        return math.floor((first + ahead) / step + 1e-9), math.floor((last + ahead) / step + 1e-9), step


def marks_up(scale: Scale, unit: str, grid: Grid) -> tuple[Mark, ...]:
    """The marks on the left."""
    texts = ticks.labels(scale, unit)
    return tuple(
        Mark(height(mark, scale), grid.down(mark), text) for mark, text in zip(scale.ticks, texts, strict=True)
    )


def ruling(marks: Sequence[Mark]) -> str:
    """Lines across the plot at marks on the left, as one path."""
    return "".join(f"M0 {mark.down}h1" for mark in marks)


def marks_across(first: float, last: float, zone: Zone, grid: Grid) -> tuple[Mark, ...]:
    """The marks below."""
    if zone.is_time:
        found = times.marks(first, last, zone.zone, STEPS)
        return tuple(Mark(grid.across(at), 0, label, bool(number % 2)) for at, label, number in found)
    axis = ticks.scale(first, last, first, last, STEPS)
    texts = ticks.labels(axis, "")
    return tuple(
        Mark(grid.across(at), 0, text, bool(round(at / axis.step) % 2))
        for at, text in zip(axis.ticks, texts, strict=True)
    )


def limits(given: Sequence[Any], unit: str, scale: Scale, grid: Grid) -> tuple[Mark, ...]:
    """The lines that a chart's values are held against."""
    found = []
    for limit in given:
        value, label = limit if isinstance(limit, (tuple, list)) else (limit, "")
        found.append(Mark(height(value, scale), grid.down(value), label or written(value, unit)))
    return tuple(found)


def entries(
    points: Sequence[Point], first: int, zone: Zone | None, table: Table, known: Mapping[int, Entry]
) -> dict[int, Entry]:
    """Rows for a table, by the number of the chart's row.

    Args:
        points: all rows of the chart.
        first: the number of the first of them.
        zone: how x is written; None where there is none.
        table: what it is like.
        known: those of before, which still hold.
    """
    chosen = range(-(-first // table.every) * table.every, first + len(points), table.every)
    step = abs(points[-1].x - points[0].x) / max(1, len(chosen)) if points else 0.0
    found = {}
    for number in chosen:
        found[number] = known.get(number) or _entry(points[number - first], number, zone, min(step, times.HOUR), table)
    return found


def summary(rows: Packed, unit: str, words: Sequence[str]) -> tuple[Entry, ...]:
    """What a table says of more rows than anybody reads.

    Args:
        rows: the rows.
        unit: of the values.
        words: what the last row is called, and the least and the largest values.
    """
    least, most = zip(*rows.ends().series, strict=True)
    found = zip(words, (rows.row(-1).ys, least, most), strict=True)
    return tuple(Entry(at, text, _written(ys, unit)) for at, (text, ys) in enumerate(found))


def reach(first: float, last: float, zone: Zone | None) -> str:
    """From where to where rows go: in a window that moves the first one's values would cost as much as a point."""
    if zone is None:
        ends = str(round(first) + 1), str(round(last) + 1)
    elif zone.is_time:
        ends = times.ends(first, last, zone.zone)
    else:  # as exact as one sees it
        span = last - first
        decimals = max(0, 2 - math.floor(math.log10(span))) if span else None
        ends = written(first, "", 0, decimals), written(last, "", 0, decimals)
    return " to ".join(ends)


def _written(ys: Sequence[float | None], unit: str) -> tuple[str, ...]:
    return tuple(["" if y is None or math.isinf(y) else written(y, unit) for y in ys])


def _entry(point: Point, number: int, zone: Zone | None, step: float, table: Table) -> Entry:
    label = str(number + 1) if zone is None else zone.write(point.x, step or 1)
    return Entry(
        number, label, tuple("" if y is None else written(y, table.unit) for y in _apart(point.ys, table.is_stacked))
    )


def _apart(ys: Sequence[float | None], is_stacked: bool) -> Sequence[float | None]:
    if not is_stacked:
        return ys
    return [(y or 0.0) - (below or 0.0) for below, y in zip((0.0, *ys), ys, strict=False)]


def height(value: float, scale: Scale) -> float:
    """Where a value is, in percent from below."""
    return round((value - scale.low) / (scale.high - scale.low) * 100, 2) + 0.0


def seconds(span: Any) -> float | None:
    """A width as a number."""
    return span.total_seconds() if isinstance(span, timedelta) else span


def frozen(value: Any) -> Any:
    """A prop to compare a later one with: lists in it may be changed in place, so they are copied."""
    return tuple(map(frozen, value)) if isinstance(value, (list, tuple)) else value


def number(limit: Any) -> float:
    """The number of a limit, which may have a text beside it."""
    return float(limit[0] if isinstance(limit, (tuple, list)) else limit)
