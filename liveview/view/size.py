"""About how much memory a state takes: looked at in samples, so that it costs the same for any size."""

from __future__ import annotations

import dataclasses
import sys
from collections import deque
from collections.abc import Collection, Iterable, Mapping
from itertools import islice
from types import FunctionType
from typing import Any

from pydantic import BaseModel

from liveview.engine import Tracked
from liveview.view.background import Async
from liveview.view.forms.draft import Draft
from liveview.view.forms.form import Form
from liveview.view.stateful import Stateful
from liveview.view.transaction import INTERNAL

# Of a container so many values are looked at, and of those within it fewer: the rows of a list are much alike.
SAMPLE = 50
SAMPLE_WITHIN = 12
# Values that are looked at in all, which takes about half a millisecond.
MOST = 1000
# Sets and mappings cannot be looked into at any place: their first values speak for all.
FIRST = 1000

_SCALARS = (str, bytes, bytearray, int, float, complex, type(None))
_DATA = (BaseModel, Tracked, Form, Draft, Async)

Held = tuple[int, list[Any]]  # how many values, and a sample of them


def size_of(value: object, shared: Iterable[object] = ()) -> int:
    """Bytes that a value takes, with all that it holds. An estimate, and of what is shared each part counts once.

    Objects of data are looked into: containers, dataclasses, models, forms. Of others, such as the row of an ORM, the
    texts and numbers count that are their attributes; behind them may be the whole program.

    Args:
        value: part of a state, or a view or component.
        shared: what counts nothing where it is met: others have it anyway.
    """
    total = 0.0
    seen = {id(value), *map(id, shared)}
    waiting: deque[tuple[Any, float, int]] = deque([(value, 1.0, SAMPLE)])
    for _ in range(MOST):
        if not waiting:
            break
        found, times, most = waiting.popleft()
        total += times * _own_size(found)
        count, sample = _held(found, most)
        different = {id(each): each for each in sample}
        if different:
            stands_for = times * _different(count, len(sample), len(different)) / len(different)
            waiting.extend((each, stands_for, SAMPLE_WITHIN) for at, each in different.items() if at not in seen)
            seen.update(different)
    return int(total)


def _different(count: int, sampled: int, different: int) -> float:
    """How many different values there are, by how many a sample has: where some came twice, there are not many."""
    repeated = sampled - different
    return count if not repeated else min(count, max(different, different * different / (2 * repeated)))


def _own_size(value: Any) -> int:
    kind: Any = type(value)
    if isinstance(kind.__sizeof__, FunctionType):  # written in Python, and may look at all that is in it
        return object.__sizeof__(value)
    return sys.getsizeof(value)


def _held(value: Any, most: int) -> Held:
    """What a value holds."""
    if isinstance(value, _SCALARS):
        return 0, []
    if isinstance(value, (list, tuple)):
        return len(value), [*value[:: _step(len(value), most)]]
    if isinstance(value, Mapping):
        return 2 * len(value), [*_some(value, most // 2), *_some(value.values(), most // 2)]
    if isinstance(value, (set, frozenset, deque)):
        return len(value), _some(value, most)
    if isinstance(value, Stateful):
        held = [each for name, each in vars(value).items() if not name.startswith(INTERNAL)]
        return len(held), held
    held = [getattr(value, "__dict__", None), *_slots(value)]
    if not (dataclasses.is_dataclass(value) or isinstance(value, _DATA)):
        values = vars(value).values() if held[0] is not None else ()
        held = [each for each in (*values, *held[1:]) if isinstance(each, _SCALARS)]
    return len(held), held


def _some(values: Collection[Any], most: int) -> list[Any]:
    count = min(len(values), FIRST)
    return [*islice(values, 0, count, _step(count, most))]


def _step(count: int, most: int) -> int:
    """Odd, since rows often alternate."""
    return -(-count // most) | 1 if count > most else 1


def _slots(value: Any) -> list[Any]:
    declared = (getattr(kind, "__slots__", ()) for kind in type(value).__mro__)
    names = (name for slots in declared for name in ((slots,) if isinstance(slots, str) else slots))
    return [getattr(value, name, None) for name in islice(names, SAMPLE) if name != "__dict__"]
