"""`@changed`: the method that runs when the browser, or the URL, has set a field."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from liveview.errors import DefinitionError

F = TypeVar("F", bound=Callable[..., Any])

MARK = "_liveview_changed"


class Hook(NamedTuple):
    """What runs after a field was set.

    Attributes:
        method: its name.
        takes_before: whether it is given the value that the field had.
    """

    method: str
    takes_before: bool


def changed(field: str, /, *fields: str) -> Callable[[F], F]:
    """Calls a method when a control with `lv-bind`, or another URL of the page, has given a field another value.

    The field has its new value by then. The method may take the one before: `def filter(self, before: str)`. It is
    `def` or `async def`, as an event's handler. Where it raises, the field goes back to that value. What methods
    themselves assign calls nothing: they know of it.

    Args:
        field: a `state(bind=True)` or `state(url=True)` field.
        fields: further ones.

    Raises:
        DefinitionError: for what is no method, or one that asks for more.
    """
    if not all(isinstance(name, str) for name in (field, *fields)):
        raise DefinitionError('@changed needs the name of a field: `@changed("host")`.')

    def marked(method: F) -> F:
        _check(method)
        setattr(method, MARK, (field, *fields))
        return method

    return marked


def hook_of(name: str, method: Callable[..., Any]) -> Hook:
    """How a method is called."""
    return Hook(name, len(inspect.signature(method).parameters) == 2)


def _check(method: object) -> None:
    if not isinstance(method, types.FunctionType):
        raise DefinitionError(f"@changed(…) goes right above a `def` or `async def` of the class, not on {method!r}.")
    parameters = list(inspect.signature(method).parameters.values())
    if len(parameters) > 2 or any(one.kind is not one.POSITIONAL_OR_KEYWORD for one in parameters):
        code = method.__code__
        reason = (
            f"{method.__qualname__}: it takes only `self`, and the value before if it wants that: `(self, before)`."
        )
        raise DefinitionError(reason, filename=code.co_filename, lineno=code.co_firstlineno)
