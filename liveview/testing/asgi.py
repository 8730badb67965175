"""ASGI from the server's side, in process: a request, a WebSocket, a lifespan; no ports."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from starlette.types import ASGIApp, Message, Scope

from liveview.errors import VisitError
from liveview.protocol.connection import Close

HOST = "testserver"
ORIGIN = f"http://{HOST}"

Headers = Iterable[tuple[str, str]]


@dataclass
class Response:
    """An answer over HTTP."""

    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def header(self, name: str) -> str | None:
        """The first header of a name in lower case."""
        return next((value for known, value in self.headers if known == name), None)


async def get(app: ASGIApp, url: str, headers: Headers = ()) -> Response:
    """GET a URL of the app. What the app raises is raised here.

    Args:
        app: the app.
        url: path and query.
        headers: of the request.
    """
    response = Response()
    requests = [{"type": "http.request", "body": b"", "more_body": False}]
    has_ended = asyncio.Event()

    async def receive() -> Message:
        if requests:
            return requests.pop()
        await has_ended.wait()  # a browser stays until it has all: what streams would be broken off
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            response.status = message["status"]
            response.headers = [
                (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in message["headers"]
            ]
        elif message["type"] == "http.response.body":
            response.body += message.get("body", b"")
            if not message.get("more_body", False):
                has_ended.set()

    await app({**_scope("http", "http", url, headers), "method": "GET"}, receive, send)
    return response


class Socket:
    """The browser's side of a WebSocket.

    Args:
        app: the app.
        url: path and query.
        headers: of the handshake.
        subprotocols: what the browser offers.
    """

    def __init__(self, app: ASGIApp, url: str, headers: Headers = (), subprotocols: Iterable[str] = ()) -> None:
        self._inbound: asyncio.Queue[Message] = asyncio.Queue()
        self._outbound: asyncio.Queue[str | Close] = asyncio.Queue()
        self._flows = asyncio.Event()
        self._flows.set()
        self._is_closed = False
        scope = {**_scope("websocket", "ws", url, headers), "subprotocols": list(subprotocols)}
        self._inbound.put_nowait({"type": "websocket.connect"})
        self._task = asyncio.create_task(self._serve(app, scope))

    @property
    def unread(self) -> int:
        """How many messages the app has not taken yet."""
        return self._inbound.qsize()

    def send(self, text: str) -> None:
        """Send a text message."""
        self._inbound.put_nowait({"type": "websocket.receive", "text": text})

    def send_bytes(self, content: bytes) -> None:
        """Send a binary message."""
        self._inbound.put_nowait({"type": "websocket.receive", "bytes": content})

    async def receive(self) -> str | Close:
        """The next text message, or the end."""
        return await self._outbound.get()

    def stall(self) -> None:
        """Read nothing any more: the app's writes wait, as on a network that is full."""
        self._flows.clear()

    def flow(self) -> None:
        """Read again."""
        self._flows.set()

    async def close(self, code: int = 1006) -> None:
        """End the connection, and wait until the app has seen it.

        Args:
            code: 1006 is a connection that was lost.
        """
        self._inbound.put_nowait({"type": "websocket.disconnect", "code": code})
        self._is_closed = True
        self._flows.set()
        await self._task

    async def _serve(self, app: ASGIApp, scope: Scope) -> None:
        try:
            await app(scope, self._inbound.get, self._written)
        finally:
            self._end(Close(1006))

    async def _written(self, message: Message) -> None:
        await self._flows.wait()
        if self._is_closed:
            raise OSError("the other side is gone")  # what ASGI asks of servers (its version 2.4)
        if message["type"] == "websocket.send":
            self._outbound.put_nowait(message["text"])
        elif message["type"] == "websocket.close":
            self._end(Close(message.get("code", 1000), message.get("reason") or ""))

    def _end(self, close: Close) -> None:
        if not self._is_closed:
            self._is_closed = True
            self._outbound.put_nowait(close)


class Lifespan:
    """Starts and stops an app, as a server does.

    Args:
        app: the app.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._inbound: asyncio.Queue[Message] = asyncio.Queue()
        self._outbound: asyncio.Queue[Message] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the app. What its lifespan raises is raised here."""
        self._task = asyncio.create_task(self._run())
        await self._exchange("startup")

    async def stop(self) -> None:
        """Stop the app."""
        await self._exchange("shutdown")
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        try:
            await self._app({"type": "lifespan", "asgi": {"version": "3.0"}}, self._inbound.get, self._outbound.put)
        finally:
            self._outbound.put_nowait({"type": "ended"})

    async def _exchange(self, word: str) -> None:
        self._inbound.put_nowait({"type": f"lifespan.{word}"})
        answer = await self._outbound.get()
        if answer["type"] == f"lifespan.{word}.complete":
            return
        if self._task is not None:
            await self._task  # raises what it failed with
        raise VisitError(f"the app's {word} failed: {answer.get('message') or answer['type']}")


def _scope(kind: str, scheme: str, url: str, headers: Headers) -> dict[str, Any]:
    path, _, query = url.partition("?")
    return {
        "type": kind,
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": scheme,
        "path": unquote(path),
        "raw_path": quote(path, safe="/%").encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [
            (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in [("host", HOST), *headers]
        ],
        "client": ("testclient", 50000),
        "server": (HOST, 80),
        "state": {},
        "extensions": {"liveview.guard": {}},  # nobody floods who tests
    }
