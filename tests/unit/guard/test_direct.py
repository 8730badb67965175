"""Past ASGI: what a server's WebSocket hands over as it comes, and writes at the end of a turn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.frames import Frame, Opcode

from liveview.guard import WebSocket
from liveview.guard.frames import framed, short_texts
from liveview.guard.websocket import SEVERAL, WRITTEN_TOGETHER
from liveview.web.unguarded import Unguarded
from tests.unit.guard.serving import Server, listening

Receive = Callable[[], Awaitable[Any]]
Session = Callable[[WebSocket, Receive, Callable[[Any], Awaitable[None]]], Awaitable[None]]


class Compressing(WebSocket):
    compression = True


class Noting(WebSocket):
    """It says when something has come."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.came = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self.came.set()


@asynccontextmanager
async def client_of(session: Session, ws: type[WebSocket] = WebSocket) -> AsyncIterator[ClientConnection]:
    """A client of a server whose one connection is served by `session`, which gets the server's side of it."""

    async def app(scope: Any, receive: Receive, send: Callable[[Any], Awaitable[None]]) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await session(scope["extensions"]["liveview.guard"]["protocol"], receive, send)

    listener = listening()
    compressed = ws.compression
    server = Server(
        uvicorn.Config(app, ws=ws, lifespan="off", log_config=None, ws_per_message_deflate=compressed),
    )
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0)
    compression = "deflate" if compressed else None
    try:
        async with connect(f"ws://127.0.0.1:{listener.getsockname()[1]}/", compression=compression) as client:
            yield client
    finally:
        server.should_exit = True
        await serving


def pour(client: ClientConnection, *messages: str) -> None:
    """Send all at once."""
    for message in messages:
        client.protocol.send_text(message.encode())
    client.transport.write(b"".join(client.protocol.data_to_send()))


async def test_a_text_is_heard_while_the_app_waits_for_it_and_the_app_does_not_get_it() -> None:
    heard: list[str] = []
    received: list[str] = []

    async def session(protocol: WebSocket, receive: Receive, send: Any) -> None:
        def hear(text: str) -> bool:
            heard.append(text)
            return text != "for the app"

        protocol.listen(hear)
        received.append((await receive())["text"])
        await send({"type": "websocket.send", "text": "done"})

    async with client_of(session) as client:
        pour(client, "one", "zwölf", "x" * 200, "for the app")
        assert await client.recv() == "done"
    assert heard == ["one", "zwölf", "x" * 200, "for the app"]
    assert received == ["for the app"]


async def test_nothing_is_heard_before_what_came_before_it_was_received() -> None:
    said: list[tuple[str, str]] = []

    async def session(protocol: WebSocket, receive: Receive, send: Any) -> None:
        def hear(text: str) -> bool:
            if ("heard", text) not in said:  # what is not taken may be offered again, once it is parsed
                said.append(("heard", text))
            return not text.startswith("slow")

        assert isinstance(protocol, Noting)
        protocol.listen(hear)
        for _ in range(3):
            text = (await receive())["text"]
            if text == "c":  # somebody between the server and the app is in no hurry, and meanwhile more comes
                protocol.came.clear()
                await send({"type": "websocket.send", "text": "more"})
                await protocol.came.wait()
            said.append(("received", text))
        await send({"type": "websocket.send", "text": "done"})

    async with client_of(session, Noting) as client:
        pour(client, "a", "slow b", "c")
        assert await client.recv() == "more"
        pour(client, "d")
        assert await client.recv() == "done"
    assert said == [("heard", "a"), ("heard", "slow b"), ("received", "slow b"), ("received", "c"), ("received", "d")]


async def test_only_whole_texts_are_heard() -> None:
    heard: list[str] = []
    received: list[Any] = []

    async def session(protocol: WebSocket, receive: Receive, send: Any) -> None:
        protocol.listen(lambda text: not heard.append(text))  # type: ignore[func-returns-value]
        for _ in range(2):
            message = await receive()
            received.append(message.get("text") or message.get("bytes"))
        await send({"type": "websocket.send", "text": "done"})

    async with client_of(session) as client:
        await client.send(b"bytes")
        await client.send(["in ", "parts"])
        assert await client.recv() == "done"
    assert (heard, received) == ([], [b"bytes", "in parts"])


