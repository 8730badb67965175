"""PubSub between the workers of one machine: one of them has the hub, and where that ends another one begins it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import random
from collections import deque
from pathlib import Path

from liveview.cluster.frames import ALL, GAP, PUBLISH, SUBSCRIBE, UNSUBSCRIBE, Frame, read, to_bytes
from liveview.cluster.hub import Hub
from liveview.cluster.message import Packed, pack
from liveview.errors import ConfigurationError
from liveview.runtime.adapter import Receiver

try:
    import fcntl
except ImportError:  # Windows, where one process serves
    fcntl = None  # type: ignore[assignment]

logger = logging.getLogger("liveview.cluster")

# Seconds between two looks for a hub: the next one is there within a few milliseconds.
AGAIN_SECONDS = 0.05
# Bytes that wait for the hub: it is being started anew, or blocked. What is published beyond is lost, which is told. As
# for the hub's own: what pages post to other workers, half a megabyte to each, leaves room for what apps publish.
MAX_WAITING = 4 * 1024 * 1024


class UnixHub:
    """The adapter of `PubSub` for several workers of one machine.

    Args:
        path: of a socket that they all know, at most 100 bytes long. Its folder is made where it is missing, for this
            user alone.

    Raises:
        ConfigurationError: at the start, where others may write to that folder.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path)
        self._receiver: Receiver | None = None
        self._topics: dict[str, None] = {}
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._lost: dict[str, None] = {}
        self._writer: asyncio.StreamWriter | None = None
        self._task: asyncio.Task[None] | None = None
        self._hub: Hub | None = None
        self._lock: int | None = None
        self._was_connected = False

    # For the PubSub.

    async def start(self, receiver: Receiver) -> None:
        """Look for the hub, or be it."""
        self._receiver = receiver
        folder = self._path.parent
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
        if found.st_uid != os.getuid() or found.st_mode & 0o022:
            raise ConfigurationError(
                f"workers cannot meet in {folder}: it belongs to somebody else, or others may write to it. Make it "
                f"yours alone: chmod 700."
            )
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End: nothing is delivered after this, and another worker has the hub."""
        task, self._task, self._receiver = self._task, None, None
        if task is not None:
            task.cancel()
            await asyncio.wait((task,))
        if self._hub is not None:
            await self._hub.stop()
            self._hub = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
        self._topics.clear()
        self._waiting.clear()
        self._bytes = 0
        self._was_connected = False

    def publish(self, topic: str, message: object) -> None:
        """Take a message for the other workers.

        Raises:
            TypeError: it is of a type that cannot be sent.
        """
        if self._task is not None:
            self._send(Frame(PUBLISH, topic, pack(message)))

    def subscribe(self, topic: str) -> None:
        """Somebody here listens to a topic from now on."""
        self._topics[topic] = None
        if (writer := self._open) is not None:
            writer.write(to_bytes(Frame(SUBSCRIBE, topic)))

    def unsubscribe(self, topic: str) -> None:
        """Nobody here listens to a topic any more."""
        self._topics.pop(topic, None)
        if (writer := self._open) is not None:
            writer.write(to_bytes(Frame(UNSUBSCRIBE, topic)))

    @property
    def _open(self) -> asyncio.StreamWriter | None:
        """The way to the hub, unless that has just gone: then uvloop raises where something is written."""
        writer = self._writer
        return None if writer is None or writer.is_closing() else writer

    def _send(self, frame: Frame) -> None:
        content = to_bytes(frame)
        writer = self._open
        waiting = self._bytes if writer is None else writer.transport.get_write_buffer_size()
        if waiting + len(content) > MAX_WAITING:
            if not self._lost:
                logger.warning("other workers do not get what is published here: they are told that they miss some")
            self._lost[frame.topic] = None
        elif writer is None:
            self._waiting.append(content)
            self._bytes += len(content)
        else:
            writer.write(self._gaps() + content)  # at once: the first part may find that the hub has gone

    def _gaps(self) -> bytes:
        lost, self._lost = self._lost, {}
        return b"".join(to_bytes(Frame(GAP, topic)) for topic in lost)

    # The connection.

    async def _run(self) -> None:
        while True:
            try:
                await self._follow()
            except (OSError, asyncio.IncompleteReadError):
                pass  # the hub has gone, or is not there yet
            except ValueError as error:
                logger.error("the hub says what no hub says: %s", error)
            except Exception:
                logger.exception("the way to other workers failed; this is a mistake of liveview, please report it")
            await asyncio.sleep(random.uniform(0, AGAIN_SECONDS))

    async def _follow(self) -> None:
        await self._be_hub_if_free()
        reader, writer = await asyncio.open_unix_connection(self._path)
        try:
            self._connected(writer)
            while True:
                self._take(await read(reader))
        finally:
            self._writer = None
            writer.close()

    def _connected(self, writer: asyncio.StreamWriter) -> None:
        subscriptions = [to_bytes(Frame(SUBSCRIBE, topic)) for topic in self._topics]
        if self._was_connected and self._receiver is not None:
            self._receiver.gap()
        writer.write(b"".join([*subscriptions, self._gaps(), *self._waiting]))
        self._waiting.clear()
        self._bytes = 0
        self._writer, self._was_connected = writer, True

    def _take(self, frame: Frame) -> None:
        if self._receiver is None:
            return
        if frame.kind == GAP:
            self._receiver.gap(None if frame.topic == ALL else frame.topic)
        elif frame.kind == PUBLISH and frame.topic in self._topics:
            self._receiver.deliver(frame.topic, Packed(frame.data))

    async def _be_hub_if_free(self) -> None:
        """Whoever has the lock has the hub. It is free as soon as its process is gone, however that ended."""
        if self._lock is not None or fcntl is None:
            return
        lock = os.open(f"{self._path}.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            return
        hub = Hub(self._path)
        try:
            await hub.start()
        except BaseException:
            with contextlib.suppress(OSError):
                os.close(lock)
            raise
        self._hub, self._lock = hub, lock
