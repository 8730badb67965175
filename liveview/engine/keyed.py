"""Old items and new items of a list to the shortest change: removals, moves, insertions, updates."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import compress
from operator import attrgetter, is_not
from typing import Any

from liveview.engine.fragment import NEW

INDEX, ITEM, PROVED, KEY = 1, 2, 3, 4  # where an item's memo keeps what it was made from
ITEM_BASE = 5
MARK = attrgetter("_lv_mark")


class LoopMemo:
    """The instances of a list slot.

    Attributes:
        items: their memos, in order.
        sources: what proves each unchanged: its item, or the mark of one that is tracked; `NEW` where nothing does.
        marked: whether there are marks among them.
        reorder: in an evaluation, what was found from the first difference on.
    """

    __slots__ = ("items", "marked", "reorder", "sources")

    def __init__(self) -> None:
        self.items: list[list[Any]] = []
        self.sources: list[Any] = []
        self.marked = False
        self.reorder: Reorder | None = None

    def keeps(self, place: int, item: Any) -> bool:
        """Whether the item at a place is the very one it was, and unchanged."""
        if self.reorder is not None or place >= len(self.sources):
            return False
        return self.sources[place] is (getattr(item, "_lv_mark", item) if self.marked else item)

    def proofs(self, items: Sequence[Any]) -> Sequence[Any]:
        """What has to be in `sources` for items that are unchanged."""
        if not self.marked:
            return items
        try:
            return [*map(MARK, items)]
        except AttributeError:
            return [getattr(item, "_lv_mark", item) for item in items]

    def take(self, items: list[list[Any]]) -> None:
        """Hold other items than before."""
        self.items = items
        self.marked = False
        self.sources = [memo[ITEM] if memo[PROVED] is True else self.source(memo) for memo in items]

    def source(self, memo: list[Any]) -> Any:
        """What proves an item unchanged."""
        proved = memo[PROVED]
        if proved is True:
            return memo[ITEM]
        if proved is False:
            return NEW
        self.marked = True
        return proved


def places(memo: LoopMemo, items: Sequence[Any], dirty: int, may_move: bool) -> Iterator[int]:
    """The places of a list that have to be looked at.

    Args:
        memo: the list as it was.
        items: what it is made from now.
        dirty: whether something is dirty that is not an item's own.
        may_move: whether an item shows the same wherever it stands.

    Returns:
        in order, those whose item is not proved to be what it was. Once the loop has found another key, unchanged
        items elsewhere count as moved and are passed over too, where they may be.
    """
    sources, size = memo.sources, min(len(memo.sources), len(items))
    changed = range(size) if dirty else [*compress(range(size), map(is_not, sources, memo.proofs(items)))]
    for place in changed:
        yield place
        if memo.reorder is not None:
            rest = range(place + 1, len(items))
            yield from rest if dirty or not may_move else memo.reorder.pass_over(rest, memo, memo.proofs(items))
            return
        item = memo.items[place]
        sources[place] = item[ITEM] if item[PROVED] is True else memo.source(item)
    yield from range(size, len(items))


class Reorder:
    """The rest of a list from the first place on where old and new keys differ.

    Attributes:
        start: that place.
        items: the new list as far as it is known.
        pending: the old items by key, of those that were not taken yet.
        order: the old indexes of those that were, in the order of the new list.
    """

    __slots__ = ("items", "order", "pending", "start")

    def __init__(self, old: list[list[Any]], start: int) -> None:
        self.start = start
        self.items = old[:start]
        self.order: list[int] = []
        # Of equal keys the first is taken, the others are made anew.
        self.pending: dict[Any, list[Any]] = {memo[KEY]: memo for memo in reversed(old[start:])}

    def pass_over(self, rest: range, memo: LoopMemo, proofs: Sequence[Any]) -> Iterator[int]:
        """Take the items that are unchanged and only stand elsewhere; yields the places of all others."""
        pending, order, items = self.pending, self.order, self.items
        old = zip(memo.sources[self.start :], memo.items[self.start :], strict=True)
        known = {id(source): item for source, item in old if source is not NEW}
        for place in rest:
            item = known.get(id(proofs[place]))
            if item is None or pending.get(item[KEY]) is not item:
                yield place
                continue
            del pending[item[KEY]]
            order.append(item[INDEX])
            item[INDEX] = place
            items.append(item)


def list_key(value: Any) -> Any:
    """A key that can be compared and hashed without surprises."""
    kind = type(value)
    return value if kind is str or kind is int else (kind.__name__, str(value))


def inserted(entries: list[Any], last: int, index: int, values: list[Any]) -> int:
    """Note a new item; neighbours share one index. Returns its index."""
    if index != last + 1 or not entries:
        entries.append(index)
    entries.append(values)
    return index


def list_change(
    memo: LoopMemo, items: list[list[Any]], changed: list[Any], entries: list[Any]
) -> tuple[bool, Any] | None:
    """The change from the memo's items to `items`, and take these over.

    Args:
        memo: holds the old items.
        items: the new ones; the old ones among them are the same objects.
        changed: `[index, patch, …]` of old items that are still there.
        entries: new items, as `inserted` wrote them.

    Returns:
        None where nothing changed, `(True, value)` to set the whole list, `(False, change)` to change it.
    """
    old, reorder = memo.items, memo.reorder
    if items is not old:
        memo.take(items)
    start = len(old) if reorder is None else reorder.start
    order = reorder.order if reorder is not None else []
    if reorder is None and len(items) < len(old):
        start = len(items)
    if not old or not (start or order):
        values = [entry for entry in entries if type(entry) is list]
        return (True, values) if old or values else None
    removed = _removed(start, order, len(old))
    moved = _moved(start, order)
    if not (removed or moved or entries):
        return (False, changed) if changed else None
    change = [changed, entries, removed, moved]
    while not change[-1]:
        change.pop()
    return False, change


def _removed(start: int, order: list[int], length: int) -> list[int]:
    if len(order) == length - start:
        return []
    alive = set(order)
    entries: list[int] = []
    previous = -2
    for index in [index for index in range(start, length) if index not in alive]:
        if index != previous + 1:
            entries.append(index)
        elif entries[-1] < 0:
            entries[-1] -= 1
        else:
            entries.append(-1)
        previous = index
    return entries


def _moved(start: int, order: list[int]) -> list[Any]:
    ascending = sorted(order)
    if order == ascending:
        return []
    rank = {index: start + position for position, index in enumerate(ascending)}
    ranks = [rank[index] for index in order]
    staying = _longest_increasing(ranks)
    moving = [position for position in range(len(ranks)) if position not in staying]
    if 2 * len(moving) > start + len(ranks):
        return [[*range(start), *ranks]]
    return [number for position in moving for number in (ranks[position], start + position)]


def _longest_increasing(numbers: list[int]) -> set[int]:
    """Positions of a longest increasing subsequence (patience sorting, O(n log n))."""
    ends: list[int] = []
    positions: list[int] = []
    before: list[int] = []
    for position, number in enumerate(numbers):
        at = bisect_left(ends, number)
        before.append(positions[at - 1] if at else -1)
        if at == len(ends):
            ends.append(number)
            positions.append(position)
        else:
            ends[at] = number
            positions[at] = position
    chosen: set[int] = set()
    position = positions[-1]
    while position >= 0:
        chosen.add(position)
        position = before[position]
    return chosen
