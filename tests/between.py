"""A proxy of the tests' own, between a browser and servers: it does to WebSockets what those of companies do."""

from __future__ import annotations

import asyncio
import itertools
import re
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

T = TypeVar("T")
# What becomes of a handshake: it passes, is refused, broken off or swallowed; or it is answered, and nothing follows.
Way = Literal["pass", "refuse", "break", "swallow", "mute"]

_UPGRADE = re.compile(rb"^upgrade:\s*websocket", re.IGNORECASE | re.MULTILINE)
_STREAM = re.compile(rb"^content-type:\s*text/event-stream", re.IGNORECASE | re.MULTILINE)
_CONNECTION = re.compile(rb"^connection:[^\r\n]*\r\n", re.IGNORECASE | re.MULTILINE)
REFUSAL = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Between:
    """The proxy, while the `with` block runs. Each request gets a connection of its own, to the next server in turn.

    Args:
        ports: of the servers.
        way: what becomes of WebSockets.

    Attributes:
        way: the same, and may be changed.
        requests: the first lines of what has come.
        streamed: how many answers were streams.
    """

    def __init__(self, *ports: int, way: Way = "refuse") -> None:
        self.ports = ports
        self.way: Way = way
        self.requests: list[str] = []
        self.streamed = 0
        self.url = ""
        self._turn = itertools.count()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._streams: set[asyncio.StreamWriter] = set()
        self._writers: list[asyncio.StreamWriter] = []
        self._tasks: set[asyncio.Task[Any]] = set()
        self._server: asyncio.Server | None = None

    def cut(self) -> int:
        """Break off what streams. Returns how many there were."""
        return self._run(self._cut())

    def handshakes(self) -> int:
        """How many WebSockets were tried."""
        return sum(line.startswith("upgrade ") for line in self.requests)

    def posts(self) -> int:
        """How often something was posted."""
        return sum(line.startswith("POST ") for line in self.requests)

    async def _cut(self) -> int:
        found, self._streams = self._streams, set()  # those that have ended are not cut again
        for writer in found:
            writer.transport.abort()
        return len(found)

    async def _start(self) -> None:
        self._server = await asyncio.start_server(self._taken, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def _stop(self) -> None:
        if self._server is not None:
            self._server.close()
        await asyncio.sleep(0)  # what came at the last moment is being taken
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for writer in self._writers:  # what is closed waits until somebody reads
            writer.transport.abort()
        await asyncio.sleep(0)

    def _taken(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        task = self._loop.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            is_upgrade = bool(_UPGRADE.search(head))
            self.requests.append(("upgrade " if is_upgrade else "") + head.partition(b"\r\n")[0].decode())
            way = self.way if is_upgrade else "pass"
            if way == "refuse":
                writer.write(REFUSAL)
                await writer.drain()
            elif way == "swallow":
                await reader.read()  # until the browser gives up
            elif way in ("pass", "mute"):
                await self._pass_on(head, reader, writer, is_upgrade=is_upgrade, is_mute=way == "mute")
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self._streams.discard(writer)
            writer.close()

    async def _pass_on(
        self,
        head: bytes,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        is_upgrade: bool,
        is_mute: bool,
    ) -> None:
        port = self.ports[next(self._turn) % len(self.ports)]
        there_reader, there = await asyncio.open_connection("127.0.0.1", port)
        self._writers.append(there)
        try:
            if not is_upgrade:  # the next request is to take its turn
                head = _CONNECTION.sub(b"", head).replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
            there.write(head)
            answer = await there_reader.readuntil(b"\r\n\r\n") if is_upgrade else b""
            writer.write(answer)
            if is_mute:
                await reader.read()
                return
            up = self._loop.create_task(_copy(reader, there))
            try:
                await self._answer(there_reader, writer)
            finally:
                up.cancel()
        finally:
            there.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        is_first = True
        while content := await reader.read(65536):
            if is_first and _STREAM.search(content):
                self._streams.add(writer)
                self.streamed += 1
            is_first = False
            writer.write(content)
            await writer.drain()

    def _run(self, doing: Coroutine[Any, Any, T]) -> T:
        future: Future[T] = asyncio.run_coroutine_threadsafe(doing, self._loop)
        return future.result(10)

    def __enter__(self) -> Self:
        self._thread.start()
        self._run(self._start())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while content := await reader.read(65536):
            writer.write(content)
            await writer.drain()
        # The browser has gone: so has the request.
        writer.close()
    except OSError:
        pass
