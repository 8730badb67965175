"""What a chart of lines shows of its data: worked out anew only as far as the data is another."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate
from operator import itemgetter
from typing import Any

from liveview.ui.charts import axes, packed
from liveview.ui.charts.axes import Entry, Zone
from liveview.ui.charts.packed import Packed
from liveview.ui.charts.rows import Point, Rows, read
from liveview.ui.charts.shown import OnCanvas, Setting, Shown
from liveview.ui.charts.strokes import Units, ground, line
from liveview.ui.charts.ticks import Scale, scale
from liveview.ui.charts.trace import Grid, Piece, Trace, grid_for

ROWS = 48  # of a table, and of a chart that shows all of its rows there


class Plot:
    """A chart of lines through its life.

    Args:
        setting: how it draws.
    """

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self._trace: Trace | Packed = Trace()
        self._sorts = self._sifts = False
        self._size: tuple[int, int, int] | None = None
        self._views = _views(0, 1, 1)  # the very ones of before are not compared with what the page has
        self._grid: Grid | None = None
        self._scale: Scale | None = None
        self._shown: Shown | None = None
        self._kind: tuple[int, int] | None = None
        self._entries: dict[int, Entry] = {}
        self._rows: tuple[tuple[int, int], tuple[Entry, ...]] = (0, 0), ()
        self._bounds: tuple[float, float] | None = None
        self._known: dict[str, tuple[Any, Any]] = {}

    def show(self, data: Any) -> Shown:
        """What is to be seen of the data as it is now.

        Raises:
            ValueError: for a row that cannot be drawn; it says which.
        """
        rows = read(data, self.setting.x, self.setting.y)
        given = rows.items
        try:
            return self._show(rows, given)
        except (IndexError, OverflowError, ValueError) as error:
            self._begin()  # half of it may have been taken
            self._shown = None
            if fault := rows.fault(given):
                raise ValueError(f"the chart's {fault}") from error
            raise

    def _show(self, rows: Rows, given: list[Any]) -> Shown:
        is_new = self._take(rows)
        while self._has_to_arrange():
            self._begin()
            rows.items = given
            is_new = self._take(rows)
        if is_new or self._shown is None or self._shown.names != rows.names:
            self._shown = self._work_out(rows, len(given))
        return self._shown

    def _has_to_arrange(self) -> bool:
        """Whether rows have come for the first time that are in no order, or have no place."""
        is_first = (self._trace.goes_back and not self._sorts) or (self._trace.misses and not self._sifts)
        self._sorts, self._sifts = self._sorts or self._trace.goes_back, self._sifts or self._trace.misses
        return is_first

    def _begin(self, is_large: bool = False) -> None:
        """Nothing of the rows is known any more."""
        self._trace = Packed(self.setting.is_stacked) if is_large else Trace()
        self._grid = self._kind = None

    def _take(self, rows: Rows) -> bool:
        """Whether the rows are others than before; from the first time on that one needs it, all are put in order."""
        setting = self.setting
        if self._sifts or self._sorts:  # what has no place cannot be put in order
            rows.items = rows.sift(rows.items)
        if self._sorts:
            rows.items = sorted(rows.items, key=itemgetter(0))
        count = len(rows.items)
        if count > setting.most_kept:
            rows.items = rows.items[-setting.most_kept :]
        if (count > setting.most_drawn) != isinstance(self._trace, Packed):
            self._begin(count > setting.most_drawn)
        if isinstance(self._trace, Packed):
            return self._trace.take(rows)
        return self._trace.take(rows, _stacked(rows.point) if setting.is_stacked else rows.point)

    def _work_out(self, rows: Rows, given: int) -> Shown:
        setting, trace = self.setting, self._trace
        if not trace.count:
            return Shown(names=rows.names, kind=setting.kind)
        first, last = self._sides(*trace.sides)
        upright = self._upright()
        grid = self._fitting(first, last, upright)
        series = len(rows.names)
        left, top = grid.across(first), grid.down(upright.high)
        size = top, grid.across(last) - left, grid.down(upright.low) - top
        if size != self._size:
            self._size, self._views = size, _views(*size)
        view, lines_view, width = self._views
        pieces = self._pieces(grid, upright, series, first)
        shown = Shown(pieces, rows.names, view, lines_view, -left, width, grid, kind=setting.kind)
        if isinstance(trace, Packed):
            gone = trace.gone if first < trace.sides[0] else 0
            shown.packed = OnCanvas(gone, _base(grid, upright), _count(trace.count, given), setting.still)
        else:
            shown.moved, shown.each = -left, series * (1 + setting.is_filled)
        if setting.has_axes:
            self._surround(shown, rows, first, last, upright)
        return shown

    def _fitting(self, first: float, last: float, upright: Scale) -> Grid:
        """The grid of before, or another one where that does not do any more."""
        grid = self._grid
        if isinstance(self._trace, Packed):
            if grid is None or not packed.is_fine(grid, first, last, upright):
                grid = packed.grid_for(first, last, upright, self._trace.count)
        elif grid is None or not grid.fits(first, last, upright):
            grid = grid_for(first, last, upright)
        self._grid = grid
        return grid

    def _pieces(self, grid: Grid, upright: Scale, series: int, first: float) -> tuple[Piece, ...]:
        trace = self._trace
        if isinstance(trace, Packed):
            return trace.on(grid)
        return trace.on(grid, self._draw(grid, upright, series), first < trace.points[0].x)

    def _sides(self, first: float, last: float) -> tuple[float, float]:
        span = axes.seconds(self.setting.span)
        if span is not None and span > 0:
            return last - span, last
        return (first, last) if last > first else (first - 0.5, first + 0.5)

    def _upright(self) -> Scale:
        setting = self.setting
        is_fixed = setting.low is not None and setting.high is not None
        bounds = None if is_fixed else self._trace.bounds()
        if self._scale is None or bounds != self._bounds:
            values = [*(bounds or (0.0, 1.0)), *(axes.number(limit) for limit in setting.limits)]
            if setting.is_filled:
                values.append(0.0)
            found = scale(min(values), max(values), setting.low, setting.high)
            self._bounds = bounds
            self._scale = self._scale if found == self._scale else found
        assert self._scale is not None
        return self._scale

    def _draw(self, grid: Grid, upright: Scale, series: int) -> Callable[[Units, int, int], tuple[str, ...]]:
        if not self.setting.is_filled:
            return lambda units, start, stop: tuple([line(units, start, stop, each) for each in range(series)])
        base, is_stacked = _base(grid, upright), self.setting.is_stacked

        def draw(units: Units, start: int, stop: int) -> tuple[str, ...]:
            found = []
            for each in range(series):
                below = each - 1 if is_stacked and each else None
                found += [ground(units, start, stop, each, base, below), line(units, start, stop, each)]
            return tuple(found)

        return draw

    def _surround(self, shown: Shown, rows: Rows, first: float, last: float, upright: Scale) -> None:
        setting, grid = self.setting, shown.grid
        zone = Zone(rows.is_time or setting.time, setting.zone or rows.zone)
        shown.up = self._keep("up", (upright, grid), lambda: axes.marks_up(upright, setting.unit, grid))
        shown.ruling = self._keep("ruling", shown.up, lambda: axes.ruling(shown.up))
        shown.widest = max((mark.label for mark in shown.up), key=len, default="")
        shown.limits = self._keep(
            "limits", (upright, grid), lambda: axes.limits(setting.limits, setting.unit, upright, grid)
        )
        if rows.has_x:
            shown.across = self._keep(
                "across", (zone.span(first, last), grid), lambda: axes.marks_across(first, last, zone, grid)
            )
            shown.clock = zone.minutes(first)
            shown.place = setting.x_label or ("Time" if zone.is_time else setting.x or "x")
        elif setting.x_label:
            shown.place = setting.x_label
        if setting.has_table:
            place = zone if rows.has_x else None
            shown.entries = self._table(place)
            if shown.packed:
                shown.reach = axes.reach(*self._trace.sides, place)

    def _table(self, zone: Zone | None) -> tuple[Entry, ...]:
        """The rows of the table; those of before are not written again."""
        trace = self._trace
        if isinstance(trace, Packed):
            return axes.summary(trace, self.setting.unit, self.setting.summary)
        every = trace.every if len(trace.points) > ROWS else 1
        end = trace.first + len(trace.points)
        kind = every, trace.changes
        if kind != self._kind:
            self._kind, self._entries = kind, {}
        sides = -(-trace.first // every), (end - 1) // every
        if not self._entries or sides != self._rows[0]:
            table = axes.Table(every, self.setting.unit, self.setting.is_stacked)
            self._entries = axes.entries(trace.points, trace.first, zone, table, self._entries)
            self._rows = sides, tuple(self._entries.values())
        return self._rows[1]

    def _keep(self, name: str, key: Any, make: Callable[[], Any]) -> Any:
        known = self._known.get(name)
        if known is not None and known[0] == key:
            return known[1]
        made = make()
        if known is not None and known[1] == made:
            made = known[1]
        self._known[name] = key, made
        return made


def _views(top: int, width: int, tall: int) -> tuple[str, str, int]:
    """What is seen of the grid: of lines, of what goes from side to side, and how wide it is."""
    return f"0 {top} {width} {tall}", f"0 {top} 1 {tall}", width


def _base(grid: Grid, upright: Scale) -> int:
    """Where the ground of areas begins: at zero, as far as that is seen."""
    return grid.down(min(max(0.0, upright.low), upright.high))


def _count(shown: int, given: int) -> str:
    """How many rows are shown, and of how many where that is not all."""
    return f"{shown:,} rows" if shown == given else f"the last {shown:,} of {given:,} rows"


def _stacked(read: Callable[[Any, int], Point]) -> Callable[[Any, int], Point]:
    """Each series on top of those before it."""

    def stack(item: Any, number: int) -> Point:
        x, ys = read(item, number)
        return Point(x, tuple(accumulate(y or 0.0 for y in ys)))

    return stack
