"""Effects: what a handler asks of its page. Held until the handler has returned, dropped where it raised."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import PydanticSerializationError, to_jsonable_python

from liveview.errors import StateError
from liveview.runtime.threads import check_wanted

logger = logging.getLogger("liveview.view")

# What a page that is away may miss before its oldest go: nobody wants to see the notices of an hour one after another.
LIMIT = 256


@dataclass(slots=True)
class Held:
    """The effects of one call of a handler, while it runs."""

    owner: Effects
    asked: list[list[Any]] = field(default_factory=list)
    is_open: bool = True


# Follows a handler into its worker thread and its tasks. A task that outlives its handler finds it closed.
_held: ContextVar[Held | None] = ContextVar("liveview_effects", default=None)


class Effects:
    """What one page is asked for, in order: lists `[kind, *arguments]` of JSON.

    May be asked from any thread.

    Args:
        limit: how many wait for a page that takes none; the oldest give way.

    Attributes:
        on_asked: called where an effect is asked for outside of a handler: nobody else would send it.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self.on_asked: Callable[[], object] = lambda: None
        self._waiting: deque[list[Any]] = deque(maxlen=limit)
        self._is_announced = False
        self._is_overflowing = False

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def ask(self, kind: str, *arguments: Any) -> None:
        """Asks the page for something.

        Args:
            kind: what: the client has a function of that name.
            arguments: what it is given; they are copied, so that what becomes of them later is not sent.

        Raises:
            StateError: for what has no JSON.
            GivenUpError: in a method that was given up and still runs.
        """
        check_wanted()
        effect = [kind, *(plain(argument, kind) for argument in arguments)]
        held = _held.get()
        if held is not None and held.owner is self and held.is_open:
            held.asked.append(effect)
            return
        self._add(effect)
        if not self._is_announced:
            self._is_announced = True
            self.on_asked()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Holds what is asked for inside; it goes to the page where nothing is raised."""
        held = Held(self)
        token = _held.set(held)
        try:
            yield
        except BaseException:
            held.asked.clear()
            raise
        finally:
            _held.reset(token)
            held.is_open = False
            for effect in held.asked:
                self._add(effect)

    def _add(self, effect: list[Any]) -> None:
        if len(self._waiting) == self._waiting.maxlen and not self._is_overflowing:
            self._is_overflowing = True
            logger.warning("more than %d effects wait for a page: the oldest are dropped", self._waiting.maxlen)
        self._waiting.append(effect)

    def withdraw(self, kind: str) -> list[list[Any]]:
        """What was asked for of one kind, which somebody else does now instead of the page."""
        found = [effect for effect in tuple(self._waiting) if effect[0] == kind]
        for effect in found:
            self._waiting.remove(effect)
        return found

    def take(self) -> list[list[Any]]:
        """What the page is to do now."""
        self._is_announced = self._is_overflowing = False
        taken: list[list[Any]] = []
        while self._waiting:  # one by one: another thread may add to it meanwhile
            taken.append(self._waiting.popleft())
        return taken


def plain(value: Any, kind: str) -> Any:
    """A copy of a value as JSON has it: models, dataclasses and dates become what pydantic makes of them.

    Args:
        value: what was given.
        kind: what for, for the error.

    Raises:
        StateError: for what has no JSON.
    """
    try:
        return to_jsonable_python(value)
    except (PydanticSerializationError, ValueError) as error:
        shown = {"push_event": "the payload of self.push_event(…)", "reply": "what an event handler returns"}
        reason = f"{shown.get(kind, f'an argument of `{kind}`')} goes to the browser as JSON, and {error}"
        raise StateError(f"{reason}. Give what the page needs of it, such as a name.") from None
