"""A WebSocket to a channel: reads frames in, writes frames out, and decides nothing that the protocol decides."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

from starlette.exceptions import HTTPException
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from liveview.channel.channel import Channel
from liveview.errors import FrameError, OriginError, PeerError, StoreError, TokenError
from liveview.protocol import frames
from liveview.protocol.connection import Close, Connection, State
from liveview.web.host import Host
from liveview.web.origin import check_origin
from liveview.web.returning import bring_back
from liveview.web.routing import host_of
from liveview.web.tokens import require_session
from liveview.web.view_request import prefix_of

logger = logging.getLogger("liveview.web")

SUBPROTOCOL = "lv1"
GONE = (4004, "get the page again")
REFUSED = (4003, "refused")
RESTARTING = (1012, "the server restarts")
TOO_MUCH = (4008, "too much")
# RFC 6455's registry: try again later. The page does, less and less often.
LATER = (1013, "try again later")
# The page has its token before it connects: a handshake that is not followed by a join is no page of ours.
JOIN_SECONDS = 5.0
# What may wait behind the frame that is being written before a reader is given up; renders stop long before
# (`Limits.unwritten`). The frame itself may be as long as the page is.
MAX_WAITING = 1024 * 1024


class Socket:
    """One WebSocket: the channel's `Sink`, over a sans-IO `Connection`."""

    def __init__(self, websocket: WebSocket) -> None:
        self.connection = Connection()
        self._websocket = websocket
        self._wake = asyncio.Event()
        self._writing = 0

    @property
    def pressure(self) -> int:
        """Characters sent and not written yet."""
        return self.connection.buffered + self._writing

    def send(self, frame: str) -> None:
        """Send a frame after those before it."""
        if self.connection.buffered > MAX_WAITING:
            self.connection.close(*TOO_MUCH)
        self.connection.send(frame)
        self._wake.set()

    def close(self, code: int, reason: str) -> None:
        """Close, after what was sent before."""
        self.connection.close(code, reason)
        self._wake.set()

    async def write(self) -> None:
        """Write until the connection is closed. The only writer, so that frames keep their order."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            self._writing = self.connection.buffered
            data = self.connection.data_to_send()
            for part in data:
                if isinstance(part, Close):
                    await self._websocket.close(part.code, part.reason)
                    return
                await self._websocket.send_text(part)
                self._writing -= len(part)
            if self.connection.state is State.CLOSED and not self._wake.is_set():
                return  # from the other side

    async def read(self) -> list[frames.ClientFrame]:
        """The next frames; empty at the end."""
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            self.connection.receive_close()
            self._wake.set()
            return []
        text = message.get("text")
        if text is None:
            self.connection.fault = FrameError("a binary frame, of which this protocol has none")
            self.close(*REFUSED)
            return []
        self.connection.receive_text(text)
        if self.connection.buffered or self.connection.state is State.CLOSED:
            self._wake.set()  # it has an answer of its own; most of what pages say has none
        return self.connection.events_received()


async def endpoint(websocket: WebSocket) -> None:
    """Serves one page's connection from the handshake to its end."""
    host = host_of(websocket.app)
    try:
        check_origin(websocket, host.settings.origins)
        if SUBPROTOCOL not in websocket.scope.get("subprotocols", ()):
            raise FrameError(f"a WebSocket without the subprotocol {SUBPROTOCOL}")
    except PeerError as error:
        _log(websocket, error)
        await websocket.close(4003)
        return
    await websocket.accept(subprotocol=SUBPROTOCOL)
    await _serve(websocket, host, Socket(websocket))


async def _serve(websocket: WebSocket, host: Host, socket: Socket) -> None:
    writer = asyncio.create_task(socket.write())
    reader = asyncio.create_task(_read(websocket, host, socket))
    try:
        # The writer ends where the connection is closed from this side: then nothing more is read.
        await asyncio.wait((reader, writer), return_when=asyncio.FIRST_COMPLETED)
        if reader.done() and not writer.done() and socket.connection.state is State.CLOSED:
            await asyncio.wait((writer,), timeout=JOIN_SECONDS)
    finally:
        for task in (reader, writer):
            task.cancel()
        ended = await asyncio.gather(reader, writer, return_exceptions=True)
        _report(websocket, socket, ended)


