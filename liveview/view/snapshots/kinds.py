"""How values of one type are packed into plain data, and unpacked again: single values.

Values are packed many at a time, since the fields of a thousand rows are a thousand values of one type: that is work
for C. What is plain already (None, bool, int, float, str, bytes) stays what it is; types are compared exactly, so that
what comes back is what was: no subclass loses what it has beside its base.
"""

from __future__ import annotations

import datetime
import enum
import zoneinfo
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol


class UnfitError(Exception):
    """A value that is not of the type that was declared for it, or cannot be kept.

    Attributes:
        reason: what it is instead.
        path: where it is within the field, such as `[].price`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.path = ""

    def within(self, step: str) -> UnfitError:
        """The same, one step further out."""
        self.path = step + self.path
        return self


class Kind(Protocol):
    """How values of one type are kept.

    Attributes:
        types: the very types that they have.
    """

    types: frozenset[type]

    def pack(self, values: Sequence[Any]) -> Any:
        """Plain data for so many values.

        Raises:
            UnfitError: one is of another type.
        """

    def unpack(self, packed: Any) -> list[Any]:
        """The values again.

        Raises:
            Exception: any, for what `pack` has not made.
        """
        ...

    def describe(self, seen: set[type]) -> str:
        """The type in words that another version of it does not have.

        Args:
            seen: the classes that are described already: theirs may hold themselves.
        """
        ...


def check(values: Iterable[Any], types: frozenset[type]) -> None:
    """See that values are of certain types.

    Raises:
        UnfitError: one is not.
    """
    for unfit in set(map(type, values)) - types:
        names = " or ".join(sorted(kind.__name__ for kind in types))
        raise UnfitError(f"it holds a `{unfit.__name__}`, and is declared as `{names}`")


class Scalars:
    """Values that are plain data: an `int`, a `str | None`.

    Args:
        types: theirs.
    """

    def __init__(self, *types: type) -> None:
        self.types = frozenset(types)

    def pack(self, values: Sequence[Any]) -> Any:
        """Themselves."""
        check(values, self.types)
        return values

    def unpack(self, packed: list[Any]) -> list[Any]:
        """Themselves."""
        check(packed, self.types)
        return packed

    def describe(self, seen: set[type]) -> str:
        """Their types' names."""
        return "|".join(sorted(kind.__name__ for kind in self.types))


class Choice(Scalars):
    """Some values and no others: a `Literal`.

    Args:
        choices: which.
    """

    def __init__(self, choices: Iterable[Any]) -> None:
        self._choices = list(choices)
        self._known = {(type(choice), choice) for choice in self._choices}
        super().__init__(*map(type, self._choices))

    def pack(self, values: Sequence[Any]) -> Any:
        """Themselves."""
        super().pack(values)
        for value in set(zip(map(type, values), values, strict=True)) - self._known:
            raise UnfitError(f"it holds {value[1]!r}, which is none of the values that are declared")
        return values

    def unpack(self, packed: list[Any]) -> list[Any]:
        """Themselves."""
        self.pack(packed)
        return packed

    def describe(self, seen: set[type]) -> str:
        """What may be chosen."""
        return f"Literal[{', '.join(map(repr, self._choices))}]"


class Converted:
    """Values that each have something plain to stand for them.

    Args:
        kind: their type.
        plain: gives that.
        value: gives the value for it.
        detail: what else is to be said of the type.
        types: the very types, where `kind` is only what they have in common.
    """

    def __init__(
        self,
        kind: type,
        plain: Callable[[Any], Any],
        value: Callable[[Any], Any],
        detail: str = "",
        types: frozenset[type] | None = None,
    ) -> None:
        self.types = types or frozenset((kind,))
        self._kind = kind
        self._plain = plain
        self._value = value
        self._detail = detail

    def pack(self, values: Sequence[Any]) -> Any:
        """What stands for them."""
        check(values, self.types)
        return list(map(self._plain, values))

    def unpack(self, packed: list[Any]) -> list[Any]:
        """The values."""
        values = list(map(self._value, packed))
        check(values, self.types)
        return values

    def describe(self, seen: set[type]) -> str:
        """The type's name, and what makes it up."""
        return f"{self._kind.__module__}.{self._kind.__qualname__}{self._detail}"


def enumeration(kind: type[enum.Enum]) -> Converted:
    """Members of an `Enum`: by name, since their values may be anything. Those of a `Flag` may be several at once."""
    names = f"({' '.join(kind.__members__)})"
    if issubclass(kind, enum.Flag):
        return Converted(kind, lambda member: member.value, kind, names)
    return Converted(kind, lambda member: member.name, kind.__getitem__, names)


# Times. Their text says all but what zone they are in: a zone's rules are more than today's distance to UTC.

_MICROSECOND = datetime.timedelta(microseconds=1)


def _zone(zone: datetime.tzinfo | None) -> Any:
    if zone is None:
        return None
    if type(zone) is datetime.timezone:
        distance, *name = zone.__getinitargs__()  # type: ignore[attr-defined]
        return [distance // _MICROSECOND, *name]
    key: str | None = zone.key if type(zone) is zoneinfo.ZoneInfo else None
    if key is not None:  # it has none where it was read from a file
        return key
    raise UnfitError(f"it holds a time of a `{type(zone).__name__}`; use `zoneinfo.ZoneInfo` or `datetime.timezone`")


def _zone_of(packed: Any) -> datetime.tzinfo | None:
    if packed is None:
        return None
    if isinstance(packed, str):
        return zoneinfo.ZoneInfo(packed)
    distance, *name = packed
    return datetime.timezone(distance * _MICROSECOND, *name)


def _moment(value: datetime.datetime | datetime.time) -> Any:
    if value.tzinfo is None and not value.fold:
        return value.isoformat()
    return [value.replace(tzinfo=None).isoformat(), value.fold, _zone(value.tzinfo)]


def _moment_of(read: Callable[[str], Any]) -> Callable[[Any], Any]:
    def value(packed: Any) -> Any:
        if isinstance(packed, str):
            return read(packed)
        text, fold, zone = packed
        return read(text).replace(fold=fold, tzinfo=_zone_of(zone))

    return value


MOMENTS = {
    datetime.datetime: Converted(datetime.datetime, _moment, _moment_of(datetime.datetime.fromisoformat)),
    datetime.time: Converted(datetime.time, _moment, _moment_of(datetime.time.fromisoformat)),
    datetime.date: Converted(datetime.date, datetime.date.isoformat, datetime.date.fromisoformat),
    datetime.timedelta: Converted(
        datetime.timedelta,
        lambda value: [value.days, value.seconds, value.microseconds],
        lambda packed: datetime.timedelta(*packed),
    ),
}
