"""Which bindings of an element count for what happens to it, as the browser's client says (static/src/spec.js)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from liveview.testing.document import Element

BIND = "lv-bind"
HELD = ("alt", "ctrl", "meta", "shift")
_OTHERS = ("prevent", "stop", "once", "self")
_KEYS = {" ": "space", "+": "plus", "-": "minus", ".": "period", ",": "comma", "/": "slash", "?": "question"}
_HUMP = re.compile("(?<=[a-z])(?=[A-Z])")


def bound_by(element: Element, type: str, keys: Mapping[str, str], scope: str = "") -> list[str]:
    """The element's attributes that count.

    Args:
        element: the element.
        type: of the DOM event.
        keys: `key` and `modifiers`, for events of the keyboard.
        scope: `window-` for those that listen there.
    """
    names = {f"lv-{scope}{type}", f"lv-on:{type}", *((BIND,) if type == "input" and not scope else ())}
    return [name for name in element.attributes if name.partition(".")[0] in names and _counts(name, keys)]


def _counts(name: str, keys: Mapping[str, str]) -> bool:
    modifiers = name.split(".")[1:]
    held = keys.get("modifiers", "").split()
    wanted = [modifier for modifier in modifiers if modifier not in HELD and modifier not in _OTHERS]
    if wanted and wanted != [_key_of(keys.get("key", ""))]:
        return False
    missing = any(key in modifiers and key not in held for key in HELD)
    # With a key, what is not named must not be held: Ctrl+K is not K.
    extra = bool(wanted) and any(key in held and key not in modifiers for key in ("alt", "ctrl", "meta"))
    return not missing and not extra


def _key_of(key: str) -> str:
    return _KEYS.get(key) or _HUMP.sub("-", key).lower()


def commands_of(value: str) -> tuple[list[tuple[str, dict[str, Any]]], str]:
    """What an attribute says: commands, and whose their events are; a name is one command."""
    if not value.startswith("["):
        return [("push", {"event": value})], ""
    end = value.rindex("]") + 1
    return [(name, options) for name, options in json.loads(value[:end])], value[end:]


def targets_of(element: Element, to: str | None) -> Iterator[Element]:
    """The elements that a command is for."""
    if not to:
        yield element
    elif to.startswith(">"):
        yield from element.all(to[1:])
    elif to.startswith("^"):
        matching = element.root().all(to[1:])
        found = element.closest(lambda one: one in matching)
        if found is not None:
            yield found
    else:
        yield from element.root().all(to)
