"""What a process has computed, and how much memory it has."""

from __future__ import annotations

import sys
import time

import psutil

# What the low bits of a clock of another process say on Linux: its CPU time, in nanoseconds. What psutil reads from
# /proc comes in hundredths of a second, three thousand events long.
_CPU_CLOCK = 2


def cpu_seconds(pid: int) -> float:
    """Seconds that all threads of a process have computed."""
    if sys.platform == "linux":
        return time.clock_gettime(~pid << 3 | _CPU_CLOCK)
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def rss(pid: int) -> int:
    """Bytes of memory that a process has."""
    return int(psutil.Process(pid).memory_info().rss)
