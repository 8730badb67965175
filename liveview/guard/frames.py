"""Texts as WebSocket frames and back (RFC 6455, section 5.2), where no machinery is needed for that."""

from __future__ import annotations

import struct
from functools import lru_cache

try:
    from websockets.speedups import apply_mask
except ImportError:  # a platform without the compiled part
    from websockets.utils import apply_mask


def short_text(data: bytes) -> str | None:
    """The text of one whole frame of a client, which is masked, where that is less than 126 bytes.

    Args:
        data: what the network has.

    Returns:
        None for all else: it is for the parser.
    """
    if len(data) < 6 or data[0] != 0x81 or not 0x80 <= data[1] < 0xFE or len(data) != (data[1] & 0x7F) + 6:
        return None
    try:
        return str(apply_mask(data[6:], data[2:6]), "utf-8")
    except UnicodeDecodeError:
        return None


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