async def test_short_texts_are_heard_without_the_parser_also_after_what_was_for_it() -> None:
    at_once: list[bool] = []

    class Quick(WebSocket):
        def _hear_at_once(self, hear: Callable[[str], bool], data: bytes) -> bytes:
            left = super()._hear_at_once(hear, data)
            at_once.append(not left)
            return left

    async def session(protocol: WebSocket, receive: Receive, send: Any) -> None:
        protocol.listen(protocol.write)
        await receive()

    async with client_of(session, Quick) as client:
        for text in ("first", "x" * 200, "short"):
            await client.send(text)
            assert await client.recv() == text
    assert at_once[:3] == [True, False, True]


async def test_of_several_that_come_at_once_the_short_ones_are_heard_and_what_is_not_taken_is_received() -> None:
    heard: list[str] = []
    received: list[str] = []
    left: list[int] = []

    class Quick(WebSocket):
        def _hear_at_once(self, hear: Callable[[str], bool], data: bytes) -> bytes:
            rest = super()._hear_at_once(hear, data)
            left.append(len(rest))
            return rest

    async def session(protocol: WebSocket, receive: Receive, send: Any) -> None:
        def hear(text: str) -> bool:
            if text.startswith("no"):
                return False
            heard.append(text)
            return text != "three" or protocol.write("more")

        protocol.listen(hear)
        await send({"type": "websocket.send", "text": "begin"})
        while (message := await receive())["type"] == "websocket.receive":
            received.append(message["text"])
            if len(received) == 3:
                await send({"type": "websocket.send", "text": "done"})

    def packet(*texts: str) -> bytes:
        return b"".join(Frame(Opcode.TEXT, text.encode()).serialize(mask=True) for text in texts)

    async with client_of(session, Quick) as client:
        assert await client.recv() == "begin"
        client.transport.write(packet("one", "two", "three"))
        assert await client.recv() == "more"
        client.transport.write(packet("four", "no five", "six", "no seven"))
        assert await client.recv() == "done"
    assert heard == ["one", "two", "three", "four"]  # whoever comes after one that waits, waits as well
    assert received == ["no five", "six", "no seven"]
    assert left[0] == 0


@pytest.mark.parametrize(("split", "mask"), [(2, b"\x81\xae\0\0"), (6, bytes((0x81 ^ 0x78, 0xAA ^ 0x78, 0, 0)))])
async def test_what_only_looks_like_a_frame_within_another_is_not_heard(split: int, mask: bytes) -> None:
    heard: list[str] = []
    text = "x" * 48
    whole = b"\x81\xb0" + mask + bytes(byte ^ mask[place % 4] for place, byte in enumerate(text.encode()))
    assert short_texts(whole) == [(text, len(whole))]
    assert short_texts(whole[split:])  # the mask is as bad as can be

    async def session(protocol: WebSocket, receive: Receive, send: Any) -> None:
        assert isinstance(protocol, Noting)
        protocol.listen(lambda text: not heard.append(text))  # type: ignore[func-returns-value]
        receiving = asyncio.ensure_future(receive())
        for step in ("begin", "go on"):
            protocol.came.clear()
            await send({"type": "websocket.send", "text": step})
            await protocol.came.wait()
        await send({"type": "websocket.send", "text": "end"})
        await receiving

    async with client_of(session, Noting) as client:
        assert await client.recv() == "begin"
        client.transport.write(whole[:split])
        assert await client.recv() == "go on"
        client.transport.write(whole[split:])
        assert await client.recv() == "end"
    assert heard == [text]


async def test_what_is_written_in_a_turn_arrives_in_order_and_before_what_is_sent_after_it() -> None:
    texts = ["", "ü", "x" * 125, "y" * 126, "z" * 65_535, "w" * 65_536, *map(str, range(2 * SEVERAL))]

    async def session(protocol: WebSocket, receive: Receive, send: Any) -> None:
        assert all(map(protocol.write, texts))
        await send({"type": "websocket.send", "text": "done"})

    async with client_of(session) as client:
        assert [await client.recv() for _ in range(len(texts) + 1)] == [*texts, "done"]


