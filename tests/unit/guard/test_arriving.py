"""Connections of which nothing has come yet, and those whose first words come at the same moment."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn

from liveview.guard import HTTP, arriving
from liveview.guard.arriving import AT_ONCE
from liveview.guard.http import Requests
from tests.unit.guard.serving import Server, listening

GET = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
MANY = 100

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Counted(Requests):
    """It notes in which turn of somebody else each was made."""

    turn = 0
    made: Counter[int] = Counter()

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        Counted.made[Counted.turn] += 1


async def well(scope: Any, receive: Any, send: Any) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
    await send({"type": "http.response.body", "body": b"well"})


@asynccontextmanager
async def served(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Server, int]]:
    """A guarded server, and its port."""
    monkeypatch.setattr(arriving, "Requests", Counted)
    Counted.turn, Counted.made = 0, Counter()
    with listening() as listener:
        server = Server(uvicorn.Config(well, http=HTTP, lifespan="off", log_config=None))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started:
            await asyncio.sleep(0)
        try:
            yield server, listener.getsockname()[1]
        finally:
            server.should_exit = True
            async with asyncio.timeout(10):
                await serving


async def connected(server: Server, port: int, count: int) -> list[Streams]:
    """Connections that the server has accepted."""
    found = [await asyncio.open_connection("127.0.0.1", port) for _ in range(count)]
    while len(server.server_state.connections) < count:
        await asyncio.sleep(0)
    return found


async def answered(streams: Streams) -> bytes:
    reader, writer = streams
    async with asyncio.timeout(10):
        answer = await reader.read()
    writer.close()
    return answer


async def test_who_says_nothing_costs_next_to_nothing_and_who_says_something_is_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with served(monkeypatch) as (server, port):
        first, *others = await connected(server, port, MANY)
        first[1].write(GET)
        assert (await answered(first)).endswith(b"well")
        assert Counted.made.total() == 1
        for _, writer in others:
            writer.close()
        while server.server_state.connections:
            await asyncio.sleep(0)


async def test_first_words_that_come_at_the_same_moment_leave_the_loop_to_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with served(monkeypatch) as (server, port):
        streams = await connected(server, port, MANY)
        for _, writer in streams:
            writer.write(GET)
        while Counted.made.total() < MANY:
            Counted.turn += 1
            await asyncio.sleep(0)
        assert max(Counted.made.values()) <= AT_ONCE
        assert all([(await answered(each)).endswith(b"well") for each in streams])


KEPT = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
LONG = 1_000_000  # several reads
SENT = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%b" % (LONG, b"x" * LONG)


@pytest.mark.parametrize("first", [KEPT, SENT], ids=["a request", "more than one read"])
async def test_who_has_had_to_wait_is_served_as_everybody_else(first: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    async with served(monkeypatch) as (server, port):
        streams = await connected(server, port, MANY)
        for request in (first, KEPT):
            for _, writer in streams:
                writer.write(request)
            for reader, _ in streams:
                async with asyncio.timeout(20):
                    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
                    assert await reader.readexactly(4) == b"well"
        for _, writer in streams:
            writer.close()


async def test_who_has_said_something_is_there_for_longer_than_who_says_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(arriving, "HEAD_SECONDS", 0.1)
    async with served(monkeypatch) as (server, port):
        (reader, writer), silent = await connected(server, port, 2)
        writer.write(KEPT)
        assert await answered(silent) == b""  # its time is over
        writer.write(KEPT)
        for _ in range(2):
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
            assert await reader.readexactly(4) == b"well"
        writer.close()


async def test_who_goes_before_it_is_asked_what_it_wants_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    async with served(monkeypatch) as (server, port):
        streams = await connected(server, port, MANY)
        for _, writer in streams:
            writer.write(GET)
            writer.transport.abort()
        while server.server_state.connections:
            await asyncio.sleep(0)
        [last] = await connected(server, port, 1)
        last[1].write(GET)
        assert (await answered(last)).endswith(b"well")


async def test_a_server_that_ends_does_not_wait_for_who_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with served(monkeypatch) as (server, port):
        silent = await connected(server, port, 3)
    for each in silent:
        assert await answered(each) == b""


async def test_a_server_that_ends_does_not_wait_for_who_has_not_had_a_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    async with served(monkeypatch) as (server, port):
        streams = await connected(server, port, MANY)
        for _, writer in streams:
            writer.write(GET)
        while not Counted.made:
            await asyncio.sleep(0)
        for connection in list(server.server_state.connections):  # as uvicorn does then, which looks ten times a second
            connection.shutdown()
    answers = [await answered(each) for each in streams]
    assert {answer[-4:] for answer in answers} == {b"well", b""}
