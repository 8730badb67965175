"""A page's connection over what carries it: reads frames in, writes frames out, and decides nothing of the protocol."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextvars import copy_context
from typing import Any, Protocol, TypeAlias

from liveview.errors import FrameError
from liveview.protocol import frames
from liveview.protocol.connection import Close, Connection, State

REFUSED = (4003, "refused")
TOO_MUCH = (4008, "too much")
# What may wait behind the frame that is being written before a reader is given up; renders stop long before
# (`Limits.unwritten`). The frame itself may be as long as the page is.
MAX_WAITING = 1024 * 1024


# Texts in order; or how to close because of what came instead; or why that is nothing that a page sends.
Said: TypeAlias = Sequence[str] | Close | FrameError


class Carrier(Protocol):
    """What brings texts from a page and to it, each once and in order: a WebSocket, or what stands in for one."""

    @property
    def is_gone(self) -> bool:
        """Whether the other side has gone."""
        ...

    def receive(self) -> Coroutine[Any, Any, Said]:
        """What the page says next; nothing once it has gone. It is taken when this is called again."""
        ...

    def listen(self, hear: Callable[[str], bool] | None) -> None:
        """Have a function asked with each text that comes while `receive` waits for it, where that can be.

        Args:
            hear: takes a text, or returns False: then `receive` gives it. It must not wait. None for nobody.
        """

    def write(self, text: str) -> bool:
        """Write a text at once, if nothing that was given to `send` still waits and this need not either.

        Returns:
            False where it is not written.
        """
        ...

    async def send(self, text: str) -> None:
        """Write a text. Waits while the other side reads nothing."""

    async def close(self, code: int, reason: str) -> None:
        """Say that this is the end, and why."""


class Socket:
    """One connection: the channel's `Sink`, over a sans-IO `Connection`.

    Most frames are written at once. What has to wait is written by a task, which is there as long as something waits:
    of many thousand pages most say nothing.

    Args:
        carrier: what brings the texts.
        on_over: called where the connection has ended from this side, or cannot be written to.

    Attributes:
        failure: why it cannot be written to.
    """

    __slots__ = ("_carrier", "_context", "_on_over", "_writer", "_writing", "connection", "failure")

    def __init__(self, carrier: Carrier, on_over: Callable[[], object]) -> None:
        self.connection = Connection()
        self.failure: Exception | None = None
        self._carrier = carrier
        self._on_over = on_over
        # What is around the connection, such as a span of its trace: most frames are sent by the page's process, which
        # has another. A copy: what is read and what is written wait at the same time.
        self._context = copy_context()
        self._writer: asyncio.Task[None] | None = None
        self._writing = 0

    @property
    def pressure(self) -> int:
        """Characters sent and not written yet."""
        return self.connection.buffered + self._writing

    @property
    def is_closed(self) -> bool:
        """Whether nothing is said any more, from either side."""
        return self.connection.state is State.CLOSED

    def send(self, frame: str) -> None:
        """Send a frame after those before it: at once, where none of them waits."""
        connection = self.connection
        waits = connection.buffered or self._writing or connection.state is State.CLOSED
        if not waits and self._carrier.write(frame):
            return
        if connection.buffered > MAX_WAITING:
            connection.close(*TOO_MUCH)
        connection.send(frame)
        self._wake()

    def close(self, code: int, reason: str) -> None:
        """Close, after what was sent before."""
        self.connection.close(code, reason)
        self._wake()

    def _wake(self) -> None:
        if self._writer is None and self.failure is None:
            self._writer = asyncio.get_running_loop().create_task(self._write(), context=self._context)

    async def _write(self) -> None:
        """Write what waits. The only one that does, so that frames keep their order."""
        try:
            is_over = await self._write_all()
        except Exception as error:
            self.failure, is_over = error, True
        finally:
            self._writer = None
        if is_over:
            self._on_over()

    async def _write_all(self) -> bool:
        """Whether the last of it was a good-bye."""
        while self.connection.buffered or self.is_closed:
            self._writing = self.connection.buffered
            data = self.connection.data_to_send()
            if not data:
                return False  # the other side has said good-bye
            for part in data:
                if isinstance(part, Close):
                    await self._carrier.close(part.code, part.reason)
                    return True
                await self._carrier.send(part)
                self._writing -= len(part)
        return False

    async def written(self, seconds: float) -> None:
        """Wait until nothing is left to be written, but no longer than that.

        Args:
            seconds: how long.
        """
        if self._writer is not None:
            await asyncio.wait((self._writer,), timeout=seconds)

    async def stop(self) -> None:
        """Nothing more is written."""
        writer = self._writer
        if writer is not None:
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)

    def listen(self, hear: Callable[[str], bool] | None) -> None:
        """Have texts taken as they come, where whatever carries them can do that.

        Args:
            hear: takes a text or returns False; it must not wait. None for nobody.
        """
        self._carrier.listen(hear)

    def receive(self) -> Coroutine[Any, Any, Said]:
        """Wait for what the page says next: for `take`."""
        return self._carrier.receive()

    def take(self, received: Said) -> tuple[list[frames.ClientFrame], int]:
        """Read what has come.

        Args:
            received: what `receive` gave.

        Returns:
            The next frames, none where the page has said nothing that the app is asked, and at the end; and how many
            texts they came in.
        """
        if isinstance(received, FrameError):
            self.connection.fault = received
            self.close(*REFUSED)
            return [], 1
        if isinstance(received, Close):
            self.close(received.code, received.reason)
        elif not received:
            self.connection.receive_close()
        else:
            self._read(received)
        count = 1 if isinstance(received, Close) else len(received)
        return self.connection.events_received(), count

    def _read(self, texts: Sequence[str]) -> None:
        for text in texts:
            self.connection.receive_text(text)
        if self.connection.buffered or self.is_closed:
            self._wake()  # it has an answer of its own; most of what pages say has none
