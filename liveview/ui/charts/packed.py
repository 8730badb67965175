"""Rows as a canvas gets them: packed into texts, some hundred rows each, so that no row is an element of the page.

The rows lie on the same grid of whole numbers as those that are drawn as SVG. A new row is a text of its own; 256 of
them become one, which is never touched until all of its rows have gone. So a row is sent twice while it is there, in
some ten bytes each, and a chart of 20,000 rows is two or three hundred elements without content.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from operator import le, sub
from typing import Any, NamedTuple

from liveview.ui.charts.rows import Column, Point, Rows
from liveview.ui.charts.ticks import Scale, round_step
from liveview.ui.charts.trace import Grid, Piece, overlap

SIZE = 256  # rows in a text: of larger ones too many would come at once, of smaller ones there would be too many
FAR = 100_000_000  # steps of the grid from where it began: the marks below are placed by style, in numbers of 32 bits
FINEST = 4_000  # pixels that a screen has across


def grid_for(first: float, last: float, scale: Scale, count: int) -> Grid:
    """A grid for so many rows: some steps across for each, and some thousand down."""
    dx, dy = round_step(last - first, max(8 * count, 3 * FINEST)), round_step(scale.high - scale.low, 4_000)
    is_far = abs(scale.high) / dy > FAR / 10
    return Grid(first, scale.low if is_far else 0.0, dx, dy)


def is_fine(grid: Grid, first: float, last: float, scale: Scale) -> bool:
    """Whether a grid still does: another one has all rows packed and sent again, so that only what is seen decides."""
    tall = (scale.high - scale.low) / grid.dy
    reach = max(abs(last - grid.x) / grid.dx, abs(scale.high - grid.y) / grid.dy)
    return (last - first) / grid.dx >= FINEST and 500 <= tall <= 100_000 and reach < FAR


def packed(numbers: Sequence[int | None]) -> str:
    """Whole numbers as a text: each as what it is more than the one before; `_` is none."""
    if None not in numbers:
        all_known: Sequence[Any] = numbers
        return " ".join(map(str, [*all_known[:1], *map(sub, all_known[1:], all_known)])).replace(" -", "-")
    parts, last = [], 0
    for number in numbers:
        parts.append("_" if number is None else str(number - last))
        last = last if number is None else number
    return " ".join(parts).replace(" -", "-").replace(" _", "_").replace("_ ", "_")


class Ends(NamedTuple):
    """The least and the largest values of some rows.

    Attributes:
        low: the least that is drawn; without any more than every number.
        high: the largest.
        series: both of each series by itself.
    """

    low: float
    high: float
    series: tuple[tuple[float, float], ...]


def merged(found: Sequence[Ends]) -> Ends:
    """Those of several parts together."""
    lows, highs, series = zip(*found, strict=True)
    apart = [list(zip(*each, strict=True)) for each in zip(*series, strict=True)]
    return Ends(min(lows), max(highs), tuple((min(low), max(high)) for low, high in apart))


@dataclass(slots=True)
class Block:
    """Rows that are one text.

    Attributes:
        begin: the number of the first of them since the chart began.
        end: the one after the last.
        columns: x and what is drawn of each series, until it is packed.
        ends: the least and the largest.
        piece: the text, once it is packed.
    """

    begin: int
    end: int
    columns: list[Column] | None
    ends: Ends
    piece: Piece | None = None


class Known(NamedTuple):
    """The ends of blocks that follow each other.

    Attributes:
        begin: the number of the first row.
        end: the one after the last.
        ends: the least and the largest.
    """

    begin: int
    end: int
    ends: Ends


class Packed:
    """The rows of a chart as they were last, in blocks.

    Kept of a row is where it is (8 bytes, as its content is the caller's own) and its part of a text.

    Args:
        is_stacked: whether each series is drawn on top of those before it.
    """

    def __init__(self, is_stacked: bool) -> None:
        self.first = 0  # the number of the first row that is there
        self.goes_back = self.misses = False  # whether a row was before the one ahead of it, or had no place
        self._is_stacked = is_stacked
        self._rows: Rows
        self._items: list[Any] = []
        self._blocks: list[Block] = []
        self._grid: Grid | None = None
        self._whole: Known | None = None  # of blocks that have all their rows, and of those after them
        self._tail: Known | None = None
        self._ends: Ends | None = None
        self._rest: tuple[Block, int, list[Ends]] | None = None

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self._items)

    @property
    def gone(self) -> int:
        """How many rows of the first text are not there any more."""
        return self.first - self._blocks[0].begin

    def row(self, at: int) -> Point:
        """A row, from the end where its place is negative."""
        at %= self.count
        return self._rows.point(self._items[at], self.first + at)

    @property
    def sides(self) -> tuple[float, float]:
        """The x of the first row and of the last."""
        return self.row(0).x, self.row(-1).x

    def take(self, rows: Rows) -> bool:
        """Takes the rows as they are now.

        Args:
            rows: all of them.

        Returns:
            Whether they are others than before.
        """
        items, before, self._rows = rows.items, self._items, rows
        gone, kept = overlap(before, items)
        if gone == 0 and kept == len(items) == len(before):
            return False
        come = items[max(kept - 1, 0) :]
        self._items = items[:]
        self.first += gone
        self.misses = self.misses or len(rows.sift(come)) < len(come)
        if not self.misses:
            places = rows.places(come, 0)
            self.goes_back = self.goes_back or not all(map(le, places, islice(places, 1, None)))
        if not self.misses and not self.goes_back:
            self._divide(self.first + kept)
        return True

    def _divide(self, number: int) -> None:
        """Has the rows in blocks; those before a row's number are as they were."""
        first, self._ends = self.first, None
        if self._blocks and self._blocks[-1].end > number:
            self._whole = self._tail = None
        kept = [block for block in self._blocks if first < block.end <= number]
        whole = kept[-1].end // SIZE * SIZE if kept else first
        blocks = [block for block in kept if block.end <= whole]  # one of which rows have gone is among them
        loose = {(block.begin, block.end): block for block in kept[len(blocks) :]}
        for begin, end in parts(blocks[-1].end if blocks else first, first + self.count):
            blocks.append(loose.get((begin, end)) or self._block(begin, end))
        self._blocks = blocks

    def _block(self, begin: int, end: int) -> Block:
        columns = self._columns(begin, end)
        drawn = series = tuple(map(ends_of, columns[1:]))
        if self._is_stacked:
            columns = [columns[0], *stacked(columns[1:])]
            drawn = tuple(map(ends_of, columns[1:]))
        ends = Ends(min(low for low, _ in drawn), max(high for _, high in drawn), series)
        return Block(begin, end, columns, ends)

    def _columns(self, begin: int, end: int) -> list[Column]:
        """The x and the values of some rows, by their numbers."""
        return self._rows.columns(self._items[begin - self.first : end - self.first], begin)

    def bounds(self) -> tuple[float, float] | None:
        """The least and the largest value that are drawn; None without any."""
        low, high, _ = self.ends()
        return (low, high) if low <= high else None

    def ends(self) -> Ends:
        """The least and the largest values of all rows."""
        if self._ends is None:
            blocks = self._blocks
            head = blocks[:1] if self.gone else []
            tail = next((at for at, block in enumerate(blocks) if block.end % SIZE), len(blocks))
            self._whole = known(self._whole, blocks[len(head) : tail])
            self._tail = known(self._tail, blocks[max(tail, len(head)) :])
            parts = [self._whole, self._tail]
            self._ends = merged([*map(self._rest_of, head), *(part.ends for part in parts if part is not None)])
        return self._ends

    def _rest_of(self, block: Block) -> Ends:
        """What is left of a block of which rows have gone; worked out once for each of its rows."""
        if self._rest is None or self._rest[0] is not block:
            rows = [self._block(number, number + 1).ends for number in range(self.first, block.end)]
            from_end = list(accumulate(reversed(rows), lambda after, row: merged([after, row])))
            self._rest = block, block.end, from_end
        return self._rest[2][block.end - self.first - 1]

    def on(self, grid: Grid) -> tuple[Piece, ...]:
        """The texts on a grid; another one than before has all of them written anew."""
        if grid is not self._grid and self._grid is not None:
            self._whole = self._tail = None
            self._blocks = [self._block(begin, end) for begin, end in self._bounds()]
        self._grid = grid
        for block in self._blocks:
            if block.columns is not None:
                block.piece, block.columns = self._piece(block, block.columns, grid), None
        return tuple([block.piece for block in self._blocks if block.piece is not None])

    def _bounds(self) -> list[tuple[int, int]]:
        """Where the blocks begin and end, without rows that have gone."""
        return [(max(block.begin, self.first), block.end) for block in self._blocks]

    def _piece(self, block: Block, columns: list[Column], grid: Grid) -> Piece:
        x0, y0, dx, dy = grid.x, grid.y, grid.dx, grid.dy
        places, *series = columns
        texts = [packed([round((x - x0) / dx) for x in places])]  # type: ignore[operator]
        texts += [packed([None if y is None else round((y0 - y) / dy) for y in values]) for values in series]
        return Piece(block.begin, (";".join(texts),), block.ends.low, block.ends.high)


def known(before: Known | None, blocks: Sequence[Block]) -> Known | None:
    """What is known of some blocks; where they begin as before, only what has come is added."""
    if not blocks:
        return None
    begin, end = blocks[0].begin, blocks[-1].end
    if before is None or before.begin != begin or before.end > end:
        return Known(begin, end, merged([block.ends for block in blocks]))
    if before.end == end:
        return before
    come = [block.ends for block in reversed(blocks) if block.begin >= before.end]
    return Known(begin, end, merged([before.ends, *come]))


def parts(begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Where blocks begin and end: at multiples of their size, and those after the last one after each row."""
    while begin < end:
        whole = (begin // SIZE + 1) * SIZE
        stop = whole if whole <= end else begin + 1
        yield begin, stop
        begin = stop


def ends_of(values: Column) -> tuple[float, float]:
    """The least and the largest; without any more than every number, and less."""
    known: list[Any] = values if None not in values else [value for value in values if value is not None]
    return min(known, default=math.inf), max(known, default=-math.inf)


def stacked(series: Sequence[Column]) -> list[Column]:
    """Each series on top of those before it; none counts as zero."""
    rows = [list(accumulate(y or 0.0 for y in ys)) for ys in zip(*series, strict=True)]
    return [list(values) for values in zip(*rows, strict=True)]
