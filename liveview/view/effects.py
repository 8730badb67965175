"""What a handler asks of its page, and emits to its callers: held until it has returned, dropped where it raised."""

from __future__ import annotations

import logging
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Any, Protocol

from pydantic_core import PydanticSerializationError, to_jsonable_python

from liveview.errors import StateError
from liveview.runtime.threads import check_wanted

logger = logging.getLogger("liveview.view")

# What a page that is away may miss before its oldest go: nobody wants to see the notices of an hour one after another.
LIMIT = 256
# What one handler may emit: each calls a method before anything else happens to the page. Many things are one list.
MOST_EMITTED = 100


class Held:
    """What one call of a handler asks and emits, while it runs.

    Args:
        owner: whose they are.
    """

    __slots__ = ("_token", "asked", "emitted", "is_open", "owner")

    def __init__(self, owner: Effects) -> None:
        self.owner = owner
        self.asked: list[list[Any]] = []
        self.emitted: list[Any] = []
        self.is_open = True

    def __enter__(self) -> None:
        self._token: Token[Held | None] = _held.set(self)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _held.reset(self._token)
        self.is_open = False
        if kind is None:
            for effect in self.asked:
                self.owner._add(effect)
            self.owner.emitted.extend(self.emitted)


# Follows a handler into its worker thread and its tasks. A task that outlives its handler finds it closed.
_held: ContextVar[Held | None] = ContextVar("liveview_effects", default=None)


class Page(Protocol):
    """Whose effects they are."""

    def asked(self) -> None:
        """An effect was asked for outside of a handler: nobody else would send it."""

    def emitted(self) -> None:
        """Something was emitted outside of a handler."""


class Effects:
    """What one page is asked for, in order: lists `[kind, *arguments]` of JSON.

    May be asked from any thread.

    Args:
        limit: how many wait for a page that takes none; the oldest give way.
        page: who is told of what is asked for and emitted outside of handlers; nobody where there is no page.

    Attributes:
        emitted: what handlers that have returned have emitted.
        late: what was emitted outside of a handler.
    """

    __slots__ = (
        "_is_announced",
        "_is_overflowing",
        "_limit",
        "_page",
        "_waiting",
        "emitted",
        "late",
    )

    def __init__(self, limit: int = LIMIT, page: Page | None = None) -> None:
        self.emitted: list[Any] = []
        self.late: list[Any] = []
        self._page = page
        self._limit = limit
        self._waiting: list[list[Any]] = []  # an empty deque is ten times as large
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
        held = self._open()
        if held is not None:
            held.asked.append(effect)
            return
        self._add(effect)
        if not self._is_announced:
            self._is_announced = True
            if self._page is not None:
                self._page.asked()

    def emit(self, emission: Any) -> None:
        """Keeps an event for a caller until the handler has returned.

        Args:
            emission: what the handler emits.

        Raises:
            StateError: for more than a handler may emit.
        """
        held = self._open()
        waiting = self.late if held is None else held.emitted
        if len(waiting) >= MOST_EMITTED:
            whose = "of what runs beside the page's methods wait" if held is None else "are emitted by one method"
            raise StateError(
                f"self.live.emit(…): more than {MOST_EMITTED} events {whose}. Emit one, with a list of what there is."
            )
        waiting.append(emission)
        if held is None and self._page is not None:
            self._page.emitted()

    @property
    def is_held(self) -> bool:
        """Whether it is one of the page's handlers that asks now."""
        return self._open() is not None

    def _open(self) -> Held | None:
        held = _held.get()
        return held if held is not None and held.owner is self and held.is_open else None

    def transaction(self) -> Held:
        """Holds what is asked for and emitted inside; it goes on where nothing is raised."""
        return Held(self)

    def _add(self, effect: list[Any]) -> None:
        self._waiting.append(effect)
        if len(self._waiting) > self._limit:
            del self._waiting[0]
            if not self._is_overflowing:
                self._is_overflowing = True
                logger.warning("more than %d effects wait for a page: the oldest are dropped", self._limit)

    def withdraw(self, kind: str) -> list[list[Any]]:
        """What was asked for of one kind, which somebody else does now instead of the page."""
        if not self._waiting:
            return []
        found = [effect for effect in tuple(self._waiting) if effect[0] == kind]
        for effect in found:
            self._waiting.remove(effect)
        return found

    def take(self) -> list[list[Any]]:
        """What the page is to do now."""
        self._is_announced = self._is_overflowing = False
        taken: list[list[Any]] = []
        while self._waiting:  # one by one: another thread may add to it meanwhile
            taken.append(self._waiting.pop(0))
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
