"""One client: joins a page's view as a browser does, sends its events, acknowledges what comes, and takes the time."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Origin, Subprotocol

from liveview.errors import LoadError
from liveview.load.first_page import FirstPage, first_page
from liveview.load.script import Action

SUBPROTOCOL = Subprotocol("lv1")
# As the browser's client does (protocol, section 5).
ACKNOWLEDGED_EVERY = 8
# Who is not answered within it has left.
ANSWER_WITHIN = 30.0


@dataclass
class Felt:
    """What one client has felt. Times in milliseconds."""

    answers: list[float] = field(default_factory=list)
    loads: list[float] = field(default_factory=list)
    joins: list[float] = field(default_factory=list)
    bytes_up: int = 0
    bytes_down: int = 0
    frames: int = 0
    page_bytes: int = 0
    errors: list[str] = field(default_factory=list)


class Visitor:
    """A page that is open.

    Args:
        url: the page's.
        headers: sent with its requests.
    """

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        self.felt = Felt()
        self._url = url
        self._headers = headers
        self._ref = 0
        self._sent: dict[int, float] = {}  # when each unanswered event was due
        self._answered = asyncio.Event()
        self._unacknowledged = 0
        self._socket: ClientConnection | None = None

    async def arrive(self) -> None:
        """Load the page and join its view.

        Raises:
            LoadError: where that is not possible.
        """
        loop = asyncio.get_running_loop()
        start = loop.time()
        page = await asyncio.to_thread(first_page, self._url, self._headers)
        self.felt.loads.append((loop.time() - start) * 1000)
        self.felt.page_bytes = page.size
        start = loop.time()
        await self._join(page)
        self.felt.joins.append((loop.time() - start) * 1000)

    async def _join(self, page: FirstPage) -> None:
        headers = {**self._headers, **({"Cookie": page.cookies} if page.cookies else {})}
        try:
            self._socket = await connect(
                page.socket,
                origin=Origin(page.origin),
                subprotocols=[SUBPROTOCOL],
                additional_headers=headers,
                compression=None,
                max_size=None,
            )
            await self._send(["j", page.token, [0, page.version]])
            while (await self._receive())[0] != "j":
                pass
        except (OSError, WebSocketException) as error:
            raise LoadError(f"the join was refused: {error}", url=self._url) from error

    async def act(
        self, actions: Sequence[Action], interval: float | None, seconds: float, choice: random.Random
    ) -> None:
        """Send events for a time, and listen meanwhile.

        Args:
            actions: of which each time one is chosen; none to listen only.
            interval: seconds between two events, whether the last was answered or not; None to send the next one
                when the last was answered.
            seconds: for how long.
            choice: chooses.
        """
        end = asyncio.get_running_loop().time() + seconds
        listening = asyncio.create_task(self._listen())
        sending = self._at_intervals(interval, choice) if interval else self._when_answered(listening)
        try:
            async for due in sending:
                if not actions or due >= end or listening.done():
                    break
                await self._do(choice.choice(actions), due)
            await asyncio.wait([listening], timeout=max(0.0, end - asyncio.get_running_loop().time()))
        except ConnectionClosed:
            pass  # the listener has said so
        finally:
            listening.cancel()

    async def _at_intervals(self, interval: float, choice: random.Random) -> AsyncIterator[float]:
        """When events are due. Each counts from then, so that a server which falls behind cannot hide it."""
        loop = asyncio.get_running_loop()
        due = loop.time() + choice.random() * interval
        while True:
            await asyncio.sleep(max(0.0, due - loop.time()))
            yield due
            due += interval

    async def _when_answered(self, listening: asyncio.Task[None]) -> AsyncIterator[float]:
        while await self._is_answered(listening):
            yield asyncio.get_running_loop().time()

    async def _is_answered(self, listening: asyncio.Task[None]) -> bool:
        self._answered.clear()
        if not self._sent:
            return True
        answered = asyncio.ensure_future(self._answered.wait())
        await asyncio.wait([answered, listening], timeout=ANSWER_WITHIN, return_when=asyncio.FIRST_COMPLETED)
        if not answered.done():
            answered.cancel()
            self.felt.errors.append("no answer")
        return not self._sent

    async def leave(self) -> None:
        """Close the page."""
        if self._socket is not None:
            with suppress(ConnectionClosed):
                await self._send(["l"])
            await self._socket.close()

    async def _do(self, action: Action, due: float) -> None:
        self._ref += 1
        self._sent[self._ref] = due
        await self._send(action.frame(self._ref))

    async def _listen(self) -> None:
        try:
            while True:
                await self._take(await self._receive())
        except ConnectionClosed as error:
            closed = error.rcvd
            self.felt.errors.append(f"closed: {closed.code} {closed.reason}" if closed else "the connection was cut")

    async def _take(self, frame: list[Any]) -> None:
        match frame:
            case [int(address), int(version), _, *ref] | ["=", int(address), int(version), _, *ref]:
                self._answer(ref)
                await self._acknowledge(address, version)
            case ["a", int(ref), {"error": error}]:
                self.felt.errors.append(f"refused: {error}")
                self._answer([ref])
            case ["a", int(ref), *_]:
                self._answer([ref])
            case _:
                pass

    def _answer(self, refs: list[Any]) -> None:
        if not refs or not isinstance(refs[0], int):
            return
        now = asyncio.get_running_loop().time()
        for ref in [ref for ref in self._sent if ref <= refs[0]]:
            self.felt.answers.append((now - self._sent.pop(ref)) * 1000)
        self._answered.set()

    async def _acknowledge(self, address: int, version: int) -> None:
        self._unacknowledged += 1
        if self._unacknowledged >= ACKNOWLEDGED_EVERY:
            self._unacknowledged = 0
            await self._send(["v", address, version])

    async def _send(self, frame: list[Any]) -> None:
        assert self._socket is not None
        text = json.dumps(frame, ensure_ascii=False, separators=(",", ":"))
        self.felt.bytes_up += len(text.encode())
        await self._socket.send(text)

    async def _receive(self) -> list[Any]:
        assert self._socket is not None
        text = await self._socket.recv(decode=False)
        self.felt.bytes_down += len(text)
        self.felt.frames += 1
        frame: list[Any] = json.loads(text)
        return frame
