"""A page's connection: what it sends and receives, logged, and when nothing is on its way any more."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from liveview.channel.channel import Channel
from liveview.errors import VisitError
from liveview.protocol.connection import Close
from liveview.testing.asgi import Socket
from liveview.testing.client import Client
from liveview.testing.clock import VirtualClock
from liveview.testing.latency import Link

# Real seconds: nothing in a test takes that long but a handler that hangs, also on a machine with other things to do.
PATIENCE = 10.0
HEARTBEAT = ["h"]


class Frame(NamedTuple):
    """A frame that crossed the wire."""

    direction: Literal["sent", "received"]
    parts: list[Any]


class Wire:
    """Keeps a `Client` connected to its view.

    Args:
        client: the page's side of the protocol.
        clock: whose time frames take where the link is slow.

    Attributes:
        frames: all that crossed the wire, without heartbeats.
        closed: how the server closed the connection, once it did.
        channel: the view's process; asked whether it has done its work.
    """

    def __init__(self, client: Client, clock: VirtualClock) -> None:
        self.frames: list[Frame] = []
        self.closed: Close | None = None
        self.channel: Callable[[], Channel | None] = lambda: None
        self._client = client
        self._up, self._down = Link(clock), Link(clock)
        self._socket: Socket | None = None
        self._reader: asyncio.Task[None] | None = None
        self._progress = asyncio.Condition()
        self._heartbeats = 0
        self._failure: Exception | None = None

    @property
    def socket(self) -> Socket:
        """The connection itself.

        Raises:
            VisitError: where there is none.
        """
        if self._socket is None:
            how = f"the server closed it: {self.closed.code} {self.closed.reason}" if self.closed else "it was dropped"
            raise VisitError(f"the page is not connected ({how}); `await page.reconnect()` connects it again")
        return self._socket

    @property
    def is_open(self) -> bool:
        return self._socket is not None

    def open(self, socket: Socket) -> None:
        """Read from a connection, and ask for the view."""
        self._socket, self.closed = socket, None
        self._reader = asyncio.create_task(self._read(socket))
        self.join()

    def join(self) -> None:
        """Ask for the client's view."""
        self._write(self._client.join())

    async def close(self) -> None:
        """End the connection as a network does that breaks."""
        socket, self._socket = self._socket, None
        self._up.cut()
        self._down.cut()
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.wait((self._reader,))
        if socket is not None:
            await socket.close()

    def slow_down(self, latency: float) -> None:
        """Let a frame and the answer to it take some time.

        Args:
            latency: seconds of the clock, for both together.
        """
        self._up.delay = self._down.delay = latency / 2

    def send(self, parts: list[Any]) -> None:
        """Send a frame."""
        socket = self.socket
        self._up.carry(lambda: self._write(parts) if self._socket is socket else None)

    def _write(self, parts: list[Any]) -> None:
        if parts != HEARTBEAT:
            self.frames.append(Frame("sent", parts))
        self.socket.send(json.dumps(parts, ensure_ascii=False, separators=(",", ":")))

    async def _read(self, socket: Socket) -> None:
        while True:
            received = await socket.receive()
            self._receive(received)
            async with self._progress:
                self._progress.notify_all()
            if isinstance(received, Close):
                return

    def _receive(self, received: str | Close) -> None:
        if isinstance(received, Close):
            self._down.hurry()  # nothing could be waited for any more
            self.closed, self._socket = received, None
        elif (parts := json.loads(received)) == HEARTBEAT:
            self._heartbeats += 1
        else:
            self._down.carry(lambda: self._take(received, parts))

    def _take(self, text: str, parts: list[Any]) -> None:
        self.frames.append(Frame("received", parts))
        try:
            for answer in self._client.receive(text):
                self.send(answer)
        except Exception as error:
            self._failure = error

    async def settled(self) -> None:
        """Wait until nothing is on its way, in either direction, and the view has done its work.

        What a slow link still has is not waited for: time only moves when a test moves it.

        Raises:
            VisitError: where that takes more than `PATIENCE`, or the page could not apply a frame.
        """
        try:
            async with asyncio.timeout(PATIENCE):
                while not await self._is_settled():
                    pass
        except TimeoutError:
            waiting = self._client.waiting()
            raise VisitError(
                f"the page has not settled after {PATIENCE:g} s; "
                + (f"no answer to {waiting}" if waiting else "its view does not come to rest")
            ) from None

    async def _is_settled(self) -> bool:
        count = len(self.frames)
        await self._round_trip()  # what was sent is in the mailbox
        channel = self.channel()
        if channel is not None:
            await channel.idle()
        await self._round_trip()  # what the view said is here
        self._raise_failure()
        if not self.is_open:
            return True
        is_underway = bool(self._up or self._down)
        is_quiet = len(self.frames) == count and (is_underway or not self._client.unanswered)
        acknowledgement = self._client.acknowledgement() if is_quiet else None
        if acknowledgement is not None:
            self.send(acknowledgement)
            return False
        return is_quiet

    async def _round_trip(self) -> None:
        """Ask for a sign of life: it comes after everything that the server said before."""
        if self._socket is None:
            return
        expected = self._heartbeats + 1
        self._write(HEARTBEAT)
        async with self._progress:
            await self._progress.wait_for(lambda: self._heartbeats >= expected or self._socket is None)

    def _raise_failure(self) -> None:
        failure, self._failure = self._failure, None
        if failure is not None:
            raise VisitError(f"the page could not apply a frame of the server: {failure}") from failure
