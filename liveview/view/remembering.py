"""Computed values are worked out again when something that they read may have changed, and only then.

While a computed value is worked out, its instance notes which names are read. The value is kept with what it was
worked out from; in the next render it is given again if all of that is proved unchanged (`engine.proof`). Whatever may
look outside, at a clock, a file or a list that others change, is worked out each time: the code itself says what it
names (`outside`).
"""

from __future__ import annotations

import builtins
import dis
import enum
import types
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, cast

from liveview.engine.proof import immutable, same
from liveview.view.fields import MISSING
from liveview.view.spec import Spec

# Builtins that give the same for the same, and modules of nothing else.
BUILTINS = frozenset(
    (
        "abs all any ascii bin bool bytes chr complex dict divmod enumerate filter float format frozenset getattr "
        "hasattr hex int isinstance issubclass iter len list map max min next oct ord pow range repr reversed round "
        "set slice sorted str sum tuple zip ValueError KeyError TypeError"
    ).split()
)
MODULES = frozenset("decimal fractions functools itertools math operator re statistics string textwrap".split())
COPIED = (list, dict, set)
CHANGES = frozenset(("IMPORT_NAME", "STORE_GLOBAL", "DELETE_GLOBAL", "STORE_ATTR", "DELETE_ATTR"))

Names = tuple[tuple[Mapping[str, Any], str, object], ...]


class Remembered:
    """One instance's computed values, each with what it was worked out from.

    Args:
        instance: whose they are.
    """

    def __init__(self, instance: Any) -> None:
        self._instance = instance
        self._known: dict[str, tuple[object, tuple[tuple[str, object], ...], Names]] = {}

    def get(self, name: str) -> object:
        """The value of a computed name.

        Raises:
            Exception: what the method raises.
        """
        known = self._known.get(name)
        if known is None or not self._holds(*known[1:]):
            return self._work_out(name)
        value = known[0]
        return value.copy() if isinstance(value, COPIED) else value  # a template may change what it was given

    def _holds(self, reads: tuple[tuple[str, object], ...], names: Names) -> bool:
        return all(same(before, self._now(name)) for name, before in reads) and all(
            namespace.get(name) is before for namespace, name, before in names
        )

    def _now(self, name: str) -> object:
        """The value of a field, or of what is cached."""
        if name in self._instance._spec.cached:
            return getattr(self._instance, name)
        return self._instance.__dict__.get(name, MISSING)

    def _work_out(self, name: str) -> object:
        self._known.pop(name, None)
        instance, kind = self._instance, cast(Any, type(self._instance))
        if not _may_be_kept(kind, name):
            return getattr(instance, name)
        noted: set[str] = set()
        instance.__dict__["_lv_noted"] = noted
        object.__setattr__(instance, "__class__", _noting(kind))
        try:
            value: Any = getattr(instance, name)
        finally:
            object.__setattr__(instance, "__class__", kind)
            del instance.__dict__["_lv_noted"]
        self._keep(name, value, noted)
        return value.copy() if name in self._known and isinstance(value, COPIED) else value

    def _keep(self, name: str, value: object, noted: set[str]) -> None:
        names = _read(type(self._instance), noted)
        fields = noted & (self._instance._spec.fields.keys() | self._instance._spec.cached.keys())
        # One that reads no field has its value from elsewhere.
        if names is not None and fields and (immutable(value) or type(value) in COPIED):
            self._known[name] = (value, tuple((field, self._now(field)) for field in fields), names)


def remembered(instance: Any) -> Remembered:
    """What an instance remembers of its computed values."""
    kept: Remembered | None = instance.__dict__.get("_lv_remembered")
    if kept is None:
        kept = instance.__dict__["_lv_remembered"] = Remembered(instance)
    return kept


@lru_cache(maxsize=1024)
def _noting(kind: Callable[..., Any]) -> type:
    """What an instance is of while its reads are noted."""
    read: Any = kind.__getattribute__

    def note(self: Any, name: str) -> Any:
        noted = read(self, "__dict__").get("_lv_noted")  # another thread may come in when it is gone again
        if noted is not None and not name.startswith("__"):
            noted.add(name)
        return read(self, name)

    own = {"__module__": kind.__module__, "__qualname__": kind.__qualname__, "__getattribute__": note}
    return type(kind.__name__, (cast(type, kind),), own)


@lru_cache(maxsize=1024)
def _may_be_kept(kind: type, name: str) -> bool:
    """Whether the code of a computed value looks at nothing outside, by itself: else nothing need be noted."""
    function = _function(kind, name)
    return function is not None and outside(function) is not None


def _read(kind: Any, noted: set[str]) -> Names | None:
    """What the code of all that was read of an instance names; None where one of it may look outside."""
    spec: Spec = kind._spec
    found: Names = ()
    for name in noted - spec.fields.keys() - spec.cached.keys() - spec.constants:
        function = _function(kind, name)
        names = None if function is None else outside(function)
        if names is None:
            return None
        found += names
    return found


def _function(kind: type, name: str) -> types.FunctionType | None:
    declared = next((vars(base)[name] for base in kind.__mro__ if name in vars(base)), None)
    function = getattr(declared, "function", None) or getattr(declared, "__func__", None)
    function = function or getattr(declared, "fget", None) or declared
    return function if isinstance(function, types.FunctionType) else None


@lru_cache(maxsize=4096)
def outside(function: types.FunctionType) -> Names | None:
    """What a function's code names outside of its arguments.

    Args:
        function: a plain function.

    Returns:
        The namespace, name and value of each; None where one of them may give another value each time, or where the
        function changes something.
    """
    return _Code(function).names()


class _Code:
    """One function's code and that of the functions it calls."""

    def __init__(self, function: types.FunctionType, within: tuple[types.FunctionType, ...] = ()) -> None:
        self._function = function
        self._within = (*within, function)

    def names(self) -> Names | None:
        function, found = self._function, []
        if function.__closure__:  # variables of another function, or `super()`
            return None
        for instruction in _instructions(function.__code__):
            if instruction.opname in CHANGES or instruction.argval == "__dict__":
                return None
            if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME") and instruction.argval not in found:
                found.append(instruction.argval)
        names: Names = ()
        for name in found:
            more = self._named(name)
            if more is None:
                return None
            names += more
        return names

    def _named(self, name: str) -> Names | None:
        namespace = self._function.__globals__
        if name not in namespace:
            return () if name in BUILTINS and hasattr(builtins, name) else None
        value = namespace[name]
        own = ((namespace, name, value),)
        if getattr(value, "lv_pure", False) is True or immutable(value) or _makes_values(value):
            return own
        if isinstance(value, types.ModuleType):
            return own if value.__name__ in MODULES else None
        if isinstance(value, types.FunctionType):
            more = () if value in self._within else _Code(value, self._within).names()
            return None if more is None else own + more
        return None


def _makes_values(value: object) -> bool:
    """Whether it is a class of values: a frozen dataclass or an enum."""
    if not isinstance(value, type):
        return False
    parameters: Any = getattr(value, "__dataclass_params__", None)
    is_frozen = parameters is not None and parameters.frozen and not hasattr(value, "__post_init__")
    return is_frozen or issubclass(value, enum.Enum)


def _instructions(code: types.CodeType) -> Iterator[dis.Instruction]:
    yield from dis.get_instructions(code)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _instructions(constant)
