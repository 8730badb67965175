"""The measuring screens of the example app, without what only the example has: a layout, and who else looks.

`app` has no limit to how much one client may send, `shipped` those that every app has.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route, WebSocketRoute

import example_app.views.counter as counter
import example_app.views.dashboard as example
import example_app.views.rows as rows
from bench.stack.floor import echo
from liveview import Component, LiveApp, LiveView, event, every, live, state
from liveview.channel.limits import Limits

__all__ = ["COPY", "app", "serve", "shipped"]

SECONDS = int(os.environ.get("TICK_MS", "500")) / 1000  # between two ticks
COPY = Path(__file__).parents[2] / "build" / "bench" / "dashboard.html"  # W2 as it was served
COUNTER = Path(counter.__file__).with_suffix(".html").read_text()
DASHBOARD = Path(example.__file__).with_suffix(".html").read_text()


class Counter(counter.Counter):
    """W1. Says how often it was mounted, all pages together."""

    template_string = COUNTER
    mounts: ClassVar[int] = 0

    async def mount(self) -> None:
        Counter.mounts += 1


class Plain(LiveView):
    """W1, with a handler that runs in a thread."""

    template_string = COUNTER
    count: int = 0

    @event
    def inc(self) -> None:
        self.count += 1


class Dashboard(LiveView):
    """W2: by itself, or with `?manual=1` at each click."""

    template_string = DASHBOARD
    watching: ClassVar = ""
    manual: bool = False
    tick: int = 0
    tiles: list[example.Tile] = state(default_factory=lambda: example.Dashboard().tiles)
    services: list[example.Service] = state(default_factory=lambda: example.Dashboard().services)
    log: list[str] = state(default_factory=lambda: example.Dashboard().log)

    async def params(self, manual: bool = False) -> None:
        self.manual = manual

    @every(seconds=SECONDS)
    async def play(self) -> None:
        """A tick by the timer."""
        if not self.manual:
            await self.step()

    @event
    async def step(self) -> None:
        """One tick."""
        await example.Dashboard.step(self)  # type: ignore[arg-type]  # it has the same state


class Board(Component, shared=True):
    """W2, the same for everybody."""

    template_string = DASHBOARD
    watching: ClassVar = ""
    manual: ClassVar = False
    tick: int = 0
    tiles: list[example.Tile] = state(default_factory=lambda: example.Dashboard().tiles)
    services: list[example.Service] = state(default_factory=lambda: example.Dashboard().services)
    log: list[str] = state(default_factory=lambda: example.Dashboard().log)

    @every(seconds=SECONDS)
    async def play(self) -> None:
        """A tick by the timer."""
        await self.step()

    @event
    async def step(self) -> None:
        """One tick."""
        await example.Dashboard.step(self)  # type: ignore[arg-type]  # it has the same state


class Shared(LiveView):
    """The board that everybody looks at."""

    template_string = "{{ Board() }}"
    uses = (Board,)


class Rows(rows.Rows):
    """W3."""

    template_string = Path(rows.__file__).with_suffix(".html").read_text()


async def mounts(_: Request) -> Response:
    """How often W1 was mounted."""
    return JSONResponse(Counter.mounts)


async def copy(request: Request) -> Response:
    """W2 as a static file, with the headers that the page has; or with `?bare=1` without."""
    headers = {} if "bare" in request.query_params else json.loads(COPY.with_suffix(".json").read_text())
    return FileResponse(COPY, headers=headers)


def serve(limits: Limits, **options: Any) -> LiveApp:
    """The screens.

    Args:
        limits: of the app.
        options: further ones of `LiveApp`.
    """
    routes = [
        live("/counter", Counter),
        live("/plain", Plain),
        live("/dashboard", Dashboard),
        live("/shared", Shared),
        live("/rows", Rows),
        Route("/mounts", mounts),
        Route("/copy", copy),
        WebSocketRoute("/echo", echo),
    ]
    return LiveApp(routes=routes, limits=limits, **options)


app = serve(Limits(frames=None, arrivals=None, joins=None))
shipped = serve(Limits())
