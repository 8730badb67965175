"""Raw values of a memo as the protocol writes them, and as HTML source."""

from __future__ import annotations

import html as entities
from typing import Any

from markupsafe import escape

MAX_JSON_INT = 2**53  # JavaScript's integers are exact below


def text_scalar(value: str) -> str:
    """Text as a browser's parser would keep it: line ends as LF, no NUL."""
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    return value.replace("\0", "") if "\0" in value else value


def text_value(value: Any) -> Any:
    """A raw memo value as a text slot's scalar, or `[html]` where it is markup."""
    kind = type(value)
    if kind is int:
        return value if -MAX_JSON_INT < value < MAX_JSON_INT else str(value)
    if kind is str:
        return text_scalar(value)
    markup = str(value)
    if "<" in markup:
        return [markup.replace("\0", "")]
    return text_scalar(entities.unescape(markup)) if "&" in markup else text_scalar(markup)


def attribute_value(value: Any) -> Any:
    """A raw memo value as an attribute's scalar; markup there is HTML source."""
    kind = type(value)
    if kind is int:
        return value if -MAX_JSON_INT < value < MAX_JSON_INT else str(value)
    text = entities.unescape(str(value)) if kind is not str and "&" in value else str(value)
    return text_scalar(text)


def markup(value: Any) -> str:
    """A raw memo value as HTML source."""
    return str(value) if type(value) is int else str(escape(value))


def whole(texts: tuple[str, ...], values: list[Any]) -> str:
    """Static texts with values between them, as one text."""
    return texts[0] + "".join(f"{value}{text}" for value, text in zip(values, texts[1:], strict=True))
