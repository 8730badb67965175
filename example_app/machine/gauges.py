"""Processor, memory, disks and network: one reading of all of them, with what flowed since the last."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psutil

from example_app.machine.trend import History, Trend

KIBIBYTE = 1024
DISKS_EVERY = 10  # samples: file systems fill slowly, and asking each of them is the dearest part


@dataclass(frozen=True, slots=True)
class Share:
    """How much of something is in use, in bytes."""

    used: int
    total: int

    @property
    def percent(self) -> int:
        """The part in use."""
        return round(100 * self.used / self.total) if self.total else 0


@dataclass(frozen=True, slots=True)
class FileSystem:
    """One mounted disk."""

    mount: str
    share: Share


@dataclass(frozen=True, slots=True)
class Flow:
    """Bytes that pass by: how many a second now, over the last minute, and since the machine started."""

    rate: int
    trend: Trend
    total: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The machine at one moment.

    Attributes:
        cpu: all cores together, in percent.
        cores: each core in percent.
        load: the mean number of processes that wanted to run over 1, 5 and 15 minutes.
    """

    cpu: int
    cpu_trend: Trend
    cores: tuple[int, ...]
    load: tuple[float, float, float]
    memory: Share
    memory_trend: Trend
    swap: Share
    received: Flow
    sent: Flow
    read: Flow
    written: Flow
    file_systems: tuple[FileSystem, ...]
    uptime: int


class Meter:
    """Turns a counter that only grows into a flow."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._history = History(least_top=64)

    def read(self, number: int, seconds: float, total: int) -> Flow:
        """The flow since the last reading. A counter that was reset counts as nothing."""
        rate = round(max(0, total - self._total) / seconds)
        self._total = total
        return Flow(rate, self._history.add(number, rate / KIBIBYTE), total)


class Gauges:
    """Reads the machine. Not for two threads at a time."""

    def __init__(self) -> None:
        self._number = 0
        self._read_at = time.monotonic()
        self._cores = [_busy_and_total(times) for times in psutil.cpu_times(percpu=True)]
        self._cpu = History(100, fixed=True)
        self._memory = History(100, fixed=True)
        self._meters = [Meter(total) for total in _counters()]
        self._file_systems: tuple[FileSystem, ...] = ()

    def read(self) -> Reading:
        """The machine now. The first reading covers the time since the gauges were made."""
        seconds = self._lap()
        cores = self._core_percents()
        cpu = round(sum(cores) / max(1, len(cores)))
        memory, swap = psutil.virtual_memory(), psutil.swap_memory()
        share = Share(memory.total - memory.available, memory.total)
        received, sent, read, written = (
            meter.read(self._number, seconds, total) for meter, total in zip(self._meters, _counters(), strict=True)
        )
        if self._number % DISKS_EVERY == 1:
            self._file_systems = _file_systems()
        return Reading(
            cpu=cpu,
            cpu_trend=self._cpu.add(self._number, cpu),
            cores=tuple(cores),
            load=psutil.getloadavg(),
            memory=share,
            memory_trend=self._memory.add(self._number, share.percent),
            swap=Share(swap.used, swap.total),
            received=received,
            sent=sent,
            read=read,
            written=written,
            file_systems=self._file_systems,
            uptime=int(time.time() - psutil.boot_time()),
        )

    def _lap(self) -> float:
        now = time.monotonic()
        seconds, self._read_at = max(now - self._read_at, 0.001), now
        self._number += 1
        return seconds

    def _core_percents(self) -> list[int]:
        # psutil.cpu_percent() remembers its last call for each thread; ours come from any thread of a pool.
        before, self._cores = self._cores, [_busy_and_total(times) for times in psutil.cpu_times(percpu=True)]
        return [
            round(100 * (busy - old_busy) / (total - old_total)) if total > old_total else 0
            for (busy, total), (old_busy, old_total) in zip(self._cores, before, strict=False)
        ]


def _busy_and_total(times: Any) -> tuple[float, float]:
    # On Linux a guest's time is counted a second time as its host process's.
    total = sum(times) - getattr(times, "guest", 0) - getattr(times, "guest_nice", 0)
    return total - times.idle - getattr(times, "iowait", 0), total


def _counters() -> Sequence[int]:
    network, disks = psutil.net_io_counters(), psutil.disk_io_counters()  # None where the system hides them
    return (
        network.bytes_recv if network else 0,
        network.bytes_sent if network else 0,
        disks.read_bytes if disks else 0,
        disks.write_bytes if disks else 0,
    )


def _file_systems() -> tuple[FileSystem, ...]:
    found: dict[str, FileSystem] = {}
    for partition in psutil.disk_partitions():
        try:
            usage = psutil.disk_usage(partition.mountpoint)
        except OSError:  # unmounted meanwhile, or not ours to look at
            continue
        # A device that is mounted in several places is one disk: the shortest path is what people call it.
        known = found.get(partition.device)
        if usage.total and (known is None or len(partition.mountpoint) < len(known.mount)):
            found[partition.device] = FileSystem(partition.mountpoint, Share(usage.used, usage.used + usage.free))
    return tuple(sorted(found.values(), key=lambda file_system: file_system.mount))
