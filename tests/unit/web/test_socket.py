"""A page's connection: what has to wait is written in order, by a task that is there meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import pytest

from liveview.protocol.connection import State
from liveview.web.socket import Said, Socket

pytestmark = pytest.mark.asyncio
span: ContextVar[str] = ContextVar("span", default="none")


class Slow:
    """A carrier that writes nothing at once, and each text when it is let."""

    is_gone = False

    def __init__(self) -> None:
        self.written: list[Any] = []
        self.spans: set[str] = set()
        self.gate = asyncio.Event()
        self.is_lost = False

    async def receive(self) -> Said:
        return ()

    def listen(self, hear: Callable[[str], bool] | None) -> None: ...

    def write(self, text: str) -> bool:
        return False

    async def send(self, text: str) -> None:
        await self.gate.wait()
        if self.is_lost:
            raise ConnectionResetError
        self.written.append(text)
        self.spans.add(span.get())

    async def close(self, code: int, reason: str) -> None:
        self.written.append(code)


class Connected:
    """A socket of a page that has joined."""

    def __init__(self) -> None:
        self.carrier = Slow()
        self.over = 0
        self.socket = Socket(self.carrier, self._end)
        self.socket.connection.state = State.JOINED

    def _end(self) -> None:
        self.over += 1

    @property
    def is_writing(self) -> bool:
        return self.socket._writer is not None


async def turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_task_is_there_while_something_waits() -> None:
    page = Connected()
    assert not page.is_writing
    page.socket.send("a")
    await turns()
    assert page.is_writing and page.socket.pressure == 1
    page.socket.send("b")
    page.carrier.gate.set()
    await turns()
    assert page.carrier.written == ["a", "b"] and not page.is_writing and page.socket.pressure == 0
    page.socket.send("c")
    await turns()
    assert page.carrier.written == ["a", "b", "c"] and not page.is_writing and not page.over


async def test_what_waits_is_written_with_what_is_around_the_connection() -> None:
    span.set("the connection's")
    page = Connected()
    page.carrier.gate.set()

    async def handle() -> None:
        span.set("the page's")
        page.socket.send("a")

    for _ in range(2):
        await asyncio.create_task(handle())
        await turns()
    assert page.carrier.written == ["a", "a"] and page.carrier.spans == {"the connection's"}


async def test_the_end_comes_after_what_was_sent_before() -> None:
    page = Connected()
    page.socket.send("a")
    page.socket.close(1000, "left")
    page.socket.send("too late")
    page.carrier.gate.set()
    await page.socket.written(1)
    assert page.carrier.written == ["a", 1000] and page.over == 1


async def test_who_cannot_be_written_to_is_over() -> None:
    page = Connected()
    page.carrier.is_lost = True
    page.socket.send("a")
    page.carrier.gate.set()
    await turns()
    assert isinstance(page.socket.failure, ConnectionResetError) and page.over == 1
    page.socket.send("b")
    assert not page.is_writing


async def test_who_has_gone_is_not_written_to() -> None:
    page = Connected()
    page.socket.send("a")
    assert page.socket.take(()) == ([], 0)
    page.carrier.gate.set()
    await turns()
    assert page.carrier.written == [] and page.socket.is_closed and not page.is_writing


async def test_what_is_stuck_is_left_when_it_is_stopped() -> None:
    page = Connected()
    page.socket.send("a")
    await turns()
    await page.socket.stop()
    assert not page.is_writing and page.carrier.written == [] and not page.over
