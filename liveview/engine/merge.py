"""Values and a patch to the next values: what a client must do, as the reference of both sides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


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


def _list(items: list[list[Any]], change: list[Any]) -> list[list[Any]]:
    if change and not isinstance(change[0], list):
        change = [change]
    changed, inserted, removed, moved = (*change, *([] for _ in range(4 - len(change))))
    after = _insert(_move(_remove(items, removed), moved), inserted)
    for index, patch in zip(changed[::2], changed[1::2], strict=True):
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


def values_to_html(values: list[Any], fragments: Mapping[str, list[Any]]) -> str:
    """The marked HTML of an instance (protocol, section 4)."""
    return f"<!--h-->{values[1]}<!---->"
