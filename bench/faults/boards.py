"""The busy board of W2 for many who look on: one for all, one each, and what no framework can be faster than."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.frames import Frame, Opcode

import example_app.views.dashboard as example
from bench.screens import dashboard
from liveview import Component, LiveApp, LiveView, event, every, live, state
from liveview.channel.limits import Limits

SECONDS = 0.5  # between two ticks
TEMPLATE = Path(example.__file__).with_suffix(".html").read_text()


class Board(Component):
    """The example's dashboard, without those who look at it."""

    template_string = TEMPLATE
    manual: ClassVar = False
    watching: ClassVar = 1
    names: ClassVar[list[str]] = []
    most_names: ClassVar = 0
    tick: int = 0
    tiles: list[example.Tile] = state(default_factory=lambda: example.Dashboard().tiles)
    services: list[example.Service] = state(default_factory=lambda: example.Dashboard().services)
    log: list[str] = state(default_factory=lambda: example.Dashboard().log)

    @event
    async def step(self) -> None:
        """One tick."""
        await example.Dashboard.step(self)  # type: ignore[arg-type]  # it has the same state


class Own(Board):
    """It moves by itself."""

    @every(seconds=SECONDS)
    async def play(self) -> None:
        """One tick."""
        await self.step()


class Shared(Own, shared=True):
    """The same for everybody."""


class Still(LiveView):
    """A board on which nothing happens."""

    template_string = "{{ Board() }}"
    uses = (Board,)


class One(LiveView):
    """A board of one's own."""

    template_string = "{{ Own() }}"
    uses = (Own,)


class Many(LiveView):
    """The board that everybody looks at."""

    template_string = "{{ Shared() }}"
    uses = (Shared,)


class Plain:
    """Sockets without a framework: each tick is rendered once, and the text sent to one after the other.

    Args:
        send: writes a text to all of them.
    """

    def __init__(self, send: Callable[[list[WebSocket], str], Any]) -> None:
        self._send = send
        self._sockets: list[WebSocket] = []
        self._screen = dashboard()
        self._ticking: asyncio.Task[None] | None = None

    async def __call__(self, socket: WebSocket) -> None:
        """One of them."""
        await socket.accept(subprotocol="lv1")
        self._sockets.append(socket)
        if self._ticking is None:
            self._ticking = asyncio.create_task(self._tick())
        async for _ in socket.iter_text():
            pass
        self._sockets.remove(socket)

    async def _tick(self) -> None:
        while self._sockets:
            await asyncio.sleep(SECONDS)
            self._screen.do("step")
            await self._send(self._sockets.copy(), self._screen.frame())
        self._ticking = None


async def send_text(sockets: list[WebSocket], text: str) -> None:
    """As ASGI has it."""
    for socket in sockets:
        await socket.send_text(text)


async def write_frame(sockets: list[WebSocket], text: str) -> None:
    """The bytes of the WebSocket's frame, made once, straight to uvicorn's transports."""
    frame = Frame(Opcode.TEXT, text.encode()).serialize(mask=False)
    for socket in sockets:
        protocol: Any = socket._receive.__self__  # type: ignore[attr-defined]
        protocol.transport.write(frame)


def cpu(request: Request) -> Response:
    """Seconds that this process has computed."""
    return PlainTextResponse(repr(time.process_time()))


app = LiveApp(
    routes=[
        live("/still", Still),
        live("/own", One),
        live("/shared", Many),
        Route("/cpu", cpu),
        WebSocketRoute("/text", Plain(send_text).__call__),
        WebSocketRoute("/frame", Plain(write_frame).__call__),
    ],
    limits=Limits(arrivals=None),  # a thousand pages, all from one address
)
