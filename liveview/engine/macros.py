"""A macro's call in a template: what it leaves in the memo, and how its live form is reached."""

from __future__ import annotations

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
