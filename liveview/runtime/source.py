"""What a shared value comes from, and how long it holds."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, eq=False, repr=False)
class Source(Generic[T]):
    """A function, and how long what it gives holds. It is its own key: two with one function are two values.

    Attributes:
        load: makes the value; an `async def`, or a `def` that runs in a thread.
        ttl: seconds after which it is loaded anew; None for never.
        timeout: seconds that a load may take.
        keep: seconds that the value is kept when nobody uses it; None for ever.
    """

    load: Callable[[], T] | Callable[[], Coroutine[Any, Any, T]]
    ttl: float | None
    timeout: float
    keep: float | None

    @property
    def name(self) -> str:
        """What it is called in reports: its function's name."""
        return str(getattr(self.load, "__name__", None) or getattr(self.load, "func", self.load))

    def prepare(self, value: T) -> object:
        """Called in a thread with each value that was loaded; what it returns is held as long as the value is.

        Args:
            value: the value.
        """
        return None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.name}>"
