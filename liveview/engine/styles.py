"""The inline styles of a first page, collected into one sheet that a nonce allows.

`style="…"` in HTML is blocked by a strict Content-Security-Policy; a style sheet with the page's nonce
is not. Each element's declarations become a rule of their own until the client has moved them back.
"""

from __future__ import annotations

import re


class Styles:
    """Numbers the distinct style texts of a page.

    Args:
        mark: what each number begins with, where the document has other sheets.
    """

    def __init__(self, mark: str = "") -> None:
        self._mark = mark
        self._numbers: dict[str, str] = {}
        self._others: list[str] = []

    def include(self, sheet: str) -> None:
        """Rules of a part that has a mark of its own."""
        if sheet:
            self._others.append(sheet)

    def add(self, style: str) -> str:
        """The number of a style text; equal texts share one."""
        return self._numbers.setdefault(style.replace("\0", ""), f"{self._mark}{len(self._numbers)}")

    def sheet(self) -> str:
        """The rules as CSS text; empty where no element has a style.

        The selector outweighs every ordinary rule of the page, as an inline style would: two id
        selectors' worth of specificity that match anything.
        """
        own = (
            f'[lv-s="{number}"]:not(#\\9):not(#\\9){{{_contained(style)}}}' for style, number in self._numbers.items()
        )
        return "\n".join((*own, *self._others))


_TOKEN = re.compile(r"""\\.|/\*|["'({\[)}\]]""", re.S)
_NEWLINE = re.compile(r"\r\n?|\f")  # each ends a string that has no other end (CSS Syntax, 3.3)
_CLOSER = {"(": ")", "[": "]", "{": "}", "/*": "*/"}


def _contained(style: str) -> str:
    r"""Declarations that end where their rule ends, and show what the attribute would show.

    In an attribute, whatever is open is closed at the end (CSS Syntax, 5.3); in a sheet it would swallow the rules
    after it. `</` would end the element, and is written as CSS may write any character: `\3c `.
    """
    kept, closers = _closed(_NEWLINE.sub("\n", style).replace("<", "\\3c "))
    return kept + "".join(reversed(closers))


def _closed(style: str) -> tuple[str, list[str]]:
    """The text without the `}` that nothing has opened, and what is missing at its end, the innermost last."""
    out: list[str] = []
    closers: list[str] = []
    at = 0
    while token := _TOKEN.search(style, at):
        out.append(style[at : token.start()])
        text, at = token.group(), token.end()
        if text in ('"', "'", "/*"):
            opener, end = text, _end_of(style, at, text)
            at, text = end, style[token.start() : end]
            if end < 0:
                at, text = len(style), _unescaped(style[token.start() :], opener)
                closers.append(_CLOSER.get(opener, opener))
        elif text in _CLOSER:
            closers.append(_CLOSER[text])
        elif closers and text == closers[-1]:
            closers.pop()
        elif text == "}" and "}" not in closers:
            text = ""
        out.append(text)
    rest = style[at:]
    return "".join((*out, rest[:-1] if rest.endswith("\\") else rest)), closers


def _unescaped(text: str, opener: str) -> str:
    """A string or comment without an end, and without the backslash that would take its closing quote for a part."""
    is_open = opener != "/*" and (len(text) - len(text.rstrip("\\"))) % 2 == 1
    return text[:-1] if is_open else text


def _end_of(style: str, at: int, opener: str) -> int:
    """Where a string or comment ends: a string at its quote, or, broken, at a line's end; negative if nowhere."""
    if opener == "/*":
        end = style.find("*/", at)
        return end + 2 if end >= 0 else -1
    end_of_string = re.compile(rf"(?:[^\\\n{opener}]|\\.)*(?:{opener}|\n)", re.S).match(style, at)
    return end_of_string.end() if end_of_string else -1
