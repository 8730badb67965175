"""Events on a guarded server: taken as they come where nobody waits, in order and at the pace that is allowed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, ClassVar

import uvicorn
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from liveview import Limits, LiveApp
from liveview.guard import WebSocket
from liveview.load.first_page import first_page
from tests.integration.views import app_of
from tests.unit.guard.serving import Server, listening


class Noting(WebSocket):
    """It notes what has gone through ASGI."""

    received: ClassVar[list[str]] = []

    async def receive(self) -> Any:
        message = await super().receive()
        if "text" in message:
            self.received.append(message["text"])
        return message


class ReadsAhead:
    """Middleware that receives whether or not the app asks for it; and what that was."""

    received: ClassVar[list[str]] = []

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        ahead: asyncio.Queue[Message] = asyncio.Queue()

        async def read() -> None:
            while True:
                message = await receive()
                self.received.append(message.get("text", ""))
                ahead.put_nowait(message)

        reading = asyncio.create_task(read())
        try:
            await self._app(scope, ahead.get, send)
        finally:
            reading.cancel()


class OnlySends:
    """Middleware that sees what is sent."""

    sent: ClassVar[list[str]] = []

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def see(message: Message) -> None:
            self.sent.append(message["type"])
            await send(message)

        await self._app(scope, receive, see)


@asynccontextmanager
async def page_of(app: LiveApp) -> AsyncIterator[ClientConnection]:
    """The connection of a page at `/` that has joined."""
    Noting.received.clear()
    listener = listening()
    server = Server(uvicorn.Config(app, ws=Noting, log_config=None, ws_per_message_deflate=False))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0)
    try:
        found = await asyncio.to_thread(first_page, f"http://127.0.0.1:{listener.getsockname()[1]}/", {})
        async with connect(
            found.socket,
            origin=Origin(found.origin),
            subprotocols=[Subprotocol("lv1")],
            additional_headers={"Cookie": found.cookies},
            compression=None,
        ) as client:
            await client.send(json.dumps(["j", found.token, [0, found.version]]))
            while json.loads(await client.recv())[0] != "j":
                pass
            yield client
    finally:
        server.should_exit = True
        await serving


def pour(client: ClientConnection, *sent: list[Any]) -> None:
    """Send all at once."""
    for frame in sent:
        client.protocol.send_text(json.dumps(frame).encode())
    client.transport.write(b"".join(client.protocol.data_to_send()))


async def answered(client: ClientConnection, ref: int) -> list[Any]:
    """The changes up to the answer of an event."""
    changes: list[Any] = []
    while True:
        frame = json.loads(await client.recv())
        if isinstance(frame[0], int):
            changes.append(frame)
            if frame[3:] == [ref]:
                return changes


def kinds() -> list[str]:
    return [json.loads(text)[0] for text in Noting.received]


async def test_events_go_past_asgi_and_what_the_connection_has_to_know_does_not() -> None:
    async with page_of(app_of()) as client:
        pour(client, ["e", 1, 0, "add"], ["v", 0, 1], ["h"], ["e", 2, 0, "add", {"by": "40"}])
        assert [change[2] for change in await answered(client, 2)] == [[0, 1], [0, 41]]
        assert "j" in kinds() and "h" in kinds()
        before = len(kinds())
        pour(client, ["e", 3, 0, "add"])
        assert (await answered(client, 3))[-1][2] == [0, 42]
        assert len(kinds()) == before


async def test_what_is_poured_is_run_once_each_in_order_also_beyond_the_mailbox() -> None:
    limits = Limits(mailbox=8, frames=None)
    async with page_of(app_of(limits=limits)) as client:
        pour(client, *(["e", ref, 0, "add"] for ref in range(1, 21)))
        for ref in range(21, 31):
            pour(client, ["e", ref, 0, "add"])
        shown = [change[2][1] for change in await answered(client, 30)]
        assert shown[-1] == 30 and shown == sorted(set(shown))
        assert "e" in kinds()  # what found no room has waited for the app


async def test_middleware_that_receives_gets_all_in_order_whatever_it_reads_ahead() -> None:
    ReadsAhead.received.clear()
    limits = Limits(mailbox=8, frames=None)
    middleware = [Middleware(ReadsAhead), Middleware(OnlySends)]
    async with page_of(app_of(limits=limits, middleware=middleware)) as client:
        OnlySends.sent.clear()
        pour(client, *(["e", ref, 0, "add"] for ref in range(1, 31)))
        changes = await answered(client, 30)
        assert changes[-1][2] == [0, 30]
        assert OnlySends.sent.count("websocket.send") >= len(changes)
        received = [json.loads(text) for text in ReadsAhead.received if text]
        assert [frame[1] for frame in received if frame[0] == "e"] == list(range(1, 31))


async def test_middleware_that_only_sends_is_passed_by() -> None:
    OnlySends.sent.clear()
    async with page_of(app_of(middleware=[Middleware(OnlySends)])) as client:
        before = len(kinds())
        pour(client, ["e", 1, 0, "add"])
        assert (await answered(client, 1))[-1][2] == [0, 1]
        assert len(kinds()) == before
        assert "websocket.accept" in OnlySends.sent


async def test_who_goes_on_and_on_is_not_heard_in_between_either() -> None:
    limits = Limits(frames=1_000.0, frames_at_once=5)
    async with page_of(app_of(limits=limits)) as client:
        pour(client, *(["e", ref, 0, "add"] for ref in range(1, 21)))
        assert (await answered(client, 20))[-1][2] == [0, 20]
        assert kinds().count("e") >= 10  # they have waited, each for its time
