"""What no framework on this server can be faster than: a bare Starlette that says what it hears, or one text to all."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

__all__ = ["app"]

SECONDS = int(os.environ.get("TICK_MS", "500")) / 1000  # between two frames
FRAME = json.dumps("." * 453)  # as long as a tick of W2
looking: set[WebSocket] = set()


async def echo(socket: WebSocket) -> None:
    """Answers each text with itself."""
    await socket.accept()
    async for text in socket.iter_text():
        await socket.send_text(text)


async def look(socket: WebSocket) -> None:
    """Is sent the frame again and again."""
    await socket.accept()
    looking.add(socket)
    try:
        async for _ in socket.iter_text():
            pass
    finally:
        looking.discard(socket)


async def play() -> None:
    """Sends one frame, which was built before, to all that look."""
    while True:
        await asyncio.sleep(SECONDS)
        for socket in list(looking):
            with suppress(WebSocketDisconnect):
                await socket.send_text(FRAME)


@asynccontextmanager
async def playing(_: Starlette) -> AsyncIterator[None]:
    """While the app runs."""
    task = asyncio.create_task(play())
    yield
    task.cancel()


app = Starlette(routes=[WebSocketRoute("/echo", echo), WebSocketRoute("/frames", look)], lifespan=playing)
