"""A bad line: a TCP proxy that delays, stalls, slows down, half-closes and cuts what goes through it."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Literal, Self, TypeAlias
from urllib.parse import urlsplit

# Up goes to the server, down comes from it.
Way: TypeAlias = Literal["up", "down"]

PIECE = 4096  # read at once, so that little is on its way here when the line stalls
# What a close says that takes nothing back: a reset instead of an end.
RESET = struct.pack("ii", 1, 0)


class Proxy:
    """A line to a server, while the `async with` block runs.

    Args:
        url: the server's.
        window: bytes that the kernel may hold for a client that does not read; by default as many as it likes.

    Attributes:
        url: what clients connect to instead.
        delay: seconds that everything is under way.
        rate: bytes a second that come down; None for as many as there are.
        refuses: whether who connects is cut off at once.
        passed: bytes that went each way.
    """

    def __init__(self, url: str, window: int | None = None) -> None:
        parts = urlsplit(url)
        self._server = parts.hostname or "127.0.0.1", parts.port or 80
        self._window = window
        self.url = ""
        self.delay = 0.0
        self.rate: float | None = None
        self.refuses = False
        self.passed: dict[Way, int] = {"up": 0, "down": 0}
        self._open: dict[Way, asyncio.Event] = {"up": asyncio.Event(), "down": asyncio.Event()}
        self._lines: dict[asyncio.Task[None], list[asyncio.StreamWriter]] = {}
        self.go_on()

    async def __aenter__(self) -> Self:
        self._listener = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=PIECE)
        self.url = f"http://127.0.0.1:{self._listener.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()
        self.cut()
        await asyncio.gather(*self._lines, return_exceptions=True)

    def stall(self, *ways: Way) -> None:
        """Nothing gets through, and nobody is told: what is sent waits in the kernel."""
        for way in ways or self._open:
            self._open[way].clear()

    def go_on(self) -> None:
        """What has waited gets through."""
        for way in self._open.values():
            way.set()

    def cut(self) -> None:
        """Reset every connection, on both sides. What was under way is lost."""
        for task, writers in self._lines.items():
            for writer in writers:
                _reset(writer)
            task.cancel()

    def half_close(self, way: Way) -> None:
        """Say one way that nothing comes any more, and let the other go on."""
        for writers in self._lines.values():
            with suppress(OSError):
                writers[way == "up"].write_eof()

    async def _serve(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        writers = self._lines[task] = [client]
        try:
            if self.refuses:
                _reset(client)
                return
            upstream, server = await self._connected()
            writers.append(server)
            await asyncio.gather(self._pump("up", reader, server), self._pump("down", upstream, client))
        except (OSError, asyncio.CancelledError):
            pass  # one side has gone, and so does the other
        finally:
            del self._lines[task]
            for writer in writers:
                writer.transport.abort()

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        link = socket.socket(proto=socket.IPPROTO_TCP)  # else asyncio leaves Nagle's delay on, which no line has
        link.setblocking(False)
        if self._window is not None:
            link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._window)
        await asyncio.get_running_loop().sock_connect(link, self._server)
        return await asyncio.open_connection(sock=link, limit=PIECE)

    async def _pump(self, way: Way, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        later = _Later(writer)
        while data := await reader.read(self._piece(way)):
            if way == "down" and self.rate is not None:
                await asyncio.sleep(len(data) / self.rate)
            await self._open[way].wait()
            if self.delay:
                later.write(self.delay, data)
            else:
                writer.write(data)
                await writer.drain()
            self.passed[way] += len(data)
        later.do(self.delay, writer.write_eof)

    def _piece(self, way: Way) -> int:
        """A tenth of a second's worth of a slow line."""
        return PIECE if way == "up" or self.rate is None else max(1, min(PIECE, int(self.rate / 10)))


class _Later:
    """Writes after a while, in order, without holding up what comes next."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    def write(self, seconds: float, data: bytes) -> None:
        self.do(seconds, lambda: self._writer.write(data))

    def do(self, seconds: float, act: Callable[[], object]) -> None:
        def now() -> None:
            if not self._writer.is_closing():
                with suppress(OSError):
                    act()

        asyncio.get_running_loop().call_later(seconds, now)


def _reset(writer: asyncio.StreamWriter) -> None:
    link = writer.get_extra_info("socket")
    with suppress(OSError):
        link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    writer.transport.abort()
