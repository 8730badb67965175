"""One page's connection, from its join to its end, whatever carries it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from liveview.channel.channel import Channel
from liveview.errors import FrameError, StoreError, TokenError
from liveview.protocol import frames
from liveview.runtime.reports import in_line
from liveview.web.admission import PATIENCE, Pace
from liveview.web.gate import log_fault
from liveview.web.hearing import Hearing
from liveview.web.host import Host
from liveview.web.interruption import Interruption
from liveview.web.returning import bring_back
from liveview.web.socket import REFUSED, TOO_MUCH, Carrier, Said, Socket
from liveview.web.tokens import require_session, session_of
from liveview.web.view_request import prefix_of

logger = logging.getLogger("liveview.web")

GONE = (4004, "get the page again")
RESTARTING = (1012, "the server restarts")
# RFC 6455's registry: try again later. The page does, less and less often.
LATER = (1013, "try again later")
# The page has its token before it connects: a handshake that is not followed by a join is no page of ours.
JOIN_SECONDS = 5.0


async def serve(connection: HTTPConnection, host: Host, carrier: Carrier) -> Channel | None:
    """Serve a page that has passed the gate.

    Args:
        connection: its handshake: what its guards are asked with.
        host: the app's.
        carrier: what brings the page's texts.

    Returns:
        The page's process, where the page has broken off.
    """
    over = Interruption()
    socket = Socket(carrier, over)
    found: Channel | None = None
    failed: Exception | None = None
    try:
        try:
            with over:  # where the connection is closed from this side, nothing more is read
                found = await _read(connection, host, socket)
        except Exception as error:
            failed = error
        if socket.is_closed:
            await socket.written(JOIN_SECONDS)
    finally:
        await socket.stop()
        _report(connection, carrier, socket, (failed, socket.failure))
    return found


async def _read(connection: HTTPConnection, host: Host, socket: Socket) -> Channel | None:
    pace = host.admission.pace(session_of(_glance(connection)) or "")
    received = await _first(socket, pace)
    channel: Channel | None = None
    frame: frames.ClientFrame | None = None
    try:
        while received or channel is not None:
            while received:
                frame = received.pop(0)
                if isinstance(frame, frames.Join):
                    channel = await _join(connection, host, socket, frame, channel)
                    socket.listen(None if channel is None else Hearing(socket, channel, pace))
                if channel is None:
                    return None
                await _deliver(channel, frame)
            if socket.is_closed:
                return channel
            frame = None  # most pages say nothing for long: what they said last is not kept so long
            received = await _taken(socket, pace, await socket.receive())
    finally:
        socket.listen(None)
        if channel is not None:
            channel.detach(socket)
    return None


async def _taken(socket: Socket, pace: Pace, said: Said) -> list[frames.ClientFrame]:
    """The frames that the page has sent; whoever is ahead of the budget is not heard until then."""
    received, count = socket.take(said)
    wait = pace.spend(count)
    if wait > PATIENCE:
        socket.connection.fault = FrameError("more frames than anybody makes (Limits.frames)")
        socket.close(*TOO_MUCH)
        return []  # the page says of what has no answer that it was not done
    if wait:
        await asyncio.sleep(wait)
    return received


def _glance(connection: HTTPConnection) -> HTTPConnection:
    """The same for a moment: the connection itself would remember its headers for as long as it is open."""
    return HTTPConnection(connection.scope)


async def _first(socket: Socket, pace: Pace) -> list[frames.ClientFrame]:
    """What begins with the join; a page that tries whether anything comes through has asked for heartbeats before."""
    received: list[frames.ClientFrame] = []
    try:
        async with asyncio.timeout(JOIN_SECONDS):
            while not received and not socket.is_closed:
                received = await _taken(socket, pace, await socket.receive())
    except TimeoutError:
        socket.close(*REFUSED)
    return received


async def _deliver(channel: Channel, frame: frames.ClientFrame) -> None:
    while not channel.receive(frame) and channel.exit_reason is None:
        # Nothing is read meanwhile: the network tells the client to wait.
        await channel.room()


async def _join(
    connection: HTTPConnection, host: Host, socket: Socket, join: frames.Join, leaving: Channel | None = None
) -> Channel | None:
    """Check the token and the guards, and connect the page to its process. `leaving`: the one that it has left."""
    try:
        session = require_session(_glance(connection))
        grant = host.tokens.read(join.token, session=session, prefix=prefix_of(connection))
    except TokenError as error:
        log_fault(connection, error)
        _refuse(socket, leaving)
        return None
    if wait := host.admission.join(session):
        if wait > PATIENCE:
            socket.close(*LATER)
            return None
        await asyncio.sleep(wait)
    try:
        found = await bring_back(host, grant, session, connection.scope)
    except StoreError as error:
        logger.warning("the state of a page of %s cannot be asked for: %s", in_line(grant.path), error)
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
    visit.scope = connection.scope
    try:
        channel.admit(await visit.check(channel.request))
    except Exception as error:
        if isinstance(error, HTTPException):
            logger.info("a join of %s was refused by its guard: %s", in_line(grant.path), error.detail)
        else:
            logger.error(
                "the guard of %s failed; the mistake is in the app's code", in_line(grant.path), exc_info=error
            )
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


def _report(connection: HTTPConnection, carrier: Carrier, socket: Socket, ended: Iterable[object]) -> None:
    if socket.connection.fault is not None:
        log_fault(connection, socket.connection.fault)
    for outcome in ended:
        if isinstance(outcome, Exception) and not _is_disconnect(carrier, outcome):
            logger.error("a connection failed; this is a mistake of liveview, please report it", exc_info=outcome)


def _is_disconnect(carrier: Carrier, error: Exception) -> bool:
    """Whether an error only says that the other side is gone."""
    return isinstance(error, OSError) or (carrier.is_gone and isinstance(error, RuntimeError))