async def _read(websocket: WebSocket, host: Host, socket: Socket) -> None:
    try:
        async with asyncio.timeout(JOIN_SECONDS):
            joined = await socket.read()
    except TimeoutError:
        socket.close(*REFUSED)
        return
    if not joined or not isinstance(joined[0], frames.Join):
        return
    channel = await _join(websocket, host, socket, joined[0])
    received = joined[1:]
    try:
        while channel is not None:
            for frame in received:
                if isinstance(frame, frames.Join):
                    channel = await _join(websocket, host, socket, frame, channel)
                if channel is None:
                    return
                await _deliver(channel, frame)
            if socket.connection.state is State.CLOSED:
                return
            received = await socket.read()
    finally:
        if channel is not None:
            channel.detach(socket)


async def _deliver(channel: Channel, frame: frames.ClientFrame) -> None:
    while not channel.receive(frame) and channel.exit_reason is None:
        # Nothing is read meanwhile: the network tells the client to wait.
        await channel.room()


async def _join(
    websocket: WebSocket, host: Host, socket: Socket, join: frames.Join, leaving: Channel | None = None
) -> Channel | None:
    """Check the token and the guards, and connect the page to its process. `leaving`: the one that it has left."""
    try:
        session = require_session(websocket)
        grant = host.tokens.read(join.token, session=session, prefix=prefix_of(websocket))
    except TokenError as error:
        _log(websocket, error)
        _refuse(socket, leaving)
        return None
    try:
        found = await bring_back(host, grant, session, websocket.scope)
    except StoreError as error:
        logger.warning("the state of a page of %s cannot be asked for: %s", grant.path, error)
        if host.keeping.seen(is_away=True):
            socket.close(*LATER)
            return None
        found = None
    if host.is_draining:
        socket.close(*RESTARTING)
        return None
    if found is None:
        _refuse(socket, leaving)  # expired, or of a server that was stopped: no fault of anybody
        return None
    channel, visit = found
    visit.scope = dict(websocket.scope)
    try:
        await visit.check(channel.request)
    except Exception as error:
        if isinstance(error, HTTPException):
            logger.info("a join of %s was refused by its guard: %s", grant.path, error.detail)
        else:
            logger.error("the guard of %s failed; the mistake is in the app's code", grant.path, exc_info=error)
        _refuse(socket, leaving)  # the page says what the guard says now
        return None
    if leaving is not None and leaving is not channel:
        leaving.detach(socket)  # not a word of it after the answer to the join
        leaving.receive(frames.Leave())
    channel.join(socket, join.versions)
    if host.tokens.is_old(grant):
        path = channel.request.path
        token = host.tokens.issue(grant.channel, path, session=session, prefix=visit.prefix)
        socket.send(frames.token_frame(token))
    return channel


def _refuse(socket: Socket, leaving: Channel | None) -> None:
    socket.close(*GONE)
    if leaving is not None:
        leaving.detach(socket)


def _report(websocket: WebSocket, socket: Socket, ended: Iterable[BaseException | None]) -> None:
    if socket.connection.fault is not None:
        _log(websocket, socket.connection.fault)
    for outcome in ended:
        if isinstance(outcome, Exception) and not _is_disconnect(websocket, outcome):
            logger.error("a connection failed; this is a mistake of liveview, please report it", exc_info=outcome)


def _is_disconnect(websocket: WebSocket, error: Exception) -> bool:
    """Whether an error only says that the other side is gone."""
    gone = websocket.client_state is WebSocketState.DISCONNECTED
    return isinstance(error, (WebSocketDisconnect, OSError)) or (gone and isinstance(error, RuntimeError))


def _log(websocket: WebSocket, error: PeerError) -> None:
    client = websocket.client.host if websocket.client else "unknown"
    kind = "a page of another site" if isinstance(error, OriginError) else "the client"
    logger.warning("%s at %s is at fault: %s", kind, client, error)
