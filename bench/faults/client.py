"""A page that comes back by itself, as the browser's does, and counts what it was sent, asked for and answered."""

from __future__ import annotations

import asyncio
import json
import random
import socket
import struct
import traceback
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Origin, Subprotocol

from liveview.load.first_page import FirstPage, first_page

# As the browser's client does (static/src/transport.js).
FIRST_DELAY, STEP_DELAY, LONGEST_DELAY = 0.15, 0.25, 30.0
ACKNOWLEDGED_EVERY = 8  # (protocol, section 5)
NOTHING_KEPT = 4004


class Client:
    """A page that is open.

    Args:
        url: the page's.

    Attributes:
        values: what the root of its view shows, `[fragment id, v0, …]`; what is deeper in it is left out.
        version: what it shows.
        answered: events that ran and were answered, by name.
        refused: events that were answered by an error.
        frames: versions that it was sent since it joined last.
        repeated: versions that it was sent although it showed them.
        begun_anew: how often nothing was kept of it.
        resumed: how often its own process went on with it.
        cut_at: since when it is away; None where it is not.
        back_after: how long it was away each time, in seconds.
        joined_at: when it was back.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._page: FirstPage
        self._socket: ClientConnection | None = None
        self._listening: asyncio.Task[None] | None = None
        self._ref = 0
        self._unacknowledged = 0
        self._is_moving = False  # until the answer to its join what comes is about the page before
        self._unanswered: dict[int, list[Any]] = {}
        self.values: list[Any] = []
        self.version = 0
        self.answered: dict[str, int] = {}
        self.refused = 0
        self.frames = self.repeated = self.begun_anew = self.resumed = 0
        self.cut_at: float | None = None
        self.back_after: list[float] = []
        self.joined_at: list[float] = []

    async def arrive(self) -> None:
        """Load the page, and join it with nothing to show, so that it is told all."""
        self._page = await asyncio.to_thread(first_page, self._url, {})
        await self._connect(-1)
        self._listening = asyncio.create_task(self._stay())

    @property
    def waits(self) -> int:
        """Events without an answer."""
        return len(self._unanswered)

    @property
    def is_back(self) -> bool:
        """Whether it is connected, and everything that it has asked for is answered."""
        return self.cut_at is None and not self._unanswered

    async def event(self, name: str, values: dict[str, str] | None = None) -> None:
        """Ask for something; where the line is cut, once it is back."""
        self._ref += 1
        self._unanswered[self._ref] = ["e", self._ref, 0, name, values or {}]
        await self._send(self._unanswered[self._ref])

    async def browse(self, url: str) -> None:
        """Go to another page over the same connection, as a link does that navigates."""
        page = await asyncio.to_thread(first_page, url, {"Cookie": self._page.cookies})
        while self.cut_at is not None:  # it joins the one that it was on first
            await asyncio.sleep(0.01)
        self._page = page
        self._url, self._unanswered, self._is_moving = url, {}, True
        self.values, self.version = [], -1
        await self._send(["j", self._page.token, [0, -1]])

    async def leave(self) -> None:
        """Close the page."""
        self._stop_listening()
        await self._send(["l"])
        if self._socket is not None:
            await self._socket.close()

    def vanish(self) -> None:
        """End as a machine does that loses its power: with a reset, and no word."""
        self._stop_listening()
        self.cut()

    def cut(self) -> None:
        """Lose the connection; it comes back."""
        if self._socket is not None:
            self.cut_at = self.cut_at or asyncio.get_running_loop().time()
            link = self._socket.transport.get_extra_info("socket")
            with suppress(OSError):
                link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._socket.transport.abort()

    def _stop_listening(self) -> None:
        if self._listening is not None:
            self._listening.cancel()

    async def _send(self, frame: list[Any]) -> None:
        assert self._socket is not None
        with suppress(ConnectionClosed):  # whoever listens sees it too, and what has no answer is sent again
            await self._socket.send(json.dumps(frame))

    async def _connect(self, version: int) -> None:
        self._socket = await connect(
            self._page.socket,
            origin=Origin(self._page.origin),
            subprotocols=[Subprotocol("lv1")],
            additional_headers={"Cookie": self._page.cookies} if self._page.cookies else {},
            compression=None,
            max_size=None,
            open_timeout=10,
        )
        self.frames, self._is_moving = 0, False
        await self._send(["j", self._page.token, [0, version]])

    async def _stay(self) -> None:
        """Listen, and come back as often as it takes."""
        while True:
            code: int | None = None
            try:
                await self._listen()
            except WebSocketException as error:
                code = getattr(getattr(error, "rcvd", None), "code", None)
            except Exception:
                traceback.print_exc()
                raise
            self.cut_at = self.cut_at or asyncio.get_running_loop().time()
            await self._come_back(code)

    async def _come_back(self, code: int | None) -> None:
        failures = 0
        while True:
            longest = min(LONGEST_DELAY, STEP_DELAY * 2**failures) if failures else FIRST_DELAY
            failures += 1
            await asyncio.sleep(random.random() * longest)
            with suppress(Exception):  # whatever a server does that is not there yet
                if code == NOTHING_KEPT:
                    self._page = await asyncio.to_thread(first_page, self._url, {"Cookie": self._page.cookies})
                    self.begun_anew += 1
                    self._unanswered.clear()  # nobody knows which of them were done
                await self._connect(-1 if code == NOTHING_KEPT else self.version)
                return

    async def _listen(self) -> None:
        assert self._socket is not None
        async for text in self._socket:
            frame = json.loads(text)
            self._is_moving = self._is_moving and frame[0] != "j"
            if not self._is_moving:
                await self._take(frame)

    async def _take(self, frame: list[Any]) -> None:
        match frame:
            case ["=", 0, int(version), values, *ref]:
                self.version, self.values = version, values
                self._comes_back()
                await self._shown(ref)
            case [0, int(version), patch, *ref]:
                self.repeated += version <= self.version
                self.version = version
                for slot, value in zip(patch[::2], patch[1::2], strict=True):
                    if slot >= 0:  # what is deeper is of no interest
                        self.values[slot + 1] = value
                await self._shown(ref)
            case ["j", how, *_]:
                if how == 1:
                    self.resumed += 1
                    self._comes_back()
                for waiting in list(self._unanswered.values()):
                    await self._send(waiting)
            case ["a", int(ref), {"error": _}, *_]:
                self.refused += self._unanswered.pop(ref, None) is not None
            case ["a", int(ref), *_]:
                self._answer(ref)
            case _:
                pass

    async def _shown(self, ref: list[Any]) -> None:
        self.frames += 1
        if ref and isinstance(ref[0], int):
            self._answer(ref[0])
        self._unacknowledged += 1
        if self._unacknowledged >= ACKNOWLEDGED_EVERY:
            self._unacknowledged = 0
            await self._send(["v", 0, self.version])

    def _answer(self, ref: int) -> None:
        for each in [each for each in self._unanswered if each <= ref]:
            name = self._unanswered.pop(each)[3]
            self.answered[name] = self.answered.get(name, 0) + 1

    def _comes_back(self) -> None:
        if self.cut_at is not None:
            now = asyncio.get_running_loop().time()
            self.back_after.append(now - self.cut_at)
            self.joined_at.append(now)
            self.cut_at = None
