"""Prove a value unchanged, or evaluate what depends on it.

A value is proved when it is the very object it was and can never change: then nothing that is read
from it can have changed either. Everything else (lists, dicts, plain objects) is looked at again each time,
so a state mutated in place is always seen.
"""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import fractions
import pathlib
import uuid
from collections.abc import Callable
from operator import attrgetter
from typing import Any

from markupsafe import Markup

from liveview.engine.proved import KNOWN, Proof

SCALARS: frozenset[type] = frozenset(
    (
        *(int, str, float, bool, complex, bytes, type(None), type(Ellipsis), Markup, range),
        *(datetime.date, datetime.datetime, datetime.time, datetime.timedelta, datetime.timezone),
        *(decimal.Decimal, fractions.Fraction, uuid.UUID, pathlib.PurePosixPath, pathlib.PosixPath),
    )
)
# How to get what values of a type hold, for so many types: pandas, for one, makes a new one at each `itertuples()`.
KINDS = 1024
_HELD: dict[type, Callable[[Any], Any] | None] = {}


def immutable(value: Any) -> bool:
    """Whether a value and all that it holds can never change."""
    kind = type(value)
    if kind in SCALARS:
        return True
    if kind is tuple or kind is frozenset:
        return id(value) in KNOWN or all(map(immutable, value))
    try:
        held = _HELD[kind]
    except KeyError:
        held = _remember(kind)
    if held is None:
        return False
    try:
        found = held(value)
    except AttributeError:  # one that was never set
        return False
    return SCALARS.issuperset(map(type, found)) or all(map(immutable, found))


def prove(value: Any) -> Proof | None:
    """Find out once whether a value can change, and know it as long as what is returned is there.

    Args:
        value: a tuple or frozen set, or what holds such by an attribute.

    Returns:
        None where it can change, or where there is nothing to remember.
    """
    if type(value) in SCALARS or not immutable(value):
        return None
    held = _HELD.get(type(value))
    parts = [value] if held is None else held(value)
    found = [part for part in parts if type(part) is tuple or type(part) is frozenset]
    return Proof(found) if found else None


def _remember(kind: type) -> Callable[[Any], Any] | None:
    if len(_HELD) >= KINDS:
        _HELD.clear()
    names = _fields(kind)
    held: Callable[[Any], Any] | None = None
    if names is not None:
        held = attrgetter(*names) if len(names) > 1 else lambda value: [getattr(value, name) for name in names]
    _HELD[kind] = held
    return held


def _fields(kind: type) -> tuple[str, ...] | None:
    """What a type of values holds: names of attributes, or None where its values may change."""
    if hasattr(kind, "render_live"):  # a component: what it shows depends on its arguments alone
        return ()
    if issubclass(kind, enum.Enum):
        return ("_value_",)
    parameters = getattr(kind, "__dataclass_params__", None)
    if parameters is not None and parameters.frozen and "__dict__" not in _own_slots(kind):
        return tuple(field.name for field in dataclasses.fields(kind))  # type: ignore[arg-type]
    fields = getattr(kind, "_fields", None)
    return tuple(fields) if issubclass(kind, tuple) and fields is not None else None


def _own_slots(kind: type) -> tuple[str, ...]:
    slots = kind.__dict__.get("__slots__", ())
    return (slots,) if isinstance(slots, str) else tuple(slots)


def same(before: Any, after: Any) -> bool:
    """Whether nothing that is read from `after` can differ from what was read from `before`."""
    if before is after:
        return immutable(after)
    kind = type(after)
    if kind is not type(before) or kind not in SCALARS:
        return False
    if kind is str or kind is int:
        return bool(before == after)
    return repr(before) == repr(after)  # tells -0.0 from 0.0, which are equal
