"""Old items and new items of a list to the shortest change: removals, moves, insertions, updates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress
from operator import attrgetter, is_not
from typing import Any

from liveview.engine.fragment import NEW
from liveview.engine.reorder import ITEM, PROVED, Reorder

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
        """Whether the item at a place is the very one it was, and unchanged. If not, it is about to be looked at."""
        if self.reorder is not None or place >= len(self.sources):
            return False
        if self.sources[place] is (getattr(item, "_lv_mark", item) if self.marked else item):
            return True
        self.sources[place] = NEW
        return False

    def proofs(self, items: Sequence[Any]) -> Sequence[Any]:
        """What has to be in `sources` for items that are unchanged."""
        if not self.marked:
            return items
        try:
            return [*map(MARK, items)]
        except AttributeError:
            return [getattr(item, "_lv_mark", item) for item in items]

    def rearrange(self, items: Sequence[Any], start: int) -> Reorder:
        """Look for the items by identity and key, from a place on."""
        self.reorder = Reorder(self.items, self.sources, self.proofs(items), start)
        return self.reorder

    def take(self, items: list[list[Any]]) -> None:
        """Hold other items than before. Those at places that stayed are proved already."""
        reorder = self.reorder
        if reorder is None:
            known = min(len(self.sources), len(items))
            self.sources[known:] = map(self.source, items[known:])
        else:
            self.sources = reorder.sources
            for place in reorder.looked_at:
                self.sources[place] = self.source(items[place])
        self.items = items

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
            yield from rest if dirty or not may_move else memo.reorder.pass_over(rest)
            return
        item = memo.items[place]
        sources[place] = item[ITEM] if item[PROVED] is True else memo.source(item)
    yield from range(size, len(items))


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
        changed: `[step, patch, …]` of old items that are still there.
        entries: new items, as `inserted` wrote them.

    Returns:
        None where nothing changed, `(True, value)` to set the whole list, `(False, change)` to change it.
    """
    old, reorder = memo.items, memo.reorder
    if items is not old:
        memo.take(items)
    memo.reorder = None
    start = min(len(items), len(old)) if reorder is None else reorder.start
    if not old or not (start or (reorder is not None and reorder.order)):
        values = [entry for entry in entries if type(entry) is list]
        return (True, values) if old or values else None
    removed = _runs(range(start, len(old)) if reorder is None else reorder.gone())
    moved = [] if reorder is None else reorder.moved()
    change = [*changed, entries, removed, moved] if removed or moved or entries else changed
    while change and not change[-1]:
        change.pop()
    return (False, change) if change else None


def _runs(indexes: Sequence[int]) -> list[int]:
    """Ascending indexes, shorter where they follow each other: the first, then minus how many more."""
    entries: list[int] = []
    previous = -2
    for index in indexes:
        if index != previous + 1:
            entries.append(index)
        elif entries[-1] < 0:
            entries[-1] -= 1
        else:
            entries.append(-1)
        previous = index
    return entries
