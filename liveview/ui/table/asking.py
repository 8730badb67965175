"""One question at a time to a source: what is wanted meanwhile is asked for at the end, and only the newest of it."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Generator, Mapping
from threading import Lock
from typing import Any

from liveview import Async
from liveview.ui.table.answer import Slice, Step, Sums, Wanted, are_in_place, slice_of, sums_of
from liveview.ui.table.source import Query

METHODS = ("count", "slice", "groups", "totals")


class Asking:
    """Asks one source for the rows of one table.

    A thread that reads cannot be stopped. One for each time that somebody scrolls would soon be all that there are.

    Args:
        source: the source.

    Attributes:
        source: the source.
        kinds: the types of its columns, as far as its rows have shown them.
        wanted: what was last asked for.
        places: the places in plain tuples, by the columns' keys.
    """

    def __init__(self, source: Any) -> None:
        self.source = source
        self.kinds: dict[str, type] = {}
        self.wanted = Wanted()
        self.places: Mapping[str, int] = {}
        self._tells_groups = True
        self._sums: tuple[tuple[Query, bool, int], Sums] | None = None
        self._lock = Lock()  # a source with plain methods is asked in a thread
        self._is_busy = False
        methods = [getattr(source, name) for name in METHODS if hasattr(source, name)]
        self._is_async = all(map(inspect.iscoroutinefunction, methods))

    def want(self, fetched: Async[Slice], wanted: Wanted) -> None:
        """Ask for some rows, now or after what is being asked.

        Args:
            fetched: has them then.
            wanted: which.
        """
        with self._lock:
            self.wanted = wanted
            if self._is_busy and fetched.loading:
                return
            self._is_busy = True
        if self._is_async:
            fetched.run(self._ask_async)
        else:
            fetched.run(self._ask, asyncio.get_running_loop())

    def _is_newest(self, wanted: Wanted) -> bool:
        with self._lock:
            self._is_busy = wanted is not self.wanted
            return not self._is_busy

    async def _ask_async(self) -> Slice:
        while True:
            wanted = self.wanted
            try:
                found = await _answered_async(self._steps(wanted))
            except Exception:
                if self._is_newest(wanted):
                    raise
            else:
                if self._is_newest(wanted):
                    return found

    def _ask(self, loop: asyncio.AbstractEventLoop) -> Slice:
        while True:
            wanted = self.wanted
            try:
                found = _answered(self._steps(wanted), loop)
            except Exception:
                if self._is_newest(wanted):
                    raise
            else:
                if self._is_newest(wanted):
                    return found

    def _steps(self, wanted: Wanted) -> Generator[Step, Any, Slice]:
        """What takes all rows is asked for once, and not whenever somebody scrolls; but where rows show it is old."""
        made_of = (wanted.query, wanted.has_totals, wanted.turn)
        if self._sums is not None and self._sums[0] == made_of:
            found = yield from slice_of(self.source, wanted, self._sums[1])
            if not self._tells_groups or are_in_place(found, wanted, self._sums[1], self.places):
                return found
        sums = yield from sums_of(self.source, wanted)
        found = yield from slice_of(self.source, wanted, sums)
        self._sums = made_of, sums
        # Rows may say it in other words than `groups` does: then it is not asked again and again.
        self._tells_groups = are_in_place(found, wanted, sums, self.places)
        return found


async def _answered_async(steps: Generator[Step, Any, Slice]) -> Slice:
    given = None
    while True:
        try:
            method, arguments = steps.send(given)
        except StopIteration as done:
            found: Slice = done.value
            return found
        given = await method(*arguments)


def _answered(steps: Generator[Step, Any, Slice], loop: asyncio.AbstractEventLoop) -> Slice:
    given = None
    while True:
        try:
            method, arguments = steps.send(given)
        except StopIteration as done:
            found: Slice = done.value
            return found
        given = _awaited(method(*arguments), loop)


def _awaited(found: Any, loop: asyncio.AbstractEventLoop) -> Any:
    """What a method gives in a thread: of one that is `async def` after all, the loop works it out."""
    return asyncio.run_coroutine_threadsafe(_done(found), loop).result() if inspect.isawaitable(found) else found


async def _done(found: Any) -> Any:
    return await found
