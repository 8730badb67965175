"""What comes at the same moment as many others begins a little later: everybody else has the loop in between."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial


class InTurn:
    """Begins things, a few in each turn of the loop, in the order in which they came.

    Nobody is turned away: how many may wait is for those to bound who begin them.

    Args:
        at_once: how many begin in one turn.
    """

    __slots__ = ("_at_once", "_begun", "_loop", "_waiting")

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._begun = 0  # in this turn
        self._waiting: deque[Callable[[], object]] = deque()
        self._loop: asyncio.AbstractEventLoop | None = None

    def may_begin(self) -> bool:
        """Whether one more may begin right now; it counts as begun then."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:  # the one before may have stopped in the midst of a turn, as those of tests do
            self._loop, self._begun = loop, 0
            self._waiting.clear()
        if self._begun >= self._at_once:
            return False
        if not self._begun:
            loop.call_soon(self._next)
        self._begun += 1
        return True

    def later(self, begin: Callable[[], object]) -> None:
        """Begin when it may, after `may_begin` has said no.

        Args:
            begin: called from the loop; it must not wait.
        """
        self._waiting.append(begin)

    async def turn(self) -> None:
        """Wait until one more may begin: not at all, where few others have in this turn."""
        if self.may_begin():
            return
        told = asyncio.get_running_loop().create_future()
        self.later(partial(_tell, told))
        await told

    def _next(self) -> None:
        """Another turn of the loop."""
        self._begun = min(len(self._waiting), self._at_once)
        if self._begun and self._loop is not None:
            self._loop.call_soon(self._next)
        for _ in range(self._begun):
            self._waiting.popleft()()


def _tell(told: asyncio.Future[None]) -> None:
    if not told.done():  # who waits for it may have been cancelled
        told.set_result(None)
