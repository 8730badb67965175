"""Rows of every kind as one: how many there are, those at some places, and all values of a column."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Any, Protocol


class Records(Protocol):
    """What a table reads of rows that are in memory."""

    def __len__(self) -> int:
        """How many there are."""
        ...

    def names(self) -> list[str]:
        """What a row has."""
        ...

    def rows(self, places: Iterable[int]) -> list[Any]:
        """The rows at these places."""
        ...

    def values(self, key: str) -> Sequence[Any]:
        """All values of a column."""
        ...


def records_of(rows: Any, keys: Sequence[str] = ()) -> Records:
    """What a table reads of rows.

    Args:
        rows: a list, a tuple, or a frame of pandas or polars.
        keys: what the places of plain tuples are called.

    Raises:
        TypeError: for anything else.
    """
    kind = _frame_of(rows)
    if kind == "pandas":
        return OfPandas(rows)
    if kind == "polars":
        return OfPolars(rows)
    if is_in_memory(rows):
        return Listed(rows, keys)
    raise TypeError(
        f"Table: rows are a list, a tuple, a frame of pandas or polars, or an object with `count` and `slice`; this is "
        f"{type(rows).__name__}. What can be read but once becomes a list where it is made."
    )


def is_in_memory(rows: Any) -> bool:
    """Whether these are rows, and no `Source`: a frame has methods of such names.

    Args:
        rows: what a table was given.
    """
    return (isinstance(rows, Sequence) and not isinstance(rows, (str, bytes))) or bool(_frame_of(rows))


def _frame_of(rows: Any) -> str:
    """Whose frame it is; whoever has made one has imported the package."""
    for name in ("pandas", "polars"):
        module = sys.modules.get(name)
        if module is not None and isinstance(rows, module.DataFrame):
            return name
    return ""


class Listed:
    """Rows in a sequence: mappings, tuples, dataclasses, any objects.

    Args:
        rows: the sequence.
        keys: what the places of plain tuples are called.
    """

    def __init__(self, rows: Sequence[Any], keys: Sequence[str]) -> None:
        self._rows = rows
        self._keys = {key: place for place, key in enumerate(keys)}

    def __len__(self) -> int:
        return len(self._rows)

    def names(self) -> list[str]:
        return names_of(self._rows[0]) if self._rows else list(self._keys)

    def rows(self, places: Iterable[int]) -> list[Any]:
        return [self._rows[place] for place in places]

    @cached_property
    def _kinds(self) -> set[type]:
        return set(map(type, self._rows))

    def values(self, key: str) -> list[Any]:
        if self._kinds == {dict}:
            return [row.get(key) for row in self._rows]
        if all(map(_has_attributes, self._kinds)):
            try:
                return [*map(attrgetter(key), self._rows)]
            except AttributeError:  # some have no such attribute
                return [getattr(row, key, None) for row in self._rows]
        return [value_of(row, key, self._keys) for row in self._rows]


def _has_attributes(kind: type) -> bool:
    return not issubclass(kind, Mapping) and (not issubclass(kind, (tuple, list)) or hasattr(kind, "_fields"))


def value_of(row: Any, key: str, keys: Mapping[str, int]) -> Any:
    """What a row has under a key; None where it has nothing.

    Args:
        row: a mapping, a tuple, or any object.
        key: the key.
        keys: the places in plain tuples.
    """
    if _has_attributes(type(row)):
        return getattr(row, key, None)
    if isinstance(row, Mapping):
        return row.get(key)
    # Where nobody has named the places, they are called by their numbers.
    place = keys.get(key, len(row)) if keys or not key.isdecimal() else int(key)
    return row[place] if place < len(row) else None


def has_key(row: Any, key: str, keys: Mapping[str, int]) -> bool:
    """Whether a row has something under a key, be it None.

    Args:
        row: a mapping, a tuple, or any object.
        key: the key.
        keys: the places in plain tuples.
    """
    if _has_attributes(type(row)):
        return hasattr(row, key)
    if isinstance(row, Mapping):
        return key in row
    return keys.get(key, len(row)) < len(row) or value_of(row, key, keys) is not None


def names_of(row: Any) -> list[str]:
    """What a row has, where nobody has said what to show of it.

    Args:
        row: a mapping, a tuple, or any object.
    """
    if isinstance(row, Mapping):
        return [str(key) for key in row]
    if isinstance(row, (tuple, list)):
        return list(getattr(row, "_fields", map(str, range(len(row)))))
    if dataclasses.is_dataclass(row):
        return [field.name for field in dataclasses.fields(row)]
    return [name for name in getattr(row, "__dict__", ()) if not name.startswith("_")]


class OfPandas:
    """A frame of pandas. Its rows are mappings.

    Args:
        frame: the frame.
    """

    __slots__ = ("_frame",)

    def __init__(self, frame: Any) -> None:
        self._frame = frame

    def __len__(self) -> int:
        return len(self._frame)

    def names(self) -> list[str]:
        return [str(name) for name in self._frame.columns]

    def rows(self, places: Iterable[int]) -> list[Any]:
        found = self._frame.iloc[list(places)]
        return [dict(zip(self.names(), row, strict=True)) for row in found.itertuples(index=False, name=None)]

    def values(self, key: str) -> list[Any]:
        return list(self._frame[key].tolist()) if key in self._frame.columns else [None] * len(self)


class OfPolars:
    """A frame of polars. Its rows are mappings.

    Args:
        frame: the frame.
    """

    __slots__ = ("_frame",)

    def __init__(self, frame: Any) -> None:
        self._frame = frame

    def __len__(self) -> int:
        return int(self._frame.height)

    def names(self) -> list[str]:
        return list(self._frame.columns)

    def rows(self, places: Iterable[int]) -> list[Any]:
        return list(self._frame[list(places)].to_dicts())

    def values(self, key: str) -> list[Any]:
        return list(self._frame[key].to_list()) if key in self._frame.columns else [None] * len(self)
