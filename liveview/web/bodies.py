"""What pages are posting: one body of each stream is read at a time, and of each browser so many bytes are held."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from liveview.errors import TooMuchPostedError

# Bytes that one browser posts at the same moment, in all its tabs, until they are taken or passed on: four of the
# longest posts, or some thousand of those that people make.
MOST_BYTES = 2 * 1024 * 1024


class Bodies:
    """Those that are held by one worker."""

    def __init__(self) -> None:
        self._bytes: dict[str, int] = {}
        self._streams: set[str] = set()

    @contextmanager
    def of(self, session: str) -> Iterator[Body]:
        """One body, which is held as long as the block runs.

        Args:
            session: the browser's; "" where it has none.
        """
        body = Body(self._bytes, self._streams, session)
        try:
            yield body
        finally:
            body.over()


class Body:
    """One of them.

    Args:
        held: bytes of each browser.
        streams: those to which something is being posted.
        session: the browser's.
    """

    def __init__(self, held: dict[str, int], streams: set[str], session: str) -> None:
        self._held = held
        self._streams = streams
        self._session = session
        self._size = 0
        self._stream: str | None = None

    def add(self, count: int) -> None:
        """Some of it has come.

        Args:
            count: how many bytes.

        Raises:
            TooMuchPostedError: that is more than one browser may post at the same moment.
        """
        held = self._held.get(self._session, 0) + count
        if held > MOST_BYTES:
            raise TooMuchPostedError("this browser posts too much at the same moment")
        self._held[self._session] = held
        self._size += count

    def belongs_to(self, stream: str) -> None:
        """It says to which stream it is posted.

        Args:
            stream: its key.

        Raises:
            TooMuchPostedError: another one is being read. Pages post the next one when the last one was taken.
        """
        if stream in self._streams:
            raise TooMuchPostedError("something else is being posted to this stream")
        self._streams.add(stream)
        self._stream = stream

    def was_read(self) -> None:
        """All of it has come."""
        if self._stream is not None:
            self._streams.discard(self._stream)
            self._stream = None

    def over(self) -> None:
        """It is held no more."""
        self.was_read()
        rest = self._held.get(self._session, 0) - self._size
        if rest:
            self._held[self._session] = rest
        else:
            self._held.pop(self._session, None)
