"""`@every`: the methods that a view calls by itself, over and over."""

from __future__ import annotations

import inspect
import math
import types
from collections.abc import Callable
from typing import Any, TypeVar

from liveview.errors import DefinitionError

F = TypeVar("F", bound=Callable[..., Any])

MARK = "_liveview_every"


def every(*, seconds: float) -> Callable[[F], F]:
    """Calls a method again and again, from the moment the page first joins.

    A call that is still waiting for its turn is not queued a second time: a slow method is called less often.

    Args:
        seconds: the time between two calls.

    Raises:
        DefinitionError: for an interval that is not positive, or a method that takes arguments.
    """
    if not isinstance(seconds, int | float) or not math.isfinite(seconds) or seconds <= 0:
        raise DefinitionError(f"@every(seconds={seconds!r}): the interval has to be a positive number of seconds.")

    def marked(method: F) -> F:
        _check(method)
        setattr(method, MARK, float(seconds))
        return method

    return marked


def _check(method: object) -> None:
    if not isinstance(method, types.FunctionType):
        raise DefinitionError(f"@every goes right above a `def` or `async def` of the class, not on {method!r}.")
    if len(inspect.signature(method).parameters) != 1:
        code = method.__code__
        reason = f"{method.__qualname__}: a timer's method is called without arguments, it takes only `self`."
        raise DefinitionError(reason, filename=code.co_filename, lineno=code.co_firstlineno)
