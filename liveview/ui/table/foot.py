"""The last line of a table: what its columns come to, and what that is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from liveview.ui.table.column import Column, Total

WORDS: Mapping[Total, str] = {"sum": "Total", "mean": "Average", "min": "Least", "max": "Largest", "count": "Count"}


class FootCell(NamedTuple):
    """A cell of it.

    Attributes:
        key: its column's.
        align: where in it the text stands.
        word: what the text is, where the line's first cell does not say that of all.
        text: what the column comes to.
    """

    key: str
    align: str
    word: str
    text: str


def foot(columns: Sequence[Column], totals: Mapping[str, str]) -> list[FootCell]:
    """The cells of the last line; none where no column comes to anything.

    Args:
        columns: those that are shown.
        totals: what they come to, by key.
    """
    kinds = {column.total: WORDS[column.total] for column in columns if column.total}
    if not totals or not kinds:
        return []
    if len(kinds) == 1 and not columns[0].total:
        texts = {columns[0].key: kinds.popitem()[1], **totals}
        return [FootCell(column.key, column.align, "", texts.get(column.key, "")) for column in columns]
    return [
        FootCell(column.key, column.align, WORDS[column.total] if column.total else "", totals.get(column.key, ""))
        for column in columns
    ]
