"""A published message as bytes: MessagePack, made into declared types only where somebody listens."""

from __future__ import annotations

from typing import Any

import msgspec

from liveview.runtime.adapter import Encoded
from liveview.runtime.reports import shape

# Bytes of one message: with what stands around it, no more than NATS takes. What is larger belongs into a database, and
# its key into a message.
MAX_SIZE = 1_000_000


class Packed(Encoded):
    """A message of another worker.

    Args:
        data: its bytes.
    """

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data

    def decode(self, kind: Any) -> object:
        """The message.

        Args:
            kind: the type of the listener's argument; `Any` gives what JSON has, and dates.

        Raises:
            ValueError: it is no message of that type.
        """
        try:
            return msgspec.msgpack.decode(self.data, type=kind, dec_hook=_made)
        except (msgspec.MsgspecError, TypeError, RecursionError) as error:
            raise ValueError(str(error)) from error


def pack(message: object) -> bytes:
    """A message for other workers.

    Args:
        message: texts, numbers, bytes, dates, lists, dicts, dataclasses, pydantic models and the like.

    Raises:
        TypeError: it is of another type, or too large.
    """
    try:
        data = msgspec.msgpack.encode(message, enc_hook=_plain)
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise TypeError(
            f"{shape(message)} cannot be sent to other workers: {error}. Publish plain data, such as a dataclass of "
            f"texts and numbers, or the key by which others find the rest."
        ) from error
    if len(data) > MAX_SIZE:
        raise TypeError(
            f"{shape(message)} has {len(data):,} bytes, and {MAX_SIZE:,} at most are sent to other workers. "
            f"Publish the key by which they find it."
        )
    return data


def _plain(value: Any) -> Any:
    dump = getattr(type(value), "model_dump", None)  # of pydantic, which need not be installed for this
    if dump is None:
        raise TypeError(f"a `{type(value).__name__}` is no plain data")
    return dump(value)


def _made(kind: Any, value: Any) -> Any:
    validate = getattr(kind, "model_validate", None)
    if validate is None:
        raise TypeError(f"nobody can make a `{getattr(kind, '__name__', kind)}` of what was sent")
    return validate(value)
