"""What a table shows of its rows, and what somebody does to see others: search, sort, scroll, choose columns."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from liveview import Async, Component, changed, computed, event, prop, state
from liveview.ui.table.answer import Slice, Wanted
from liveview.ui.table.asking import Asking
from liveview.ui.table.column import Column
from liveview.ui.table.listing import Listing, Memory
from liveview.ui.table.reader import Reader
from liveview.ui.table.records import is_in_memory
from liveview.ui.table.shown import Shown
from liveview.ui.table.source import LONGEST_SEARCH, Query, Source, check_offers, words_of
from liveview.ui.table.widths import within

# What a page may say is in view: more rows than any screen has would only be a way to ask for all of them.
MOST_IN_VIEW = 200
# Where a source has not said yet how many rows it has: no browser shows so many.
MOST_UNKNOWN = 2**31


class TableView(Component):
    """A `Table` as far as it is looked at. Its props are explained there."""

    rows: Any
    columns: Sequence[str | Column] = prop(())
    label: str = prop("Table")
    row_key: str = prop("")
    sort: str = prop("")
    searchable: bool = prop(False)
    selectable: bool = prop(False)
    choosable: bool = prop(False)
    resizable: bool = prop(False)
    group: str = prop("")
    height: str = prop("30rem")
    cells: Mapping[str, Any] = prop({})
    detail: Any = prop(None)
    actions: Any = prop(None)
    export: str = prop("")
    empty: str = prop("There is nothing here.")
    version: Any = prop(None)
    on_edit: str = prop("")
    on_select: str = prop("")
    on_retry: str = prop("")

    search: str = state("", bind=True)
    sorted_by: str = ""
    descending: bool = False
    first: int = 0
    view: int = 15
    turn: int = 0
    hidden: set[str] = set()
    widths: dict[str, int] = {}
    chosen: frozenset[str] = frozenset()
    opened: set[str] = set()
    closed: set[str] = set()
    fetched: Async[Slice] = Async()

    # Its life.

    async def mount(self) -> None:
        """Begins with the order that the caller wants."""
        self.sorted_by = self.sort.removeprefix("-")
        self.descending = self.sort.startswith("-")
        self.hidden = self._begin_hidden()
        self._fetch()

    async def restore(self) -> None:
        """Another process asks its source for the rows that were seen."""
        self._fetch()

    async def updated(self, before: Mapping[str, Any]) -> None:
        """A source may have other rows now, or others of them are wanted.

        Args:
            before: all props as they were.
        """
        if self.rows is not before["rows"] or self.version != before["version"]:
            self._fetch(anew=True)
        elif self._is_source and self._asked().wanted != self._wanted(self._asked().wanted.turn):
            self._fetch()

    # Rows that are elsewhere.

    @property
    def _is_source(self) -> bool:
        return isinstance(self.rows, Source) and not is_in_memory(self.rows)

    def _asked(self) -> Asking:
        asking: Asking | None = vars(self).get("_asking")  # no state: another process asks anew
        if asking is None or asking.source is not self.rows:
            asking = self._asking = Asking(self.rows)
        return asking

    def _fetch(self, *, anew: bool = False) -> None:
        """Asks a source for what is seen.

        Args:
            anew: whether its rows may have changed: then for what takes all of them, too.
        """
        if self._is_source:
            asked = self._asked()
            wanted = self._wanted(asked.wanted.turn + anew)
            check_offers(self.rows, wanted.query.group, has_totals=wanted.has_totals)
            asked.places = self._reader.places
            asked.want(self.fetched, wanted)

    def _wanted(self, turn: int) -> Wanted:
        start, stop = max(0, self.first - self.view), self.first + 2 * self.view
        has_totals = any(isinstance(column, Column) and column.total for column in self.columns)
        return Wanted(self._query, start, stop, frozenset(self.closed), has_totals, turn)

    # Rows in memory.

    @property
    def _rows(self) -> Any:
        """The rows in memory; None where there are none."""
        return self.rows.value if isinstance(self.rows, Async) else self.rows

    @property
    def _listing(self) -> Listing:
        memory: Memory | None = vars(self).get("_memory")
        if memory is None:
            memory = self._memory = Memory()
        return Listing(self._rows, self._reader, self._query, frozenset(self.closed), self.version, memory)

    # What it shows.

    @property
    def _query(self) -> Query:
        search = " ".join(words_of(self.search)) if self.searchable else ""
        return Query(search, self.sorted_by, self.descending, self.group)

    @property
    def _hidden(self) -> Collection[str]:
        """The keys of the columns that are not shown: where nobody may choose, the caller's own."""
        return self.hidden if self.choosable else self._begin_hidden()

    def _begin_hidden(self) -> set[str]:
        return {each.key for each in self.columns if isinstance(each, Column) and each.hidden}

    @property
    def _reader(self) -> Reader:
        is_plain = not self.on_edit and not self.cells
        return Reader(self.columns, self._hidden, self.row_key, self.chosen, self.opened, is_plain)

    @computed
    def shown(self) -> Shown:
        """What the page has of the rows."""
        reader, waits_for = self._reader, self.fetched if self._is_source else self.rows
        if self._is_source:
            found = self.fetched.value
            if found is not None and not self.fetched.failed:
                return reader.of_slice(found, self._asked().kinds)
        elif self._rows is not None:
            return self._listing.shown(self.first, self.view)
        return reader.nothing(is_failed=isinstance(waits_for, Async) and waits_for.failed)

    @property
    def _all_columns(self) -> Sequence[Column]:
        """All columns, the hidden ones too. To know them no row is arranged."""
        return self.shown.all_columns if self._is_source or self._rows is None else self._listing.columns

    # What somebody does.

    @event
    async def show(self, first: int, view: int) -> None:
        """Somebody has scrolled."""
        self.view = max(1, min(view, MOST_IN_VIEW))
        self.first = max(0, min(first, self._most_lines() - 1))
        self._fetch()

    def _most_lines(self) -> int:
        """No table has more lines than this: each row has one, and at most one heading. Nothing is looked at for it."""
        if self._is_source:
            return self.fetched.value.total if self.fetched.value is not None else MOST_UNKNOWN
        return 0 if self._rows is None else 2 * len(self._listing)

    def _begin_again(self) -> None:
        """Other rows are first now."""
        self.first = 0
        self.turn += 1
        self._fetch()

    @changed("search")
    async def searched(self) -> None:
        """Somebody types."""
        self.search = self.search[:LONGEST_SEARCH] if self.searchable else ""
        self._begin_again()

    @event
    async def order(self, column: str) -> None:
        """A heading was pressed: upwards, downwards, and as the rows are."""
        if not any(each.key == column and each.sortable for each in self.shown.columns):
            return
        if self.sorted_by != column:
            self.sorted_by, self.descending = column, False
        elif not self.descending:
            self.descending = True
        else:
            self.sorted_by, self.descending = "", False
        self._begin_again()

    @event
    async def choose_columns(self, columns: list[str]) -> None:
        """Some columns are to be shown; one at least."""
        known = self._all_columns
        if self.choosable and any(column.key in columns for column in known):
            self.hidden = {column.key for column in known if column.key not in columns}

    @event
    async def resize(self, widths: dict[str, int]) -> None:
        """Columns were dragged: how wide they are now, in pixels."""
        if self.resizable:
            self.widths = {**self.widths, **within(widths, {column.key for column in self._all_columns})}

    @event
    async def fold(self, group: str) -> None:
        """A group is closed or opened."""
        if any(line.group is not None and line.id == group for line in self.shown.lines):
            self.closed ^= {group}
            self._fetch()

    @event
    async def expand(self, row: str) -> None:
        """More of a row is shown, or no more."""
        if self.detail and self.shown.row(row) is not None:
            self.opened ^= {row}
