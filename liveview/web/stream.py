"""A response that does not end, and what its page posts meanwhile: what carries frames where WebSockets are blocked.

event: open                 data: ID            what the page proves itself with when it posts
event: taken                data: NUMBER        of the newest post that was taken; the next one may come
data: FRAME
event: close                data: CODE          the last one
:                                               nothing for a while: proxies close what is silent
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence

from starlette.types import Receive, Send

from liveview.protocol.connection import Close
from liveview.web.policy import NOSNIFF

# Proxies close what is silent for a minute, some after half of one.
COMMENT_SECONDS = 20.0
# A page that hears nothing says something after 20 s, and one that hears something acknowledges it; browsers let the
# timers of hidden pages run once a minute. Who says nothing for twice as long is gone, though nobody has said so.
SILENT_SECONDS = 120.0
# What is written goes into a buffer; a reader that takes nothing of it for so long takes nothing.
WRITE_SECONDS = 30.0
# A page that leaves says so and breaks its stream off, and the two race each other.
LAST_WORD_SECONDS = 1.0
# Something that the page has posted has not come: it comes back, and says again what was not answered.
LOST = (4010, "something was lost")
HEADERS = {
    "Content-Type": "text/event-stream",
    # Whoever compresses on the way waits until there is enough of it; so does nginx, if it is not told otherwise.
    "Cache-Control": "no-store, no-transform",
    "X-Accel-Buffering": "no",
    **NOSNIFF,
}


class Stream:
    """A `Carrier`.

    Args:
        send: of the response, which has begun.
        id: what the page proves itself with when it posts.
        first: what it has said with its first post.
    """

    def __init__(self, send: Send, id: str, first: Sequence[str]) -> None:
        self.is_gone = False
        self._send = send
        self._id = id
        self._turn = asyncio.Lock()  # one writes frames, another what was taken and comments
        self._news = asyncio.Event()
        self._posted = first
        # Numbers of posts: the newest, the newest that was given to the socket, and the newest that it has done with.
        self._newest, self._given, self._taken = 0, -1, -1
        self._has_hole = self._is_over = False

    # From the page's posts.

    def post(self, number: int, texts: Sequence[str]) -> None:
        """The page has said something.

        Args:
            number: counts up from 1. The page posts the next one once it is told that this one is taken.
            texts: what it says.
        """
        if number <= self._newest:
            return  # a browser or a proxy said it again, not knowing that it had been heard
        if number != self._newest + 1 or self._taken != self._newest:
            self._has_hole = True
        else:
            self._newest, self._posted = number, texts
        self._news.set()

    async def watch(self, receive: Receive) -> None:
        """Wait until the other side has gone.

        Args:
            receive: of the request, whose body was read.
        """
        while (await receive())["type"] != "http.disconnect":
            pass
        self.is_gone = True
        self._news.set()

    # For the socket.

    async def receive(self) -> Sequence[str] | Close:
        """What was posted; nothing at the end."""
        if self._taken != self._given:
            self._taken = self._given
            await self._write(_event("taken", self._taken) if self._taken else _event("open", self._id))
        await self._listen()
        if self._has_hole:
            return Close(*LOST)
        posted, self._posted, self._given = self._posted, (), self._newest
        return posted

    async def _listen(self) -> None:
        silent = 0.0
        while not (self._posted or self._has_hole or self.is_gone):
            self._news.clear()
            try:
                async with asyncio.timeout(COMMENT_SECONDS):
                    await self._news.wait()
            except TimeoutError:
                silent += COMMENT_SECONDS
                self.is_gone = silent >= SILENT_SECONDS
                await self._write(b":\n\n")

    def listen(self, hear: Callable[[str], bool] | None) -> None:
        """Nothing: what was posted is told to be taken, which waits."""

    def write(self, text: str) -> bool:
        """False: a response takes what it has room for."""
        return False

    async def send(self, text: str) -> None:
        """Write a frame: JSON, in which every line break is escaped."""
        await self._write(b"data: %b\n\n" % text.encode())

    async def close(self, code: int, reason: str) -> None:
        """Write why this is the end, and end."""
        await self._write(close_event(code), is_last=True)

    async def last_word(self) -> Sequence[str]:
        """What the page has said as it broke off, if it comes."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORD_SECONDS):
                while not self._posted:
                    self._news.clear()
                    await self._news.wait()
        return self._posted

    async def end(self) -> None:
        """End, where nobody has said why."""
        if not self._is_over:
            with contextlib.suppress(OSError):  # nobody is there, or takes anything
                await self._write(b"", is_last=True)

    async def _write(self, content: bytes, *, is_last: bool = False) -> None:
        async with asyncio.timeout(WRITE_SECONDS), self._turn:
            if not self._is_over:
                self._is_over = is_last
                await self._send({"type": "http.response.body", "body": content, "more_body": not is_last})


def close_event(code: int) -> bytes:
    """The last event.

    Args:
        code: as of a WebSocket.
    """
    return _event("close", code)


def _event(name: str, data: object) -> bytes:
    return f"event: {name}\ndata: {data}\n\n".encode()
