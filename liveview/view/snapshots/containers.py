"""How lists, sets, tuples, mappings, and values of one type among several are packed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, islice
from typing import Any

from liveview.view.snapshots.kinds import Kind, UnfitError, check

# Values in one snapshot: each takes a byte at least, and a store takes 256 KiB. Beyond it packing is a waste of time.
MAX_ITEMS = 256 * 1024


def _flat(values: Iterable[Iterable[Any]], step: str, kind: Kind) -> Any:
    items = list(islice(chain.from_iterable(values), MAX_ITEMS + 1))
    if len(items) > MAX_ITEMS:
        raise UnfitError(f"it holds more than {MAX_ITEMS:,} values, which is no state to keep for a page")
    try:
        return kind.pack(items)
    except UnfitError as error:
        raise error.within(step) from None


def _split(items: Sequence[Any], lengths: list[int]) -> list[list[Any]]:
    if sum(lengths) != len(items):
        raise ValueError("the lengths are others")
    left = iter(items)
    return [list(islice(left, length)) for length in lengths]


class Items:
    """Values that hold any number of one type: `list[int]`, `set[str]`, `tuple[Row, ...]`.

    Args:
        kind: their own type, which a list of items makes one of.
        item: what they hold.
    """

    def __init__(self, kind: Callable[[Iterable[Any]], Any], item: Kind) -> None:
        assert isinstance(kind, type)
        self.types = frozenset((kind,))
        self._kind = kind
        self._item = item

    def pack(self, values: Sequence[Any]) -> Any:
        """How many each holds, and all of these."""
        check(values, self.types)
        return [list(map(len, values)), _flat(values, "[]", self._item)]

    def unpack(self, packed: Any) -> list[Any]:
        """The values."""
        lengths, items = packed
        split = _split(self._item.unpack(items), lengths)
        return split if self._kind is list else list(map(self._kind, split))

    def describe(self, seen: set[type]) -> str:
        """Both types."""
        return f"{self._kind.__name__}[{self._item.describe(seen)}]"


class Queues(Items):
    """`deque[float]`, each with the length that it may have.

    Args:
        item: what they hold.
    """

    def __init__(self, item: Kind) -> None:
        super().__init__(deque, item)

    def pack(self, values: Sequence[Any]) -> Any:
        """Their lengths, and what they hold."""
        packed = super().pack(values)
        return [[value.maxlen for value in values], packed]

    def unpack(self, packed: Any) -> list[Any]:
        """The values."""
        limits, inner = packed
        return [deque(value, limit) for value, limit in zip(super().unpack(inner), limits, strict=True)]


class Tuples:
    """Values of so many parts, each of its own type: `tuple[int, str]`.

    Args:
        parts: their types.
    """

    types: frozenset[type] = frozenset((tuple,))

    def __init__(self, parts: Sequence[Kind]) -> None:
        self._parts = parts

    def pack(self, values: Sequence[Any]) -> Any:
        """Part by part."""
        check(values, self.types)
        if not set(map(len, values)) <= {len(self._parts)}:
            raise UnfitError(f"it holds a tuple that has not {len(self._parts)} parts")
        return [len(values), pack_columns([f"[{at}]" for at in range(len(self._parts))], self._parts, values)]

    def unpack(self, packed: Any) -> list[Any]:
        """The values."""
        return unpack_columns(self._parts, packed)

    def describe(self, seen: set[type]) -> str:
        """All types."""
        return f"tuple[{', '.join(part.describe(seen) for part in self._parts)}]"


def pack_columns(steps: Sequence[str], kinds: Sequence[Kind], rows: Sequence[Sequence[Any]]) -> list[Any]:
    """Pack rows of equally many values, column by column.

    Args:
        steps: how each column is called.
        kinds: of each.
        rows: the values.
    """
    columns: Iterable[Sequence[Any]] = zip(*rows, strict=True) if rows else [()] * len(kinds)
    packed: list[Any] = []
    for step, kind, column in zip(steps, kinds, columns, strict=True):
        try:
            packed.append(kind.pack(column))
        except UnfitError as error:
            raise error.within(step) from None
    return packed


def unpack_columns(kinds: Sequence[Kind], packed: Any) -> list[tuple[Any, ...]]:
    """The rows again; before the columns stands how many these are."""
    count, columns = packed
    if not kinds:
        return [()] * min(count, MAX_ITEMS)
    values = [kind.unpack(column) for kind, column in zip(kinds, columns, strict=True)]
    rows = list(zip(*values, strict=True))
    if len(rows) != count:
        raise ValueError("the columns have another length")
    return rows


class Mappings:
    """`dict[str, Row]` and what is made like it. The order is kept.

    Args:
        kind: their own type.
        key: what the keys are.
        value: what the values are.
    """

    def __init__(self, kind: type, key: Kind, value: Kind) -> None:
        self.types = frozenset((kind,))
        self._kind = kind
        self._key = key
        self._value = value

    def pack(self, values: Sequence[Any]) -> Any:
        """How many each holds, all the keys, and all the values."""
        check(values, self.types)
        keys = _flat(values, "[key]", self._key)
        return [list(map(len, values)), keys, _flat((value.values() for value in values), "[]", self._value)]

    def unpack(self, packed: Any) -> list[Any]:
        """The values."""
        lengths, keys, values = packed
        pairs = list(zip(self._key.unpack(keys), self._value.unpack(values), strict=True))
        return [self._kind(dict(split)) for split in _split(pairs, lengths)]  # a Counter counts what is no mapping

    def describe(self, seen: set[type]) -> str:
        """All types."""
        return f"{self._kind.__name__}[{self._key.describe(seen)}, {self._value.describe(seen)}]"


class Several:
    """Values of one type among several: `Circle | Square | None`. Their very types say which one it is.

    Args:
        kinds: the types, none of them for the same values.
    """

    def __init__(self, kinds: Sequence[Kind]) -> None:
        self._kinds = kinds
        self._places = {kind: place for place, of in enumerate(kinds) for kind in of.types}
        self.types = frozenset(self._places)

    def pack(self, values: Sequence[Any]) -> Any:
        """Which type each has, and those of each type."""
        check(values, self.types)
        places = [self._places[type(value)] for value in values]
        groups: list[list[Any]] = [[] for _ in self._kinds]
        for place, value in zip(places, values, strict=True):
            groups[place].append(value)
        return [places, [kind.pack(group) for kind, group in zip(self._kinds, groups, strict=True)]]

    def unpack(self, packed: Any) -> list[Any]:
        """The values."""
        places, groups = packed
        left = [iter(kind.unpack(group)) for kind, group in zip(self._kinds, groups, strict=True)]
        return [next(left[place]) for place in places]

    def describe(self, seen: set[type]) -> str:
        """All types."""
        return "|".join(kind.describe(seen) for kind in self._kinds)
