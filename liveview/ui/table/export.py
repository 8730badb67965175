"""A table's rows as CSV, in the order that somebody sees."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from datetime import date, time
from numbers import Number
from typing import Any

from liveview.ui.table.column import Column, is_missing
from liveview.ui.table.entry import text_of_value
from liveview.ui.table.records import Records
from liveview.ui.table.source import Query, call

# What a row has under the key of a column: the places in plain tuples are those of all columns, hidden ones too.
Value = Callable[[Any, str], Any]
# So many are written, and asked a source for, at once.
PIECE = 1_000
# What a spreadsheet would take for a formula.
RUN = ("=", "@", "\t", "\r", "\n")
FORMULA = (*RUN, "+", "-")  # which only numbers and dates may begin with


def lines(columns: Sequence[Column], rows: Iterable[Any], value: Value) -> Iterator[str]:
    """CSV, in pieces.

    Args:
        columns: what of the rows.
        rows: the rows.
        value: what a row has under a key.
    """
    written = _Written(columns, value)
    yield written.heading()
    for number, row in enumerate(rows, 1):
        written.add(row)
        if number % PIECE == 0:
            yield written.take()
    yield written.take()


def in_pieces(records: Records, places: Sequence[int]) -> Iterator[Any]:
    """Rows in memory, read as they are written: those of a large frame take seconds, which nobody else is to wait.

    Args:
        records: all rows.
        places: of those that are meant, in order.
    """
    for start in range(0, len(places), PIECE):
        yield from records.rows(places[start : start + PIECE])


async def source_lines(columns: Sequence[Column], source: Any, query: Query, value: Value) -> AsyncIterator[str]:
    """CSV of a source.

    Args:
        columns: what of the rows.
        source: where they are.
        query: which, and in which order.
        value: what a row has under a key.
    """
    written = _Written(columns, value)
    yield written.heading()
    for start in range(0, await call(source.count, query), PIECE):
        for row in await call(source.slice, query, start, start + PIECE):
            written.add(row)
        yield written.take()


class _Written:
    def __init__(self, columns: Sequence[Column], value: Value) -> None:
        self._columns = columns
        self._value = value
        self._text = io.StringIO()
        self._writer = csv.writer(self._text)

    def heading(self) -> str:
        self._writer.writerow([_harmless(column.label) for column in self._columns])
        return self.take()

    def add(self, row: Any) -> None:
        self._writer.writerow([_cell(self._value(row, column.key)) for column in self._columns])

    def take(self) -> str:
        text = self._text.getvalue()
        self._text.seek(0)
        self._text.truncate()
        return text


def _cell(value: Any) -> str:
    if is_missing(value):
        return ""
    text = text_of_value(value)
    is_number = isinstance(value, (Number, date, time)) and not text.startswith(RUN)
    return text if is_number else _harmless(text)


def _harmless(text: str) -> str:
    """A text that no spreadsheet runs."""
    return f"'{text}" if text.startswith(FORMULA) else text
