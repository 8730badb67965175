"""The browser sets a field, by its control or by the URL; and the method runs that wants to know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

from liveview.errors import EventRefusedError
from liveview.view.bound import is_same
from liveview.view.fields import MISSING
from liveview.view.forms.sent import TooMuchError
from liveview.view.node import Node
from liveview.view.stateful import Stateful

NOTHING: Mapping[str, Any] = MappingProxyType({})
# Methods that undo what each other does: once more each, and no further.
MOST_RUNS = 2


class Binding:
    """Sets fields of a view and its components.

    Args:
        run: calls a method: what the log calls it, whose it is, its name, what it is called with. Whether it ran to its
            end.
    """

    __slots__ = ("_run",)

    def __init__(self, run: Callable[..., Awaitable[bool]]) -> None:
        self._run = run

    async def enter(self, node: Node, name: str, form: str | None) -> bool:
        """Takes what was entered into a control. What is no value of the field leaves it as it was.

        Args:
            node: whose field.
            name: the field, one that is bound.
            form: what the control sends.

        Returns:
            Whether the method that wants to know ran to its end.

        Raises:
            EventRefusedError: for more than a control may send.
        """
        instance = node.instance
        try:
            value = instance._bound.enter(name, form)
        except TooMuchError as error:
            view = type(instance).__name__
            raise EventRefusedError(f"`{name}` of {view}: {error}", event=name, view=view) from None
        if value is MISSING or await self.tell(node, assign(instance, {name: value})):
            return True
        instance._bound.refuse(name, form)
        return False

    async def tell(self, node: Node, before: Mapping[str, Any], fixed: Mapping[str, Any] = NOTHING) -> bool:
        """Calls what wants to know of fields that were set; a method for several, once.

        Args:
            node: whose fields.
            before: the values that they had.
            fixed: what is not for others' methods to change: where one resets the page of a list, and the URL names a
                page, that is the page, and its own method runs after that.

        Returns:
            Whether all ran to their ends; if not, the fields have the values of before again.
        """
        instance, waiting, runs = node.instance, dict(before), Counter[str]()
        while waiting:
            name, value = next(iter(waiting.items()))
            del waiting[name]
            hook = node.component._spec.hooks.get(name)
            if hook is None:
                continue
            if not await self._run(f"`{hook.method}`", node, hook.method, *([value] if hook.takes_before else [])):
                assign(instance, before)
                return False
            own = {other for other, theirs in node.component._spec.hooks.items() if theirs.method == hook.method}
            if not hook.takes_before:
                waiting = {other: value for other, value in waiting.items() if other not in own}
            runs[name] += 1
            changed = assign(instance, {other: value for other, value in fixed.items() if other not in own})
            waiting |= {other: value for other, value in changed.items() if runs[other] < MOST_RUNS}
        return True


def assign(instance: Stateful, values: Mapping[str, Any]) -> dict[str, Any]:
    """Gives fields of an instance other values; returns those that the changed ones had."""
    before = {name: getattr(instance, name) for name in values}
    for name, value in values.items():
        setattr(instance, name, value)
    return {name: value for name, value in before.items() if not is_same(value, values[name])}
