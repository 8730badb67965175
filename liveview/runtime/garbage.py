"""When Python looks for garbage: seldom, and not among what an app keeps until its end.

Most objects go when nobody refers to them any more. Those that refer to each other in a circle are found by a
collector, which stops everything while it looks. What is there once the app has started (modules, classes, templates)
is a hundred thousand objects that never go: tens of milliseconds for each full collection, for nothing.
"""

from __future__ import annotations

import asyncio
import gc
import time
from dataclasses import dataclass
from typing import Any

from liveview import telemetry

# The span of a collection: its generation, and how many objects it has freed.
SPAN = "garbage"


@dataclass(frozen=True, slots=True)
class Garbage:
    """How the collector is set while an app runs. It belongs to the whole process of the operating system.

    Attributes:
        freeze: whether what is there at the start is left out of all collections.
        young: how many more new objects than old ones make a collection of the young (Python: 700). With that, a page
            that is rendered is interrupted by several, each of which finds nothing.
        middle: how many of those make one of the middle generation (Python: 10).
        old: how many of these make a full one, if the objects have grown by a quarter since the last (Python: 10). With
            that, some thousand pages that have ended would wait to be found, a hundred megabytes.
    """

    freeze: bool = True
    young: int = 10_000
    middle: int = 10
    old: int = 1


class Collector:
    """Sets the collector from `start` to `stop`. Of several in one process, the first decides.

    Args:
        garbage: how.
    """

    _on_duty: list[Collector] = []

    def __init__(self, garbage: Garbage) -> None:
        self._garbage = garbage
        self._before: tuple[int, int, int] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._began = 0.0

    def start(self) -> None:
        """Begin, once all is there that stays. Call it on the loop."""
        self._on_duty.append(self)
        if self._on_duty[0] is self:
            self._begin()

    def stop(self) -> None:
        """Leave the collector as it was before."""
        was_first = self._on_duty[0] is self
        self._on_duty.remove(self)
        if was_first:
            self._end()
            if self._on_duty:
                self._on_duty[0]._begin()

    def _begin(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._before = gc.get_threshold()
        garbage = self._garbage
        if garbage.freeze:
            gc.freeze()  # with what is garbage by now: little, and to find it would make every start slower
        gc.set_threshold(garbage.young, garbage.middle, garbage.old)
        gc.callbacks.append(self._collects)

    def _end(self) -> None:
        gc.callbacks.remove(self._collects)
        if self._before is not None:
            gc.set_threshold(*self._before)
        if self._garbage.freeze:
            gc.unfreeze()

    def _collects(self, phase: str, info: dict[str, Any]) -> None:
        """Called by the collector, in the middle of anything and in any thread: so listeners are called later."""
        if phase == "start":
            self._began = time.perf_counter()
        elif telemetry.is_heard(SPAN) and self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(_tell, time.perf_counter() - self._began, dict(info))


def _tell(seconds: float, info: dict[str, Any]) -> None:
    telemetry.emit(SPAN, seconds, generation=info["generation"], collected=info["collected"])
