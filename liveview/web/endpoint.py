"""The WebSocket: what carries a page's frames where nobody is in the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from liveview.errors import FrameError, PeerError
from liveview.web.gate import SUBPROTOCOL, check_handshake, log_fault
from liveview.web.routing import host_of
from liveview.web.serving import serve
from liveview.web.socket import REFUSED, Said
from liveview.web.unguarded import EXTENSION


class WebSocketCarrier:
    """A `Carrier`.

    Args:
        websocket: one that was accepted.
    """

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._direct = _direct_of(websocket)

    @property
    def is_gone(self) -> bool:
        """Whether the browser has closed it."""
        return self._websocket.client_state is WebSocketState.DISCONNECTED

    async def receive(self) -> Said:
        """The next text; nothing at the end."""
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            return ()
        text = message.get("text")
        if text is None:
            return FrameError("a binary frame, of which this protocol has none")
        return (text,)

    def listen(self, hear: Callable[[str], bool] | None) -> None:
        """Have texts taken as they come."""
        if self._direct is not None:
            self._direct.listen(hear)

    def write(self, text: str) -> bool:
        """Write a text at once; False where that cannot be."""
        return self._direct is not None and self._direct.write(text)

    async def send(self, text: str) -> None:
        """Write a text."""
        with _as_lost():
            await self._websocket.send_text(text)

    async def close(self, code: int, reason: str) -> None:
        """Close it."""
        with _as_lost():
            await self._websocket.close(code, reason)


def _direct_of(websocket: WebSocket) -> Any:
    """The server's side of it, where it has one and nobody in between receives: what need not wait goes past ASGI.

    Middleware that wraps `receive` may have messages on their way to the app, which nothing may overtake.
    """
    protocol: Any = (websocket.scope.get("extensions") or {}).get(EXTENSION, {}).get("protocol")
    return protocol if protocol is not None and websocket._receive == protocol.receive else None


@contextmanager
def _as_lost() -> Iterator[None]:
    """A browser that is gone raises what any other connection does."""
    try:
        yield
    except WebSocketDisconnect as error:
        raise ConnectionResetError("the browser has gone") from error


async def endpoint(websocket: WebSocket) -> None:
    """Serves one page's WebSocket from the handshake to its end."""
    host = host_of(websocket.app)
    try:
        check_handshake(websocket, host)
    except PeerError as error:
        log_fault(websocket, error)
        await websocket.close(REFUSED[0])
        return
    host.unguarded.look(websocket.scope)
    await websocket.accept(subprotocol=SUBPROTOCOL)
    await serve(websocket, host, WebSocketCarrier(websocket))
