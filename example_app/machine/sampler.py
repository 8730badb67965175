"""One look at the machine a second, shared by every page that shows it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from example_app.machine.gauges import Gauges, Reading
from example_app.machine.processes import ProcessRow, ProcessTable

T = TypeVar("T")

# A little under a page's own second: its next question is always answered by a new sample.
FRESH = 0.9


class Shared(Generic[T]):
    """A value that is read anew once it is too old, by one thread for all.

    Args:
        read: reads it; may block.
        clock: seconds that only grow.
    """

    def __init__(self, read: Callable[[], T], clock: Callable[[], float] = time.monotonic) -> None:
        self._read = read
        self._clock = clock
        self._lock = threading.Lock()
        self._latest: tuple[float, T] | None = None

    def get(self) -> T:
        """The value, at most FRESH seconds old. Who comes while it is being read waits for it."""
        with self._lock:
            now = self._clock()
            if self._latest is None or now - self._latest[0] >= FRESH:
                self._latest = now, self._read()
            return self._latest[1]


class Sampler:
    """The machine, for any number of pages. Blocks for some milliseconds: call it from a worker thread."""

    def __init__(self) -> None:
        self._gauges = Shared(Gauges().read)
        self._processes = Shared(ProcessTable().read)

    def reading(self) -> Reading:
        """The gauges and their last minute."""
        return self._gauges.get()

    def processes(self) -> tuple[ProcessRow, ...]:
        """All processes. Looked at only while somebody asks: it is the dear part."""
        return self._processes.get()
