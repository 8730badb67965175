"""Calling what users have written: on the loop or in a thread, and what becomes of what it raises."""

from __future__ import annotations

import inspect
from functools import partial

from liveview.channel.faults import Faults
from liveview.runtime.threads import ThreadPool
from liveview.view.component import Component
from liveview.view.live_view import LiveView
from liveview.view.stateful import Stateful


class Calls:
    """Calls the methods of a view and its components.

    Args:
        threads: where plain `def` methods run.
        faults: where their mistakes go.
    """

    def __init__(self, threads: ThreadPool, faults: Faults) -> None:
        self._threads = threads
        self._faults = faults

    async def run(self, what: str, instance: Stateful, method: str, /, *args: object, **kwargs: object) -> bool:
        """Calls a method. An exception is the instance's own, and its view lives on.

        Args:
            what: what the log and the page call it.
            instance: whose method.
            method: its name.
            args: what it is called with.
            kwargs: the same by name.

        Returns:
            Whether the method ran to its end.
        """
        what = what if isinstance(instance, LiveView) else f"{type(instance).__name__}, {what}"
        try:
            await self.call(instance, method, *args, **kwargs)
        except Exception as error:
            self._faults.begin(what, error)
            return False
        self._faults.end(what)
        return True

    async def call(self, instance: Stateful, method: str, /, *args: object, **kwargs: object) -> None:
        """Calls a method by Starlette's rule: `async def` on the loop, `def` in a worker thread."""
        found = getattr(type(instance), method)
        if found is getattr(LiveView, method, None) or found is getattr(Component, method, None):
            return  # not written by the user: no thread for a function that does nothing
        call = partial(getattr(instance, method), *args, **kwargs)
        result = await call() if inspect.iscoroutinefunction(call) else await self._threads.run(call)
        if inspect.isawaitable(result):  # of a plain function around an `async def`: a decorator's
            await result
