"""What a thread had of the processors: how long it ran, and how long it waited for one, as Linux keeps count."""

from __future__ import annotations

import os
import sys
import time
import weakref
from pathlib import Path
from typing import NamedTuple

# Of whichever thread opens it, and from then on of that one for whoever reads.
_OWN = Path("/proc/thread-self")
_NANOSECOND = 1e-9
_LONGEST = 1024  # bytes; both files are one line, of three numbers and of some fifty


class Usage(NamedTuple):
    """Seconds of a thread since it was started.

    Attributes:
        ran: on a processor.
        waited: for one, ready to run: there were more threads than processors, or the quota of a container was used up.
            A wait that is not over is not in it yet.
        turns: how many times it got one, a number.
        all_ran: what all threads of the process ran together.
    """

    ran: float
    waited: float
    turns: int
    all_ran: float


class ThreadUsage:
    """Reads the usage of the thread that makes it; any thread may ask. A reading takes a microsecond.

    Args:
        folder: where the system keeps it.
    """

    def __init__(self, folder: Path = _OWN) -> None:
        self._times = self._open(folder / "schedstat")
        self._state = self._open(folder / "stat")

    def _open(self, path: Path) -> int | None:
        try:
            file = os.open(path, os.O_RDONLY)
        except OSError:
            return None
        # By the last who knows this object: a number that is closed may be another file's while a thread reads.
        weakref.finalize(self, os.close, file)
        return file

    def read(self) -> Usage | None:
        """How much it is by now.

        Returns:
            None where the system does not say: one that is no Linux, or one that does not keep count.
        """
        ran, waited, turns = (*map(int, _content(self._times).split()), 0, 0, 0)[:3]
        # A thread has had a turn. Where counting is switched off all numbers are 0.
        return Usage(ran * _NANOSECOND, waited * _NANOSECOND, turns, time.process_time()) if turns else None

    def is_ready(self) -> bool:
        """Whether it runs or waits for a processor; which of these, nobody tells. False where nothing is known."""
        # The name before it may hold anything, parentheses too.
        return _content(self._state).rpartition(b")")[2].strip().startswith(b"R")


def _content(file: int | None) -> bytes:
    try:
        return b"" if file is None else os.pread(file, _LONGEST, 0)
    except OSError:  # the thread has ended
        return b""


def kept_busy(seconds: float, before: Usage | None, after: Usage | None, *, missed: float, is_ready: bool) -> float:
    """For how much of a time a thread did something, or waited for something, that was not the machine's fault.

    What it ran counts, whatever the machine does. What it neither ran nor waited for a processor it waited for
    something else, as `time.sleep` does: that counts too, less what an onlooker missed that meant to look on, and
    unless it looks like waiting for Python's lock.

    Args:
        seconds: the time.
        before: the usage when it began.
        after: the usage now.
        missed: for how long an onlooker was not woken in this time though it was to be. Then a processor was not to
            be had, or Python's lock was not, or all of it was stopped.
        is_ready: whether the thread may be waiting for a processor right now. How long it has been is not known, and
            so only what it ran counts.

    Returns:
        Seconds, never more than these.
    """
    if before is None or after is None:
        return max(0.0, seconds - missed)
    ran = min(seconds, after.ran - before.ran)
    if is_ready:
        return ran
    rest = max(0.0, seconds - ran - (after.waited - before.waited))
    return ran if _is_for_the_lock(rest, ran, before, after) else ran + max(0.0, rest - missed)


def _is_for_the_lock(rest: float, ran: float, before: Usage, after: Usage) -> bool:
    """Whether a thread has most likely waited for Python's lock while it neither ran nor waited for a processor.

    Who waits for that wakes in each switch interval to ask for it, and some other thread of the process computes
    meanwhile, for a quarter of the time at least: it may have to wait for a processor as well. Many short reads look
    the same while another thread computes, and are taken for it.
    """
    turns = after.turns - before.turns
    others_ran = after.all_ran - before.all_ran - ran
    return rest <= turns * 2 * sys.getswitchinterval() and others_ran >= rest / 4
