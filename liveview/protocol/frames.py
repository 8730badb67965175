"""The frames (protocol, section 5): the client's as values, the server's as text ready to send."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from liveview.errors import FrameError
from liveview.protocol.codec import MAX_INTEGER, encode

# In a join: the page has nothing to build on.
NO_VERSION = -1
# Addresses and versions come in pairs; a page has one address for each shared or isolated component.
MAX_ADDRESSES = 1000
# The longest event names of real programs have some 40 characters.
MAX_NAME = 128
# As long as a sealed value may be (`seal.MAX_SEALED`): a token carries the page's path.
MAX_TOKEN = 8192
# As long as a target may be (`view/targets.py`).
MAX_URL = 4096
# `lv-value-*` attributes of one element, or members of a hook's payload.
MAX_VALUES = 64
# Rules with a number in them, written once: events are read all the time.
_NAME_RULE = f"an event has a name of at most {MAX_NAME}"
_VALUES_RULE = f"values are an object of at most {MAX_VALUES}"
_CONTROL_RULE = f"a control is an object of {MAX_VALUES}"


@dataclass(frozen=True, slots=True)
class Join:
    """The page wants its view. `versions`: what it shows, by address; -1 for nothing it could build on."""

    token: str
    versions: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Event:
    """Something a user did."""

    ref: int
    address: int
    name: str
    values: Mapping[str, Any] = field(default_factory=dict)
    form: str | None = None
    control: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Patch:
    """The page wants its view at another URL. `history`: what becomes of the browser's history."""

    ref: int
    url: str
    history: int = 0


# `Patch.history`: a further entry, one in the place of the current one, or none: the browser is there already.
PUSH, REPLACE, TRAVERSE = range(3)


@dataclass(frozen=True, slots=True)
class Applied:
    """The page shows this version."""

    address: int
    version: int


@dataclass(frozen=True, slots=True)
class Resend:
    """The page could not apply a frame and wants the full values."""

    address: int


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The page asks whether somebody is there."""


@dataclass(frozen=True, slots=True)
class Leave:
    """The page is gone for good."""


ClientFrame: TypeAlias = Join | Event | Patch | Applied | Resend | Heartbeat | Leave


def client_frame(parts: list[Any]) -> ClientFrame:
    """A decoded client frame as a value.

    Args:
        parts: a list that begins with its kind (`codec.decode`).

    Returns:
        The frame, every part of it checked.

    Raises:
        FrameError: where it is no frame of the protocol.
    """
    kind, *content = parts
    reader = _READERS.get(kind)
    if reader is None:
        raise FrameError(f"an unknown frame {kind[:20]!r}")
    read, lengths = reader
    if len(content) not in lengths:
        raise FrameError(f"a frame {kind!r} with {len(content)} parts")
    frame: ClientFrame = read(*content)
    return frame


def _join(token: Any, versions: Any) -> Join:
    _require(isinstance(token, str) and len(token) <= MAX_TOKEN, "a join token is text")
    _require(isinstance(versions, list) and len(versions) % 2 == 0, "versions come in pairs")
    _require(len(versions) <= 2 * MAX_ADDRESSES, f"at most {MAX_ADDRESSES} addresses")
    addresses, shown = versions[::2], versions[1::2]
    _require(all(map(_is_address, addresses)), "addresses are integers")
    _require(all(version == NO_VERSION or _is_count(version) for version in shown), "versions are integers from -1")
    return Join(token, dict(zip(addresses, shown, strict=True)))


def _event(ref: Any, address: Any, name: Any, values: Any = None, form: Any = None, control: Any = None) -> Event:
    _require(_is_count(ref) and ref > 0, "a ref counts from 1")
    _require(_is_address(address), "an address is an integer")
    _require(isinstance(name, str) and 0 < len(name) <= MAX_NAME, _NAME_RULE)
    if values is not None:
        _require(isinstance(values, dict) and len(values) <= MAX_VALUES, _VALUES_RULE)
        _require(_is_finite(values), "values are JSON")
    _require(form is None or isinstance(form, str), "a form is text")
    if control is not None:
        _require(isinstance(control, dict) and len(control) <= MAX_VALUES, _CONTROL_RULE)
        _require(all(map(_is_scalar, control.values())), "a control's properties are scalars")
    return Event(ref, address, name, values or {}, form, control or {})


def _patch(ref: Any, url: Any, history: Any = PUSH) -> Patch:
    _require(_is_count(ref) and ref > 0, "a ref counts from 1")
    _require(isinstance(url, str) and len(url) <= MAX_URL, f"a URL has at most {MAX_URL} characters")
    _require(type(history) is int and history in (PUSH, REPLACE, TRAVERSE), "history is 0, 1 or 2")
    return Patch(ref, url, history)


def _applied(address: Any, version: Any) -> Applied:
    _require(_is_address(address) and _is_count(version), "an address is an integer, a version one from 0")
    return Applied(address, version)


def _resend(address: Any) -> Resend:
    _require(_is_address(address), "an address is an integer")
    return Resend(address)


def _require(holds: bool, rule: str) -> None:
    if not holds:
        raise FrameError(f"a frame that breaks the rule: {rule}")


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MAX_INTEGER


def _is_address(value: Any) -> bool:
    """The view's is 0; below are those of shared components."""
    return type(value) is int and -MAX_INTEGER <= value <= MAX_INTEGER


