"""The boards, with a prototype: the bytes of a WebSocket's frame are made once and written straight to the transport.

What a protocol class of our own could give. It needs uvicorn's, and goes around what stands between it and the app.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from websockets.frames import Frame, Opcode

from bench.faults.boards import app
from liveview.web import serving, socket

__all__ = ["app"]


class Socket(socket.Socket):
    """Writes at once where nothing waits."""

    @property
    def pressure(self) -> int:
        """What waits here, and in the transport."""
        waiting: int = self._protocol.transport.get_write_buffer_size()
        return super().pressure + waiting

    def send(self, frame: str) -> None:
        """Send a frame after those before it."""
        protocol = self._protocol
        if super().pressure or not protocol.writable.is_set() or protocol.close_sent or protocol.disconnected:
            super().send(frame)
        else:
            protocol.transport.write(built(frame))

    @property
    def _protocol(self) -> Any:
        return self._carrier._websocket._receive.__self__  # type: ignore[attr-defined]  # a method of uvicorn's protocol


@lru_cache(maxsize=1)
def built(text: str) -> bytes:
    """The frame of a text, which many get one after the other."""
    return Frame(Opcode.TEXT, text.encode()).serialize(mask=False)


serving.Socket = Socket  # type: ignore[attr-defined]
