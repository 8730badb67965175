"""A WebSocket of the load client: as little as can be between the network and what counts answers."""

from __future__ import annotations

import asyncio
import base64
import os
import struct
from collections.abc import Callable, Mapping
from typing import cast
from urllib.parse import urlsplit

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA
FIN, MASKED = 0x80, 0x80
SHAKEN_WITHIN = 30.0  # seconds: a server that two hundred ask at once has a queue


class Wire(asyncio.Protocol):
    """One connection. It offers no compression, and takes no message in fragments: none of the servers makes any.

    Args:
        request: of the handshake.

    Attributes:
        closed: why the server ended it; None while it has not.
        up: bytes of the texts that were sent.
        down: bytes of those that came.
    """

    def __init__(self, request: bytes) -> None:
        self._request = request
        self._take: Callable[[bytes], None] | None = None
        self._buffer = bytearray()
        self._transport: asyncio.Transport
        self.shaken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed: str | None = None
        self.up = self.down = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by its bases
        self._transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self.closed = self.closed or f"cut: {exc}"
        if not self.shaken.done():
            self.shaken.set_exception(ConnectionError(self.closed))

    def data_received(self, data: bytes) -> None:
        """Some frames, or parts of them."""
        self._buffer += data
        if not self.shaken.done():
            self._shake()
        elif self._take is not None:
            self._read()

    def _shake(self) -> None:
        head, end, rest = self._buffer.partition(b"\r\n\r\n")
        if not end:
            return
        if b" 101 " not in head[:15]:
            self.shaken.set_exception(ConnectionError(head.decode("latin-1")))
            return
        self._buffer = rest
        self.shaken.set_result(None)

    def listen(self, take: Callable[[bytes], None]) -> None:
        """From here on what comes is taken; what came before waits for it.

        Args:
            take: called with each text.
        """
        self._take = take
        self._read()

    def _read(self) -> None:
        buffer, at = self._buffer, 0
        while len(buffer) - at >= 2:
            start, size = at + 2, buffer[at + 1]
            if size == 126:
                start, size = at + 4, int.from_bytes(buffer[at + 2 : at + 4])
            elif size == 127:
                start, size = at + 10, int.from_bytes(buffer[at + 2 : at + 10])
            if len(buffer) < start + size:
                break
            self._frame(buffer[at] & 0xF, bytes(buffer[start : start + size]))
            at = start + size
        del buffer[:at]

    def _frame(self, opcode: int, data: bytes) -> None:
        if opcode in (TEXT, BINARY):
            self.down += len(data)
            assert self._take is not None
            self._take(data)
        elif opcode == PING:
            self._write(PONG, data)
        elif opcode == CLOSE:
            self.closed = f"closed: {int.from_bytes(data[:2])} {data[2:].decode()}"

    def send(self, text: bytes) -> None:
        """Send a text."""
        self.up += len(text)
        self._write(TEXT, text)

    def _write(self, opcode: int, data: bytes) -> None:
        """A frame with a mask of zeros, which the server takes off as any other."""
        size = len(data)
        if size < 126:
            head = struct.pack("!BB", FIN | opcode, MASKED | size)
        else:
            head = struct.pack("!BBH", FIN | opcode, MASKED | 126, size)
        self._transport.write(head + bytes(4) + data)

    def close(self) -> None:
        """End the connection, once what was sent is written."""
        self._transport.close()


async def connect(url: str, headers: Mapping[str, str]) -> Wire:
    """Open a WebSocket, which nobody listens to yet.

    Args:
        url: `http:` or `ws:`, with its path and query.
        headers: further ones of the handshake.

    Raises:
        ConnectionError: where the server does not take it.
    """
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    all_headers = {
        "Host": parts.netloc,
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        "Sec-WebSocket-Version": "13",
        **headers,
    }
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in all_headers.items() if value), "", ""]
    loop = asyncio.get_running_loop()
    _, wire = await loop.create_connection(
        lambda: Wire("\r\n".join(lines).encode()), parts.hostname or "", parts.port or 80
    )
    await asyncio.wait_for(wire.shaken, SHAKEN_WITHIN)
    return wire
