"""Large values that were proved unchangeable once, so that no update looks through them again.

A tuple of a hundred thousand rows takes 30 ms to look through, which each render of each page would take that shows
some of it. What is proved stays so: it can never change.
"""

from __future__ import annotations

from typing import Any

# By identity. The value is held, so that nothing else can have its identity meanwhile.
KNOWN: dict[int, Any] = {}


class Proof:
    """Has it known of values that they can never change, as long as this object is there.

    Where two hold the same value, the first that goes takes what is known along: it is found out anew, each time.

    Args:
        values: tuples and frozen sets of which that was found out.
    """

    __slots__ = ("_ids",)

    def __init__(self, values: list[Any]) -> None:
        self._ids = [id(value) for value in values]
        KNOWN.update(zip(self._ids, values, strict=True))

    def __del__(self) -> None:
        for each in self._ids:
            KNOWN.pop(each, None)
