"""Text to values and back, within limits."""

from __future__ import annotations

import json
from typing import Any, NoReturn

import orjson

from liveview.errors import FrameError

# A form with a few long text areas fits; uploads go another way.
MAX_FRAME = 64 * 1024


def encode(frame: list[Any]) -> str:
    """A server frame as JSON text.

    Never raises for odd text: half of a surrogate pair, which cannot be sent, becomes U+FFFD.
    """
    try:
        return orjson.dumps(frame).decode()
    except (TypeError, orjson.JSONEncodeError):
        return json.dumps(_sendable(frame), ensure_ascii=False, separators=(",", ":"))


def _sendable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    if isinstance(value, (list, tuple)):
        return [_sendable(item) for item in value]
    if isinstance(value, dict):
        return {_sendable(str(name)): _sendable(item) for name, item in value.items()}
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)


def decode(text: str) -> list[Any]:
    """A client frame as a list that begins with its kind.

    Raises:
        FrameError: for anything else. Nothing but this is raised, whatever the text.
    """
    if len(text) > MAX_FRAME or (len(text) * 4 > MAX_FRAME and len(text.encode("utf-8", "replace")) > MAX_FRAME):
        raise FrameError(f"a frame of more than {MAX_FRAME} bytes")
    try:
        frame = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:  # RecursionError: brackets nested by the thousand
        raise FrameError(f"text that is no JSON: {error}") from None
    if not isinstance(frame, list) or not frame or not isinstance(frame[0], str):
        raise FrameError("JSON that is no frame: an array that begins with its kind")
    return frame


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
