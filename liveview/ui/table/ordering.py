"""In which order rows stand, and which of them are found: by places, so that no row is copied."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from itertools import compress
from operator import and_
from typing import Any

from liveview.ui.table.column import Column, is_missing, plain
from liveview.ui.table.records import Records
from liveview.ui.table.source import Query, words_of

# What a word is made of that is looked for in numbers.
IN_NUMBERS = frozenset("0123456789.+-")


def arrange(records: Records, columns: Sequence[Column], query: Query) -> Sequence[int]:
    """The places of all rows that a table shows, in its order.

    Args:
        records: all rows.
        columns: those that a search looks into.
        query: what is searched for, what sorts, and what groups.
    """
    group = query.group
    places: Sequence[int] = range(len(records))
    if query.search:
        places = found(records, columns, query.search)
    if query.sort and query.sort != group:
        places = ordered(places, records.values(query.sort), descending=query.descending)
    return (
        places
        if not group
        else _together(places, records.values(group), descending=query.descending and query.sort == group)
    )


def _together(places: Sequence[int], values: Sequence[Any], *, descending: bool) -> Sequence[int]:
    """Places by the value that groups them: what is written alike stands together, though others sort alike."""
    return ordered(sorted(places, key=lambda place: plain(values[place])), values, descending=descending)


def found(records: Records, columns: Sequence[Column], search: str) -> Sequence[int]:
    """The places of the rows that have each of some words in one of their columns.

    Args:
        records: all rows.
        columns: those that are looked into.
        search: the words.
    """
    texts = Texts(records, columns)
    words = words_of(search)
    if not words:
        return range(len(records))
    hits = texts.hits(words[0].casefold())
    for word in words[1:]:
        hits = bytes(map(and_, hits, texts.hits(word.casefold())))
    return [*compress(range(len(records)), hits)]


class Texts:
    """Rows as a search sees them: of each column that a word may be in, written when it is first looked for.

    Args:
        records: all rows.
        columns: the columns.
    """

    __slots__ = ("_columns", "_joined", "_records")

    def __init__(self, records: Records, columns: Sequence[Column]) -> None:
        self._records = records
        self._columns = [_Searched(column, records.values(column.key)) for column in columns]
        self._joined: dict[tuple[int, ...], list[str]] = {}

    def hits(self, word: str) -> bytes:
        """For each row 1 where it has the word, else 0.

        Args:
            word: without case.
        """
        may_hold = tuple(number for number, column in enumerate(self._columns) if column.can_hold(word))
        if not may_hold:
            return bytes(len(self._records))
        if may_hold not in self._joined:
            texts = [self._columns[number].texts for number in may_hold]
            self._joined[may_hold] = [*map("\n".join, zip(*texts, strict=True))]
        return bytes([word in text for text in self._joined[may_hold]])


class _Searched:
    """A column's values and their texts: without format and unit, but of a function that writes them what it does."""

    def __init__(self, column: Column, values: Sequence[Any]) -> None:
        self._column = column
        self._values = values
        self._kinds = set(map(type, values))

    def can_hold(self, word: str) -> bool:
        """Whether a word may be in one of them: most words cannot be in a number."""
        if callable(self._column.format):
            return True
        return not self._kinds <= {int, float, type(None)} or IN_NUMBERS.issuperset(word)

    @cached_property
    def texts(self) -> Sequence[str]:
        """The values as they are written."""
        if callable(self._column.format):
            return [self._column.text(value).casefold() for value in self._values]
        if self._kinds == {str}:
            return [*map(str.casefold, self._values)]
        if self._kinds <= {int, float}:
            return [*map(str, self._values)]
        return ["" if is_missing(value) else plain(value).casefold() for value in self._values]


def ordered(places: Sequence[int], values: Sequence[Any], *, descending: bool = False) -> Sequence[int]:
    """Places by their values; equal ones as they were, and those without a value last, whichever the direction.

    Args:
        places: the places.
        values: of all rows.
        descending: whether the greatest is first.
    """
    present = [place for place in places if not is_missing(values[place])]
    missing = [place for place in places if is_missing(values[place])] if len(present) < len(places) else []
    keys = _comparable(values)
    present.sort(key=keys.__getitem__, reverse=descending)
    return present + missing


def _comparable(values: Sequence[Any]) -> Sequence[Any]:
    """Values of one type as they are; texts without case; those of several types each among its own."""
    kinds = set(map(type, values)) - {type(None)}
    if kinds <= {int, float, bool} or kinds <= {Decimal} or kinds <= {date}:
        return values
    if kinds == {str}:
        return [value and value.casefold() for value in values]
    return [_ranked(value) for value in values]


def _ranked(value: Any) -> tuple[int, Any]:
    if isinstance(value, (int, float, Decimal)):
        return 0, value
    if isinstance(value, date):
        if isinstance(value, datetime) and value.tzinfo is not None:
            value = value.astimezone(UTC)
        return 1, value.isoformat()
    return 2, plain(value).casefold()
