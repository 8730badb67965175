"""A macro's call in a template: what it leaves in the memo, and how its live form is reached."""

from __future__ import annotations

from types import CellType, FunctionType
from typing import Any

from jinja2.runtime import Macro


class Called:
    """A macro at its place in a template."""

    __slots__ = ("arguments", "live", "memo")

    def __init__(self, live: Any) -> None:
        self.live = live
        self.memo: Any = None
        self.arguments: list[Any] = []


class Binder(Macro):
    """Gives the arguments that a macro would run with."""

    def _invoke(self, arguments: list[Any], autoescape: bool) -> Any:
        return arguments


def live_macro(macro: Macro, live: Any, bits: tuple[int, ...]) -> Macro:
    """Give a macro its live form, which fills a fragment instead of returning text."""
    binder = Binder(
        macro._environment,
        macro._func,
        macro.name,
        macro.arguments,
        macro.catch_kwargs,
        macro.catch_varargs,
        macro.caller,
    )
    macro.live = live  # type: ignore[attr-defined]
    macro.bits = bits  # type: ignore[attr-defined]
    macro.binder = binder  # type: ignore[attr-defined]
    return macro


def frozen(value: Any, known: dict[int, Any] | None = None) -> Any:
    """A macro with the variables around it as they are now; any other value as it is.

    A macro reads them when it is called. Of one that stands in a loop and is called after it, they would be the last
    item's.
    """
    if not isinstance(value, Macro):
        return value
    known = {} if known is None else known
    if id(value) not in known:
        copy = known[id(value)] = Macro.__new__(type(value))
        copy.__dict__.update(value.__dict__)
        copy._func = _closed(value._func, known)
        if hasattr(value, "live"):
            live_macro(copy, _closed(value.live, known), value.bits)  # type: ignore[attr-defined]
    return known[id(value)]


def _closed(function: Any, known: dict[int, Any]) -> Any:
    if not isinstance(function, FunctionType) or not function.__closure__:
        return function
    cells = tuple(_cell(cell, known) for cell in function.__closure__)
    copy = FunctionType(function.__code__, function.__globals__, function.__name__, function.__defaults__, cells)
    copy.__kwdefaults__ = function.__kwdefaults__
    return copy


def _cell(cell: CellType, known: dict[int, Any]) -> CellType:
    try:
        return CellType(frozen(cell.cell_contents, known))
    except ValueError:  # nothing was assigned to the variable yet
        return cell
