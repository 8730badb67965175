"""What comes at the same moment as many others begins a little later: everybody else has the loop in between."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial
from weakref import WeakKeyDictionary


class InTurn:
    """Begins things, a few in each turn of a loop, in the order in which they came.

    Nobody is turned away: how many may wait is for those to bound who begin them.

    Args:
        at_once: how many begin in one turn.
    """

    __slots__ = ("_at_once", "_rows")

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        # By loop: threads may have one each, and those of tests follow each other, stopped in the midst of a turn.
        self._rows: WeakKeyDictionary[asyncio.AbstractEventLoop, _Row] = WeakKeyDictionary()

    def may_begin(self) -> bool:
        """Whether one more may begin right now; it counts as begun then."""
        row = self._row()
        if row.begun >= self._at_once:
            return False
        if not row.begun:
            asyncio.get_running_loop().call_soon(self._next, row)
        row.begun += 1
        return True

    def later(self, begin: Callable[[], object]) -> None:
        """Begin when it may, after `may_begin` has said no.

        Args:
            begin: called from the loop; it must not wait.
        """
        self._row().waiting.append(begin)

    async def turn(self) -> None:
        """Wait until one more may begin: not at all, where few others have in this turn."""
        if self.may_begin():
            return
        told = asyncio.get_running_loop().create_future()
        self.later(partial(_tell, told))
        await told

    def _row(self) -> _Row:
        loop = asyncio.get_running_loop()
        row = self._rows.get(loop)
        if row is None:
            row = self._rows[loop] = _Row()
        return row

    def _next(self, row: _Row) -> None:
        """Another turn of the loop."""
        row.begun = min(len(row.waiting), self._at_once)
        if row.begun:
            asyncio.get_running_loop().call_soon(self._next, row)
        for _ in range(row.begun):
            row.waiting.popleft()()


class _Row:
    """Those of one loop."""

    __slots__ = ("begun", "waiting")

    def __init__(self) -> None:
        self.begun = 0  # in this turn
        self.waiting: deque[Callable[[], object]] = deque()


def _tell(told: asyncio.Future[None]) -> None:
    if not told.done():  # who waits for it may have been cancelled
        told.set_result(None)
