"""Values and a patch to the next values: what a client must do, as the reference of both sides."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import Any

from markupsafe import escape


def apply_patch(values: list[Any], patch: list[Any], fragments: Mapping[str, list[Any]]) -> list[Any]:
    """The values after a patch; the given ones are left as they are.

    Args:
        values: an instance, `[fragment id, v0, …]`.
        patch: an instance patch (protocol, section 3).
        fragments: definitions by id.

    Returns:
        The new instance.
    """
    return _instance(values, patch)


def _instance(values: list[Any], patch: list[Any]) -> list[Any]:
    after = list(values)
    for slot, change in zip(patch[::2], patch[1::2], strict=True):
        if slot >= 0:
            after[slot + 1] = change
        else:
            after[1 + ~slot] = _changed(after[1 + ~slot], change)
    return after


def _changed(value: Any, change: list[Any]) -> list[Any]:
    holds_items = not value or isinstance(value[0], list)
    return _list(value, change) if holds_items else _instance(value, change)


def pairs_in(change: list[Any]) -> int:
    """Where the part of a list change ends that is about items which stay.

    Args:
        change: `[i, patch, n, patch, …, inserted, removed, moved]`.
    """
    return next((at for at in range(0, len(change), 2) if type(change[at]) is not int), len(change))


def _list(items: list[list[Any]], change: list[Any]) -> list[list[Any]]:
    end = pairs_in(change)
    rest: list[list[Any]] = [*change[end:], [], [], []]
    inserted, removed, moved = rest[:3]
    after = _insert(_move(_remove(items, removed), moved), inserted)
    for index, patch in zip(accumulate(change[:end:2]), change[1:end:2], strict=True):
        after[index] = _instance([None, *after[index]], patch)[1:]
    return after


def _remove(items: list[Any], removed: list[int]) -> list[Any]:
    gone: set[int] = set()
    last = 0
    for entry in removed:
        if entry >= 0:
            last = entry
            gone.add(entry)
        else:
            gone.update(range(last + 1, last + 1 - entry))
            last -= entry
    return [item for index, item in enumerate(items) if index not in gone]


def _move(items: list[Any], moved: list[Any]) -> list[Any]:
    if not moved:
        return list(items)
    if isinstance(moved[0], list):
        return [items[index] for index in moved[0]]
    origins, targets = moved[::2], moved[1::2]
    gone = set(origins)
    after = [item for index, item in enumerate(items) if index not in gone]
    for target, origin in sorted(zip(targets, origins, strict=True)):
        after.insert(target, items[origin])
    return after


def _insert(items: list[Any], inserted: list[Any]) -> list[Any]:
    after = list(items)
    at = 0
    for entry in inserted:
        if isinstance(entry, list):
            after.insert(at, entry)
            at += 1
        else:
            at = entry
    return after


def _nothing(address: int) -> str:
    return "<!---->"


def values_to_html(
    values: list[Any], fragments: Mapping[str, list[Any]], elsewhere: Callable[[int], str] = _nothing
) -> str:
    """The marked HTML of an instance (protocol, section 4).

    Dynamic attributes come right after the element's name, and inline styles stay inline; otherwise it is what a
    server sends.

    Args:
        values: the instance, `[fragment id, v0, …]`.
        fragments: definitions by id.
        elsewhere: gives what an address shows.
    """
    return _Writer(fragments, elsewhere).html(fragments[values[0]], values[1:])


_PLACE = re.compile(r'<!--\$-->| \$="(\d+)"')
# A line break right after such a tag is dropped by browsers: one that counts has another before it.
_DROPS_LINE_BREAK = re.compile(r"<(?:pre|textarea|listing)\b[^<]*>\Z")
_SCRIPT = re.compile(r"<script\b[^<]*>\Z", re.I)  # holds data, which no browser unescapes
_REST_OF_TAG = re.compile(r"""(?:[^>"']|"[^"]*"|'[^']*')*>""")


class _Writer:
    def __init__(self, fragments: Mapping[str, list[Any]], elsewhere: Callable[[int], str]) -> None:
        self._fragments = fragments
        self._elsewhere = elsewhere

    def html(self, definition: list[Any], values: list[Any]) -> str:
        html = definition[0] if isinstance(definition[0], str) else definition[0][1]
        slots = iter(zip(definition[1:], values, strict=True))
        out: list[str] = []
        at = 0
        while place := _PLACE.search(html, at):
            out.append(html[at : place.start()])
            at = place.end()
            if place[1] is None:
                out.append(_kept(self._content(*next(slots)), html, place.start()))
                continue
            own = [next(slots) for _ in range(int(place[1]))]
            out += [_attribute(slot, value) for slot, value in own if slot[1:2] != ["#"]]
            rest = _REST_OF_TAG.match(html, at)
            tag_end = rest.end() if rest else at
            out.append(html[at:tag_end])
            at = tag_end
            contents = [_text(slot[2:], value) for slot, value in own if slot[1:2] == ["#"]]
            is_script = _SCRIPT.search(html, 0, at)
            out += [text if is_script else _kept(str(escape(text)), html, at) for text in contents]
        return "".join((*out, html[at:]))

    def _content(self, slot: Any, value: Any) -> str:
        if slot == 0 or slot[0] == "t":
            if isinstance(value, list) and len(value) == 1:
                return f"<!--t-->{value[0]}<!---->"
            return str(escape(_text([] if slot == 0 else slot[1:], value)))
        if slot[0] == "l":
            items = "".join(self.html(self._fragments[slot[1]], item) for item in value)
            return f"<!--{len(value)}-->{items}<!---->" if value else "<!---->"
        if value is None:
            return "<!---->"
        if isinstance(value, int):
            return self._elsewhere(value)
        if isinstance(value, str):
            return f"<!--h-->{value}<!---->"
        name = value[0] if isinstance(value[0], str) else slot[1 + value[0]]
        return f"<!--{value[0]}-->{self.html(self._fragments[name], value[1:])}<!---->"


def _kept(text: str, html: str, at: int) -> str:
    return "\n" + text if text.startswith("\n") and _DROPS_LINE_BREAK.search(html, 0, at) else text


def _text(statics: list[str], value: Any) -> str:
    statics = statics or ["", ""]
    values = value if isinstance(value, list) else [value]
    return statics[0] + "".join(f"{held}{static}" for held, static in zip(values, statics[1:], strict=True))


def _attribute(slot: list[Any], value: Any) -> str:
    if slot[0] == "m":
        return "".join(f" {name}" if held is True else f' {name}="{escape(held)}"' for name, held in value.items())
    if value is None or value is False:
        return ""
    return f' {slot[1]}=""' if value is True else f' {slot[1]}="{escape(_text(slot[2:], value))}"'
