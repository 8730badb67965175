"""What is kept of a page, as bytes: enough for another process to go on with it.

A page is a tree of units, each with a tree of components. What a component is found by in another process is what stays
there, also where templates have changed: its class, its key, the items of the lists around it, and its place among
those that have all of this in common and stand in one template.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Protocol
from uuid import UUID
from weakref import WeakSet

import msgspec

from liveview.channel.lane import Lane
from liveview.channel.topics import Topics
from liveview.errors import SnapshotError, StateError, worded
from liveview.view.node import Node
from liveview.view.snapshots.encoding import encode
from liveview.view.stateful import Stateful
from liveview.view.tree import Tree

logger = logging.getLogger("liveview.channel")

# Types of keys that are written the same way in each process.
_PLAIN = (str, int, float, bool, bytes, type(None), UUID, date, Decimal, Enum)


class KeptNode(msgspec.Struct, array_like=True, frozen=True):
    """What is kept of a view or component, and of those in its template.

    Attributes:
        name: its class and key.
        number: what the page sends its events with.
        state: its fields; None where they cannot be kept.
        topics: what it listens to by `self.live.subscribe`.
        within: those in its template that are kept, in document order.
        unit: what is kept of it where it is isolated; then the rest is of its place only.
    """

    name: str
    number: int
    state: bytes | None
    topics: list[str]
    within: list[KeptNode]
    unit: KeptUnit | None = None


class KeptUnit(msgspec.Struct, array_like=True, frozen=True):
    """What is kept of a process and its components.

    Attributes:
        done: the newest event of its address that it has run.
        version: what its page was sent last.
        effects: what the page was asked for and has not acknowledged, by version.
        root: its tree.
    """

    done: int
    version: int
    effects: list[tuple[int, list[Any]]]
    root: KeptNode


class Snapshot(msgspec.Struct, array_like=True, frozen=True):
    """What is kept of a page.

    Attributes:
        user: who looks at it (`Request.identity`).
        target: its path and query.
        numbers: the first number that no component had.
        taken: the newest event that was put into a mailbox.
        view: the process of the view.
    """

    user: str
    target: str
    numbers: int
    taken: int
    view: KeptUnit


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Snapshot)


def to_bytes(snapshot: Snapshot) -> bytes:
    """A snapshot as it is stored.

    Args:
        snapshot: what is kept.

    Raises:
        StateError: an effect that the page has not seen holds what no snapshot does, such as half a surrogate pair.
    """
    try:
        return _ENCODER.encode(snapshot)
    except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError) as error:
        raise StateError(f"what the page was asked for cannot be kept: {error}") from error


def from_bytes(data: bytes) -> Snapshot:
    """The snapshot that was stored.

    Args:
        data: what `to_bytes` gave, in this or another process.

    Raises:
        SnapshotError: for anything else.
    """
    try:
        return _DECODER.decode(data)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise SnapshotError(f"no snapshot of a page: {error}") from error


class Keepable(Protocol):
    """The process of an isolated component, to be kept."""

    def kept(self) -> KeptUnit | None:
        """What another process could go on with; None where that is nothing yet."""
        ...


def keep_unit(tree: Tree, lane: Lane, topics: Topics, done: int, panels: Mapping[Node, Keepable]) -> KeptUnit:
    """What is to be kept of a unit. It is between two messages.

    Args:
        tree: its components.
        lane: its address.
        topics: what they listen to.
        done: the newest event that it has run.
        panels: the processes of those that are isolated.

    Raises:
        Exception: the root's state cannot be kept. A component whose state cannot be is left out.
    """
    root = tree.root
    within = list(_within(root, topics, panels))
    kept = KeptNode(name_of(root), root.number, encode(root.instance), topics.subscribed(root), within)
    return KeptUnit(done, lane.version, lane.effects(), kept)


def _within(node: Node, topics: Topics, panels: Mapping[Node, Keepable]) -> Iterator[KeptNode]:
    for child in node.children:
        name = name_of(child)
        if child.is_elsewhere:
            panel = panels.get(child)
            unit = None if panel is None else panel.kept()
            if unit is not None:
                yield KeptNode(name, child.number, None, [], [], unit)
        else:  # also one that is not kept itself holds the places of those within it
            state = _state_of(child.instance)
            yield KeptNode(name, child.number, state, topics.subscribed(child), list(_within(child, topics, panels)))


def _state_of(instance: Stateful | None) -> bytes | None:
    if instance is None:
        return None  # its fallback is shown: it begins anew
    try:
        return encode(instance)
    except Exception as error:  # a value of the user's own may do anything when it is looked at
        warn_once(type(instance), error)
        return None


def name_of(node: Node) -> str:
    """What a component is found by among those of the same template."""
    component = node.component
    # Without a key of its own it belongs to the item of the list around it, which may be another one by now.
    items = node.items if node.key is None else node.items[:-1]
    return f"{component.__module__}.{component.__qualname__} {_written(node.key)} {_written(items)}"


def _written(key: object) -> str:
    if isinstance(key, tuple):
        return f"({', '.join(map(_written, key))})"
    # A key of another kind is not told from others of its class: their order in the template is what counts then.
    return repr(key) if isinstance(key, _PLAIN) else ""


_warned: WeakSet[type] = WeakSet()


def warn_once(owner: type, error: Exception) -> None:
    """Say why something is not kept: once for each class, since it happens with every page.

    Args:
        owner: the class.
        error: why.
    """
    if owner not in _warned:
        _warned.add(owner)
        text = str(error) if isinstance(error, StateError) else f"{owner.__name__} cannot be kept: {worded(error)}"
        logger.warning("%s", text)
