"""Where the workers of one machine meet: each says what it listens to, and gets what others publish."""

from __future__ import annotations

import asyncio
import logging
import os
from pathlib import Path

from liveview.cluster.frames import ALL, GAP, PUBLISH, SUBSCRIBE, UNSUBSCRIBE, Frame, read, to_bytes

logger = logging.getLogger("liveview.cluster")

# Bytes that wait for a worker that does not read: it is blocked. Beyond, it misses messages, and is told so.
MAX_WAITING = 4 * 1024 * 1024


class Hub:
    """Carries messages between workers, in one of them.

    Args:
        path: of its socket, in a folder that is its user's alone.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._topics: dict[str, dict[_Worker, None]] = {}
        self._workers: dict[_Worker, None] = {}
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin. Whoever calls it is the only one who does."""
        self._path.unlink(missing_ok=True)  # of one that was killed
        self._server = await asyncio.start_unix_server(self._connected, self._path)
        os.chmod(self._path, 0o600)

    async def stop(self) -> None:
        """End: another one begins in another worker."""
        if self._server is not None:
            self._server.close()
        self._path.unlink(missing_ok=True)
        for connection in self._connections:
            connection.cancel()
        if self._connections:
            await asyncio.wait(self._connections)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.create_task(self._serve(reader, _Worker(writer)))
        self._connections.add(connection)
        connection.add_done_callback(self._connections.discard)

    async def _serve(self, reader: asyncio.StreamReader, worker: _Worker) -> None:
        self._workers[worker] = None
        try:
            while True:
                self._take(worker, await read(reader))
        except (OSError, asyncio.IncompleteReadError):
            pass  # it has gone
        except ValueError as error:
            logger.error("a worker says what no worker says: %s", error)
        finally:
            self._forget(worker)

    def _take(self, worker: _Worker, frame: Frame) -> None:
        if frame.kind == SUBSCRIBE:
            worker.topics[frame.topic] = None
            self._topics.setdefault(frame.topic, {})[worker] = None
        elif frame.kind == UNSUBSCRIBE:
            worker.topics.pop(frame.topic, None)
            self._leave(worker, frame.topic)
        elif frame.kind in (PUBLISH, GAP):
            self._pass_on(worker, frame)

    def _pass_on(self, publisher: _Worker, frame: Frame) -> None:
        content = to_bytes(frame)
        listeners = self._workers if frame.topic == ALL else self._topics.get(frame.topic, ())
        for worker in listeners:
            if worker is not publisher:
                worker.send(content)

    def _leave(self, worker: _Worker, topic: str) -> None:
        listeners = self._topics.get(topic, {})
        listeners.pop(worker, None)
        if not listeners:
            self._topics.pop(topic, None)

    def _forget(self, worker: _Worker) -> None:
        self._workers.pop(worker, None)
        for topic in worker.topics:
            self._leave(worker, topic)
        worker.close()


class _Worker:
    """A connection of one."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.topics: dict[str, None] = {}
        self._writer = writer
        self._misses = False

    def send(self, content: bytes) -> None:
        """Send a frame, unless too much waits."""
        transport = self._writer.transport
        if transport.is_closing():
            return
        waiting = transport.get_write_buffer_size()
        if waiting > (MAX_WAITING // 2 if self._misses else MAX_WAITING):
            if not self._misses:
                logger.warning("a worker does not read what others publish, and misses some of it")
            self._misses = True
            return
        gap = to_bytes(Frame(GAP, ALL)) if self._misses else b""
        self._misses = False
        self._writer.write(gap + content)  # at once: uvloop raises where a first part has found that nobody is there

    def close(self) -> None:
        self._writer.close()
