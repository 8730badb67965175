"""Calling what users have written: on the loop or in a thread, and what becomes of what it raises."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from liveview.channel.faults import Faults
from liveview.runtime.threads import ThreadPool
from liveview.view.component import Component
from liveview.view.effects import Effects
from liveview.view.live_view import LiveView
from liveview.view.stateful import Stateful
from liveview.view.transaction import ITEMS, Transaction


class Calls:
    """Calls the methods of a view and its components.

    Args:
        threads: where plain `def` methods run.
        faults: where their mistakes go.
        effects: what they ask of the page; dropped where they raise.
        kept_values: how many values of a state are noted before a method runs, so that they can be restored.

    Attributes:
        on_lost: called with an instance that cannot be made what it was before its method raised something.
    """

    def __init__(self, threads: ThreadPool, faults: Faults, effects: Effects, kept_values: int = ITEMS) -> None:
        self.on_lost: Callable[[Stateful, Exception], None] = lambda instance, error: None
        self._kept_values = kept_values
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
            reply = await self._call(instance, method, **arguments)
            if reply is not None:
                self._effects.ask("reply", ref, reply)

    async def _attempt(self, what: str, instance: Stateful, method: str, call: Awaitable[None]) -> bool:
        what = what if isinstance(instance, LiveView) else f"{type(instance).__name__}, {what}"
        before = Transaction(instance, method, self._kept_values)
        try:
            await call
        except Exception as error:
            self._faults.begin(what, error)
            if not before.undo():
                self.on_lost(instance, error)
            return False
        self._faults.end(what)
        return True

    async def call(self, instance: Stateful, method: str, /, *args: object, **kwargs: object) -> None:
        """Calls a method by Starlette's rule: `async def` on the loop, `def` in a worker thread."""
        found = getattr(type(instance), method)
        if found is getattr(LiveView, method, None) or found is getattr(Component, method, None):
            return  # not written by the user: no thread for a function that does nothing
        with self._effects.transaction():
            await self._call(instance, method, *args, **kwargs)

    async def apply(self, function: Callable[..., Any], instance: Stateful) -> None:
        """Calls a function with an instance, by the same rule."""
        with self._effects.transaction():
            await self._made(partial(function, instance))

    async def _call(self, instance: Stateful, method: str, /, *args: object, **kwargs: object) -> object:
        return await self._made(partial(getattr(instance, method), *args, **kwargs))

    async def _made(self, call: Callable[..., Any]) -> object:
        result: object = await call() if inspect.iscoroutinefunction(call) else await self._threads.run(call)
        # Of a plain function around an `async def`: a decorator's.
        return await result if inspect.isawaitable(result) else result
