"""What values hold, noted before a handler runs, so that it can be given back to them if the handler fails.

Nothing is copied deeply. Of each list, dict, set and object of data that is reached, what it holds is noted, one level
deep; to restore is to give each its content back, in place. So every object stays the one that it was: who else refers
to it sees the same, and what had not changed is proved unchanged as before (`engine.proof`).
"""

from __future__ import annotations

import dataclasses
import enum
import ipaddress
import pathlib
import re
import types
import typing
import zoneinfo
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple

from jinja2.runtime import Macro
from pydantic import BaseModel

from liveview.engine import Tracked
from liveview.engine.proof import SCALARS, immutable
from liveview.view.background import Async
from liveview.view.forms.draft import Draft
from liveview.view.forms.form import Form
from liveview.view.presence import Presence

# What no handler changes: code, and values. The result of work in the background is its task's, and who is there the
# tracker's.
FIXED = (
    *(types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.ModuleType, type, Macro, Async, Presence),
    *(enum.Enum, re.Pattern, pathlib.PurePath, zoneinfo.ZoneInfo, types.GenericAlias, types.UnionType, BaseException),
    *(ipaddress.IPv4Address, ipaddress.IPv6Address, ipaddress.IPv4Network, ipaddress.IPv6Network),
)
KINDS = 1024  # as in the engine's proof: some libraries make types all the time


class Kind(NamedTuple):
    """How the values of a type are noted.

    Attributes:
        note: gives what each of several values holds, one level deep.
        restore: gives a value that back; None where it holds the same for ever.
        within: which of it may hold something in turn.
    """

    note: Callable[[list[Any]], list[Any]]
    restore: Callable[[Any, Any], object] | None
    within: Callable[[Any], Iterable[Any]] = iter


class Note:
    """What some values hold now.

    Args:
        limit: how many values that may be.

    Attributes:
        is_whole: whether all is noted that was reached: within the limit, and of known types.
    """

    __slots__ = ("_held", "_known", "_room", "is_whole")

    def __init__(self, limit: int) -> None:
        self.is_whole = True
        self._room = limit
        self._known: set[int] = set()
        self._held: list[tuple[list[Any], list[Any], Callable[[Any, Any], object]]] = []

    def take(self, value: object) -> None:
        """Notes what a value holds, and all within it.

        Args:
            value: part of a state.
        """
        # Level by level and type by type, since rows are many and alike: that is work for C.
        level: list[Any] = [value]
        while level and self.is_whole:
            inner: list[Any] = []
            for kind in set(map(type, level)) - _fixed:
                inner += self._take(kind, [found for found in level if type(found) is kind])
            level = inner

    def _take(self, kind: type, values: list[Any]) -> Iterable[Any]:
        """Note values of one type; what is in them."""
        how = _kind(kind)
        if how is None:
            self.is_whole = self.is_whole and (issubclass(kind, FIXED) or all(map(immutable, values)))
            return ()
        ids = set(map(id, values))
        if len(ids) < len(values) or not ids.isdisjoint(self._known):
            values = [each for at, each in {id(each): each for each in values}.items() if at not in self._known]
        self._known |= ids
        held = how.note(values)
        self._room -= sum(map(len, held))
        if self._room < 0:
            self.is_whole = False
        elif how.restore is not None:
            self._held.append((values, held, how.restore))
        return chain.from_iterable(map(how.within, held))

    def restore(self) -> None:
        """Gives every value what it held."""
        for values, held, restore in self._held:
            for value, before in zip(values, held, strict=True):
                restore(value, before)


# What is known of types: how their values are noted (None: not at all), and those that hold the same for ever.
_kinds: dict[type, Kind | None] = {}
_fixed: set[type] = set(SCALARS)


def _kind(kind: type) -> Kind | None:
    try:
        return _kinds[kind]
    except KeyError:
        if len(_kinds) >= KINDS:
            _kinds.clear()
            _fixed.intersection_update(SCALARS)
        found = _kinds[kind] = _find(kind)
        if _holds_scalars(kind):
            _fixed.add(kind)  # from the next time on it is not looked at
        return found


