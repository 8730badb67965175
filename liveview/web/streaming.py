"""What pages post where WebSockets are blocked: the beginning of a stream, and what they say to it from then on.

POST    "", or ID and number
        FRAME
        …               ─→  a stream, or 204: taken, or passed on to the worker that has the stream
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Sequence

from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from liveview.channel.channel import Channel
from liveview.errors import FrameError, FrameTooLargeError, NoProcessError, PeerError, TooMuchPostedError
from liveview.protocol.codec import MAX_FRAME, encode
from liveview.protocol.frames import Leave
from liveview.web.addresses import Address
from liveview.web.admission import PATIENCE
from liveview.web.bodies import Body
from liveview.web.gate import check_handshake, log_fault
from liveview.web.host import Host
from liveview.web.routing import host_of
from liveview.web.serving import serve
from liveview.web.stream import HEADERS
from liveview.web.tokens import session_of
from liveview.web.view_request import prefix_of

logger = logging.getLogger("liveview.web")

# A page that waits for the last post to be taken gathers what comes meanwhile, and posts so much of it at once. With
# eight of the longest frames a post still fits into one message to another worker.
MOST_FRAMES = 8
MAX_HEAD = 1024
MAX_BODY = MOST_FRAMES * (MAX_FRAME + 1) + MAX_HEAD
# Of the first post, before anybody knows whose it is: a join.
MAX_FIRST = MAX_FRAME + 1
# For all of a body; a page that has posted gives up a stream which has not taken it by then.
BODY_SECONDS = 15.0
# What a page of a server that cannot take it now waits at least.
RETRY = {"Retry-After": "1"}
# How long somebody who posts more than pages do waits for being told.
REFUSAL_SECONDS = 1.0
LEAVE = encode(["l"])
_HEAD = re.compile(r"([\w-]+) ([1-9][0-9]{0,14})", re.ASCII)


async def receive_post(request: Request) -> Response:
    """Serves what a page posts. The gate is that of WebSockets."""
    host = host_of(request.app)
    try:
        check_handshake(request, host)
        with host.bodies.of(session_of(request) or "") as body:
            id, number, texts = read_post(await _read(request, host, body))
            return await _posted(request, host, id, number, texts) if id else _opened(request, host, texts)
    except TooMuchPostedError:  # of which nothing is logged: there is too much of it
        return LateResponse(status_code=429, headers=RETRY)
    except PeerError as error:
        log_fault(request, error)
        return _refused(error)
    except (ClientDisconnect, TimeoutError):
        return Response(status_code=408)


def _refused(error: PeerError) -> Response:
    if isinstance(error, FrameTooLargeError):
        return Response(status_code=413)
    return Response(status_code=400 if isinstance(error, FrameError) else 403)


async def _read(request: Request, host: Host, body: Body) -> bytes:
    content = bytearray()
    limit = MAX_HEAD
    async with asyncio.timeout(BODY_SECONDS):
        async for part in request.stream():
            body.add(len(part))
            content += part
            head, end, _ = content[:MAX_HEAD].partition(b"\n")
            if limit == MAX_HEAD and end:
                limit = _limit(request, host, head.decode("latin-1"), body)
            if len(content) > limit:
                raise FrameTooLargeError(size=len(content), limit=limit)
    body.was_read()
    return bytes(content)


def _limit(request: Request, host: Host, head: str, body: Body) -> int:
    """How long a post may be. One for a stream that is not the browser's own is not read any further."""
    if not head:
        return MAX_FIRST
    body.belongs_to(_address(request, host, head.partition(" ")[0]).key)
    return MAX_BODY


def _address(request: Request, host: Host, id: str) -> Address:
    return host.streams.read(id, session=session_of(request) or "", prefix=prefix_of(request))


def read_post(body: bytes) -> tuple[str, int, list[str]]:
    """What a page has posted.

    Args:
        body: of the request.

    Returns:
        The stream's id, "" for the first post; its number, from 1; and the frames.

    Raises:
        FrameError: it is nothing that a page posts.
    """
    if not 1 <= body.count(b"\n") <= MOST_FRAMES:  # counted first: a body of line breaks would be a list of thousands
        raise FrameError(f"a post of a head and 1 to {MOST_FRAMES} frames, each in a line, has other lines")
    try:
        head, *texts = body.decode().split("\n")
    except UnicodeDecodeError as error:
        raise FrameError(f"a post that is no text: {error.reason}") from None
    if not head:
        return "", 0, texts
    found = _HEAD.fullmatch(head)
    if found is None:
        raise FrameError("a post whose first line is not the id of a stream and a number")
    return found[1], int(found[2]), texts


async def _posted(request: Request, host: Host, id: str, number: int, texts: list[str]) -> Response:
    address = _address(request, host, id)
    if address.worker == host.streams.worker:
        return Response(status_code=204 if host.streams.post(address.key, number, texts) else 410)
    session = session_of(request) or ""
    if (wait := host.admission.post(session, len(texts))) > PATIENCE:
        raise TooMuchPostedError("more frames than anybody makes (Limits.frames)")
    try:
        if not host.pubsub.has_others:
            return Response(status_code=410)  # of a server that was here before
        async with asyncio.timeout(BODY_SECONDS):
            await asyncio.sleep(wait)
            await host.posts.pass_on(session, address.worker, address.key, number, texts)
    except (NoProcessError, TimeoutError):  # it is being started anew, or too much is posted there
        return Response(status_code=503, headers=RETRY)
    return Response(status_code=204)


def _opened(request: Request, host: Host, texts: list[str]) -> Response:
    if host.is_draining or len(host.streams) >= host.settings.limits.views:
        return Response(status_code=503, headers=RETRY)
    return StreamResponse(request, host, texts)


class LateResponse(Response):
    """Who has a refusal at once posts the next half megabyte at once: nothing is read meanwhile, and little is held."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers, after a moment."""
        await asyncio.sleep(REFUSAL_SECONDS)
        await super().__call__(scope, receive, send)


class StreamResponse(Response):
    """A page's stream.

    Args:
        request: its first post, whose body was read.
        host: the app's.
        texts: what it has said.
    """

    def __init__(self, request: Request, host: Host, texts: Sequence[str]) -> None:
        super().__init__(headers=HEADERS)
        del self.headers["content-length"]
        self._host = host
        self._texts = texts
        # Guards are asked as for the page, which nobody posts.
        self._handshake = HTTPConnection({**request.scope, "method": "GET"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves the page until one of the two has gone."""
        handshake = self._handshake
        session, prefix = session_of(handshake) or "", prefix_of(handshake)
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        with self._host.streams.opened(send, self._texts, session=session, prefix=prefix) as stream:
            watching = asyncio.create_task(stream.watch(receive))
            try:
                channel = await serve(handshake, self._host, stream)
                await stream.end()
                if stream.is_gone and channel is not None and LEAVE in await stream.last_word():
                    _leave(channel)
            finally:
                watching.cancel()
                await asyncio.gather(watching, return_exceptions=True)


def _leave(channel: Channel) -> None:
    if channel.outbox.is_away:  # and not back already
        channel.receive(Leave())
