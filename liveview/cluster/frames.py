"""What goes over a stream between workers: MessagePack, each frame with its length before it."""

from __future__ import annotations

import asyncio
import struct
from typing import NamedTuple

import msgspec

# From a worker: it listens to a topic, listens no more, publishes, or has lost what it would have published. To a
# worker: something was published, or was lost. "" is the topic of all topics.
SUBSCRIBE, UNSUBSCRIBE, PUBLISH, GAP = range(4)
ALL = ""

# More than a message may have, with its topic.
MAX_FRAME = 2 * 1024 * 1024
_LENGTH = struct.Struct(">I")


class Frame(NamedTuple):
    """One frame.

    Attributes:
        kind: what it says.
        topic: of what.
        data: a message's bytes.
    """

    kind: int
    topic: str
    data: bytes = b""


_DECODER = msgspec.msgpack.Decoder(tuple[int, str, bytes])


def to_bytes(frame: Frame) -> bytes:
    """A frame with its length.

    Args:
        frame: the frame.
    """
    content = msgspec.msgpack.encode(frame)
    return _LENGTH.pack(len(content)) + content


async def read(reader: asyncio.StreamReader) -> Frame:
    """The next frame.

    Args:
        reader: where it comes from.

    Raises:
        asyncio.IncompleteReadError: the other side has gone.
        ValueError: that was no frame.
    """
    (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
    if length > MAX_FRAME:
        raise ValueError(f"a frame of {length:,} bytes")
    try:
        return Frame(*_DECODER.decode(await reader.readexactly(length)))
    except msgspec.MsgspecError as error:
        raise ValueError(f"no frame: {error}") from error
