"""Files that views hand out: each at a URL that works once, for one browser, and streams beside the view's mailbox."""

from __future__ import annotations

import inspect
import logging
import math
import mimetypes
import os
import re
import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse

from liveview.errors import StateError
from liveview.runtime.clock import Clock
from liveview.web.policy import NOSNIFF

logger = logging.getLogger("liveview.web")

PATH = "/live/download/"
# From the frame that names the URL to the request: as long as a slow link may take to come back.
SECONDS = 60.0
# Files that wait to be fetched, for one worker: nobody has asked for more than a few.
MOST = 1000
NAME = re.compile(r"[\x00-\x1f\x7f/\\]+")

# A file is never shown as a page of this site, whatever is in it.
HEADERS = {
    "Cache-Control": "no-store",
    **NOSNIFF,
    "Content-Security-Policy": "sandbox; default-src 'none'",
}


@dataclass(frozen=True)
class Offer:
    """A file that waits to be fetched."""

    source: Any
    filename: str
    session: str
    until: float


class Downloads:
    """The files that wait, by the name in their URL.

    Args:
        clock: where time comes from.
    """

    def __init__(self, clock: Callable[[], Clock]) -> None:
        self._clock = clock
        self._offers: dict[str, Offer] = {}

    def offer(self, source: Any, filename: str, *, session: str, prefix: str) -> str:
        """A path that gives a file, once.

        Args:
            source: bytes, a path, an iterator of bytes or text, or a function that returns one of them.
            filename: what the browser calls it; parts of a path are taken out.
            session: whom it is for.
            prefix: where the app is mounted.

        Raises:
            StateError: for a source of another kind, or too many that nobody fetches.
        """
        _check(source)
        now = self._clock().now()
        self._expire(now)
        if len(self._offers) >= MOST:
            raise StateError(f"{MOST} downloads wait to be fetched: offer a file when somebody asks for it")
        id = secrets.token_urlsafe(16)
        self._offers[id] = Offer(source, safe_name(filename), session, now + SECONDS)
        return f"{prefix}{PATH}{id}/{quote(safe_name(filename))}"

    def _expire(self, now: float) -> None:
        # From any thread: what is looked at is a copy, and only one of two takes an offer out.
        for id, offer in list(self._offers.items()):
            if offer.until <= now and self._offers.pop(id, None) is not None:
                _drop(offer.source)

    def take(self, id: str, session: str | None) -> Offer | None:
        """The file of a URL, for whom it was meant; it is not there a second time."""
        self._expire(self._clock().now())
        offer = self._offers.get(id)
        if offer is None or session is None or not secrets.compare_digest(offer.session, session):
            return None
        return self._offers.pop(id, None)

    def close(self) -> None:
        """Nobody fetches anything any more."""
        self._expire(math.inf)


async def respond(offer: Offer, request: Request) -> Response:
    """The response that gives a file.

    Raises:
        HTTPException: where the file is not there any more.
    """
    source = offer.source
    if callable(source):
        found: Any = source() if inspect.iscoroutinefunction(source) else await run_in_threadpool(source)
        found = await found if inspect.isawaitable(found) else found
        source = found.encode() if isinstance(found, str) else found
        _check(source)
    headers = {**HEADERS, "Content-Disposition": f"attachment; filename*=UTF-8''{quote(offer.filename, safe='')}"}
    kind = mimetypes.guess_type(offer.filename)[0] or "application/octet-stream"
    if isinstance(source, (bytes, bytearray, memoryview)):
        return Response(bytes(source), media_type=kind, headers=headers)
    if isinstance(source, os.PathLike):
        if not await run_in_threadpool(os.path.isfile, source):
            logger.error("the download %s is not there: %s", offer.filename, os.fspath(source))
            raise HTTPException(404, headers=NOSNIFF)
        return FileResponse(source, media_type=kind, headers=headers)
    return StreamingResponse(source, media_type=kind, headers=headers)


def safe_name(filename: str) -> str:
    """A name without anything that could be a path or end a header."""
    return NAME.sub("_", filename).strip(". ")[:200] or "download"


def _check(source: Any) -> None:
    kinds = (bytes, bytearray, memoryview, os.PathLike, Iterator, AsyncIterator)
    if isinstance(source, kinds) or callable(source) or (isinstance(source, Iterable) and not isinstance(source, str)):
        return
    raise StateError(
        f"a download is bytes, a Path or an iterator of them, not {type(source).__name__}: "
        "write Path(…) for a file, text.encode() for a text"
    )


def _drop(source: Any) -> None:
    """Lets a generator that nobody reads close what it has open."""
    close = getattr(source, "close", None)
    if inspect.isgenerator(source) and close is not None:
        close()
