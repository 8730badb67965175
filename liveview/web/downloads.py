"""Files that views hand out: each at a URL that works once, for one browser, and streams beside the view's mailbox."""

from __future__ import annotations

import math
import os
import re
import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import quote

from liveview.errors import StateError
from liveview.runtime.clock import Clock
from liveview.web.addresses import Address, Addresses

PATH = "/live/download/"
# From the frame that names the URL to the request: as long as a slow link may take to come back.
SECONDS = 60.0
NAME = re.compile(r"[\x00-\x1f\x7f/\\]+")


class Room(NamedTuple):
    """What may wait to be fetched.

    Attributes:
        files: how many.
        size: bytes of those whose content is in memory.
    """

    files: int
    size: int


# Browsers fetch a file as soon as they are told where it is, and take ten at a time at most. Where more wait the oldest
# give way: nobody fetches them, or whoever goes on clicking wants the newest.
OF_A_SESSION = Room(16, 32 * 1024 * 1024)
# In one worker. Those of a single browser come nowhere near it.
OF_ALL = Room(1000, 256 * 1024 * 1024)


@dataclass(frozen=True)
class Offer:
    """A file that waits to be fetched.

    Attributes:
        source: what it is made from.
        filename: what the browser calls it.
        session: whom it is for.
        until: when nobody fetches it any more.
        size: its bytes in memory, as far as anybody can tell.
    """

    source: Any
    filename: str
    session: str
    until: float
    size: int = 0


class Downloads:
    """The files that wait in one worker. Their URLs are sealed: any worker can tell where a file is, and whose.

    Args:
        keys: the key ring's secrets.
        worker: tells this one from others.
        clock: where time comes from.
    """

    def __init__(self, keys: Sequence[str], worker: str, clock: Callable[[], Clock]) -> None:
        self._addresses = Addresses(keys, "download", lambda: clock().wall())
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
            StateError: for a source of another kind.
        """
        check(source)
        now = self._clock().now()
        self._expire(now)
        id = secrets.token_urlsafe(16)
        self._offers[id] = Offer(source, safe_name(filename), session, now + SECONDS, _size(source))
        self._make_room(OF_A_SESSION, session)
        self._make_room(OF_ALL)
        address = Address(self._worker, id)
        sealed = self._addresses.seal(address, session=session, prefix=prefix, expires_in=SECONDS)
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
        return self._addresses.read(sealed, session=session, prefix=prefix)

    # From any thread: what is looked at is a copy, and only one of two takes an offer out.

    def _make_room(self, room: Room, session: str | None = None) -> None:
        offers = [(id, offer) for id, offer in list(self._offers.items()) if session in (None, offer.session)]
        files, size = len(offers), sum(offer.size for _, offer in offers)
        for id, offer in offers[:-1]:  # somebody waits for the newest, however large
            if files <= room.files and size <= room.size:
                return
            self._remove(id)
            files, size = files - 1, size - offer.size

    def _expire(self, now: float) -> None:
        for id, offer in list(self._offers.items()):
            if offer.until <= now:
                self._remove(id)

    def _remove(self, id: str) -> None:
        offer = self._offers.pop(id, None)
        if offer is not None:
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


def _size(source: Any) -> int:
    """The bytes of what is in memory; what a generator or a function holds is its own."""
    parts = source if isinstance(source, (list, tuple)) else (source,)
    return sum(memoryview(part).nbytes for part in parts if isinstance(part, (bytes, bytearray, memoryview)))


def _drop(source: Any) -> None:
    """Lets a generator, or an open file, that nobody reads close what it has open."""
    close = getattr(source, "close", None)
    if isinstance(source, Iterator) and close is not None:
        close()
