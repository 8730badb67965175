"""How wide somebody has made the columns of a table: in pixels, as the browser measures them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from liveview.ui.table.column import Column

# In pixels: narrower ones could not be found again, wider ones are on no screen. The client has the same.
LEAST = 40
MOST = 2_000


def within(widths: Mapping[str, int], known: Collection[str]) -> dict[str, int]:
    """Widths that columns may have: the browser is not trusted to send others.

    Args:
        widths: by the columns' keys.
        known: the keys that there are.
    """
    return {key: max(LEAST, min(width, MOST)) for key, width in widths.items() if key in known}


@dataclass(frozen=True, slots=True)
class Sizes:
    """How wide columns are drawn. The last one takes what is left, and is at least as wide as somebody made it.

    Attributes:
        columns: those that are shown.
        widths: in pixels by key, of those that somebody has dragged.
        lead: how many narrow columns stand before them.
    """

    columns: Sequence[Column]
    widths: Mapping[str, int]
    lead: int

    def width(self, column: Column) -> str:
        """What a column's width is, as in CSS.

        Args:
            column: the column.
        """
        if not self._are_set:
            return column.width or "auto"
        is_last = column.key == self.columns[-1].key
        return f"{self.widths[column.key]}px" if column.key in self.widths and not is_last else "auto"

    @property
    def _are_set(self) -> bool:
        return any(column.key in self.widths for column in self.columns)

    @property
    def shared(self) -> int:
        """How many columns want room of no width in particular."""
        known = sum(column.key in self.widths for column in self.columns)
        return len(self.columns) - known if known else len(self.columns) + self.lead

    @property
    def set(self) -> int:
        """What the others take, in pixels."""
        return sum(self.widths.get(column.key, 0) for column in self.columns)

    @property
    def narrow(self) -> int:
        """How many narrow columns are counted by themselves."""
        return self.lead if self._are_set else 0
