"""Old items in a new order: which of them stay, which move, which are gone."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, compress, count
from typing import Any

# Where an item's memo keeps what it was made from, after its fragment and its index.
ITEM, PROVED, KEY = 2, 3, 4


class Reorder:
    """The rest of a list from the first place on where old and new keys differ.

    Items that are the very objects they were are known by identity, run by run, which touches neither their memos
    nor their keys; keys are looked up for the others alone.

    Args:
        old: the items as they were.
        known: what proves each of them unchanged.
        proofs: what has to prove the new items unchanged.
        start: that place.

    Attributes:
        items: the new list as far as it is known.
        sources: what proves them unchanged; not known yet where an item was looked at.
        looked_at: the places of those.
        order: the old indexes of the items that stay, in the order of the new list.
    """

    __slots__ = (
        *("_at", "_by_key", "_known", "_old", "_proofs", "_taken"),
        *("items", "looked_at", "order", "sources", "start"),
    )

    def __init__(self, old: list[list[Any]], known: list[Any], proofs: Sequence[Any], start: int) -> None:
        self.start = start
        self.items = old[:start]
        self.sources = known[:start]
        self.looked_at: list[int] = []
        self.order: list[int] = []
        self._old = old
        self._known = known
        self._proofs = proofs
        self._taken = bytearray(len(old))
        self._at: dict[int, int] = dict(zip(map(id, known[start:]), count(start)))
        self._by_key: dict[Any, int] | None = None

    def find(self, place: int, key: Any) -> list[Any] | None:
        """The old item of a key, which is taken then. Of equal keys the first is found, the others are made anew."""
        self.looked_at.append(place)
        self.sources.append(None)
        index = None
        if self._by_key is None:
            index = self._at.get(id(self._proofs[place]))
            if index is None or self._taken[index] or self._old[index][KEY] != key:
                index, self._by_key = None, self._rest()
        if self._by_key is not None:
            index = self._by_key.get(key)
        if index is None or self._taken[index]:
            return None
        self._taken[index] = True
        self.order.append(index)
        return self._old[index]

    def _rest(self) -> dict[Any, int]:
        """What was not taken, by key."""
        old, taken = self._old, self._taken
        return {old[index][KEY]: index for index in range(len(old) - 1, self.start - 1, -1) if not taken[index]}

    def pass_over(self, rest: range) -> Iterator[int]:
        """Take the items that are unchanged and only stand elsewhere; yields the places of all others."""
        at, proofs = self._at, self._proofs
        place = rest.start
        while place < rest.stop:
            index = at.get(id(proofs[place]))
            taken = 0 if index is None else self._take(index, place, rest.stop)
            if not taken:
                yield place
            place += taken or 1

    def _take(self, index: int, place: int, end: int) -> int:
        """Take a run of items that stand beside each other as they did. Returns how many."""
        known, proofs, taken = self._known, self._proofs, self._taken
        first, size = index, len(known)
        while index < size and place < end and known[index] is proofs[place] and not taken[index]:
            taken[index] = True
            index += 1
            place += 1
        self.items += self._old[first:index]
        self.sources += known[first:index]
        self.order += range(first, index)
        return index - first

    def gone(self) -> list[int]:
        """The old indexes of items that are not there any more."""
        start, left = self.start, [not taken for taken in self._taken[self.start :]]
        return [*compress(range(start, start + len(left)), left)] if True in left else []

    def moved(self) -> list[Any]:
        """How those that stay come into their order (protocol, section 3): moves, or the whole order."""
        start, order = self.start, self.order
        if order == sorted(order):
            return []
        ranks = order
        if len(order) < len(self._old) - start:  # as they are numbered when the others have gone
            rank = [start - 1 + standing for standing in accumulate(self._taken[start:])]
            ranks = [rank[index - start] for index in order]
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