async def test_what_is_written_comes_before_the_end() -> None:
    async def session(protocol: WebSocket, receive: Receive, send: Any) -> None:
        assert protocol.write("last words")
        await send({"type": "websocket.close", "code": 4001})
        assert not protocol.write("too late")

    async with client_of(session) as client:
        assert await client.recv() == "last words"
        await client.wait_closed()
    assert client.close_code == 4001


async def test_nothing_is_written_to_a_client_that_takes_nothing() -> None:
    written = asyncio.get_running_loop().create_future()

    async def session(protocol: WebSocket, receive: Receive, send: Any) -> None:
        count = 0
        while protocol.write("x" * 65_536) and count < 1000:
            count += 1
        written.set_result(count)
        await receive()

    async with client_of(session) as client:
        client.transport.pause_reading()
        assert await written < 1000
        client.transport.abort()


async def test_of_what_is_written_in_one_turn_no_more_waits_than_one_message() -> None:
    waiting = asyncio.get_running_loop().create_future()
    text = "x" * 1024 * 1024

    async def session(protocol: WebSocket, receive: Receive, send: Any) -> None:
        count = sum(protocol.write(text) for _ in range(30))
        waiting.set_result((count, protocol.transport.get_write_buffer_size()))
        await receive()

    async with client_of(session) as client:
        client.transport.pause_reading()
        count, size = await waiting
        assert count < 30
        assert size <= len(text) + 2 * WRITTEN_TOGETHER
        client.transport.abort()


async def test_a_client_that_wants_it_is_written_to_compressed() -> None:
    async def session(protocol: WebSocket, receive: Receive, send: Any) -> None:
        assert protocol.write("x" * 10_000)
        assert protocol.write("y" * 10_000)
        await receive()

    async with client_of(session, Compressing) as client:
        assert client.protocol.extensions
        assert [await client.recv(), await client.recv()] == ["x" * 10_000, "y" * 10_000]


@pytest.mark.parametrize("ws", [WebSocket, Compressing])
async def test_an_answer_to_who_says_good_bye_in_the_same_breath_is_not_written(ws: type[WebSocket]) -> None:
    written: list[bool] = []
    received: list[str] = []
    ended = asyncio.Event()

    async def session(protocol: WebSocket, receive: Receive, send: Any) -> None:
        def hear(text: str) -> bool:
            written.append(protocol.write("answer"))
            return True

        protocol.listen(hear)
        received.append((await receive())["type"])
        ended.set()

    async with client_of(session, ws) as client:
        client.protocol.send_text(b"question")
        client.protocol.send_close(1000)
        client.transport.write(b"".join(client.protocol.data_to_send()))
        await ended.wait()
        await client.wait_closed()
    assert (written, received, client.close_code) == ([False], ["websocket.disconnect"], 1000)


async def test_who_is_gone_is_not_held_by_what_hears(caplog: pytest.LogCaptureFixture) -> None:
    gone = asyncio.Event()
    found: dict[str, Any] = {}

    async def session(protocol: WebSocket, receive: Receive, send: Any) -> None:
        found["scope"] = protocol.scope
        protocol.listen(lambda text: True)
        await receive()
        assert not protocol.write("into the void")
        gone.set()

    async with client_of(session) as client:
        await client.close()
        await gone.wait()
    assert found["scope"]["extensions"]["liveview.guard"] == {}
    Unguarded().look(found["scope"])  # as where the client goes before the app gets its handshake
    assert caplog.text == ""


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536])
def test_a_frame_is_what_the_library_would_make_of_it(size: int) -> None:
    text = "é" + "x" * max(0, size - 2) if size > 1 else "x" * size
    assert len(text.encode()) == size
    assert framed(text) == Frame(Opcode.TEXT, text.encode()).serialize(mask=False)


