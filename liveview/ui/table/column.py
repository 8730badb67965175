"""`Column`: what of a row a table shows, how it is written, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Literal

Format = str | Callable[[Any], str]
Total = Literal["sum", "mean", "min", "max", "count"]
NUMBERS = (int, float, Decimal)
PLAIN = (str, int, bool)
NONE = "\N{EN DASH}"  # what stands where there is no value
# What edits a cell. Numbers are edited as texts: a browser would show some of them in its own way, and send others.
INPUTS: dict[type | None, str] = {date: "date", datetime: "datetime-local", time: "time"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a `Table`.

    Args:
        key: the attribute, the key of a mapping, or the frame's column that it shows.
        label: its heading; by default the key as words.
        unit: written after each value, `"ms"`.
        format: how a value is written: a format as of `format(value, ".1f")`, or a function that gives a text.
        align: `"start"`, `"center"` or `"end"`; by default numbers stand at the end, so that their digits align.
        width: as in CSS, `"8rem"` or `"20%"`; without one the columns share what is left.
        sortable: whether its heading sorts.
        editable: whether its cells can be edited. The table has to be told whose event hears of it: `on_edit`.
        kind: the type of its values, which an edit is converted to; by default that of
            the first value, and `float` where some of the first are.
        choices: the texts that an edit may choose from.
        total: what stands in the last row, and in a group's: `"sum"`, `"mean"`, `"min"`, `"max"` or `"count"`.
        hidden: whether it begins hidden; somebody may show it.
    """

    key: str
    label: str = ""
    unit: str = ""
    format: Format | None = None
    align: Literal["", "start", "center", "end"] = ""
    width: str = ""
    sortable: bool = True
    editable: bool = False
    kind: type | None = None
    choices: tuple[str, ...] = ()
    total: Total | None = None
    hidden: bool = False

    @property
    def input(self) -> str:
        """The type of the input that edits its cells."""
        return INPUTS.get(self.kind, "text")

    def text(self, value: Any) -> str:
        """A value as it is written; a dash for none.

        Args:
            value: of this column.
        """
        if is_missing(value):
            return NONE
        text = self._formatted(value)
        return f"{text}\N{NO-BREAK SPACE}{self.unit}" if self.unit else text

    def _formatted(self, value: Any) -> str:
        if callable(self.format):
            return str(self.format(value))
        if self.format:
            return format(value, self.format)
        return plain(value)


def plain(value: Any) -> str:
    """A value as most columns write it.

    Args:
        value: of any type.
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


def is_missing(value: Any) -> bool:
    """Whether there is no value: None, or what is no number.

    Args:
        value: of any type.
    """
    if value is None:
        return True
    if type(value) in PLAIN:
        return False
    try:
        return bool(value != value)  # NaN, NaT
    except ValueError:  # an array is something
        return False
    except (TypeError, ArithmeticError):  # pandas' NA, and a NaN that signals
        return True


def kind_of(values: Iterable[Any]) -> type | None:
    """The type of some values: the first one's, but `float` where there are whole numbers and others.

    Args:
        values: some of a column; those that are missing do not count.
    """
    kinds = [type(value) for value in values if not is_missing(value)]
    return wider(*kinds)


def wider(*kinds: type | None) -> type | None:
    """The first of some types, but `float` where that is `int` and another is `float`.

    Args:
        kinds: types, or None where none is known.
    """
    known = [kind for kind in kinds if kind is not None]
    if not known:
        return None
    return float if known[0] is int and float in known else known[0]


def columns_of(
    given: Sequence[str | Column], names: Iterable[str], kind: Callable[[Column], type | None]
) -> list[Column]:
    """The columns of a table, with everything that was left to it.

    Args:
        given: what the caller wrote; where that is nothing, all names.
        names: what the rows have.
        kind: gives the type of a column's values, None where that is unknown.

    Raises:
        ValueError: two columns have one key.
    """
    columns = [Column(each) if isinstance(each, str) else each for each in given or names]
    keys = [column.key for column in columns]
    if len(set(keys)) < len(keys):
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(
            f"Table: two columns have the key {twice!r}. A key names one column: work out a field for the other."
        )
    return [_complete(column, column.kind or kind(column)) for column in columns]


def _complete(column: Column, kind: type | None) -> Column:
    is_number = kind is not None and issubclass(kind, NUMBERS) and kind is not bool
    label = column.label or column.key.replace("_", " ").strip().capitalize()
    return replace(column, kind=kind, label=label, align=column.align or ("end" if is_number else "start"))
