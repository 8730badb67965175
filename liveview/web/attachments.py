"""The response that gives a file: sent while it is made, and closed at its end, whatever ends it."""

from __future__ import annotations

import inspect
import logging
import mimetypes
import os
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import quote

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from liveview.web.downloads import Offer, check
from liveview.web.policy import NOSNIFF

logger = logging.getLogger("liveview.web")

# A file is never shown as a page of this site, whatever is in it.
HEADERS = {
    "Cache-Control": "no-store",
    **NOSNIFF,
    "Content-Security-Policy": "sandbox; default-src 'none'",
}


class Streamed(StreamingResponse):
    """What an iterator gives. The iterator is closed at the end: a generator's `finally` waits for no collector.

    Args:
        source: gives bytes or text, once.
        options: as of `StreamingResponse`.
    """

    def __init__(self, source: Iterator[Any] | AsyncIterator[Any], **options: Any) -> None:
        super().__init__(source, **options)
        self._source = source

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends it, until it is over or nobody reads any more."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            with anyio.CancelScope(shield=True):  # also where the response was cancelled
                await _closed(self._source)


async def respond(offer: Offer) -> Response:
    """The response that gives a file.

    Args:
        offer: the file.

    Raises:
        HTTPException: where the file is not there any more.
    """
    source = await _made(offer.source)
    headers = {**HEADERS, "Content-Disposition": f"attachment; filename*=UTF-8''{quote(offer.filename, safe='')}"}
    kind = mimetypes.guess_type(offer.filename)[0] or "application/octet-stream"
    if isinstance(source, (bytes, bytearray, memoryview)):
        return Response(bytes(source), media_type=kind, headers=headers)
    if isinstance(source, os.PathLike):
        if not await run_in_threadpool(os.path.isfile, source):
            logger.error("the download %s is not there: %s", offer.filename, os.fspath(source))
            raise HTTPException(404, headers=NOSNIFF)
        return FileResponse(source, media_type=kind, headers=headers)
    parts = source if isinstance(source, AsyncIterator) else iter(source)
    return Streamed(parts, media_type=kind, headers=headers)


async def _made(source: Any) -> Any:
    """The source itself, where a function returns it."""
    if not callable(source):
        return source
    found: Any = source() if inspect.iscoroutinefunction(source) else await run_in_threadpool(source)
    found = await found if inspect.isawaitable(found) else found
    found = found.encode() if isinstance(found, str) else found
    check(found)
    return found


async def _closed(source: Any) -> None:
    """Lets a generator, or an open file, end."""
    if (aclose := getattr(source, "aclose", None)) is not None:
        await aclose()
    elif (close := getattr(source, "close", None)) is not None:
        await run_in_threadpool(close)
