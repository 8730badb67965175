"""The example app, and beside it a socket that says again what it hears: what no framework can be faster than."""

from __future__ import annotations

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from example_app.app import app

__all__ = ["app"]


async def echo(socket: WebSocket) -> None:
    """Answers each text with itself."""
    await socket.accept()
    async for text in socket.iter_text():
        await socket.send_text(text)


app.router.routes.append(WebSocketRoute("/echo", echo))
