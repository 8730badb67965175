"""A handler is a transaction: if it raises, its instance is as it was before.

Which attribute has which value is copied as a whole, which costs less than a log would at each assignment. What the
values themselves hold is noted as far as the handler can reach it (`reach`, `restoring`).
"""

from __future__ import annotations

from typing import Any, cast

from liveview.engine.proof import SCALARS
from liveview.view.reach import reach
from liveview.view.restoring import Note
from liveview.view.stateful import Stateful

# Values that the state of one handler may hold: 40 µs where they are numbers and texts in a list, 160 µs where they are
# rows of five that may change, which is less than the answer to a click costs otherwise. A handler that only assigns
# pays 1 µs.
ITEMS = 1000


# How the framework's own attributes of an instance begin.
INTERNAL = ("_live", "_lv_")


class Transaction:
    """What an instance is before one of its methods runs.

    Args:
        instance: the view or component.
        method: the name of the method.
        limit: how many values may be noted for it.
    """

    __slots__ = ("_instance", "_limit", "_note", "_others", "_values")

    def __init__(self, instance: Stateful, method: str, limit: int = ITEMS) -> None:
        self._instance = instance
        self._limit = limit
        self._values = values = instance.__dict__.copy()
        # Beside the state: handles and caches, of whatever kind. What can be restored of them is.
        self._note: Note | None = None
        self._others: Note | None = None
        names = reach(cast(Any, type(instance)), method)
        for name in values if names is None else names:
            value = values.get(name)
            if type(value) not in SCALARS and not name.startswith(INTERNAL):
                self._take(name, value)

    def _take(self, name: str, value: object) -> None:
        field = self._instance._spec.fields.get(name)
        if field is None or field.transient:
            self._others = self._others or Note(self._limit)
            self._others.take(value)
        else:
            self._note = self._note or Note(self._limit)
            self._note.take(value)

    def undo(self) -> bool:
        """Makes the instance what it was.

        Returns:
            Whether its state is. Where not, a value of it is of no known type, or all together hold too much.
        """
        values = self._instance.__dict__
        values.clear()
        values.update(self._values)
        for note in (self._others, self._note):
            if note is not None:
                note.restore()
        return self._note is None or self._note.is_whole
