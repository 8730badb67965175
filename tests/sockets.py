"""WebSockets by hand: frames that no client library would send."""

from __future__ import annotations

import asyncio
import base64
import os
import struct
from collections.abc import Mapping

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
PING, PONG, TEXT, CONT, CLOSE = 0x9, 0xA, 0x1, 0x0, 0x8
FIN, COMPRESSED = 0x80, 0x40


async def shaken(
    port: int, extensions: str = "", *, is_taken: bool = True, path: str = "/", headers: Mapping[str, str] | None = None
) -> Streams:
    """A connection that is a WebSocket.

    Args:
        port: of the server.
        extensions: what is offered.
        is_taken: whether that is expected to be taken.
        path: the path.
        headers: further ones.
    """
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    key = base64.b64encode(os.urandom(16)).decode()
    offered = f"Sec-WebSocket-Extensions: {extensions}\r\n" if extensions else ""
    more = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n{offered}{more}\r\n".encode()
    )
    head = await reader.readuntil(b"\r\n\r\n")
    assert b" 101 " in head
    assert (b"permessage-deflate" in head) == (is_taken and bool(extensions))
    return reader, writer


def frame(opcode: int, data: bytes = b"", flags: int = FIN) -> bytes:
    """A client's frame, with a mask of zeros."""
    size = len(data)
    if size < 126:
        head = struct.pack("!BB", flags | opcode, 0x80 | size)
    elif size < 65536:
        head = struct.pack("!BBH", flags | opcode, 0x80 | 126, size)
    else:
        head = struct.pack("!BBQ", flags | opcode, 0x80 | 127, size)
    return head + bytes(4) + data


async def frame_of(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """The server's next short frame."""
    first, size = await reader.readexactly(2)
    return first & 0xF, await reader.readexactly(size)
