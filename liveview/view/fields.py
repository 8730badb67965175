"""One declared value of a class: a state field, or a prop of a component."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, Literal, TypeVar, overload

from liveview.engine import immutable
from liveview.errors import StateError

T = TypeVar("T")


class Missing(Enum):
    """The type of MISSING, so that checkers can tell it from a value."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING

# Values of exactly these types are shared by all instances; everything else is copied.
ATOMIC = frozenset({type(None), bool, int, float, complex, str, bytes, type(...)})


@dataclass(frozen=True, eq=False)
class Field:
    """What `state()` and `prop()` declare, and a plain default stands for.

    Attributes:
        default: the value to copy, or MISSING.
        default_factory: makes the value, or None.
        transient: not kept in snapshots.
        is_bound: set by the browser's controls.
        in_url: kept in the query string.
        is_prop: given by the caller and read-only inside.
        name: the attribute's name, known once the class exists.
    """

    default: object = MISSING
    default_factory: Callable[[], object] | None = None
    transient: bool = False
    is_prop: bool = False
    is_bound: bool = False
    in_url: bool = False
    name: str = ""

    @property
    def has_default(self) -> bool:
        """Whether an instance has a value from the start."""
        return self.default is not MISSING or self.default_factory is not None

    def fresh(self) -> object:
        """The value of a new instance, which shares with no other what could change: frozen rows are no copies."""
        if self.default_factory is not None:
            return self.default_factory()
        if type(self.default) in ATOMIC:
            return self.default
        return copy.deepcopy(self.default, {id(value): value for value in _unchanging(self.default)})

    def __set_name__(self, owner: type, name: str) -> None:
        object.__setattr__(self, "name", name)

    def __get__(self, instance: object, owner: type) -> Field:
        # An instance's own value hides this: who gets here reads a field that nothing was assigned to.
        if instance is None:
            return self
        raise StateError(
            f"{owner.__name__}.{self.name} was read before a value was assigned. It is declared without a default: "
            f"assign it first in `mount`, or write `{self.name} = state(…)` with one."
        )


def _unchanging(value: Any) -> Iterator[object]:
    """What a default holds that can never change, so that all instances may have the same."""
    if immutable(value):
        yield value
    elif type(value) in (list, tuple):
        for each in value:
            yield from _unchanging(each)
    elif type(value) is dict:
        yield from _unchanging(list(value.values()))


# `init=False` tells type checkers to leave a field with a default out of the constructor they imagine: they see
# a default only in a keyword, and a view is built by the framework anyway.
@overload
def state(*, transient: bool = False, bind: bool = False, init: Literal[False] = False) -> Any: ...
@overload
def state(
    default: T, *, transient: bool = False, bind: bool = False, url: bool = False, init: Literal[False] = False
) -> T: ...
@overload
def state(
    *, default_factory: Callable[[], Any], transient: bool = False, bind: bool = False, url: bool = False
) -> Any: ...
def state(
    default: object = MISSING,
    *,
    default_factory: Callable[[], Any] | None = None,
    transient: bool = False,
    bind: bool = False,
    url: bool = False,
    init: bool = False,
) -> Any:
    """Declares a state field where a plain default does not say enough.

    Args:
        default: the first value, copied for each view. Without it and without a factory, `mount` has to assign one.
        default_factory: makes the first value, once for each view.
        transient: leave the field out of snapshots: for handles, clients and caches.
        bind: controls with `lv-bind` set it. The browser sets no field that does not say so.
        url: of a view: it is read from the query parameter of its name and kept there, left out at its default.
        init: for type checkers only.

    Raises:
        TypeError: for both a default and a factory.
    """
    if default is not MISSING and default_factory is not None:
        raise TypeError("state() takes a default or a default_factory, not both")
    return Field(default, default_factory, transient, is_bound=bind, in_url=url)


def prop(default: T, *, init: Literal[False] = False) -> T:
    """Declares an optional prop of a component; one without a default is required.

    Args:
        default: the value where the caller gives none, copied for each component.
        init: for type checkers only.
    """
    field: Any = Field(default, is_prop=True)
    return field  # type: ignore[no-any-return]
