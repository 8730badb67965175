"""A response that another worker gives its browser: in pieces, of which no more waits than that one asks for.

ASKED   key, number      ─→   the worker that has the file
PIECE   key, number      ←─   one for each number; the same again where it was asked for again
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Message

logger = logging.getLogger("liveview.web")

Headers = list[tuple[bytes, bytes]]

# In the place of a piece's number: nobody reads any more.
LEFT = -1
# There is more, that was all, that is all there will be since it has failed, or it is still being made.
MORE, LAST, FAILED, ALIVE = range(4)


@dataclass(frozen=True, slots=True)
class Asked:
    """A piece is asked for, and with the first of them the file.

    Attributes:
        key: of the transfer.
        worker: who asks.
        number: of the piece, from 0.
        is_waiting: whether the piece is wanted now; else this only says that somebody still reads.
        offer: which file.
        headers: of the browser's request, as far as they ask for a part of a file.
    """

    key: str
    worker: str
    number: int
    is_waiting: bool = True
    offer: str = ""
    headers: Headers = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a response.

    Attributes:
        key: of the transfer.
        number: as it was asked for.
        kind: `MORE`, `LAST`, `FAILED` or `ALIVE`.
        body: bytes.
        status: with the first piece.
        headers: with the first piece.
    """

    key: str
    number: int
    kind: int
    body: bytes = b""
    status: int = 0
    headers: Headers = field(default_factory=list)


class Relay:
    """What a response here takes for its server, while it is read in another worker.

    Args:
        asked: what that one has said first.
        publish: sends a piece there.
        size: how many bytes one may have now.

    Attributes:
        heard: when the other one last said anything; for whoever counts.
    """

    def __init__(self, asked: Asked, publish: Callable[[Piece], object], size: Callable[[], int]) -> None:
        self.heard = 0.0
        self._key = asked.key
        # By the older rules of ASGI `receive` tells a response that nobody reads it, and it ends at once; by newer ones
        # it ends with what it sends next.
        self._scope = {"type": "http", "method": "GET", "headers": asked.headers, "asgi": {"spec_version": "2.3"}}
        self._publish = publish
        self._size = size
        self._head: tuple[int, Headers] | None = None
        self._has_begun = False
        self._body = bytearray()
        self._kind = MORE
        self._wanted: int | None = None
        self._sent: Piece | None = None
        self._has_room = asyncio.Event()
        self._has_left = asyncio.Event()

    async def run(self, response: Awaitable[Response], filename: str) -> None:
        """Make a response and send it, until it is read or nobody reads it any more.

        Args:
            response: what makes it.
            filename: for the log.
        """
        try:
            await (await response)(self._scope, self._receive, self._send)
        except HTTPException as error:
            self._head, self._kind = (error.status_code, []), LAST
        except Exception as error:
            if self._has_left.is_set():
                return
            logger.error("the download %s failed; the mistake is in the app's code", filename, exc_info=error)
            self._fail()
        self._flush()
        await self._has_left.wait()

    def want(self, number: int) -> None:
        """A piece is asked for, perhaps again.

        Args:
            number: which.
        """
        if self._sent is not None and number == self._sent.number:
            self._publish(self._sent)  # it was lost
        elif number == self._wanted:
            self._publish(Piece(self._key, number, ALIVE))
        else:
            self._wanted = number
            self._flush()

    def leave(self) -> None:
        """Nobody reads any more."""
        self._has_left.set()
        self._has_room.set()

    def break_off(self) -> None:
        """Nobody is to read any more: the worker stops."""
        self.leave()
        self._publish(Piece(self._key, LEFT, FAILED))

    def _fail(self) -> None:
        if self._has_begun:
            self._kind = FAILED
        else:
            self._head, self._kind = (500, []), LAST

    # As servers have it.

    async def _receive(self) -> Message:
        await self._has_left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._head, self._has_begun = (message["status"], list(message["headers"])), True
        else:
            await self._fill(memoryview(message.get("body", b"")))
            if not message.get("more_body", False):
                self._kind = LAST
        self._flush()

    async def _fill(self, body: memoryview[Any]) -> None:
        while body:
            room = self._size() - len(self._body)
            if room > 0:
                self._body += body[:room]
                body = body[room:]
                self._flush()
            else:
                self._has_room.clear()
                await self._has_room.wait()
            if self._has_left.is_set():
                raise OSError("nobody reads any more")

    def _flush(self) -> None:
        """Sends what there is, where it is asked for: short lines are many to a piece, and none waits for others."""
        if self._wanted is None or not (self._head or self._body or self._kind != MORE):
            return
        size = self._size()  # less than when it was made, where others have come
        body = bytes(self._body[:size])
        del self._body[:size]
        status, headers = self._head or (0, [])
        self._sent = Piece(self._key, self._wanted, MORE if self._body else self._kind, body, status, headers)
        self._wanted = self._head = None
        self._has_room.set()
        self._publish(self._sent)
