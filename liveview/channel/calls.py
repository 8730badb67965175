"""Calling what users have written: on the loop or in a thread, and what becomes of what it raises."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, Protocol

from liveview.channel.faults import Faults
from liveview.channel.limits import Limits
from liveview.errors import HandlerTimeoutError
from liveview.runtime.clock import Clock
from liveview.runtime.deadline import Deadline, UnderDeadline
from liveview.runtime.threads import ThreadPool
from liveview.view.component import Component
from liveview.view.effects import Effects
from liveview.view.live_view import LiveView
from liveview.view.stateful import Stateful
from liveview.view.transaction import Transaction


class Losing(Protocol):
    """Who deals with instances that are not to be trusted any more."""

    def lose(self, instance: Stateful, error: Exception) -> None:
        """An instance cannot be made what it was before one of its methods failed."""


class Calls:
    """Calls the methods of a view and its components.

    Args:
        threads: where plain `def` methods run.
        faults: where their mistakes go.
        effects: what they ask of the page; dropped where they raise.
        clock: where time comes from.
        limits: how long a method may take, and how many values are noted before it runs.

    Attributes:
        losing: who deals with an instance that cannot be made what it was before its method raised something, or that a
            method which was given up still works with.
    """

    __slots__ = ("_clock", "_effects", "_faults", "_limits", "_threads", "losing")

    def __init__(self, threads: ThreadPool, faults: Faults, effects: Effects, clock: Clock, limits: Limits) -> None:
        self.losing: Losing | None = None
        self._clock = clock
        self._limits = limits
        self._threads = threads
        self._faults = faults
        self._effects = effects

    async def run(self, what: str, instance: Stateful, method: str, /, *args: object, **kwargs: object) -> bool:
        """Calls a method. Where it raises, its instance is as it was before, and lives on.

        Args:
            what: what the log and the page call it.
            instance: whose method.
            method: its name.
            args: what it is called with.
            kwargs: the same by name.

        Returns:
            Whether the method ran to its end.
        """
        return await self._attempt(what, instance, method, self.call(instance, method, *args, **kwargs))

    async def answer(
        self, what: str, instance: Stateful, method: str, ref: int, arguments: Mapping[str, object]
    ) -> bool:
        """Calls the handler of an event. What it returns is the event's reply, an effect like others.

        Args:
            what: what the log and the page call it.
            instance: whose handler.
            method: its name.
            ref: the event's number.
            arguments: what it is called with.

        Returns:
            Whether the handler ran to its end, and returned nothing or JSON.
        """
        return await self._attempt(what, instance, method, self._answer(instance, method, ref, arguments))

    async def _answer(self, instance: Stateful, method: str, ref: int, arguments: Mapping[str, object]) -> None:
        with self._effects.transaction():
            reply = await self._call(instance, method, (), arguments)
            if reply is not None:
                self._effects.ask("reply", ref, reply)

    async def _attempt(self, what: str, instance: Stateful, method: str, call: Awaitable[None]) -> bool:
        what = what if isinstance(instance, LiveView) else f"{type(instance).__name__}, {what}"
        before = Transaction(instance, method, self._limits.kept_values)
        try:
            await call
        except Exception as error:
            self._faults.begin(what, error)
            is_lost = not before.undo() or (isinstance(error, HandlerTimeoutError) and error.still_runs)
            if is_lost and self.losing is not None:
                self.losing.lose(instance, error)
            return False
        self._faults.end(what)
        return True

    async def call(self, instance: Stateful, method: str, /, *args: object, **kwargs: object) -> None:
        """Calls a method by Starlette's rule: `async def` on the loop, `def` in a worker thread."""
        found = getattr(type(instance), method)
        if found is getattr(LiveView, method, None) or found is getattr(Component, method, None):
            return  # not written by the user: no thread for a function that does nothing
        with self._effects.transaction():
            await self._call(instance, method, args, kwargs)

    async def apply(self, function: Callable[..., Any], instance: Stateful) -> None:
        """Calls a function with an instance, by the same rule."""
        with self._effects.transaction():
            name = getattr(function, "__qualname__", repr(function))
            await self._made(partial(function, instance), name, is_async=inspect.iscoroutinefunction(function))

    async def _call(self, instance: Stateful, method: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> object:
        kind = type(instance)
        call = getattr(instance, method)
        return await self._made(
            partial(call, *args, **kwargs) if args or kwargs else call,
            f"{kind.__name__}.{method}",
            is_async=_is_async(call.__func__) if hasattr(call, "__func__") else inspect.iscoroutinefunction(call),
        )

    async def _made(self, call: Callable[[], Any], name: str, *, is_async: bool) -> object:
        work = None if is_async else _Work(call)
        return await UnderDeadline(
            _result(call()) if work is None else _result(self._threads.run(work)),
            lambda: self._deadline(name, work),
        )

    def _deadline(self, name: str, work: _Work | None) -> Deadline:
        limits = self._limits
        return Deadline(
            self._clock,
            limits.handler_warn,
            limits.handler_within,
            lambda: self._faults.slow(name, limits.handler_warn),
            lambda: HandlerTimeoutError(
                name, limits.handler_within or 0.0, still_runs=work is not None and work.has_begun
            ),
        )


async def _result(call: Awaitable[object]) -> object:
    """What a call gives."""
    try:
        result = await call
        # Of a plain function around an `async def`: a decorator's.
        return await result if result is not None and inspect.isawaitable(result) else result
    except Exception as error:
        _explain(error)
        raise


@lru_cache(maxsize=4096)
def _is_async(function: Any) -> bool:
    """Whether a function gives a coroutine. Asked once for each: it takes longer than a small handler."""
    return inspect.iscoroutinefunction(function)


def _explain(error: Exception) -> None:
    """Add what to write instead, where it is threads that SQLite complains about."""
    if type(error).__module__ == "sqlite3" and "same thread" in str(error):
        error.add_note(
            "A `def` method runs in whatever thread is free, and this connection was made in another one. Connect in "
            "the method that uses it; or keep the connection and say sqlite3.connect(…, check_same_thread=False): that "
            "is safe for one that a view has for itself, since its methods never run at the same time."
        )


class _Work:
    """A call for a thread: once it has begun, nothing can stop it."""

    def __init__(self, call: Callable[[], object]) -> None:
        self.has_begun = False
        self._call = call

    def __call__(self) -> object:
        self.has_begun = True
        return self._call()
