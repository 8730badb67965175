"""What clients do who want to hurt others, to a real server over real sockets, and what they get of it."""

from __future__ import annotations

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn

from liveview.guard import HTTP, WebSocket
from liveview.guard import arriving as arriving_module
from liveview.guard import http as http_module
from liveview.guard import websocket as websocket_module
from liveview.guard.http import AHEAD, Requests
from tests.sockets import CLOSE, COMPRESSED, CONT, FIN, PING, PONG, TEXT, frame, frame_of, shaken
from tests.unit.guard.serving import Server, listening

# As much as a server keeps of one client: one read of asyncio's, and what it answers.
BOUND = 600_000


class Watched(WebSocket):
    """It notes who is there, how much was kept for them, and how much is when they have gone."""

    all: list[Watched] = []
    most = 0
    left = 0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        Watched.all.append(self)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        Watched.all.remove(self)
        Watched.left += len(self._waiting)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        Watched.most = max(Watched.most, len(self._waiting) + self.transport.get_write_buffer_size())


class Asked(Requests):
    """It tells when it is gone."""

    gone: asyncio.Event

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        Asked.gone.set()


class Compressed(Watched):
    compression = True


LATE = asyncio.Event()


async def app(scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]) -> None:
    """Echoes texts; `POST`s are read to their end, `/big` is more than a buffer holds, and `/late` comes too late."""
    if scope["type"] == "http":
        while (await receive()).get("more_body"):
            pass
        if scope["path"] == "/late":
            LATE.set()
            await receive()  # until the client has gone
        body = b"x" * 50_000_000 if scope["path"] == "/big" else b"well"
        headers = [(b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        text = message["text"]
        if text == "pour":
            await send({"type": "websocket.send", "text": "x" * 20_000_000})
        elif text == "go":
            await send({"type": "websocket.close", "code": 4001})
            return
        else:
            await send({"type": "websocket.send", "text": f"{text} {'liveview.guard' in scope['extensions']}"})


@asynccontextmanager
async def serving(**settings: Any) -> AsyncIterator[int]:
    """A guarded server; its port."""
    Watched.all.clear()
    Watched.most = Watched.left = 0
    config = {"ws": Watched, "http": HTTP, "ws_ping_interval": None, **settings}
    with listening() as listener:
        server = Server(uvicorn.Config(app, lifespan="off", log_config=None, **config))
        task = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started:
            await asyncio.sleep(0)
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            await task


async def poured(writer: asyncio.StreamWriter, data: bytes) -> None:
    """Send something again and again without reading, until the connection is cut."""
    try:
        async with asyncio.timeout(10):
            while True:
                writer.write(data)
                await writer.drain()
    except ConnectionError:
        pass


async def gone() -> None:
    """Wait until nobody is there."""
    async with asyncio.timeout(10):
        while Watched.all:
            await asyncio.sleep(0.005)


async def is_well(port: int) -> None:
    """Others are served."""
    reader, writer = await shaken(port)
    writer.write(frame(TEXT, b"hello"))
    assert await frame_of(reader) == (TEXT, b"hello True")
    writer.close()


FLOODS = {
    "pings": frame(PING, b"x" * 20) * 1000,
    "empty pings": frame(PING) * 1000,
    "pongs that nobody asked for": frame(PONG, b"x" * 20) * 1000,
    "fragments": frame(TEXT, b"x", flags=0) + frame(CONT, b"x", flags=0) * 1000,
    "empty fragments": frame(TEXT, flags=0) + frame(CONT, flags=0) * 1000,
}


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
async def test_a_flood_is_cut_off_before_it_costs_anything(flood: bytes, caplog: pytest.LogCaptureFixture) -> None:
    async with serving() as port:
        _, writer = await shaken(port)
        await poured(writer, flood)
        await gone()
        assert Watched.most < BOUND
        assert caplog.text.count("is at fault, and cut off") == 1
        await is_well(port)


async def test_who_pings_now_and_then_is_answered_and_who_does_so_too_often_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(websocket_module, "CONTROL_RATE", 100.0)
    async with serving() as port:
        reader, writer = await shaken(port)
        writer.write(b"".join(frame(PING, b"%100d" % number) for number in range(300)) + frame(TEXT, b"after"))
        began = asyncio.get_running_loop().time()
        answers = [await frame_of(reader) for _ in range(301)]
        waited = asyncio.get_running_loop().time() - began
        assert answers == [*((PONG, b"%100d" % number) for number in range(300)), (TEXT, b"after True")]
        assert waited > 2.0  # of 2.8 that they are ahead; what is in one slice is answered together
        writer.close()


async def test_who_asks_for_much_and_reads_nothing_is_cut_off_when_the_app_has_done_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(websocket_module, "CLOSE_SECONDS", 0.05)
    async with serving() as port:
        _, writer = await shaken(port)
        writer.write(frame(TEXT, b"pour"))
        while not Watched.all[0]._is_clogged:
            await asyncio.sleep(0.001)
        protocol = Watched.all[0]
        protocol.queue.put_nowait({"type": "websocket.receive", "text": "go"})  # as an app that gives up by itself
        protocol.writable.set()
        await gone()
        writer.close()


async def test_who_answers_no_pings_is_cut_off_with_what_was_to_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket_module, "CLOSE_SECONDS", 0.05)
    async with serving(ws_ping_interval=0.1, ws_ping_timeout=0.1) as port:
        _, writer = await shaken(port)
        writer.write(frame(TEXT, b"pour"))
        await gone()
        writer.close()


async def test_who_does_not_read_is_not_heard_meanwhile() -> None:
    async with serving() as port:
        reader, writer = await shaken(port)
        writer.write(frame(TEXT, b"pour"))
        while not Watched.all[0]._is_clogged:
            await asyncio.sleep(0.001)
        for _ in range(200):
            writer.write(frame(PING, b"x" * 100))
        writer.write(frame(TEXT, b"after"))
        before = Watched.all[0].transport.get_write_buffer_size()
        for _ in range(50):
            await asyncio.sleep(0.001)
        assert Watched.all[0].transport.get_write_buffer_size() <= before
        await reader.readexactly(10 + 20_000_000)
        writer.close()


async def test_a_message_that_is_too_long_is_cut_off_before_it_is_there() -> None:
    async with serving() as port:
        reader, writer = await shaken(port)
        writer.write(struct.pack("!BBQ", FIN | TEXT, 0x80 | 127, 16_000_000) + bytes(4))
        opcode, data = await frame_of(reader)
        assert (opcode, data[:2]) == (CLOSE, struct.pack("!H", 1009))
        await poured(writer, bytes(100_000))
        await gone()
        assert Watched.most < BOUND


async def test_what_was_not_parsed_goes_with_the_connection() -> None:
    async with serving() as port:
        _, writer = await shaken(port)
        writer.write(struct.pack("!BBQ", FIN | TEXT, 0x80 | 127, 16_000_000) + bytes(200_000))
        await poured(writer, bytes(100_000))
        await gone()
        assert Watched.most > 50_000
        assert Watched.left == 0  # or it would be there until the collector comes by


async def test_a_bomb_is_not_inflated() -> None:
    compress = zlib.compressobj(wbits=-15)
    bomb = compress.compress(bytes(64_000_000)) + compress.flush(zlib.Z_SYNC_FLUSH)
    assert len(bomb) < 100_000
    async with serving(ws=Compressed) as port:
        reader, writer = await shaken(port, "permessage-deflate")
        writer.write(frame(TEXT, bomb[:-4], flags=FIN | COMPRESSED))
        opcode, data = await frame_of(reader)
        assert (opcode, data[:2]) == (CLOSE, struct.pack("!H", 1009))
        writer.close()
        await gone()


async def test_nothing_is_compressed_unless_it_is_asked_for() -> None:
    async with serving() as port:
        _, writer = await shaken(port, "permessage-deflate", is_taken=False)
        writer.close()


# Requests.


async def answer(port: int, *parts: bytes) -> bytes:
    """What comes back for something, until the connection is cut."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
        async with asyncio.timeout(10):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


HALVES = {
    "nothing": b"",
    "half a line": b"GET / HT",
    "half a head": b"GET / HTTP/1.1\r\nHost: x\r\n",
    "half a handshake": b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n",
    "half a body": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf",
    "half a chunk": b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nha",
}


@pytest.mark.parametrize("half", HALVES.values(), ids=HALVES)
async def test_half_a_request_is_not_waited_for(half: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving_module, "HEAD_SECONDS", 0.1)
    monkeypatch.setattr(http_module, "HEAD_SECONDS", 0.1)
    monkeypatch.setattr(http_module, "BODY_SECONDS", 0.1)
    async with serving() as port:
        assert await answer(port, half) == b""
        await is_well(port)


SLOW = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\nConnection: close\r\n\r\n"


async def dripped(writer: asyncio.StreamWriter) -> None:
    """Bytes, one by one, without end."""
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.01)


async def test_a_body_that_drips_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "BODY_SECONDS", 0.2)
    async with serving() as port, asyncio.timeout(10):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(SLOW)
        with pytest.raises(ConnectionError):
            await dripped(writer)
        writer.close()


async def test_a_body_that_comes_steadily_may_take_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "BODY_SECONDS", 0.5)
    monkeypatch.setattr(http_module, "BODY_RATE", 100)
    async with serving() as port, asyncio.timeout(30):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(SLOW)
        for _ in range(100):  # three times as long as it may be without a byte
            writer.write(b"x" * 1000)
            await writer.drain()
            await asyncio.sleep(0.015)
        assert b" 200 " in await reader.read()
        writer.close()


ENDLESS = {
    "a URL": (b"GET /", b"x" * 4000),
    "a header": (b"GET / HTTP/1.1\r\nA: ", b"x" * 4000),
    "headers": (b"GET / HTTP/1.1\r\n", b"a: b\r\n" * 700),
}


@pytest.mark.parametrize(("start", "more"), ENDLESS.values(), ids=ENDLESS)
async def test_a_head_has_an_end(start: bytes, more: bytes, caplog: pytest.LogCaptureFixture) -> None:
    async with serving() as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(start)
        await poured(writer, more)
        writer.close()
        await is_well(port)
    assert caplog.text.count("the head of a request has more than") == 1


async def test_who_asks_ahead_without_end_is_answered_so_often_and_no_more(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = 0

    class Counted(Requests):
        def on_headers_complete(self) -> None:
            nonlocal made
            made += 1
            super().on_headers_complete()

    monkeypatch.setattr(arriving_module, "Requests", Counted)
    ahead = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 10 * AHEAD
    async with serving() as port:
        answers = await answer(port, ahead)
        assert made == answers.count(b"well") == AHEAD + 1  # with the one that is being answered
        assert answers.count(b"connection: close") == 1
        await is_well(port)
    assert caplog.text.count(f"more than {AHEAD} requests are ahead of their answers") == 1


async def test_who_asks_ahead_and_goes_costs_no_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async with serving() as port:
        for _ in range(20):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /late HTTP/1.1\r\nHost: x\r\n\r\n" * 3)
            await writer.drain()
            await LATE.wait()
            LATE.clear()
            writer.transport.abort()
        await is_well(port)
    assert caplog.text == ""


async def test_no_more_of_a_head_is_parsed_than_it_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    most = 0

    class Parsed(Requests):
        def connection_lost(self, exc: Exception | None) -> None:
            nonlocal most
            most = max(most, len(self.headers))
            super().connection_lost(exc)

    monkeypatch.setattr(arriving_module, "Requests", Parsed)
    async with serving() as port:
        assert await answer(port, b"GET / HTTP/1.1\r\n" + b"a:\r\n" * 60_000) == b""
        await is_well(port)
    assert 0 < most <= 2 * http_module.MAX_HEAD / len(b"a:\r\n")


async def test_what_was_begun_in_time_is_answered_however_long_the_next_request_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(http_module, "HEAD_SECONDS", 0.2)
    whole = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    async with serving() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in (whole, whole * 3):
            writer.write(request)
            for _ in range(len(request) // len(whole)):
                assert b" 200 " in await reader.readuntil(b"\r\n\r\n")
                assert await reader.readexactly(4) == b"well"
        writer.close()


async def test_who_takes_nothing_of_what_was_asked_for_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "READ_SECONDS", 0.1)
    monkeypatch.setattr(arriving_module, "Requests", Asked)
    Asked.gone = asyncio.Event()
    async with serving(timeout_keep_alive=60) as port:
        # The reader's limit is a byte: the kernel's buffers are full soon.
        _, writer = await asyncio.open_connection("127.0.0.1", port, limit=1)
        writer.write(b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n")
        async with asyncio.timeout(10):
            await Asked.gone.wait()
        writer.close()
