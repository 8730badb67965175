"""Rows in memory as one table lists them: found, in order, and whether all of them are selected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import is_
from typing import Any

from liveview.ui.table.arrangement import Arrangement, Kept
from liveview.ui.table.column import PLAIN
from liveview.ui.table.reader import Reader
from liveview.ui.table.shown import Shown
from liveview.ui.table.source import Query


class Memory:
    """What a table remembers from one render to the next. It is no state: all of it can be worked out.

    Attributes:
        order: the order of before, where the caller says when rows change.
        proof: whether all rows were selected.
    """

    __slots__ = ("order", "proof")

    def __init__(self) -> None:
        self.order: Kept | None = None
        self.proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether all rows were selected, and of what that was said.

    Attributes:
        of: the very objects that were looked at.
        places: where the rows stand, if that may be their ids.
        chosen: the ids that were selected.
        is_so: whether they are.
    """

    of: Sequence[object]
    places: Sequence[int]
    chosen: frozenset[str]
    is_so: bool

    def holds(self, of: Sequence[object], places: Sequence[int], chosen: frozenset[str]) -> bool:
        """Whether it would be the same now.

        Args:
            of: the objects that it is to be said of.
            places: where their rows stand, if that may be their ids.
            chosen: the ids that are selected.
        """
        is_same = chosen is self.chosen and places == self.places and len(of) == len(self.of)
        return is_same and all(map(is_, of, self.of))


class Listing:
    """Lists rows in memory.

    Args:
        rows: what the caller gave.
        reader: reads them.
        query: what is searched for, what sorts, and what groups.
        closed: the groups that are closed.
        version: the caller's word for the rows as they are; None where it says nothing.
        memory: of the render before, and for the next.
    """

    def __init__(
        self, rows: Any, reader: Reader, query: Query, closed: frozenset[str], version: Any, memory: Memory
    ) -> None:
        self._rows = rows
        self._reader = reader
        self._query = query
        self._closed = closed
        self._version = version
        self._memory = memory
        self._records = reader.records(rows)
        self.columns = reader.columns(self._records)

    def __len__(self) -> int:
        return len(self._records)

    def shown(self, first: int, view: int) -> Shown:
        """What the page has of them.

        Args:
            first: the first line in view.
            view: how many are in view.
        """
        arrangement = self._arrangement(first, view)
        shown = self._reader.of_records(self._records, self.columns, arrangement, first, view)
        if not 0 < shown.count <= len(self._reader.chosen) or not all(line.is_chosen for line in shown.rows):
            return shown
        return shown.with_all_chosen(self._are_all_chosen(arrangement))

    def _arrangement(self, first: int, view: int) -> Arrangement:
        """Worked out now, or kept from before where the caller says when rows change."""
        if self._version is None:
            self._memory.order = None
            return self._arranged()
        hidden = tuple(column.key for column in self._reader.visible(self.columns))
        made_of = (self._version, self._query, self._closed, hidden, tuple(self.columns), len(self))
        kept = self._memory.order
        if kept is not None and kept.holds(self._rows, made_of, first, view):
            return kept.arrangement
        arrangement = self._arranged()
        arrangement.shorten(first)
        self._memory.order = Kept(self._rows, made_of, arrangement)
        return arrangement

    def _arranged(self) -> Arrangement:
        return Arrangement(self._records, self._reader.visible(self.columns), self._query, self._closed)

    def _are_all_chosen(self, arrangement: Arrangement) -> bool:
        """Whether each row that is found is selected; looked up where rows or selection are others than before."""
        chosen, memory = self._reader.chosen, self._memory
        is_kept = memory.order is not None  # then it has no places but some
        of: Sequence[object] = [memory.order] if is_kept else self._id_values(arrangement.places())
        named = () if is_kept or set(map(type, of)).issubset(PLAIN) else arrangement.places()
        if memory.proof is None or not memory.proof.holds(of, named, chosen):
            places = self.places() if is_kept and self._query.search else arrangement.places()
            found = self._reader.ids(self._records, places) if self._query.search else self.all_ids()
            memory.proof = Proof(of, named, chosen, chosen.issuperset(found))
        return memory.proof.is_so

    def _id_values(self, places: Sequence[int]) -> Sequence[object]:
        """What the ids of rows are made of. To read these is a tenth of the work of writing ids and looking them up."""
        values = self._reader.id_values(self._records)
        return values if len(places) == len(values) else [values[place] for place in places]

    def places(self) -> Sequence[int]:
        """Where all rows stand that are found, in order."""
        return self._arranged().places()

    def ids(self) -> list[str]:
        """The ids of all rows that are found, in order."""
        return self._reader.ids(self._records, self.places())

    def all_ids(self) -> list[str]:
        """The ids of all rows, found or not."""
        return self._reader.ids(self._records, range(len(self)))
