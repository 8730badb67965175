"""Apps that pages visit: started with the first page, stopped after the last, under a virtual clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

from starlette.types import ASGIApp

from liveview.errors import VisitError
from liveview.store import MemoryAdapter
from liveview.testing.asgi import Lifespan
from liveview.testing.clock import VirtualClock
from liveview.web.host import Host, Settings

# Real seconds that the end of an app may take before time is moved for it.
PATIENCE = 1.0


class Memory(MemoryAdapter):
    """What was kept before a restart is there after it, as in a file."""

    async def close(self) -> None:
        """Everything is remembered."""


class Running:
    """An app that is visited.

    Args:
        app: the app.

    Attributes:
        hosts: the live part of the app, and of those that are attached to it.
        clock: their time.
        pages: how many pages are visiting.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.hosts = list(_hosts(app))
        if not self.hosts:
            raise VisitError(
                f"visit() takes a LiveApp, or an app that one is attached to, not {type(app).__name__} {app!r}"
            )
        own = [host.settings.clock for host in self.hosts if isinstance(host.settings.clock, VirtualClock)]
        self.clock = own[0] if own else VirtualClock()
        self.pages = 0
        self._app = app
        self._lifespan = Lifespan(app)
        self._before: list[tuple[Host, Settings]] = []

    async def start(self) -> None:
        """Start the app."""
        for host in self.hosts:
            self._before.append((host, host.settings))
            # No render waits for a screen's refresh: time may not move on its own.
            # And the collector is that of the tests, of which there are many in a process.
            limits = replace(
                host.settings.limits, render_interval=0.0, garbage=None, arrivals=None, joins=None, frames=None
            )
            store = Memory(clock=self.clock) if host.settings.store is None else host.settings.store
            host.settings = replace(host.settings, clock=self.clock, limits=limits, store=store)
        await self._lifespan.start()

    async def restart(self) -> None:
        """Stop the app and start it again, as another server does that finds what this one has kept."""
        await self._stop()
        self._lifespan = Lifespan(self._app)
        await self._lifespan.start()

    async def _stop(self) -> None:
        stopping = asyncio.create_task(self._lifespan.stop())
        # What can end by itself does. What hangs is given up when its time is over, and time moves only here.
        while not (await asyncio.wait((stopping,), timeout=PATIENCE))[0]:
            self.clock.turn(60)
        await stopping

    async def stop(self) -> None:
        """Stop the app, and leave it as it was."""
        try:
            await self._stop()
        finally:
            for host, settings in self._before:
                host.settings = settings


_RUNNING: WeakKeyDictionary[Any, Running] = WeakKeyDictionary()


@asynccontextmanager
async def running(app: ASGIApp) -> AsyncIterator[Running]:
    """An app, for as long as somebody visits it."""
    found = _RUNNING.get(app)
    if found is None:
        found = Running(app)
        await found.start()
        _RUNNING[app] = found
    found.pages += 1
    try:
        yield found
    finally:
        found.pages -= 1
        if not found.pages:
            del _RUNNING[app]
            await found.stop()


def _hosts(app: Any) -> Iterator[Host]:
    """The live apps in an app: itself, behind a guard or middleware, mounted."""
    host = getattr(app, "live", None)
    if isinstance(host, Host):
        yield host
    for inner in (getattr(app, "_app", None), getattr(app, "app", None)):
        if inner is not None:
            yield from _hosts(inner)
    for route in getattr(app, "routes", None) or ():
        yield from _hosts(getattr(route, "app", None))
