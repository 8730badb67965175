"""What is right and slow: what the engine notes of a plan, and loops over records that have an identity and no key."""

from __future__ import annotations

import typing
from typing import Any

from jinja2 import nodes

from liveview.check.kinds import Absent, attribute, members
from liveview.engine.notes import Note
from liveview.view.names import snake_case

# What records are known by. A list of such is what grows long, and is sorted, filtered and cut.
IDENTITIES = ("id", "pk", "uid", "uuid", "guid", "key", "slug")


def message_of(note: Note) -> tuple[str, str]:
    """The code and text for a note of the engine."""
    if note.kind == "whole":
        instead = 'It is right, and sent as a whole when something in it changes: see "What is updated in place".'
        return "rendered-whole", f"{note.subject} is rendered as one piece of HTML. {instead}"
    if note.kind == "position":
        instead = "Number the rows by a CSS counter, or keep the number in the row."
        return "position-in-keyed-loop", (
            f"`loop.{note.subject}` in a keyed loop changes in every row behind one that comes or goes. {instead}"
        )
    return "impure-call", (
        f"`{note.subject}` is called for each row at every update. If its result depends on its arguments alone, "
        "put `@pure` above the function (`from liveview import pure`)."
    )


def identity(kind: Any) -> str | None:
    """The attribute that tells records of a kind apart, if they have one."""
    for record in members(kind):
        owner = typing.get_origin(record) or record
        if not isinstance(owner, type) or owner.__module__ == "builtins" or not _is_record(owner):
            continue
        for name in (*IDENTITIES, f"{snake_case(owner.__name__)}_id"):
            if not isinstance(attribute(record, name), Absent) and name in _own_names(owner):
                return name
    return None


def _is_record(owner: type) -> bool:
    return bool(_own_names(owner))


def _own_names(owner: type) -> set[str]:
    return {name for base in owner.__mro__ for name in getattr(base, "__annotations__", {})}


def is_keyed(node: nodes.For) -> bool:
    """Whether a loop says which row is which, or has no rows to tell apart."""
    if isinstance(node.iter, nodes.Filter) and node.iter.name == "keyed":
        return True
    return any("lv-key" in data.data for data in _own_text(node)) or not _has_elements(node)


def _has_elements(node: nodes.For) -> bool:
    return any("<" in data.data for data in _own_text(node))


def _own_text(node: nodes.For) -> list[nodes.TemplateData]:
    """The text of a loop's body, that of inner loops apart."""
    found: list[nodes.TemplateData] = []
    waiting: list[nodes.Node] = list(node.body)
    while waiting:
        child = waiting.pop()
        if isinstance(child, nodes.TemplateData):
            found.append(child)
        elif not isinstance(child, nodes.For):
            waiting += child.iter_child_nodes()
    return found
