"""Charts of columns: `BarChart`, `StackedBar` and `Histogram`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any, ClassVar, NamedTuple

from liveview import computed, prop
from liveview.ui.charts import axes
from liveview.ui.charts.axes import Entry, Mark
from liveview.ui.charts.chart import Chart, come
from liveview.ui.charts.rows import read, value_of
from liveview.ui.charts.shown import Shown
from liveview.ui.charts.ticks import Scale, round_step, scale
from liveview.ui.charts.trace import Grid, Piece
from liveview.ui.charts.units import written

WIDTH = 100  # of a column with the room around it, on the grid
MOST_LABELS = 12  # below the columns: of more, every second one, third one, …
FEW = 6  # that find room on a phone too
MOST_BINS = 40
MOST_COLUMNS = 1_000  # a column of a pixel, on a wide screen
KIND = "ui-columns"  # their class in the sheet


class Columns(NamedTuple):
    """What is drawn.

    Attributes:
        labels: of the columns.
        values: of each column, those of its series.
        names: of the series.
    """

    labels: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    names: tuple[str, ...]


class BarChart(Chart):
    """A column for each text; of several series, columns beside each other.

    Args:
        label: what the chart shows: its heading, and its name for who does not see it.
        data: a dict of numbers by text; tuples of a text and a value for each series; named tuples, dicts or objects.
            It may be an `Async` of these, or None for what is to come.
        x: the field of the text; of named tuples it is the first one by default.
        y: the field of each series; by default all others.
        unit: what values count, such as "%", "B/s" or "s".
        low: where the axis of values begins; by default at zero, or at a round number below the least.
        high: where it ends.
        limits: values to hold the columns against: numbers, or pairs of a number and a text.
        table: whether the values can be read as a table below.
        empty: what is said where there are no rows.
        table_label: what opens the table.
        x_label: the heading of the texts in it.
        on_retry: the caller's event for another try, which a button sends where `data` is an `Async` that has failed.
        what: which of several it is; the event brings it along as `what`.
        error: what is said where the data could not be loaded.
        details: whether the exception's own text stands below that: it may say what is nobody's business.
    """

    template = "line_chart.html"

    label: str
    data: Any
    x: str | None = prop(None)
    y: str | Sequence[str] | None = prop(None)
    unit: str = prop("")
    low: float | None = prop(None)
    high: float | None = prop(None)
    limits: Sequence[Any] = prop(())
    table: bool = prop(True)
    empty: str = prop("No data yet")
    table_label: str = prop("Table")
    x_label: str = prop("")

    drawn_by: ClassVar[Sequence[str]] = ("x", "unit", "low", "high", "table", "x_label")
    word: ClassVar[str] = "Bar chart"
    is_stacked: ClassVar[bool] = False
    gap: ClassVar[int] = 14  # on each side of a column

    @property
    def _unit(self) -> str:
        """What the columns' heights count."""
        return self.unit

    @computed
    def shown(self) -> Shown:
        """What is to be seen; the very thing of before where nothing is another."""
        own = vars(self)
        data = come(own["data"])
        found = self._columns(() if data is None else data)
        key = (found, *map(own.__getitem__, self.drawn_by), axes.frozen(list(own["limits"])))
        if own.get("_key") != key:
            own.update(_key=key, _shown=self._draw(found))
        return self._in_state(own["_shown"], own["data"])

    def _columns(self, data: Any) -> Columns:
        if isinstance(data, Mapping) and self.x is None:
            items = list(data.items())
            return Columns(tuple(str(text) for text, _ in items), tuple((value_of(v),) for _, v in items), ("",))
        rows = read(data, self.x, self.y, is_text=True)
        values = tuple(tuple(map(value_of, row[1:])) for row in rows.items)
        return Columns(tuple(str(row[0]) for row in rows.items), values, rows.names)

    def _draw(self, found: Columns) -> Shown:
        if not found.values:
            return Shown(names=found.names, kind=KIND)
        if len(found.values) > MOST_COLUMNS:
            raise ValueError(
                f"{type(self).__name__} {self.label!r} is given {len(found.values):,} columns, and nobody can tell "
                f"more than {MOST_COLUMNS:,} apart: add up what belongs together, ask a Histogram for fewer "
                f"`bins`, or show them as a LineChart, which paints any number."
            )
        tops = [tuple(accumulate(y or 0.0 for y in ys)) for ys in found.values] if self.is_stacked else found.values
        values = [y for ys in tops for y in ys if y is not None] + [axes.number(limit) for limit in self.limits]
        upright = scale(min([0.0, *values]), max([0.0, *values]), self.low, self.high)
        grid = Grid(0.0, 0.0, 1 / WIDTH, round_step(upright.high - upright.low, 1_500))
        top, tall = grid.down(upright.high), grid.down(upright.low) - grid.down(upright.high)
        wide = WIDTH * len(found.labels)
        up = axes.marks_up(upright, self._unit, grid)
        return Shown(
            self._pieces(tops, grid, upright),
            found.names,
            *(f"0 {top} {wide} {tall}", f"0 {top} 1 {tall}", 0, wide, grid),
            up=up,
            ruling=axes.ruling(up),
            across=self._marks(found),
            limits=axes.limits(self.limits, self._unit, upright, grid),
            entries=self._entries(found) if self.table else (),
            widest=max((mark.label for mark in up), key=len, default=""),
            place=self.x_label or self.x or "Name",
            kind=KIND,
        )

    def _pieces(self, tops: Sequence[tuple[float | None, ...]], grid: Grid, upright: Scale) -> tuple[Piece, ...]:
        base = grid.down(min(max(0.0, upright.low), upright.high))
        return tuple(Piece(at, tuple(self._paths(at, ys, base, grid)), 0.0, 0.0) for at, ys in enumerate(tops))

    def _paths(self, at: int, ys: tuple[float | None, ...], base: int, grid: Grid) -> Iterable[str]:
        count = 1 if self.is_stacked else len(ys)
        width = (WIDTH - 2 * self.gap) / count
        below = base
        for series, y in enumerate(ys):
            left = at * WIDTH + self.gap + (0 if self.is_stacked else round(series * width))
            top = below if y is None else grid.down(y)
            yield f"M{left} {below}V{top}h{round(width)}V{below}z"
            below = top if self.is_stacked else base

    def _marks(self, found: Columns) -> tuple[Mark, ...]:
        every = math.ceil(len(found.labels) / MOST_LABELS)
        texts = list(enumerate(found.labels))[::every]
        return tuple(
            Mark(at * WIDTH + WIDTH // 2, 0, text, bool(n % 2) and len(texts) > FEW)
            for n, (at, text) in enumerate(texts)
        )

    def _entries(self, found: Columns) -> tuple[Entry, ...]:
        return tuple(
            Entry(at, text, tuple("" if y is None else written(y, self._unit) for y in ys))
            for at, (text, ys) in enumerate(zip(found.labels, found.values, strict=True))
        )


class StackedBar(BarChart):
    """A column for each text, with its series on top of each other, so that the top is their sum.

    Args:
        label: what the chart shows.
        data: as for `BarChart`, which has all other props too. Values are not negative.
    """

    word: ClassVar[str] = "Stacked bar chart"
    is_stacked: ClassVar[bool] = True


class Histogram(BarChart):
    """How often numbers fall between round ones.

    Args:
        label: what the chart shows: its heading, and its name for who does not see it.
        data: the numbers; None is passed over.
        unit: what the numbers count, such as "ms".
        bins: how many columns there are, about; by default as many as the numbers can fill.

    The others are those of `BarChart`, but for `x` and `y`.
    """

    bins: int | None = prop(None)

    word: ClassVar[str] = "Histogram"
    gap: ClassVar[int] = 2

    @property
    def _unit(self) -> str:
        return ""

    def _columns(self, data: Any) -> Columns:
        numbers = [number for number in map(value_of, data) if number is not None]
        if not numbers:
            return Columns((), (), ("",))
        least, most = min(numbers), max(numbers)
        wanted = self.bins or min(MOST_BINS, math.ceil(math.sqrt(len(numbers))))
        step = round_step((most - least) or abs(most) or 1, wanted)
        begin = math.floor(least / step + 1e-9)
        counts = [0] * (math.floor(most / step + 1e-9) - begin + 1)
        for number in numbers:
            counts[math.floor(number / step + 1e-9) - begin] += 1
        edges = [written(round((begin + at) * step, 12)) for at in range(len(counts) + 1)]
        unit = f"\N{NO-BREAK SPACE}{self.unit}" if self.unit else ""
        labels = tuple(f"{low} \N{EN DASH} {high}{unit}" for low, high in pairwise(edges))
        return Columns(labels, tuple((float(count),) for count in counts), ("",))

    def _marks(self, found: Columns) -> tuple[Mark, ...]:
        """At the edges of the columns."""
        every = math.ceil(len(found.labels) / (MOST_LABELS // 2))
        starts = [text.partition(" \N{EN DASH} ")[0] for text in found.labels]
        return tuple(Mark(at * WIDTH, 0, starts[at], False) for at in range(0, len(starts), every))
