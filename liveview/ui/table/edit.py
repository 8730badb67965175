"""A cell that somebody edits, and what is typed there: it is kept while its row is elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from liveview.ui.table.column import Column
from liveview.ui.table.entry import LONGEST

# Of so many cells the browser may still speak after another one is edited: more than somebody presses before a slow
# link answers. Each may hold a long text.
MOST_ASIDE = 4


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit of one cell; none where it has no column.

    Attributes:
        row: whose cell, by its id.
        column: which, by its key.
        before: what stood there.
        text: what stands in the control by now.
        error: why that could not be saved.
    """

    row: str = ""
    column: str = ""
    before: str = ""
    text: str = ""
    error: str = ""

    @property
    def cell(self) -> tuple[str, str]:
        """Which cell: the id of its row, and the key of its column."""
        return self.row, self.column

    @property
    def key(self) -> str:
        """The same as one text."""
        return "\0".join(self.cell)

    @property
    def is_typed(self) -> bool:
        """Whether something would be lost with it."""
        return self.text != self.before

    def typed(self, text: str) -> Edit:
        """The same with another text: of one that no control takes, as much as tells that it is too long.

        Args:
            text: what is typed.
        """
        return replace(self, text=text[: LONGEST + 1])

    def refused(self, error: str) -> Edit:
        """The same, which could not be saved.

        Args:
            error: why.
        """
        return replace(self, error=error)

    def settled(self) -> Edit:
        """The same once it is saved or given up: its text is no news."""
        return replace(self, before=self.text, error="")


def remembered(aside: Sequence[Edit], edit: Edit) -> tuple[Edit, ...]:
    """The edits before the one now, and one more. Of too many those go in which nothing is typed, the oldest first.

    Args:
        aside: those before.
        edit: the one more.
    """
    known = [*without(aside, edit.cell), edit]
    idle = [each for each in known if not each.is_typed]
    forgotten = idle[: max(0, len(known) - MOST_ASIDE)]
    return tuple(each for each in known if each not in forgotten)


def without(aside: Sequence[Edit], cell: tuple[str, str]) -> tuple[Edit, ...]:
    """The edits before the one now, but of one cell.

    Args:
        aside: all of them.
        cell: whose are left out.
    """
    return tuple(each for each in aside if each.cell != cell)


def editable(columns: Sequence[Column], key: str) -> Column | None:
    """A column whose cells may be edited: the browser is not trusted to name only those.

    Args:
        columns: those that there are.
        key: the column's.
    """
    return next((each for each in columns if each.key == key and each.editable), None)
