"""Values to HTML, straight from the protocol: what the client's DOM is compared with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from markupsafe import escape

PLACE = re.compile(r'<!--\$-->| \$="(\d+)"')
# A line break right after such a tag is dropped by browsers: one that counts has another before it.
DROPPED = re.compile(r"(<(?:pre|textarea|listing)\b[^<]*>)\n\Z")
# Holds data, which no browser unescapes.
SCRIPT = re.compile(r"<script\b[^<]*>\Z", re.I)

Fragments = Mapping[str, list[Any]]
Addresses = Mapping[int, list[Any]]


def values_to_html(values: list[Any], fragments: Fragments, addresses: Addresses | None = None) -> str:
    """The marked HTML of an instance `[id, v0, …]` (protocol, section 4)."""
    return _Writer(fragments, addresses or {}).instance(values[0], values[1:])


class _Writer:
    def __init__(self, fragments: Fragments, addresses: Addresses) -> None:
        self.fragments = fragments
        self.addresses = addresses

    def instance(self, fragment: str, values: list[Any]) -> str:
        html, *slots = self.fragments[fragment]
        source = html if isinstance(html, str) else html[1]
        left = list(zip(slots, values, strict=True))
        out, at = [], 0
        while place := PLACE.search(source, at):
            out.append(source[at : place.start()])
            at = place.end()
            if place[1]:
                own = [left.pop(0) for _ in range(int(place[1]))]
                out += [_attribute(slot, value) for slot, value in own]
                contents = [_text(slot[2:] or ["", ""], value) for slot, value in own if slot[:2] == ["a", "#"]]
                if contents:
                    end = source.index(">", at) + 1
                    before = "".join([*out, source[at:end]])
                    out = [before + unescape(contents[0]) if SCRIPT.search(before) else _after(before, *contents)]
                    at = end
            else:
                out = [_after("".join(out), self.child(*left.pop(0)))]
        return "".join([*out, source[at:]])

    def child(self, slot: Any, value: Any) -> str:
        if slot == 0 or slot[0] == "t":
            if isinstance(value, list) and len(value) == 1:
                return f"<!--t-->{value[0]}<!---->"
            return _text(["", ""] if slot == 0 else slot[1:], value)
        if slot[0] == "l":
            items = [self.instance(slot[1], item) for item in value]
            return "".join([f"<!--{len(items)}-->" if items else "", *items, "<!---->"])
        return self.range(slot[1:], value)

    def range(self, alternatives: list[str], value: Any) -> str:
        if value is None:
            return "<!---->"
        if isinstance(value, str):
            return f"<!--h-->{value}<!---->"
        if isinstance(value, int):
            fragment, *values = self.addresses[value]
            return f"<!--@{value} {fragment} 0-->{self.instance(fragment, values)}<!---->"
        fragment = alternatives[value[0]] if isinstance(value[0], int) else value[0]
        return f"<!--{value[0]}-->{self.instance(fragment, value[1:])}<!---->"


def _after(before: str, text: str) -> str:
    """Everything so far, and a text."""
    return DROPPED.sub(r"\1\n\n", before + text[:1]) + text[1:]


def _joined(pieces: list[str], value: Any) -> str:
    values = value if isinstance(value, list) else [value]
    return pieces[0] + "".join(f"{value}{piece}" for value, piece in zip(values, pieces[1:], strict=True))


def _text(pieces: list[str], value: Any) -> str:
    return str(escape(_joined(pieces, value)))


def _attribute(slot: list[Any], value: Any) -> str:
    if slot == ["m"]:
        return "".join(f" {name}" if text is True else _attribute(["a", name], text) for name, text in value.items())
    name = slot[1]
    if name == "#" or value is None or value is False:
        return ""
    return f' {name}="{"" if value is True else escape(_joined(slot[2:] or ["", ""], value))}"'
