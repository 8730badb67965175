"""The server's WebSocket protocol on a real server: what one client sends is taken in a little at a time."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from liveview.guard import WebSocket
from liveview.guard import websocket as guarded
from liveview.guard.websocket import FRAGMENTS, LAST_WORDS, SLICE
from tests.unit.guard.serving import Server, listening

MASKED = 6  # bytes around what a small frame of a client holds
ONE_READ = 256 * 1024  # as much as asyncio takes from the network at once

Messages = Callable[[], Awaitable[Any]]
Session = Callable[[Messages, Callable[[Any], Awaitable[None]]], Awaitable[None]]


class Watched(WebSocket):
    """It notes how much has waited."""

    most = 0
    texts = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.close_timeout = 3600.0  # a goodbye that is not heard hangs the test

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        Watched.most = max(Watched.most, len(self._waiting))

    def handle_text(self, event: Any) -> None:
        super().handle_text(event)
        Watched.texts += 1


@asynccontextmanager
async def client_of(session: Session) -> AsyncIterator[ClientConnection]:
    """A client of a server whose one connection is served by `session`."""

    async def app(scope: Any, receive: Messages, send: Callable[[Any], Awaitable[None]]) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await session(receive, send)

    Watched.most = Watched.texts = 0
    listener = listening()
    config = uvicorn.Config(app, ws=Watched, lifespan="off", log_config=None, ws_per_message_deflate=False)
    server = Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0)
    try:
        async with connect(f"ws://127.0.0.1:{listener.getsockname()[1]}/", compression=None) as client:
            yield client
    finally:
        server.should_exit = True
        await serving


def pour(client: ClientConnection, *parts: Callable[[Any], None]) -> None:
    """Send all at once."""
    for part in parts:
        part(client.protocol)
    client.transport.write(b"".join(client.protocol.data_to_send()))


def text(message: str) -> Callable[[Any], None]:
    return lambda protocol: protocol.send_text(message.encode())


async def test_a_flood_of_small_frames_leaves_the_loop_to_others_all_the_while() -> None:
    count = 20_000
    taken: Counter[int] = Counter()  # messages by the turn of somebody else
    turn = 0
    done = asyncio.Event()

    async def session(receive: Messages, send: Any) -> None:
        try:
            for number in range(count):
                assert (await receive())["text"] == str(number)
                taken[turn] += 1
        finally:
            done.set()

    async with client_of(session) as client:
        pour(client, *(text(str(number)) for number in range(count)))
        while not done.is_set():
            turn += 1
            await asyncio.sleep(0)
    assert taken.total() == count
    assert max(taken.values()) <= SLICE // MASKED
    assert Watched.most > SLICE  # there was something to slice


async def test_fragments_and_long_messages_arrive_whole_and_in_order() -> None:
    received: list[str] = []
    sent = ["a" * 60_000, "b", "c" * (1 + 900 * (FRAGMENTS - 1)), "d" * 60_000]

    async def session(receive: Messages, send: Any) -> None:
        received.extend([(await receive())["text"] for _ in sent])
        await send({"type": "websocket.send", "text": "done"})

    def in_fragments(protocol: Any) -> None:
        protocol.send_text(b"c", fin=False)
        for number in range(1, FRAGMENTS):
            protocol.send_continuation(b"c" * 900, fin=number == FRAGMENTS - 1)

    async with client_of(session) as client:
        pour(client, text(sent[0]), text(sent[1]), in_fragments, text(sent[3]))
        assert await client.recv() == "done"
    assert received == sent
    assert Watched.most <= ONE_READ


async def test_no_more_is_read_than_the_app_takes() -> None:
    go_on = asyncio.Event()
    message = "x" * 10_000
    received = 0

    async def session(receive: Messages, send: Any) -> None:
        nonlocal received
        await go_on.wait()
        for _ in range(1000):
            assert (await receive())["text"] == message
            received += 1
        await send({"type": "websocket.send", "text": "done"})

    async with client_of(session) as client:
        pour(client, *(text(message) for _ in range(1000)))
        while not Watched.most:
            await asyncio.sleep(0)
        go_on.set()
        assert await client.recv() == "done"
    assert received == 1000
    assert Watched.most <= ONE_READ  # of ten megabytes


@pytest.mark.parametrize("more", [0, LAST_WORDS - 1])
async def test_an_app_that_closes_hears_the_goodbye_behind_what_still_waits(more: int) -> None:
    async def session(receive: Messages, send: Any) -> None:
        await receive()
        await send({"type": "websocket.close", "code": 4001, "reason": "enough"})

    async with client_of(session) as client:
        pour(client, *(text("x") for _ in range(1 + more)))
        with pytest.raises(ConnectionClosed) as closed:
            await client.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4001
        await client.wait_closed()


async def test_who_goes_on_and_on_behind_a_goodbye_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "CLOSE_SECONDS", 1.0)
    count = 200 * LAST_WORDS

    async def session(receive: Messages, send: Any) -> None:
        await receive()
        await send({"type": "websocket.close", "code": 4001, "reason": "enough"})

    async with client_of(session) as client:
        pour(client, *(text("x") for _ in range(count)))
        with pytest.raises(ConnectionClosed) as closed:
            await client.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4001
        await client.wait_closed()
    assert LAST_WORDS / 2 < Watched.texts < 2 * LAST_WORDS
