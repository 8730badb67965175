"""Wakes those who sleep as long as nothing of the app's runs: whoever looks at it need not look then.

A thread that looks now and then wakes a processor that has nothing else to do. Who begins to run something that others
have written says so: `if asleep: stir()`, which costs a look at an empty set where nobody sleeps. What has waited
begins anew when it goes on, and says so where it is awaited as `Stirring`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from typing import Any, Generic, TypeVar

T = TypeVar("T")

# Who wants to be told, once. Add to it from any thread.
asleep: set[Callable[[], object]] = set()


def stir() -> None:
    """Something begins."""
    while asleep:
        try:
            wake = asleep.pop()
        except KeyError:  # another loop, in another thread, was quicker
            return
        wake()


class Stirring(Generic[T]):
    """Says that something begins when it is awaited, and each time that it goes on.

    Args:
        awaited: what that is.
    """

    __slots__ = ("_awaited",)

    def __init__(self, awaited: Awaitable[T]) -> None:
        self._awaited = awaited

    def __await__(self) -> Generator[Any, Any, T]:
        if asleep:
            stir()
        steps = self._awaited.__await__()
        try:
            begun: Begun[T] = Begun(next(steps), steps)
        except StopIteration as over:
            result: T = over.value
            return result
        return (yield from begun)


class Begun(Generator[Any, Any, T]):
    """The rest of what has waited for the first time, and for what that was.

    Args:
        first: what it waits for.
        steps: goes on with it.
    """

    __slots__ = ("_first", "_steps")

    def __init__(self, first: Any, steps: Generator[Any, Any, T]) -> None:
        self._first: list[Any] = [first]
        self._steps = steps

    def send(self, value: Any, /) -> Any:
        """The next thing that is waited for; what it gives."""
        if self._first:
            return self._first.pop()
        if asleep:
            stir()
        return self._steps.send(value)

    def throw(self, *error: Any) -> Any:
        """The same, where that has failed."""
        if asleep:
            stir()
        try:
            return self._steps.throw(*error)
        finally:
            del error  # or its traceback, which leads to this frame, would keep it, and all of the handler

    def close(self) -> None:
        """Nobody waits any more."""
        self._steps.close()
