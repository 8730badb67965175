"""What is written down of a crash: who, why, the last message, the state, how often before. Values stay out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sized
from dataclasses import dataclass
from typing import Any

from liveview.errors import worded

# Names whose very kind and size are nobody's business.
_SECRET = re.compile(r"passw|token|secret|auth|cookie|session|credential|api_?key|private", re.IGNORECASE)
# A report is read by people.
_MOST_ITEMS = 20
_DEEPEST = 2
# Characters of what a stranger has said: longer names and paths than anybody writes.
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class CrashReport:
    """A crash, as the log record of it carries it: `record.report`.

    Attributes:
        process: the process, with the name or id of each supervisor above it.
        reason: the exception.
        message: what it was handling: kinds and sizes, no values.
        state: what its `report_state` said.
        restarts: how often its supervisor had started it again before.
    """

    process: str
    reason: BaseException
    message: str
    state: object
    restarts: int

    def __str__(self) -> str:
        before = f", {self.restarts} restarts before" if self.restarts else ""
        reason, state = worded(self.reason), worded(self.state, str)
        return f"{self.process} crashed at {self.message}{before}: {reason}; its state: {state}"


def crash_report(process: Any, reason: BaseException, message: object, state: Callable[[], object]) -> CrashReport:
    """Write down a crash.

    Args:
        process: who.
        reason: why.
        message: what it was handling.
        state: what of its state may be shown; what this raises becomes part of the report.
    """
    try:
        shown = state()
    except BaseException as error:  # a report is written where nobody is left who would catch anything
        shown = f"report_state failed: {worded(error)}"
    above = []
    parent = process._parent_
    while parent is not None:
        above.append(label(parent))
        parent = parent._parent_
    path = "/".join([*reversed(above), label(process)])
    return CrashReport(path, reason, shape(message), shown, process._restarts_)


def label(process: Any) -> str:
    """A process as a text for people: its class, and its name or the id that its supervisor knows it by."""
    named = process._name_ if process._name_ is not None else process._child_id_
    return type(process).__name__ if named is None else f"{type(process).__name__}({named!r})"


def shape(value: object, depth: int = 0) -> str:
    """Of which kind a value is, and of what size: never the value itself, which may be somebody's password."""
    try:
        return _shape(value, depth)
    except BaseException:  # a length that cannot be told is no reason to lose a report
        return type(value).__name__


def _shape(value: object, depth: int) -> str:
    describe = getattr(value, "__shape__", None)  # messages of our own know what may be said of them
    if describe is not None and not isinstance(value, type):
        return str(describe())
    kind = type(value).__name__
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, Mapping) and depth < _DEEPEST:
        items = ", ".join(f"{key}: {what}" for key, what in shapes(value, depth).items())
        return f"{kind} of {len(value)}" + (f" ({items})" if items else "")
    if isinstance(value, tuple) and depth < _DEEPEST and len(value) <= _MOST_ITEMS:
        return f"({', '.join(shape(item, depth + 1) for item in value)})"
    return f"{kind} of {len(value)}" if isinstance(value, Sized) else kind


def in_line(text: str) -> str:
    """A stranger's text as part of one line of a log: nothing in it begins another line, and it has an end.

    Args:
        text: what a browser said: the name of an event, a path.
    """
    start = text[:_LONGEST]
    written = start if start.isprintable() else start.encode("unicode_escape").decode()
    return written if len(text) <= _LONGEST else f"{written}…"


def shapes(values: Mapping[Any, object], depth: int = 0) -> dict[str, str]:
    """The shapes of named values; of those with a telling name not even that, and private ones are left out."""
    return {
        key: "…" if _SECRET.search(key) else shape(value, depth + 1)
        for key, value in list(values.items())[:_MOST_ITEMS]
        if isinstance(key, str) and key.isidentifier() and not key.startswith("_")
    }
