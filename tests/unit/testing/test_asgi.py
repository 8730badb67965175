"""ASGI from the server's side, in process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from liveview.errors import VisitError
from liveview.protocol.connection import Close
from liveview.testing import asgi

LIFE: list[str] = []


async def echo_page(request: Request) -> Response:
    headers = {"x-cookie": request.headers.get("cookie", ""), "x-query": request.url.query}
    return PlainTextResponse(f"{request.url}", headers=headers)


async def broken_page(request: Request) -> Response:
    raise ValueError("the page's own")


async def echo_socket(websocket: WebSocket) -> None:
    await websocket.accept(subprotocol="lv1")
    while (message := await websocket.receive())["type"] == "websocket.receive":
        if message.get("text") == "close":
            await websocket.close(4009, "taken over")
        elif message.get("text") == "crash":
            raise ValueError("the socket's own")
        else:
            await websocket.send_text(message.get("text") or str(message["bytes"]))
    LIFE.append(f"disconnected {message['code']}")


async def refusing_socket(websocket: WebSocket) -> None:
    await websocket.close(4003)


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    LIFE.append("started")
    yield
    LIFE.append("stopped")


APP = Starlette(
    routes=[
        Route("/page", echo_page),
        Route("/broken", broken_page),
        WebSocketRoute("/echo", echo_socket),
        WebSocketRoute("/refuse", refusing_socket),
    ],
    lifespan=lifespan,
)


async def test_a_page_is_got() -> None:
    response = await asgi.get(APP, "/page?a=1&b=%20", [("cookie", "x=1")])
    assert response.status == 200
    assert response.text == "http://testserver/page?a=1&b=%20"
    assert response.header("x-cookie") == "x=1"
    assert response.header("x-query") == "a=1&b=%20"
    assert response.header("missing") is None
    assert (await asgi.get(APP, "/nowhere")).status == 404


async def test_what_a_page_raises_is_raised() -> None:
    with pytest.raises(ValueError, match="the page's own"):
        await asgi.get(APP, "/broken")


async def test_a_socket_carries_text_both_ways_until_it_is_closed() -> None:
    socket = asgi.Socket(APP, "/echo", subprotocols=["lv1"])
    socket.send("a")
    socket.send_bytes(b"b")
    assert [await socket.receive(), await socket.receive()] == ["a", "b'b'"]
    assert socket.unread == 0
    socket.send("close")
    assert await socket.receive() == Close(4009, "taken over")
    await socket.close()


async def test_a_socket_that_is_lost_is_told_to_the_app() -> None:
    LIFE.clear()
    socket = asgi.Socket(APP, "/echo")
    socket.send("a")
    await socket.receive()
    await socket.close(1001)
    assert LIFE == ["disconnected 1001"]


async def test_a_refusal_and_a_crash_are_ends() -> None:
    refused = asgi.Socket(APP, "/refuse")
    assert await refused.receive() == Close(4003)
    await refused.close()
    crashed = asgi.Socket(APP, "/echo")
    crashed.send("crash")
    assert await crashed.receive() == Close(1006)
    with pytest.raises(ValueError, match="the socket's own"):
        await crashed.close()


async def test_a_stalled_socket_holds_up_its_writer() -> None:
    socket = asgi.Socket(APP, "/echo")
    socket.send("first")
    assert await socket.receive() == "first"
    socket.stall()
    for text in "abc":
        socket.send(text)
    for _ in range(10):
        await asyncio.sleep(0)
    assert socket.unread == 2  # the first is being written
    socket.flow()
    assert [await socket.receive() for _ in range(3)] == ["a", "b", "c"]
    await socket.close()


async def test_an_app_is_started_and_stopped() -> None:
    LIFE.clear()
    server = asgi.Lifespan(APP)
    await server.start()
    assert LIFE == ["started"]
    await server.stop()
    assert LIFE == ["started", "stopped"]


async def test_what_keeps_an_app_from_starting_is_raised() -> None:
    @asynccontextmanager
    async def broken(app: Starlette) -> AsyncIterator[None]:
        raise ValueError("no database")
        yield

    with pytest.raises(ValueError, match="no database"):
        await asgi.Lifespan(Starlette(lifespan=broken)).start()

    async def refusing(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "lifespan.startup.failed", "message": "no license"})

    with pytest.raises(VisitError, match="startup failed: no license"):
        await asgi.Lifespan(refusing).start()
