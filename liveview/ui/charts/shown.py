"""How a chart draws, and what its template reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any, NamedTuple

from liveview.ui.charts.axes import Entry, Mark
from liveview.ui.charts.trace import Grid, Piece

MOST_DRAWN = 5_000  # rows that are SVG; a browser paints more of them sooner on a canvas
MOST_KEPT = 100_000  # rows that are shown: more than there are pixels, and 350 KB of the page for each series

SUMMARY = ("Last", "Least", "Largest")  # what a table has of more rows than are drawn as SVG


@dataclass(frozen=True, slots=True)
class Setting:
    """How a chart draws: its props that are not data."""

    x: str | None = None
    y: str | Sequence[str] | None = None
    unit: str = ""
    low: float | None = None
    high: float | None = None
    span: Any = None
    time: bool = False
    zone: tzinfo | None = None
    limits: Sequence[Any] = ()
    is_filled: bool = False
    is_stacked: bool = False
    has_axes: bool = True
    has_table: bool = True
    x_label: str = ""
    most_drawn: int = MOST_DRAWN
    most_kept: int = MOST_KEPT
    summary: Sequence[str] = SUMMARY
    still: str = ""

    @property
    def kind(self) -> str:
        """The classes of the sheet."""
        return ("ui-areas ui-stacked" if self.is_stacked else "ui-areas") if self.is_filled else "ui-lines"


class Trouble(NamedTuple):
    """Why there is nothing, or nothing newer.

    Attributes:
        heading: what is said.
        error: the exception, where it is shown.
        on_retry: the caller's event for another try.
        what: what that brings along.
    """

    heading: str
    error: Any
    on_retry: str
    what: str


@dataclass(frozen=True, slots=True)
class OnCanvas:
    """What there is to say of lines that a canvas has.

    Attributes:
        gone: how many rows of the first text are not there any more, and would be seen.
        base: of an area, where its ground begins on the grid.
        rows: how many rows there are, in words.
        still: what stands there where no script runs.
    """

    gone: int
    base: int
    rows: str
    still: str


@dataclass(slots=True)
class Shown:
    """What the template reads.

    Attributes:
        pieces: the lines.
        names: of the series.
        listed: the same in a sentence, where there are several.
        view: the part of the grid that is seen.
        lines_view: the same, for lines that go from side to side.
        left: how far the lines are moved to the left, so that the first one seen is at 0; of marks too.
        width: how much of the grid is seen.
        grid: the coordinates.
        up: the marks on the left.
        ruling: the lines across the plot at these, as one path.
        across: the marks below.
        limits: what values are held against.
        entries: the rows of the table.
        reach: from where to where the rows go, where the table has not all of them.
        widest: the longest text on the left.
        kind: the classes of the sheet.
        each: how many paths a piece has; 0 where that is not said.
        moved: how far the lines are moved to the left; 0 on a canvas, which knows it by its rows.
        packed: where pieces are texts for a canvas, what else it needs.
        state: how it is with the data: "loading", "failed", or an empty text where it is there.
        place: what x is called in the table.
        clock: minutes that the clock of x is ahead of UTC; an empty text where x is no time.
    """

    pieces: tuple[Piece, ...] = ()
    names: tuple[str, ...] = ()
    view: str = "0 0 1 1"
    lines_view: str = "0 0 1 1"
    left: int = 0
    width: int = 1
    grid: Grid = field(default_factory=lambda: Grid(0, 0, 1, 1))
    up: tuple[Mark, ...] = ()
    ruling: str = ""
    across: tuple[Mark, ...] = ()
    limits: tuple[Mark, ...] = ()
    entries: tuple[Entry, ...] = ()
    reach: str = ""
    widest: str = ""
    clock: int | str = ""
    place: str = "Row"
    kind: str = "ui-lines"
    each: int = 0
    moved: int = 0
    packed: OnCanvas | None = None
    state: str = ""
    trouble: Trouble | None = None
    listed: str = field(init=False)

    def __post_init__(self) -> None:
        self.listed = f": {', '.join(self.names)}" if len(self.names) > 1 else ""
