"""Frames that a client has not acknowledged, kept for when it comes back."""

from __future__ import annotations

from collections import deque


class Replay:
    """For each address the newest unacknowledged frames, without holes.

    Args:
        frames: how many of an address are kept.
        size: how many characters of an address are kept. A larger frame is not kept at all.
    """

    def __init__(self, frames: int, size: int) -> None:
        self._frames = frames
        self._size = size
        self._logs: dict[int, _Log] = {}

    def record(self, address: int, version: int, frame: str) -> None:
        """Keep a frame; the oldest give way where there are too many.

        Args:
            address: what it changed.
            version: the version that it led to, one more than the last one's.
            frame: its text.
        """
        log = self._logs.setdefault(address, _Log(version - 1))
        log.kept.append((version, frame))
        log.size += len(frame)
        while len(log.kept) > self._frames or log.size > self._size:
            log.drop()

    def acknowledge(self, address: int, version: int) -> None:
        """The client shows this version: nothing up to it is needed."""
        log = self._logs.get(address)
        while log is not None and log.kept and log.kept[0][0] <= version:
            log.drop()

    def since(self, address: int, version: int) -> list[str] | None:
        """The frames after a version, oldest first, or None where some of them are no longer kept."""
        log = self._logs.get(address)
        if log is None:
            return [] if version == 0 else None
        if version < log.dropped:
            return None
        return [frame for number, frame in log.kept if number > version]


class _Log:
    __slots__ = ("dropped", "kept", "size")

    def __init__(self, dropped: int) -> None:
        self.dropped = dropped  # the newest version that is gone
        self.kept: deque[tuple[int, str]] = deque()
        self.size = 0

    def drop(self) -> None:
        self.dropped, frame = self.kept.popleft()
        self.size -= len(frame)
