"""The streams of one worker, by what their pages prove themselves with."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from starlette.types import Send

from liveview.web.addresses import Address, Addresses
from liveview.web.stream import Stream
from liveview.web.tokens import TOKEN_SECONDS


class Streams:
    """Those that are open.

    Args:
        keys: the key ring's secrets.
        wall: the time in seconds since 1970.

    Attributes:
        worker: tells this one from others.
    """

    def __init__(self, keys: Sequence[str], wall: Callable[[], float] = time.time) -> None:
        self.worker = secrets.token_urlsafe(16)
        self._addresses = Addresses(keys, "stream", wall)
        self._open: dict[str, Stream] = {}

    def __len__(self) -> int:
        return len(self._open)

    @contextmanager
    def opened(self, send: Send, first: Sequence[str], *, session: str, prefix: str) -> Iterator[Stream]:
        """A stream, known as long as the block runs.

        Args:
            send: of its response.
            first: what the page has said with its first post.
            session: the browser session.
            prefix: where the app is mounted.
        """
        key = secrets.token_urlsafe(16)
        address = Address(self.worker, key)
        id = self._addresses.seal(address, session=session, prefix=prefix, expires_in=TOKEN_SECONDS)
        self._open[key] = stream = Stream(send, id, first)
        try:
            yield stream
        finally:
            del self._open[key]

    def read(self, id: str, *, session: str, prefix: str) -> Address:
        """Where the stream of a page is. Only the page itself knows the id, and only its browser may use it.

        Args:
            id: what the stream has told the page.
            session: the browser session.
            prefix: where the app is mounted.

        Raises:
            TokenError: it is forged, expired, or of another session or app.
        """
        return self._addresses.read(id, session=session, prefix=prefix)

    def post(self, key: str, number: int, texts: Sequence[str]) -> bool:
        """A page has said something.

        Args:
            key: of its stream.
            number: of the post.
            texts: what it says.

        Returns:
            Whether the stream is here; it ends by itself where a post has not come.
        """
        stream = self._open.get(key)
        if stream is not None:
            stream.post(number, texts)
        return stream is not None
