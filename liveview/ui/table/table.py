"""`Table`: rows that are looked at, selected, edited and taken along, of which the page has those that are seen."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator, Iterator, Sequence
from zlib import crc32

from liveview import computed, event
from liveview.ui.table.edit import MOST_ASIDE, Edit, editable, remembered, without
from liveview.ui.table.entry import text_of_value, value_of_text
from liveview.ui.table.export import in_pieces, lines, source_lines
from liveview.ui.table.viewing import TableView

# Why what was typed is not saved, beside its being no value of the column.
GONE = "Its row is no longer there."
FIXED = "It cannot be edited any more."


class Table(TableView, styles=["../kit.css", "table.css"]):
    """Rows in columns.

    Args:
        rows: a list or tuple of mappings, tuples, dataclasses or other objects; a frame of pandas or polars; an
            `Async` of one of these; or a `Source`.
        columns: keys, or `Column`s; by default all that the rows have.
        label: what the table is called, for those who don't see it.
        row_key: the column that tells rows apart; by default `id`, where there is one, else rows have their places.
        sort: the column that sorts at first; `"-price"` begins with the greatest.
        searchable: whether there is a search box.
        selectable: whether rows can be selected.
        choosable: whether somebody may hide columns.
        resizable: whether somebody may drag columns wider and narrower.
        group: a column whose equal values stand together under a heading.
        height: the most that the rows take, as in CSS.
        cells: macros that write the cells of columns, by key: each is called with the row.
        detail: a macro that writes more of a row, which opens below it.
        actions: a macro for more in the bar above.
        export: the name of a file, `"orders.csv"`, that somebody may save.
        empty: what stands there where there are no rows.
        version: another value whenever rows have changed. With it the order is kept while it is the same; without it,
            rows are looked at anew each time. A `Source` is asked again for another one.
        on_edit: the caller's event for an edited cell, with `row`, `column` and `value`.
        on_select: the caller's event for another selection, with `rows`.
        on_retry: the caller's event for another try, where `rows` is an `Async`.
    """

    template = "table.html"
    emits = ["self.on_edit", "self.on_select", "self.on_retry"]

    last_chosen: str = ""
    editing: Edit = Edit()
    aside: tuple[Edit, ...] = ()

    @event
    async def retry(self) -> None:
        """Rows that could not be loaded are asked for again."""
        self._fetch(anew=True)
        if not self._is_source and self.on_retry and self.shown.is_failed:
            self.live.emit(self.on_retry)

    # Selecting.

    @event
    async def choose(self, row: str, shift: bool = False) -> None:
        """A row is selected, or no more; with Shift all from the last one to it as well."""
        if not self.selectable or self.shown.row(row) is None:
            return
        rows = self._between(self.last_chosen, row) if shift else [row]
        self.chosen = self.chosen.difference(rows) if row in self.chosen else self.chosen.union(rows)
        self.last_chosen = row
        self._tell_chosen()

    @event
    async def choose_all(self) -> None:
        """All rows that are found are selected; where all are, none is."""
        if not self.selectable:
            return
        found = self._found()
        self.chosen = self.chosen.difference(found) if self.chosen.issuperset(found) else self.chosen.union(found)
        self._tell_chosen()

    def _found(self) -> list[str]:
        """The ids of all rows that are found, in order; of a source, of those that are here."""
        if self._is_source or self._rows is None:
            return [line.id for line in self.shown.rows]
        return self._listing.ids()

    def _between(self, one: str, other: str) -> list[str]:
        found = self._found()
        if one not in found or other not in found:
            return [other]
        start, stop = sorted((found.index(one), found.index(other)))
        return found[start : stop + 1]

    def _tell_chosen(self) -> None:
        if not self._is_source:
            self.chosen = self.chosen.intersection(self._all_ids())  # some rows may be gone
        if self.on_select:
            self.live.emit(self.on_select, rows=sorted(self.chosen))

    def _all_ids(self) -> list[str]:
        """The ids of all rows in memory."""
        return [] if self._rows is None else self._listing.all_ids()

    # Editing. Each event names its cell: the page may show another one than the table edits by now.

    @computed
    def unsaved(self) -> Sequence[Edit]:
        """What is typed and stands in no cell."""
        is_in_cell = bool(self.on_edit) and self.shown.has_cell(*self.editing.cell)
        return [
            each for each in (self.editing, *self.aside) if each.is_typed and not (is_in_cell and each is self.editing)
        ]

    @computed
    def cell_id(self) -> str:
        """By which the control of a cell is known where its process is replaced: no other cell's takes its text."""
        return f"ui-cell-{crc32(ascii((self.label, *self.editing.cell)).encode()):x}"

    @event
    async def edit(self, row: str, column: str) -> None:
        """A cell is to be edited. What is typed in another one is saved by that, or stays there."""
        if (row, column) == self.editing.cell:
            return
        kept = [each for each in self.aside if each.cell == (row, column) and each.is_typed]
        begun = kept[0] if kept else self._begun(row, column)
        if begun is None or (self.editing.is_typed and not self._saves()):
            return
        self._goes_on(begun)

    @event
    async def draft(self, row: str, column: str, value: str) -> None:
        """Somebody types in a cell: it is kept here, as its row may leave the page before it is saved."""
        edit = self._known(row, column) or self._begun(row, column)
        if edit is None:
            return
        typed = edit.typed(value)
        if typed.cell == self.editing.cell:
            self.editing = typed
        elif typed.is_typed and self._makes_way():
            self._goes_on(typed)

    @event
    async def leave(self, row: str, column: str, value: str = "") -> None:
        """An edit is given up, with what was typed: that is remembered, as it may still be on its way."""
        edit = self._known(row, column)
        if edit is not None:
            self._is_over(edit.typed(value or edit.text))

    @event
    async def save(self, row: str, column: str, value: str) -> None:
        """An edit is done."""
        await self.draft(row, column, value)
        if (row, column) == self.editing.cell and column:
            self._saves()

    def _known(self, row: str, column: str) -> Edit | None:
        """The edit of a cell, now's or one before it."""
        edits = (each for each in (self.editing, *self.aside) if each.column)
        return next((each for each in edits if each.cell == (row, column)), None)

    def _begun(self, row: str, column: str) -> Edit | None:
        """An edit that begins; None where the page has no such cell, or nobody may edit it."""
        shown = self.shown
        line, edited = shown.row(row), editable(shown.columns, column)
        if line is None or edited is None or not self.on_edit:
            return None
        text = text_of_value(self._reader.value(line.row, column))
        return Edit(row, column, text, text)

    def _makes_way(self) -> bool:
        """Whether another cell may be edited: what is typed in this one is saved, or will stand above the rows."""
        if not self.editing.is_typed or self._saves():
            return True
        return sum(each.is_typed for each in self.aside) < MOST_ASIDE

    def _goes_on(self, edit: Edit) -> None:
        """Another cell is edited; the one before is remembered."""
        aside = remembered(self.aside, self.editing) if self.editing.column else self.aside
        self.editing, self.aside = edit, without(aside, edit.cell)

    def _is_over(self, edit: Edit) -> None:
        """An edit is saved or given up. What the browser says of it again is no news."""
        if edit.cell == self.editing.cell:
            self.editing = Edit()
        self.aside = remembered(self.aside, edit.settled())

    def _saves(self) -> bool:
        """Whether what is typed is a value of its column, of which the caller hears. Else it stays, with the reason."""
        edit = self.editing
        column = editable(self._all_columns, edit.column) if self.on_edit else None
        try:
            if column is None:
                raise ValueError(FIXED)
            if not self._is_source and edit.row not in self._all_ids():
                raise ValueError(GONE)
            found = value_of_text(column, edit.text)
        except ValueError as error:
            self.editing = edit.refused(str(error))
            return False
        self.live.emit(self.on_edit, row=edit.row, column=edit.column, value=found)
        self._is_over(edit)
        return True

    # Taking along.

    @event
    async def save_as(self) -> None:
        """The rows that are found, in their order, as a file."""
        if self.export and (self._is_source or self._rows is not None):
            self.live.download(self._lines, self.export)

    async def _lines(self) -> Iterator[str] | AsyncIterator[str]:
        """As of when the browser asks for the file, which it does at once: for one that does not, no rows are kept."""
        columns, reader = self.shown.columns, self._reader
        if self._is_source:
            return source_lines(columns, self.rows, self._query, reader.value)
        if self._rows is None:  # of an `Async` that has begun anew
            return lines(columns, (), reader.value)
        records = reader.records(copy.copy(self._rows))
        return lines(columns, in_pieces(records, self._listing.places()), reader.value)
