"""Text to values and back, within limits."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

import orjson

from liveview.errors import FrameError, FrameTooLargeError

# A form with a few long text areas fits; uploads go another way.
MAX_FRAME = 64 * 1024

# What may become half of a surrogate pair when it is read; also whole pairs, which come out as they went in.
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
# Beyond it JavaScript's numbers have gaps: a longer one would show as another.
MAX_INTEGER = 2**53 - 1


def encode(frame: list[Any]) -> str:
    """A server frame as JSON text.

    Never raises for odd values: what JSON or UTF-8 cannot say (half of a surrogate pair, an infinite number) is
    replaced by what a browser would show instead; an integer that JavaScript would round is its digits.

    Args:
        frame: lists, dicts, strings, numbers, booleans and None.

    Returns:
        The text, the same for everybody.
    """
    try:
        return orjson.dumps(frame, option=orjson.OPT_STRICT_INTEGER).decode()
    except TypeError:  # orjson's own error is one
        return json.dumps(_sendable(frame), ensure_ascii=False, separators=(",", ":"))


def _sendable(value: Any) -> Any:
    if isinstance(value, str):
        return well_formed(value)
    if isinstance(value, (list, tuple)):
        return [_sendable(item) for item in value]
    if isinstance(value, dict):
        return {_sendable(str(name)): _sendable(item) for name, item in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, int) and abs(value) > MAX_INTEGER:
        return str(value)
    return value if value is None or isinstance(value, (int, float)) else well_formed(str(value))


def well_formed(text: str) -> str:
    """A text that can be written as UTF-8: with U+FFFD for each half of a pair, as JavaScript's `toWellFormed`.

    Args:
        text: whatever a state held.
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def decode(text: str) -> list[Any]:
    """A client frame as a list that begins with its kind.

    Args:
        text: what the client sent.

    Returns:
        The list. Every string in it can be written as UTF-8.

    Raises:
        FrameTooLargeError: for more than `MAX_FRAME` bytes; checked before anything is read.
        FrameError: for anything else that is no frame. Nothing but these is raised, whatever the text.
    """
    _check_size(text)
    text = text.strip(_WHITESPACE)
    try:
        frame, end = _DECODER.raw_decode(text)  # `decode` would look for white space with a pattern, twice
        if end != len(text):
            raise ValueError(f"more after its end at {end}")
    except (ValueError, RecursionError) as error:  # RecursionError: brackets nested by the thousand
        raise FrameError(f"text that is no JSON: {error}") from None
    if not isinstance(frame, list) or not frame or not isinstance(frame[0], str):
        raise FrameError("JSON that is no frame: an array that begins with its kind")
    if ("\\u" in text or not text.isascii()) and _SURROGATE.search(text):
        return _without_surrogates(frame)
    return frame


def _check_size(text: str) -> None:
    size = len(text)
    if size <= MAX_FRAME < size * 4:  # a character has one to four bytes
        size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_FRAME:
        raise FrameTooLargeError(size=size, limit=MAX_FRAME)


def _without_surrogates(frame: list[Any]) -> list[Any]:
    try:
        clean: list[Any] = _sendable(frame)
        return clean
    except RecursionError:
        raise FrameError("text that is no JSON: nested too deeply") from None


_WHITESPACE = " \t\n\r"  # JSON's (RFC 8259, section 2)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_constant)  # made once: that takes longer than to read an event
