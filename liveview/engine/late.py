"""A child that is evaluated after the template around it: promised in its patch, then changed at its place.

A component with state may have to run its owner's code before it can be shown, and the engine waits for nobody. So
a template only says that such a child is here. What it shows is a list that is filled in later, wherever the patch
around it has taken it meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Any, NamedTuple, Protocol

from liveview.engine.fragment import NEW, Memo
from liveview.engine.keyed import LoopMemo
from liveview.engine.merge import pairs_in
from liveview.engine.reorder import KEY
from liveview.engine.styles import Styles


class Item(NamedTuple):
    """Where in a list: its place until the list changes, and its key, `NEW` where it has none."""

    place: int
    key: Any


# From a memo down to a child: the slot's number at each step, and in a list the item. Good until something moves.
Way = tuple[tuple[int, Item | None], ...]


class Shown(Protocol):
    """A rendering, or a copy of what one has made."""

    @property
    def memo(self) -> Any: ...
    def values(self) -> list[Any]: ...
    def write(self, out: list[str], styles: Styles) -> None: ...


class Late:
    """A place in a template whose child comes later.

    Attributes:
        state: for whoever made it; the engine leaves it alone.
        rendering: the child's, once there is one.
        site: which call of the template it is.
        version: of what is shown there.
        address: where the page finds what the child shows, if that is no part of the patches of this template.
        promise: the list that stands for its values in a patch, until `keep` has filled it.
    """

    __slots__ = ("__weakref__", "address", "promise", "rendering", "site", "state", "version")

    def __init__(self, state: Any = None, address: int | None = None) -> None:
        self.state = state
        self.address = address
        self.rendering: Shown | None = None
        self.site = self.version = 0
        self.promise: list[Any] | None = [] if address is None else None

    @property
    def memo(self) -> Any:
        """What the place shows; None as long as that is nothing."""
        return None if self.rendering is None or self.rendering.memo is NEW else self.rendering.memo

    def value(self) -> Any:
        """The values of the child, or the promise of them, or its address."""
        if self.address is not None:
            return self.address
        return self.promise if self.rendering is None or self.memo is None else self.rendering.values()

    def keep(self) -> None:
        """Keep the promise, if the child has been evaluated."""
        if self.promise is not None and self.rendering is not None and self.memo is not None:
            self.promise[:] = self.rendering.values()
            self.promise = None


def lates_in(memo: Memo, way: Way = ()) -> Iterator[tuple[Late, Way]]:
    """The children in a memo with the ways to them, in document order; not those within these children."""
    for number, slot in memo[0].nests:
        held = memo[slot.index]
        if type(held) is Late:
            yield held, (*way, (number, None))
        elif type(held) is LoopMemo:
            if slot.item.nests:
                for place, item in enumerate(held.items):
                    yield from lates_in(item, (*way, (number, Item(place, item[KEY]))))
        else:
            inner = getattr(held, "memo", held)
            if type(inner) is list:
                yield from lates_in(inner, (*way, (number, None)))


def rearranges(patch: list[Any] | None, memo: Memo) -> bool:
    """Whether a patch may have brought, taken away or moved a child.

    Args:
        patch: an instance patch, None, or the word for full values.
        memo: what it led to.
    """
    if patch is None or type(patch[0]) is str:
        return patch is not None
    for at in range(0, len(patch), 2):
        slot, change = patch[at], patch[at + 1]
        if slot >= 0:
            if any(number == slot for number, _ in memo[0].nests):
                return True
            continue
        held = memo[memo[0].slots[~slot].index]
        if type(held) is not LoopMemo:
            inner = [(change, getattr(held, "memo", held))]
        elif pairs_in(change) < len(change):
            return True
        else:
            changes = zip(accumulate(change[::2]), change[1::2], strict=True)
            inner = [(patch, held.items[index]) for index, patch in changes]
        if any(rearranges(*each) for each in inner):
            return True
    return False


def place_of(way: Way) -> tuple[Any, ...]:
    """A way as what it stays while items move: their keys, or positions where they have none."""
    return tuple((number, None if item is None else _key(item)) for number, item in way)


def _key(item: Item) -> Any:
    return item.place if item.key is NEW else (item.key,)


def graft(patch: list[Any], way: Way, change: list[Any] | None, values: list[Any] | None = None) -> None:
    """Write a child's change into the instance patch of the template around it.

    Args:
        patch: what changed around it, in place. It must not set what the way leads through.
        way: the way from there to the child.
        change: the child's instance patch.
        values: its values, where no patch can say the change.
    """
    for number, item in way[:-1]:
        inner = _change_of(patch, ~number)
        patch = inner if item is None else _change_at(inner, item.place)
    last = way[-1][0]
    patch += (last, values) if change is None else (~last, change)


def _change_of(patch: list[Any], slot: int) -> list[Any]:
    """What a patch says of a slot, begun where it says nothing."""
    for at in range(0, len(patch), 2):
        if patch[at] == slot:
            found: list[Any] = patch[at + 1]
            return found
    begun: list[Any] = []
    patch += (slot, begun)
    return begun


def _change_at(change: list[Any], place: int) -> list[Any]:
    """What a list change says of an item, begun where it says nothing."""
    index, end = 0, pairs_in(change)
    for at in range(0, end, 2):
        index += change[at]
        if index == place:
            found: list[Any] = change[at + 1]
            return found
    begun: list[Any] = []
    # Which may lead back: children come in the order in which they were evaluated.
    change[end:end] = (place - index, begun)
    return begun
