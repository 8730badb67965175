"""`@download`: methods whose result the browser gets as a file."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypeVar

from liveview.errors import DefinitionError
from liveview.view.events import event

F = TypeVar("F", bound=Callable[..., Any])


def download(filename: str, /) -> Callable[[F], F]:
    """Makes an event of a method, whose result the browser saves: `lv-click="export"` above `def export(self)`.

    The method returns bytes, a text or a `Path`, or yields bytes or texts: then it is sent while it runs, beside the
    view's mailbox, and the view goes on meanwhile. It sees the view's state as of the click: a copy of its own, whose
    collections are copied and whose rows are not. What it assigns is gone afterwards. `def` runs in a worker thread.

    Arguments come as those of an `@event`.

    Args:
        filename: what the browser calls the file.

    Raises:
        DefinitionError: on what is not a method.
    """
    if not isinstance(filename, str):
        raise DefinitionError('@download takes the file\'s name: `@download("report.csv")` above the method.')

    def declare(method: F) -> F:
        @wraps(method)
        async def offer(self: Any, **arguments: Any) -> None:
            self.live.download(_source(method, _as_of_now(self), arguments), filename)

        return event(offer)  # type: ignore[return-value]

    return declare


def _source(method: Callable[..., Any], instance: Any, arguments: dict[str, Any]) -> Any:
    if inspect.isgeneratorfunction(method) or inspect.isasyncgenfunction(method):
        return method(instance, **arguments)
    return partial(method, instance, **arguments)


def _as_of_now(instance: Any) -> Any:
    """A copy that later changes of the instance do not reach."""
    made = copy.copy(instance)
    for name in instance._spec.fields:
        made.__dict__[name] = copy.copy(made.__dict__[name])
    return made
