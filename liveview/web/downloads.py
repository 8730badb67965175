"""Files that views hand out: each at a URL that works once, for one browser, and streams beside the view's mailbox."""

from __future__ import annotations

import json
import math
import os
import re
import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from liveview.errors import StateError
from liveview.runtime.clock import Clock
from liveview.seal import Seal
from liveview.web.streams import Address
from liveview.web.tokens import binding

PATH = "/live/download/"
# From the frame that names the URL to the request: as long as a slow link may take to come back.
SECONDS = 60.0
# Files that wait to be fetched, for one worker: nobody has asked for more than a few.
MOST = 1000
NAME = re.compile(r"[\x00-\x1f\x7f/\\]+")


@dataclass(frozen=True)
class Offer:
    """A file that waits to be fetched."""

    source: Any
    filename: str
    session: str
    until: float


class Downloads:
    """The files that wait in one worker. Their URLs are sealed: any worker can tell where a file is, and whose.

    Args:
        keys: the key ring's secrets.
        worker: tells this one from others.
        clock: where time comes from.
    """

    def __init__(self, keys: Sequence[str], worker: str, clock: Callable[[], Clock]) -> None:
        self._seal = Seal(keys, "download", lambda: clock().wall())
        self._worker = worker
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
        check(source)
        now = self._clock().now()
        self._expire(now)
        if len(self._offers) >= MOST:
            raise StateError(f"{MOST} downloads wait to be fetched: offer a file when somebody asks for it")
        id = secrets.token_urlsafe(16)
        self._offers[id] = Offer(source, safe_name(filename), session, now + SECONDS)
        address = json.dumps([self._worker, id]).encode()
        sealed = self._seal.seal(address, bound_to=binding(session, prefix), expires_in=SECONDS)
        return f"{prefix}{PATH}{sealed}/{quote(safe_name(filename))}"

    def read(self, sealed: str, *, session: str, prefix: str) -> Address:
        """Where the file of a URL is.

        Args:
            sealed: from the URL.
            session: the browser session.
            prefix: where the app is mounted.

        Raises:
            TokenError: it is forged, expired, or of another session or app.
        """
        worker, id = json.loads(self._seal.open(sealed, bound_to=binding(session, prefix)))
        return Address(worker, id)

    def _expire(self, now: float) -> None:
        # From any thread: what is looked at is a copy, and only one of two takes an offer out.
        for id, offer in list(self._offers.items()):
            if offer.until <= now and self._offers.pop(id, None) is not None:
                _drop(offer.source)

    def take(self, id: str) -> Offer | None:
        """The file of an address; it is not there a second time.

        Args:
            id: its name in this worker.
        """
        self._expire(self._clock().now())
        return self._offers.pop(id, None)

    def close(self) -> None:
        """Nobody fetches anything any more."""
        self._expire(math.inf)


def safe_name(filename: str) -> str:
    """A name without anything that could be a path or end a header."""
    return NAME.sub("_", filename).strip(". ")[:200] or "download"


def check(source: Any) -> None:
    """Refuse what no file can be made of.

    Args:
        source: what a view has given, or its function has returned.

    Raises:
        StateError: it says what to write instead.
    """
    kinds = (bytes, bytearray, memoryview, os.PathLike, Iterator, AsyncIterator)
    if isinstance(source, kinds) or callable(source) or (isinstance(source, Iterable) and not isinstance(source, str)):
        return
    raise StateError(
        f"a download is bytes, a Path or an iterator of them, not {type(source).__name__}: "
        "write Path(…) for a file, text.encode() for a text"
    )


def _drop(source: Any) -> None:
    """Lets a generator, or an open file, that nobody reads close what it has open."""
    close = getattr(source, "close", None)
    if isinstance(source, Iterator) and close is not None:
        close()
