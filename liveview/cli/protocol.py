"""The server's WebSocket protocol, which takes in a little at a time.

A client that sends much, small frames above all, would otherwise have the loop for as long as it takes to read a whole
buffer of the network: tens of thousands of frames, while nobody else is served.
"""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

# Bytes that are parsed in one turn of the loop: a hundred events, in less than a millisecond.
SLICE = 4096


class Protocol(WebSocketsSansIOProtocol):
    """Uvicorn's, in slices: `uvicorn.run(app, ws=Protocol)`; `liveview run` takes it by itself.

    The next slice is parsed when the app has taken the messages of the last one, and nothing is read while slices wait.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting = bytearray()
        self._is_due = False

    def data_received(self, data: bytes) -> None:
        """The network has something."""
        if not self._waiting and len(data) <= SLICE:
            super().data_received(data)
            return
        self._waiting += data
        self.transport.pause_reading()
        self._go_on()

    async def receive(self) -> Any:
        """The next message, for the app."""
        message = await self.queue.get()
        if self.read_paused and self.queue.empty():
            self.read_paused = False
            self._go_on()
        return message

    def _go_on(self) -> None:
        """Take the next slice in the next turn, or read on; not while messages wait for the app."""
        if self.read_paused or self._is_due or self.disconnected or self.transport.is_closing():
            return
        if self._waiting:
            self._is_due = True
            self.loop.call_soon(self._take)
        else:
            self.transport.resume_reading()

    def _take(self) -> None:
        self._is_due = False
        if self.disconnected:
            return
        data = bytes(self._waiting[:SLICE])
        del self._waiting[:SLICE]
        super().data_received(data)
        self._go_on()
