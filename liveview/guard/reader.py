"""What the parser of a connection reads from: it knows whether a frame has begun."""

from __future__ import annotations

from collections.abc import Generator

from websockets.streams import StreamReader


class Reader(StreamReader):
    """The library's, which has the bytes that are not parsed: none of a frame of which all so far are.

    Attributes:
        is_between: whether all frames that have begun are whole.
    """

    is_between = False

    def at_eof(self) -> Generator[None, None, bool]:
        """The parser asks this before each frame, and waits here for the next one."""
        self.is_between = True
        try:
            return (yield from super().at_eof())
        finally:
            self.is_between = False