def _is_finite(value: Any) -> bool:
    """Whether a value holds no infinite number: JSON can write 1e999, and no handler expects it."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, float) and not math.isfinite(value):
            return False
    return True


def _is_scalar(value: Any) -> bool:
    if isinstance(value, (int, float)):
        return abs(value) <= MAX_INTEGER  # JSON's 1e999 is an infinite number
    return value is None or isinstance(value, str)


# By kind: what reads the rest, and how many parts that may have.
_READERS: dict[str, tuple[Any, range]] = {
    "j": (_join, range(2, 3)),
    "e": (_event, range(3, 7)),
    "p": (_patch, range(2, 4)),
    "v": (_applied, range(2, 3)),
    "f": (_resend, range(1, 2)),
    "h": (Heartbeat, range(1)),
    "l": (Leave, range(1)),
}


def patch_frame(
    address: int, version: int, patch: list[Any], ref: int | None = None, effects: Sequence[Any] = ()
) -> str:
    """A change of the page. `ref`: answers every event up to it. `effects`: what to do after it."""
    return encode(_answering([address, version, patch], ref, effects))


def full_frame(
    address: int, version: int, values: list[Any], ref: int | None = None, effects: Sequence[Any] = ()
) -> str:
    """The full values of an address. `effects`: a version, its effects, and so on."""
    return encode(_answering(["=", address, version, values], ref, effects))


def _answering(frame: list[Any], ref: int | None, effects: Sequence[Any]) -> list[Any]:
    if effects:
        return [*frame, ref, list(effects)]
    return frame if ref is None else [*frame, ref]


def definitions_frame(definitions: Mapping[str, list[Any]]) -> str:
    """Fragments that frames from here on use."""
    return encode(["d", dict(definitions)])


def modules_frame(names: Sequence[str]) -> str:
    """Modules of the client that the page needs from here on."""
    return encode(["m", *names])


# What an answer to a join says of the page: it has everything before what follows, it gets full values, or it gets them
# from a process that goes on where another one has ended.
VALUES, RESUMED, ELSEWHERE = range(3)


def joined_frame(resumed: int, ref: int, failed: Sequence[tuple[int, str]] = ()) -> str:
    """The answer to a join. `ref`: the newest event that was taken; `failed`: events, each with why it failed."""
    parts = [part for pair in failed for part in pair]
    return encode(["j", int(resumed), ref, *([parts] if parts else [])])


def answer_frame(ref: int, error: str | None = None, *, alone: bool = False) -> str:
    """An event that changed nothing, or was refused. `alone`: those before it are not answered by this."""
    refusal = [] if error is None else [{"error": error}]
    return encode(["a", ref, *refusal, *([1] if alone else [])])


def title_frame(title: str) -> str:
    """The page's title."""
    return encode(["t", title])


def token_frame(token: str) -> str:
    """A newer join token."""
    return encode(["k", token])


def heartbeat_frame() -> str:
    """Answers a heartbeat."""
    return encode(["h"])


def reload_frame() -> str:
    """Asks the page to load itself anew."""
    return encode(["r"])


def report_frame(report: Mapping[str, Any] | None) -> str:
    """An error to show in development; None takes it away."""
    return encode(["!", None if report is None else dict(report)])