def _find(kind: type) -> Kind | None:
    if kind in PLAIN:
        return PLAIN[kind]
    if kind in (Form, Draft):
        return Kind(_attributes, _set_attributes, _within_form)
    if issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return PLAIN[tuple]
    if dataclasses.is_dataclass(kind) or issubclass(kind, (BaseModel, Tracked)):
        return _object(tuple(_slots(kind))) if _slots(kind) else Kind(_attributes, _set_attributes, dict.values)
    return None


def _holds_scalars(kind: Any, within: tuple[Any, ...] = ()) -> bool:
    """Whether values of a type hold scalars only, for ever, as far as its annotations say.

    A frozen row need not be looked at then. One that is not what its annotations say is not restored either.
    """
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Literal or kind is Ellipsis or kind is None or kind in SCALARS:
        return True
    if arguments:
        return origin in (typing.Union, types.UnionType, tuple) and all(_holds_scalars(a, within) for a in arguments)
    parameters = getattr(kind, "__dataclass_params__", None)
    is_row = isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields")
    if kind in within or not (is_row or (parameters is not None and parameters.frozen)):
        return False
    try:
        hints = typing.get_type_hints(kind)
    except Exception:  # names that are not there at run time
        return False
    return bool(hints) and all(_holds_scalars(hint, (*within, kind)) for hint in hints.values())


# Containers: their content is replaced where it is another one, so that their order is right again as well.


def _set_list(value: Any, held: Any) -> None:
    value[:] = held


def _set_keys(value: Any, held: Mapping[Any, Any]) -> None:
    value.clear()
    for key, inner in held.items():
        value[key] = inner


def _set_members(value: Any, held: Any) -> None:
    value.clear()
    value.update(held)


def _set_queue(value: Any, held: Any) -> None:
    value.clear()
    value.extend(held)


def _each(copy: Callable[[Any], Any]) -> Callable[[list[Any]], list[Any]]:
    return lambda values: list(map(copy, values))


_KEYS = Kind(_each(dict), _set_keys, dict.values)
PLAIN: Mapping[type, Kind] = {
    list: Kind(_each(list.copy), _set_list),
    dict: Kind(_each(dict.copy), _set_keys, dict.values),
    set: Kind(_each(set.copy), _set_members),
    tuple: Kind(list, None),
    frozenset: Kind(list, None),
    deque: Kind(_each(list), _set_queue),
    bytearray: Kind(_each(bytes), _set_list, lambda held: ()),
    **dict.fromkeys((defaultdict, OrderedDict, Counter), _KEYS),
}


# Objects: their attributes, past whatever watches assignments.


def _attributes(values: list[Any]) -> list[dict[str, Any]]:
    return list(map(dict.copy, map(attrgetter("__dict__"), values)))


def _set_attributes(value: Any, held: Mapping[str, Any]) -> None:
    value.__dict__.clear()
    value.__dict__.update(held)


def _within_form(held: Mapping[str, Any]) -> Iterable[Any]:
    # The entries themselves are replaced, not changed; what else a form holds is its class's.
    return (held[name] for name in ("_draft", "_visited", "_found", "_added", "_secrets") if name in held)


def _slots(kind: type) -> list[str]:
    declared = (base.__dict__.get("__slots__", ()) for base in kind.__mro__)
    names = (name for slots in declared for name in ((slots,) if isinstance(slots, str) else slots))
    return [name for name in names if name not in ("__dict__", "__weakref__")]


def _object(slots: tuple[str, ...]) -> Kind:
    """How objects with slots are noted; beside them they may have a dict."""

    def note(value: Any) -> dict[str, Any]:
        held: dict[str, Any] = getattr(value, "__dict__", {}).copy()
        for name in slots:
            with suppress(AttributeError):  # not set
                held[name] = object.__getattribute__(value, name)
        return held

    def restore(value: Any, held: Mapping[str, Any]) -> None:
        if hasattr(value, "__dict__"):
            _set_attributes(value, {name: inner for name, inner in held.items() if name not in slots})
        for name in slots:
            if name in held:
                object.__setattr__(value, name, held[name])
            elif hasattr(value, name):
                object.__delattr__(value, name)

    return Kind(_each(note), restore, dict.values)
