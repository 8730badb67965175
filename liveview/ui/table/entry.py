"""What somebody has typed into a cell, as a value of the column."""

from __future__ import annotations

import math
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from liveview.ui.table.column import Column

# What is asked for, by type.
WANTED: dict[type, str] = {
    int: "a whole number",
    float: "a number",
    Decimal: "a number",
    date: "a date",
    datetime: "a date and time",
    time: "a time",
    bool: "yes or no",
}
KINDS = (*WANTED, str)
WORDS = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "off": False, "0": False}
# Longer ones are no value of a cell.
LONGEST = 10_000


def value_of_text(column: Column, text: str) -> Any:
    """The value that a text says; None for an empty one, where the column is not of texts.

    Args:
        column: whose value it is.
        text: what was typed.

    Raises:
        ValueError: it is no such value; the text says what is asked for.
    """
    kind = column.kind or str
    if len(text) > LONGEST:
        raise ValueError(f"At most {LONGEST:,} characters.")
    if column.choices and text not in column.choices:
        raise ValueError("One of the choices is asked for.")
    if not issubclass(kind, KINDS) or kind is str:
        return text  # the caller's own kinds are the caller's to make
    text = text.strip()
    if not text:
        return None
    try:
        return _converted(kind, text)
    except (ValueError, InvalidOperation, KeyError, TypeError):
        raise ValueError(f"{column.label}: {WANTED.get(kind, 'another value')} is asked for.") from None


def _converted(kind: Any, text: str) -> Any:
    if kind is bool:
        return WORDS[text.casefold()]
    if issubclass(kind, (date, time)):
        return kind.fromisoformat(text)
    value = kind(text)
    if isinstance(value, (float, Decimal)) and not math.isfinite(value):
        raise ValueError(text)
    return value


def text_of_value(value: Any) -> str:
    """A value as it is edited: without format and unit.

    Args:
        value: of a cell.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, (date, time)) else str(value)