@pytest.mark.parametrize("text", ["", "x", "é" * 62, "x" * 125])
def test_a_short_text_of_a_client_is_read(text: str) -> None:
    whole = Frame(Opcode.TEXT, text.encode()).serialize(mask=True)
    assert short_texts(whole) == [(text, len(whole))]
    assert short_texts(whole + whole) == [(text, len(whole)), (text, 2 * len(whole))]


@pytest.mark.parametrize(
    "frame",
    [
        Frame(Opcode.TEXT, b"x" * 126),
        Frame(Opcode.TEXT, b"x" * 70_000),
        Frame(Opcode.TEXT, b"part", fin=False),
        Frame(Opcode.CONT, b"part"),
        Frame(Opcode.BINARY, b"bytes"),
        Frame(Opcode.PING, b"ping"),
        Frame(Opcode.CLOSE, b"\x03\xe8"),
        Frame(Opcode.TEXT, b"\xff"),
    ],
    ids=lambda frame: f"{frame.opcode.name} {len(frame.data)}",
)
def test_all_else_is_for_the_parser(frame: Frame) -> None:
    short = Frame(Opcode.TEXT, b"short").serialize(mask=True)
    for data in (frame.serialize(mask=True), frame.serialize(mask=False)):
        assert short_texts(data) == short_texts(short + data) == []


def test_a_compressed_text_is_for_the_parser() -> None:
    whole = bytearray(Frame(Opcode.TEXT, b"compressed").serialize(mask=True))
    whole[0] |= 0x40  # the first reserved bit (RFC 7692, section 6)
    assert short_texts(bytes(whole)) == []


def test_a_short_text_that_is_not_masked_or_not_whole_is_for_the_parser() -> None:
    whole = Frame(Opcode.TEXT, b"text").serialize(mask=True)
    assert short_texts(Frame(Opcode.TEXT, b"text").serialize(mask=False)) == []
    assert short_texts(bytes([whole[0], whole[1] & 0x7F]) + whole[2:]) == []
    assert all(short_texts(whole[:size]) == [] for size in range(len(whole)))
    assert short_texts(bytes([whole[0] | 0x40]) + whole[1:]) == []  # compressed
    # Its length says that the next two bytes are the length.
    assert short_texts(b"\x81\xfe\x00\x7e" + b"x" * 128) == []


async def test_the_handshake_is_forgotten_once_it_is_answered() -> None:
    seen: list[bool] = []

    async def session(protocol: WebSocket, receive: Receive, send: Any) -> None:
        seen.append(hasattr(protocol, "request") or hasattr(protocol, "response"))
        await send({"type": "websocket.send", "text": (await receive())["text"]})

    async with client_of(session) as client:
        await client.send("and it goes on")
        assert await client.recv() == "and it goes on"
    assert seen == [False]


@pytest.mark.parametrize("split", [3, 7, 9])
async def test_who_does_not_wait_for_the_answer_to_the_handshake_is_heard_all_the_same(split: int) -> None:
    """A frame, a part of a frame, or a frame and a part of another: whatever has come before the answer."""
    received: list[str] = []
    over = asyncio.Event()
    frames = [Frame(Opcode.TEXT, text).serialize(mask=True) for text in (b"a", b"b")]

    async def app(scope: Any, receive: Receive, send: Callable[[Any], Awaitable[None]]) -> None:
        await receive()
        protocol = scope["extensions"]["liveview.guard"]["protocol"]
        protocol.data_received(b"".join(frames)[:split])
        await send({"type": "websocket.accept"})
        protocol.listen(lambda text: False)
        protocol.data_received(b"".join(frames)[split:])
        received.extend([(await receive())["text"], (await receive())["text"]])
        over.set()

    listener = listening()
    server = Server(uvicorn.Config(app, ws=WebSocket, lifespan="off", log_config=None))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0)
    try:
        async with connect(f"ws://127.0.0.1:{listener.getsockname()[1]}/", compression=None):
            await asyncio.wait_for(over.wait(), 5)
    finally:
        server.should_exit = True
        await serving
    assert received == ["a", "b"]
