"""How much memory the worker holds, by the system's own account."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable
from pathlib import Path

_OWN = Path("/proc/self/statm")
# Seconds for which what was read will do: it is asked for by all pages.
FRESH = 1.0


class Memory:
    """Reads it, once a second at most, however often it is asked.

    Args:
        now: seconds, by a clock that never goes back.
        file: where the system keeps it.
    """

    def __init__(self, now: Callable[[], float], file: Path = _OWN) -> None:
        self._now = now
        self._read_at = float("-inf")
        self._bytes: int | None = None
        try:
            self._file: int | None = os.open(file, os.O_RDONLY)
        except OSError:
            self._file = None  # a system that is no Linux
        else:
            weakref.finalize(self, os.close, self._file)

    def held(self) -> int | None:
        """Bytes that are promised and bytes that are there, together: it grows with either.

        A block of zeros is promised, and there once something is written to it; what a thread's part of the heap gives
        was promised long before. None where the system does not say.
        """
        now = self._now()
        if self._file is not None and now - self._read_at >= FRESH:
            self._read_at = now
            promised, resident = os.pread(self._file, 64, 0).split()[:2]
            self._bytes = (int(promised) + int(resident)) * os.sysconf("SC_PAGESIZE")
        return self._bytes
