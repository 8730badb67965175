"""Lines in pieces, so that a new point costs a point.

Rows are drawn in coordinates of their own: a grid of whole numbers that lies over the data, relative to where it began.
What moves when a window moves is one attribute, the `viewBox`. The newest rows are a piece each; sixteen together, once
they are there, become one, which is never touched again until it has left the window.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice, pairwise
from operator import attrgetter
from typing import Any

from liveview.ui.charts.rows import Point, Rows
from liveview.ui.charts.ticks import Scale, round_step

CHUNK = 16  # rows: fewer are more elements, more are more bytes when they come together
MOST_CHUNKS = 160  # from there on chunks are larger
FAR = 1_000_000  # SVG has 24 bits for a coordinate, and a few are for parts of a pixel
_LOW, _HIGH = attrgetter("low"), attrgetter("high")
TRIED = 64  # rows at the head that may have gone at once and be found out by looking for the first one


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows as they are drawn.

    Attributes:
        id: the number of its first row since the chart began.
        paths: the line of each series, and of an area its ground before that.
        low: the least value in it; without any more than every number.
        high: the largest.
    """

    id: int
    paths: tuple[str, ...]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Grid:
    """The coordinates that are drawn in.

    Attributes:
        x: what stands at 0.
        y: the same.
        dx: how much one is.
        dy: the same, downwards.
        text: all four, for the page.
    """

    x: float
    y: float
    dx: float
    dy: float
    text: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", f"{self.x!r} {self.y!r} {self.dx!r} {self.dy!r}")

    def across(self, x: float) -> int:
        return round((x - self.x) / self.dx)

    def down(self, y: float) -> int:
        return round((self.y - y) / self.dy)

    def fits(self, first: float, last: float, scale: Scale) -> bool:
        """Whether it is fine enough for what is shown, and no finer than needed."""
        wide, tall = (last - first) / self.dx, (scale.high - scale.low) / self.dy
        return (
            400 <= wide <= 20_000
            and 300 <= tall <= 8_000
            and max(abs(last - self.x) / self.dx, abs(scale.high - self.y) / self.dy) < FAR
        )


def grid_for(first: float, last: float, scale: Scale) -> Grid:
    """A grid for what is shown: some thousand steps across, some hundred down."""
    dx, dy = round_step(last - first, 4_000), round_step(scale.high - scale.low, 1_500)
    is_far = abs(scale.high) / dy > FAR / 10
    return Grid(first, scale.low if is_far else 0.0, dx, dy)


Draw = Callable[[Sequence[Any], int, int], tuple[str, ...]]


