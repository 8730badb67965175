"""The streams of one worker, by what their pages prove themselves with."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.types import Send

from liveview.seal import Seal
from liveview.web.stream import Stream
from liveview.web.tokens import TOKEN_SECONDS, binding


@dataclass(frozen=True)
class Address:
    """Where a page's stream is.

    Attributes:
        worker: which one has it.
        key: its name there.
    """

    worker: str
    key: str


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
        self._seal = Seal(keys, "stream", wall)
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
        payload = json.dumps([self.worker, key]).encode()
        id = self._seal.seal(payload, bound_to=binding(session, prefix), expires_in=TOKEN_SECONDS)
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
        worker, key = json.loads(self._seal.open(id, bound_to=binding(session, prefix)))
        return Address(worker, key)

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
