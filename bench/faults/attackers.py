"""Clients that want to hurt others, in a process of their own: `python -m bench.faults.attackers NAME URL`.

Prints `ready`, attacks for some seconds, and prints as JSON when its first connection was cut off.
"""

from __future__ import annotations

import asyncio
import json
import re
import struct
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bench.faults.descriptors import files
from tests.sockets import CONT, FIN, PING, TEXT, Streams, frame, shaken

SECONDS = 5.0
CONNECTIONS = 10_000
# Of them that are opened at the same time: more than a server's queue of connections holds.
AT_ONCE = 500

Attack = Callable[["Target"], Awaitable[None]]


class Target:
    """A page of a server, and what became of the connections to it.

    Args:
        url: the page's.
    """

    def __init__(self, url: str) -> None:
        self.origin, self.port = url, int(url.rpartition(":")[2])
        with urllib.request.urlopen(url) as response:
            html = response.read().decode()
            self.cookie = response.headers["set-cookie"].partition(";")[0]
        found = re.search(r'id="lv-data">([^<]*)<', html)
        assert found is not None
        self.data = json.loads(found[1])
        self.began = time.monotonic()
        self.cut: float | None = None

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() - self.began > SECONDS

    async def connected(self, *, joins: bool = True) -> Streams:
        """A WebSocket of the page."""
        headers = {"Origin": self.origin, "Cookie": self.cookie, "Sec-WebSocket-Protocol": "lv1"}
        reader, writer = await shaken(self.port, path=self.data["socket"], headers=headers)
        if joins:
            writer.write(frame(TEXT, json.dumps(["j", self.data["token"], [0, -1]]).encode()))
        return reader, writer

    def was_cut(self) -> None:
        """A connection was cut off."""
        self.cut = self.cut or time.monotonic() - self.began


async def _pour(target: Target, data: bytes, *, joins: bool = True) -> None:
    """Connects, sends something again and again without reading, and connects again when it is cut off."""
    while not target.is_over:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            _, writer = await target.connected(joins=joins)
            try:
                async with asyncio.timeout(max(0.1, SECONDS - (time.monotonic() - target.began))):
                    while True:
                        writer.write(data)
                        await writer.drain()
            except TimeoutError:
                writer.transport.abort()
                return
            except ConnectionError:
                target.was_cut()


async def _hold(target: Target, start: bytes) -> None:
    """Opens many connections and sends each of them half of something, a byte a second."""

    async def one() -> None:
        with suppress(ConnectionError):
            reader, writer = await asyncio.open_connection("127.0.0.1", target.port)
            writer.write(start)
            while not reader.at_eof():
                await asyncio.sleep(1)
                writer.write(b"x")
                await writer.drain()
        target.was_cut()

    async with asyncio.timeout(SECONDS + 20):  # a body has twenty seconds
        await asyncio.gather(*(one() for _ in range(1000)))


async def _connect_many(target: Target) -> None:
    """Opens ten thousand connections that say nothing, and keeps them."""
    kept: list[Streams] = []
    for _ in range(CONNECTIONS // AT_ONCE):
        opening = (asyncio.open_connection("127.0.0.1", target.port) for _ in range(AT_ONCE))
        kept += [found for found in await asyncio.gather(*opening, return_exceptions=True) if isinstance(found, tuple)]
    reader, _ = kept[0]
    with suppress(ConnectionError):
        await reader.read()
    target.was_cut()
    for _, writer in kept:
        writer.transport.abort()


def _poured(data: bytes, *, joins: bool = True) -> Attack:
    return lambda target: _pour(target, data, joins=joins)


def _held(start: bytes) -> Attack:
    return lambda target: _hold(target, start)


_LONG = struct.pack("!BBQ", FIN | TEXT, 0x80 | 127, 16 * 1024 * 1024) + bytes(4) + bytes(1024 * 1024)
_HANDSHAKE = b"GET /live/socket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX: "
ATTACKS: dict[str, Attack] = {
    "pings": _poured(frame(PING, b"x" * 20) * 1000),
    "fragments": _poured(frame(TEXT, b"x", flags=0) + frame(CONT, b"x", flags=0) * 1000),
    "empty-fragments": _poured(frame(TEXT, flags=0) + frame(CONT, flags=0) * 1000),
    "tiny-messages": _poured(frame(TEXT, b"x") * 1000),
    "heartbeats": _poured(frame(TEXT, b'["h"]') * 1000),
    "long-messages": _poured(_LONG),
    "slow-heads": _held(b"GET / HTTP/1.1\r\nX: "),
    "slow-handshakes": _held(_HANDSHAKE),
    "slow-bodies": _held(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"),
    "connections": _connect_many,
}


def main() -> None:
    """Entry point."""
    files(CONNECTIONS)
    _, name, url = sys.argv
    target = Target(url)
    print("ready", flush=True)
    sys.stdin.readline()
    target.began = time.monotonic()
    asyncio.run(_run(target, ATTACKS[name]))
    print(json.dumps({"cut": target.cut}), flush=True)


async def _run(target: Target, attack: Attack) -> None:
    with suppress(TimeoutError):
        await attack(target)


if __name__ == "__main__":
    main()