class Trace:
    """The rows of a chart as they were last, and their pieces."""

    def __init__(self) -> None:
        self.points: list[Point] = []
        self.first = 0  # the number of the first row that is there
        self.goes_back = self.misses = False  # whether a row was before the one ahead of it, or had no place
        self.changes = 0  # how often a row was another one, where none had come or gone
        self._items: list[Any] = []
        self._chunk = CHUNK
        self._whole: dict[int, Piece] = {}  # by the number of their first row, those with all their rows
        self._single: dict[int, Piece] = {}
        self._grid: Grid | None = None
        self._units: list[tuple[int, tuple[int | None, ...]]] = []  # of the points, on the grid
        self._within = 0, -1, math.inf, -math.inf  # where whole pieces begin, how many there are, and their bounds
        self._head: tuple[int, Piece, Piece] | None = None

    @property
    def every(self) -> int:
        """How many rows are one piece."""
        return self._chunk

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.points)

    @property
    def sides(self) -> tuple[float, float]:
        """The x of the first row and of the last."""
        return self.points[0].x, self.points[-1].x

    def take(self, rows: Rows, read: Callable[[Any, int], Point]) -> bool:
        """Takes the rows as they are now.

        Args:
            rows: all of them.
            read: reads one.

        Returns:
            Whether they are others than before.
        """
        items = rows.items
        gone, kept = overlap(self._items, items)
        if gone == 0 and kept == len(items) == len(self._items):
            return False
        come = items[kept:]
        if len(rows.sift(come)) < len(come):
            self.misses = True
            return True
        self.first += gone
        self._items = items[:]
        del self.points[:gone], self._units[:gone]
        if kept < len(self.points):
            self._forget_from(self.first + kept)
            del self.points[kept:], self._units[kept:]
        points = [read(item, number) for number, item in enumerate(come, self.first + kept)]
        self.goes_back = self.goes_back or any(b.x < a.x for a, b in pairwise([*self.points[-1:], *points]))
        self.points += points
        self._drop()
        return True

    def _forget_from(self, number: int) -> None:
        """Rows from a number on are others now."""
        self.changes += 1
        self._within = 0, -1, math.inf, -math.inf
        begin = number // self._chunk * self._chunk
        self._whole = {at: piece for at, piece in self._whole.items() if at < begin}
        self._single = {at: piece for at, piece in self._single.items() if at < number}

    def _drop(self) -> None:
        """Pieces of which no row is there any more."""
        while self._whole and next(iter(self._whole)) + self._chunk <= self.first:
            del self._whole[next(iter(self._whole))]
        while self._single and next(iter(self._single)) < self.first:
            del self._single[next(iter(self._single))]
        if len(self.points) > MOST_CHUNKS * self._chunk:
            self._chunk *= 4
            self._begin_anew()
        if self.first > FAR * 1_000:  # numbers that nobody reads need not be long
            self.first = 0
            self._begin_anew()

    def _begin_anew(self) -> None:
        """All pieces are to be drawn again."""
        self._whole, self._single = {}, {}
        self._within = 0, -1, math.inf, -math.inf

    def bounds(self) -> tuple[float, float] | None:
        """The least and the largest value; None without any."""
        size, first = self._chunk, self.first
        begin = next(iter(self._whole), first)
        skipped = begin < first  # the first one has rows that are not there any more
        count = len(self._whole) - skipped
        begin += size * skipped
        if self._within[:2] != (begin, count):
            whole = list(islice(self._whole.values(), int(skipped), None))
            low, high = min(map(_LOW, whole), default=math.inf), max(map(_HIGH, whole), default=-math.inf)
            self._within = begin, count, low, high
        _, _, low, high = self._within
        loose = [*self.points[: begin - first], *self.points[begin - first + count * size :]] if count else self.points
        values = [y for point in loose for y in point.ys if y is not None]
        if values:
            low, high = min(low, *values), max(high, *values)
        return (low, high) if low <= high else None

    def on(self, grid: Grid, draw: Draw, is_open: bool) -> tuple[Piece, ...]:
        """The pieces on a grid.

        Args:
            grid: another one than before has everything drawn anew.
            draw: draws some rows: given those of a grid, and from which to which.
            is_open: whether there is room before the first row, where what has gone would still be seen.
        """
        if grid is not self._grid:
            self._grid, self._units = grid, []
            self._begin_anew()
        across, down = grid.across, grid.down
        for x, ys in islice(self.points, len(self._units), None):
            self._units.append((across(x), tuple([None if y is None else down(y) for y in ys])))
        self._fill(draw)
        pieces = (*self._whole.values(), *self._single.values())
        if is_open and pieces and pieces[0].id <= self.first:
            return self._trimmed(pieces[0], draw), *pieces[1:]
        return pieces

    def _fill(self, draw: Draw) -> None:
        """Draws what has come."""
        size, first = self._chunk, self.first
        end = first + len(self.points)
        last = end // size * size
        for at in range(next(reversed(self._whole)) + size if self._whole else first // size * size, last, size):
            self._whole[at] = self._piece(at, at + size, draw)
        if self._single and next(iter(self._single)) < last:
            self._single = {}
        for at in range(next(reversed(self._single)) + 1 if self._single else max(last, first), end):
            self._single[at] = self._piece(at, at + 1, draw)

    def _trimmed(self, piece: Piece, draw: Draw) -> Piece:
        """The first piece without the rows that have gone."""
        if self._head is None or self._head[0] != self.first or self._head[1] is not piece:
            size = self._chunk if piece.id in self._whole else 1
            self._head = self.first, piece, self._piece(piece.id, piece.id + size, draw)
        return self._head[2]

    def _piece(self, begin: int, end: int, draw: Draw) -> Piece:
        start, stop = max(begin - self.first, 0), end - self.first
        values = [y for point in self.points[start:stop] for y in point.ys if y is not None]
        paths = draw(self._units, start, stop)
        return Piece(begin, paths, min(values, default=math.inf), max(values, default=-math.inf))


def overlap(before: list[Any], after: list[Any]) -> tuple[int, int]:
    """How many rows have gone at the head, and how many of the others are still there, from the first one on."""
    if not before or not after:
        return len(before), 0
    for gone in _candidates(before, after):
        rest = before[gone:] if gone else before
        if rest == after[: len(rest)]:
            return gone, len(rest)
    return 0, next(
        (at for at, (old, new) in enumerate(zip(before, after, strict=False)) if old != new),
        min(len(before), len(after)),
    )


def _candidates(before: list[Any], after: list[Any]) -> Iterator[int]:
    """Where the first row may have been."""
    if len(after) >= len(before):
        yield 0
    for begin, end in ((1, TRIED), (TRIED, len(before))):
        with suppress(ValueError):
            yield before.index(after[0], begin, end)
