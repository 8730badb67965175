"""Texts as WebSocket frames and back (RFC 6455, section 5.2), where no machinery is needed for that."""

from __future__ import annotations

import struct
from functools import lru_cache

try:
    from websockets.speedups import apply_mask
except ImportError:  # a platform without the compiled part
    from websockets.utils import apply_mask


def short_texts(data: bytes) -> list[tuple[str, int]]:
    """The texts of a client's frames, where all of them are whole, masked as they must be, and less than 126 bytes.

    Args:
        data: what the network has.

    Returns:
        Each text, and where it ends. None of them where there is anything else: that is for the parser.
    """
    texts, start, size = list[tuple[str, int]](), 0, len(data)
    while start < size:
        if size < start + 6 or data[start] != 0x81 or not 0x80 <= data[start + 1] < 0xFE:
            return []
        end = start + 6 + (data[start + 1] & 0x7F)
        if size < end:
            return []
        try:
            texts.append((str(apply_mask(data[start + 6 : end], data[start + 2 : start + 6]), "utf-8"), end))
        except UnicodeDecodeError:
            return []
        start = end
    return texts


@lru_cache(maxsize=1)
def framed(text: str) -> bytes:
    """A text as one frame (RFC 6455, section 5.2), of which a server's are not masked.

    What one after another is sent, as of a component that many share, is framed once.

    Args:
        text: the message.
    """
    data = text.encode()
    size = len(data)
    if size < 126:
        return b"\x81%c%b" % (size, data)
    head = struct.pack("!BBH", 0x81, 126, size) if size < 1 << 16 else struct.pack("!BBQ", 0x81, 127, size)
    return head + data
