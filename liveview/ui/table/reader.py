"""Rows to what a table shows of them: columns, ids, and the texts of the cells in view."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from liveview.ui.table.answer import Slice
from liveview.ui.table.arrangement import Arrangement
from liveview.ui.table.column import Column, columns_of, is_missing, kind_of, plain, wider
from liveview.ui.table.groups import Line, written
from liveview.ui.table.records import Records, has_key, names_of, records_of, value_of
from liveview.ui.table.shown import Shown, ShownLine, window

# Rows whose values tell what a column holds, where the first have none.
SAMPLE = 20
NO_KINDS: Mapping[str, type] = {}


class Reader:
    """Reads rows as one table wants them.

    Args:
        columns: as the caller gave them.
        hidden: the keys of those that are not shown.
        row_key: the column that tells rows apart; empty for `id`.
        chosen: the ids of the rows that are selected.
        opened: the ids of those of which more is shown.
        is_plain: whether cells are texts and nothing more.

    Attributes:
        chosen: the ids of the rows that are selected.
        places: the places in plain tuples, by the columns' keys, as they were given.
    """

    def __init__(
        self,
        columns: Sequence[str | Column],
        hidden: Collection[str] = (),
        row_key: str = "",
        chosen: frozenset[str] = frozenset(),
        opened: Collection[str] = (),
        is_plain: bool = True,
    ) -> None:
        self._columns = columns
        self._hidden = hidden
        self._row_key = row_key
        self._id = row_key or "id"
        self.chosen = chosen
        self._opened = opened
        self._is_plain = is_plain
        self.places = {each if isinstance(each, str) else each.key: place for place, each in enumerate(columns)}

    def records(self, rows: Any) -> Records:
        """Rows in memory.

        Args:
            rows: what the caller gave.
        """
        return records_of(rows, list(self.places))

    def columns(self, records: Records) -> list[Column]:
        """All columns, with everything that was left to the rows.

        Args:
            records: the rows.
        """
        sample = records.rows(range(min(SAMPLE, len(records))))
        self._check_row_key(sample)
        return self._complete(sample, records.names())

    def _check_row_key(self, sample: Sequence[Any]) -> None:
        if self._row_key and sample and not any(has_key(row, self._row_key, self.places) for row in sample):
            raise ValueError(
                f"Table: row_key={self._row_key!r} is nothing that the rows have. It is the key of the column that "
                "tells them apart; what tells two tables apart is `key`."
            )

    def _complete(
        self, sample: Sequence[Any], names: Sequence[str] = (), kinds: Mapping[str, type] = NO_KINDS
    ) -> list[Column]:
        def kind(column: Column) -> type | None:
            return wider(kinds.get(column.key), kind_of(self.value(row, column.key) for row in sample))

        return columns_of(self._columns, names or (names_of(sample[0]) if sample else ()), kind)

    def visible(self, columns: Sequence[Column]) -> list[Column]:
        """Those that are not hidden.

        Args:
            columns: all of them.
        """
        return [column for column in columns if column.key not in self._hidden]

    def value(self, row: Any, column: str) -> Any:
        """What a row has.

        Args:
            row: the row.
            column: the key.
        """
        return value_of(row, column, self.places)

    def id_values(self, records: Records) -> Sequence[Any]:
        """What the ids of all rows are written of.

        Args:
            records: all rows.
        """
        return records.values(self._id)

    def ids(self, records: Records, places: Sequence[int]) -> list[str]:
        """The ids of rows.

        Args:
            records: all rows.
            places: of those that are meant.
        """
        values = self.id_values(records)
        return [_id(values[place], place) for place in places]

    def nothing(self, *, is_failed: bool = False) -> Shown:
        """What is shown while there are no rows.

        Args:
            is_failed: whether there will be none.
        """
        columns = self._complete(())
        return Shown(self.visible(columns), columns, is_loading=not is_failed, is_failed=is_failed)

    def of_slice(self, found: Slice, kinds: dict[str, type]) -> Shown:
        """What is shown of a source.

        Args:
            found: what it has given.
            kinds: the types of columns that it has shown so far, by key, which stay; new ones come to them.
        """
        sample = [row for line, row in found.lines if line.group is None][:SAMPLE]
        self._check_row_key(sample)
        columns = self._complete(sample, kinds=kinds)
        kinds.update({column.key: column.kind for column in columns if column.kind is not None})
        visible = self.visible(columns)
        rows = iter([(line.number, row) for line, row in found.lines if line.group is None])
        given = (self._with_written(line, visible) for line, _ in found.lines)
        lines = [self._of_line(number, line, rows, visible) for number, line in enumerate(given, found.start)]
        is_all_chosen = bool(sample) and all(line.is_chosen for line in lines if line.group is None)
        sums = {} if found.totals is None else written(visible, found.totals)
        return Shown(visible, columns, found.count, found.total, found.start, lines, sums, is_all_chosen=is_all_chosen)

    @staticmethod
    def _with_written(line: Line, columns: Sequence[Column]) -> Line:
        """A line of a source: what its group comes to is written here, with formats as they are now."""
        if line.group is None:
            return line
        return replace(line, group=replace(line.group, totals=written(columns, line.group.totals)))

    def of_records(
        self, records: Records, columns: Sequence[Column], arrangement: Arrangement, first: int, view: int
    ) -> Shown:
        """What is shown of rows in memory.

        Args:
            records: all rows.
            columns: all columns.
            arrangement: their order.
            first: the first line in view.
            view: how many are in view.
        """
        visible = self.visible(columns)
        total = len(arrangement.lines)
        start, stop = window(first, view, total)
        found = list(arrangement.lines.between(start, stop))
        places = [arrangement.place(line.number) for line in found if line.group is None]
        rows = iter(zip(places, records.rows(places), strict=True))
        lines = [self._of_line(number, line, rows, visible) for number, line in enumerate(found, start)]
        return Shown(visible, columns, arrangement.count, total, start, lines, arrangement.totals)

    def _of_line(
        self, number: int, line: Line, rows: Iterator[tuple[int, Any]], columns: Sequence[Column]
    ) -> ShownLine:
        if line.group is not None:
            name = line.group.name
            return ShownLine(f"\0{name}", name, number + 2, is_open=line.group.is_open, group=line.group)
        return self._line(number, *next(rows), columns)

    def _line(self, number: int, place: int, row: Any, columns: Sequence[Column]) -> ShownLine:
        texts = [column.text(self.value(row, column.key)) for column in columns]
        own = _id(self.value(row, self._id), place)
        return ShownLine(own, own, number + 2, row, texts, own in self.chosen, own in self._opened, self._is_plain)


def _id(value: Any, place: int) -> str:
    return str(place) if is_missing(value) else plain(value)
