"""The processes of the machine: one frozen row for each, replaced only when it shows something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import psutil

ATTRIBUTES = ["pid", "name", "uids", "cpu_percent", "memory_info", "num_threads", "status"]


@dataclass(frozen=True, slots=True)
class ProcessRow:
    """One process.

    Attributes:
        cpu: percent of one core since the last look.
        memory: resident bytes.
    """

    pid: int
    name: str
    user: str
    cpu: float
    memory: int
    threads: int
    status: str


class ProcessTable:
    """Looks at all processes. Not for two threads at a time."""

    def __init__(self) -> None:
        self._rows: dict[int, ProcessRow] = {}

    def read(self) -> tuple[ProcessRow, ...]:
        """All processes by pid. A process that did not change keeps its row, so that it costs a page nothing."""
        before = self._rows
        self._rows = {row.pid: row for row in _rows()}
        for pid, row in self._rows.items():
            if before.get(pid) == row:
                self._rows[pid] = before[pid]
        return tuple(self._rows.values())


def _rows() -> Iterator[ProcessRow]:
    # process_iter() keeps its Process objects between calls: cpu_percent() measures from the last one.
    for process in psutil.process_iter(ATTRIBUTES):
        seen = process.info
        yield ProcessRow(
            pid=seen["pid"],
            name=seen["name"] or "?",
            user=_user(seen["uids"].real) if seen["uids"] else "?",
            cpu=round(seen["cpu_percent"] or 0.0, 1),
            memory=seen["memory_info"].rss if seen["memory_info"] else 0,
            threads=seen["num_threads"] or 0,
            status=seen["status"] or "?",
        )


@lru_cache(maxsize=256)  # a machine has few users, and each look-up reads a file
def _user(uid: int) -> str:
    try:
        import pwd

        return pwd.getpwuid(uid).pw_name
    except (ImportError, KeyError):  # Windows; a container's user without a name
        return str(uid)
