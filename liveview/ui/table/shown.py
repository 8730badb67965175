"""What a table shows at a time: the values that its template reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from liveview.ui.table.column import Column
from liveview.ui.table.foot import FootCell, foot
from liveview.ui.table.groups import Group
from liveview.ui.table.widths import Sizes

# Up to so many lines are all in the page, and nothing is asked for on scrolling: the browser's own search finds them.
ALL = 100


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line: a row, or the heading of a group.

    Attributes:
        key: which it is, in the list.
        id: which row it is.
        index: its number among all, the heading of the table being 1.
        row: the caller's row.
        texts: its cells as they are written.
        is_chosen: whether it is selected.
        is_open: whether more of it is shown.
        is_plain: whether its cells are texts and nothing more.
        group: the group that it is the heading of.
    """

    key: str
    id: str
    index: int
    row: Any = None
    texts: Sequence[str] = ()
    is_chosen: bool = False
    is_open: bool = False
    is_plain: bool = True
    group: Group | None = None

    def cells(self, columns: Sequence[Column]) -> list[tuple[Column, str]]:
        """Its cells, each with its column.

        Args:
            columns: those that are shown.
        """
        return [*zip(columns, self.texts, strict=True)]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a table shows.

    Attributes:
        columns: those that are not hidden.
        all_columns: all of them.
        count: how many rows there are.
        total: how many lines these are, with the headings of groups.
        first: the line that the page has first.
        lines: those that the page has.
        totals: what columns come to.
        is_loading: whether there are no rows yet.
        is_failed: whether there are none since they could not be loaded.
        is_all_chosen: whether each row that is found is selected; of a source, each that is here.
    """

    columns: Sequence[Column] = ()
    all_columns: Sequence[Column] = ()
    count: int = 0
    total: int = 0
    first: int = 0
    lines: Sequence[ShownLine] = ()
    totals: Mapping[str, str] = field(default_factory=dict)
    is_loading: bool = False
    is_failed: bool = False
    is_all_chosen: bool = False

    @property
    def rows(self) -> list[ShownLine]:
        """The lines that are rows."""
        return [line for line in self.lines if line.group is None]

    def row(self, id: str) -> ShownLine | None:
        """A row that the page has.

        Args:
            id: which.
        """
        return next((line for line in self.rows if line.id == id), None)

    def has_cell(self, row: str, column: str) -> bool:
        """Whether the page has a cell.

        Args:
            row: the id of its row.
            column: the key of its column.
        """
        return self.row(row) is not None and any(each.key == column for each in self.columns)

    def with_all_chosen(self, is_so: bool) -> Shown:
        """The same, of which that is known.

        Args:
            is_so: whether each row that is found is selected.
        """
        return replace(self, is_all_chosen=True) if is_so else self

    def aligned(self, lead: int) -> str:
        """The classes by which the columns that do not stand at the start are aligned.

        Args:
            lead: how many cells each row has before them.
        """
        named = [(column.align, lead + number) for number, column in enumerate(self.columns, 1)]
        return " ".join(f"ui-table-{align}-{number}" for align, number in named if align != "start")

    @property
    def heading(self) -> int:
        """How many columns the heading of a group takes: those before the first that has a total, and one at least."""
        total = next((place for place, column in enumerate(self.columns) if column.total), len(self.columns))
        return max(1, total)

    @property
    def foot(self) -> list[FootCell]:
        """The cells of the last line, where columns come to something."""
        return foot(self.columns, self.totals)

    def sizes(self, widths: Mapping[str, int], lead: int) -> Sizes:
        """How wide its columns are.

        Args:
            widths: in pixels by key, of those that somebody has dragged.
            lead: how many narrow columns stand before them.
        """
        return Sizes(self.columns, widths, lead)

    @property
    def after(self) -> int:
        """How many lines follow those that the page has."""
        return self.total - self.first - len(self.lines)


def window(first: int, view: int, total: int) -> tuple[int, int]:
    """The lines that the page has, for those that are in view: as many before, and as many after.

    Args:
        first: the first in view.
        view: how many are in view.
        total: how many there are.
    """
    if total <= ALL:
        return 0, total
    first = max(0, min(first, total - view))
    return max(0, first - view), min(total, first + 2 * view)
