"""Texts: code, what was logged, where one is, and what something means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from liveview import Component, prop
from liveview.ui.display.sheets import SHEETS


class CodeBlock(Component, styles=SHEETS):
    """A piece of code or output, as it is.

    Args:
        code: the text.
        label: a file's name or what it is; also for screen readers.
    """

    code: str
    label: str = prop("")


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of a `Log`.

    Attributes:
        id: which line it is, in this log once.
        text: what it says.
        at: when, as it is to be read.
        status: `"good"`, `"warn"`, `"bad"` or `"info"`; `""` for a line like all others.
    """

    id: int | str
    text: str
    at: str = ""
    status: Literal["", "good", "warn", "bad", "info"] = ""


class Log(Component, styles=SHEETS):
    """Lines that come one after the other. It stays at its end, until somebody scrolls up.

    What stands in the call shows a line: `{% call(line) Log(lines=lines) %}{{ line.text }}{% endcall %}`.

    Args:
        lines: `LogLine`s, or other objects with an `id`; the newest last.
        label: what is logged, for screen readers.
        empty: what is said while there is no line.
    """

    lines: Iterable[Any]
    label: str = prop("Log")
    empty: str = prop("Nothing yet")


class Breadcrumbs(Component, styles=SHEETS):
    """Where a page is: links to what is above it, and its own name.

    Args:
        links: a text and a URL each, the outermost first.
        here: the page itself.
    """

    links: Sequence[tuple[str, str]]
    here: str


class Tooltip(Component, styles=SHEETS):
    """A short text that says what something means, to who points at it or comes by with the keyboard. Escape hides it.

    What stands in the call has it: a button or a link, with `aria-describedby` naming the same `id`. Without a call it
    is a question mark.

    Args:
        id: of the text, in the page once.
        text: what is said.
        label: what the question mark is called.
    """

    id: str
    text: str
    label: str = prop("What is this?")
