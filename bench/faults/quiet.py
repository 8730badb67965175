"""Pages that many have open while nothing happens, and a bare socket beside them."""

from __future__ import annotations

import os
from typing import ClassVar

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

import example_app.views.dashboard as example
from bench.faults.boards import TEMPLATE
from bench.faults.told import ROUTES
from liveview import LiveApp, LiveView, event, live, state
from liveview.channel.limits import Limits


class Dashboard(LiveView):
    """W2 for one, who presses a button for a tick."""

    template_string = TEMPLATE
    manual: ClassVar = True
    watching: ClassVar = ""
    tick: int = 0
    tiles: list[example.Tile] = state(default_factory=lambda: example.Dashboard().tiles)
    services: list[example.Service] = state(default_factory=lambda: example.Dashboard().services)
    log: list[str] = state(default_factory=lambda: example.Dashboard().log)

    @event
    async def step(self) -> None:
        """One tick."""
        await example.Dashboard.step(self)  # type: ignore[arg-type]  # it has the same state


async def echo(socket: WebSocket) -> None:
    """Answers each text with itself."""
    await socket.accept(subprotocol="lv1")
    async for text in socket.iter_text():
        await socket.send_text(text)


app = LiveApp(
    routes=[live("/dashboard", Dashboard), WebSocketRoute("/echo", echo), *ROUTES],
    limits=Limits(sleep_after=float(os.environ["SLEEP"]) if os.environ.get("SLEEP") else None),
)
