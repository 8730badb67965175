"""How objects of data are packed: dataclasses, pydantic models, named tuples and typed dicts.

What they hold is given back, field by field, past their constructors and validators: it was valid when it was kept, and
what those do beside that would be done again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from liveview.view.snapshots.containers import pack_columns, unpack_columns
from liveview.view.snapshots.kinds import Kind, UnfitError, check


class Objects:
    """Values with fields. What the fields are is found late: a class may hold itself.

    Args:
        kind: their class.
    """

    def __init__(self, kind: type) -> None:
        self.types = frozenset((kind,))
        self.kind: Any = kind
        self.fields: dict[str, Kind] = {}

    def pack(self, values: Sequence[Any]) -> Any:
        """Field by field; None for no values, where a class that holds itself comes to an end."""
        check(values, self.types)
        return self._packed(values) if values else None

    def unpack(self, packed: Any) -> list[Any]:
        """The values."""
        return [] if packed is None else self._unpacked(packed)

    def describe(self, seen: set[type]) -> str:
        """Its name, and its fields with their types."""
        name = f"{self.kind.__module__}.{self.kind.__qualname__}"
        if self.kind in seen:
            return name
        seen.add(self.kind)
        return f"{name}({', '.join(f'{field}: {kind.describe(seen)}' for field, kind in self.fields.items())})"

    def _packed(self, values: Sequence[Any]) -> Any:
        return [len(values), pack_columns([f".{name}" for name in self.fields], self._kinds, self._rows(values))]

    def _unpacked(self, packed: Any) -> list[Any]:
        return list(map(self._made, unpack_columns(self._kinds, packed)))

    @property
    def _kinds(self) -> list[Kind]:
        return list(self.fields.values())

    def _rows(self, values: Sequence[Any]) -> Sequence[Sequence[Any]]:
        names = list(self.fields)
        if len(names) < 2:  # then it gives no tuple
            return [tuple(getattr(value, name) for name in names) for value in values]
        try:
            return list(map(attrgetter(*names), values))
        except AttributeError as error:
            raise UnfitError(f"a field has no value ({error})") from None

    def _made(self, row: Sequence[Any]) -> Any:
        raise NotImplementedError


class NamedTuples(Objects):
    """A `NamedTuple`."""

    def _made(self, row: Sequence[Any]) -> Any:
        return self.kind._make(row)


class Dataclasses(Objects):
    """A dataclass, frozen or not, with slots or without."""

    def __init__(self, kind: type) -> None:
        super().__init__(kind)
        self._complete: Callable[[Any], None] | None = getattr(kind, "__post_init__", None)

    def _made(self, row: Sequence[Any]) -> Any:
        made = object.__new__(self.kind)
        self._fill(made, row)
        if self._complete is not None:
            self._complete(made)  # sets what is no field; the fields are what they were
            self._fill(made, row)
        return made

    def _fill(self, made: Any, row: Sequence[Any]) -> None:
        for name, value in zip(self.fields, row, strict=True):
            object.__setattr__(made, name, value)


class Models(Objects):
    """A pydantic model. Which of its fields were set is kept too."""

    def _packed(self, values: Sequence[Any]) -> Any:
        return [super()._packed(values), [sorted(value.model_fields_set) for value in values]]

    def _unpacked(self, packed: Any) -> list[Any]:
        inner, were_set = packed
        values = super()._unpacked(inner)
        for value, names in zip(values, were_set, strict=True):
            object.__setattr__(value, "__pydantic_fields_set__", set(names))
        return values

    def _rows(self, values: Sequence[Any]) -> Sequence[Sequence[Any]]:
        try:
            return [[value.__dict__[name] for name in self.fields] for value in values]
        except KeyError as error:
            raise UnfitError(f"its field {error} has no value") from None

    def _made(self, row: Sequence[Any]) -> Any:
        made = self.kind.__new__(self.kind)
        object.__setattr__(made, "__dict__", dict(zip(self.fields, row, strict=True)))
        object.__setattr__(made, "__pydantic_extra__", None)
        object.__setattr__(made, "__pydantic_private__", None)
        return made


class TypedDicts(Objects):
    """A `TypedDict`: dicts with declared keys, of which some may be missing. Their order is kept."""

    types: frozenset[type]

    def __init__(self, kind: type) -> None:
        super().__init__(kind)
        self.types = frozenset((dict,))

    def _packed(self, values: Sequence[Any]) -> Any:
        shapes = list(map(tuple, values))
        known = list(dict.fromkeys(shapes))
        places = {shape: place for place, shape in enumerate(known)}
        for key in {key for shape in known for key in shape} - self.fields.keys():
            raise UnfitError(f"it holds the key {key!r}, which `{self.kind.__name__}` does not declare")
        columns: list[Any] = []
        for name, kind in self.fields.items():
            try:
                columns.append(kind.pack([value[name] for value in values if name in value]))
            except UnfitError as error:
                raise error.within(f"[{name!r}]") from None
        return [known, [places[shape] for shape in shapes], columns]

    def _unpacked(self, packed: Any) -> list[Any]:
        known, places, columns = packed
        left: Mapping[str, Any] = {
            name: iter(kind.unpack(column)) for (name, kind), column in zip(self.fields.items(), columns, strict=True)
        }
        return [{name: next(left[name]) for name in known[place]} for place in places]
