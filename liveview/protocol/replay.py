"""Frames that a client has not acknowledged, kept for when it comes back."""

from __future__ import annotations


class Replay:
    """The newest unacknowledged frames of one address, without holes.

    Args:
        frames: how many are kept.
        size: how many characters are kept. A larger frame is not kept at all.
    """

    __slots__ = ("_dropped", "_frames", "_kept", "_most", "_size")

    def __init__(self, frames: int, size: int) -> None:
        self._frames = frames
        self._most = size
        self._size = 0
        self._dropped = 0  # the newest version that is gone
        self._kept: list[tuple[int, str]] = []  # an empty deque is ten times as large, and these are few

    def record(self, version: int, frame: str) -> None:
        """Keep a frame; the oldest give way where there are too many.

        Args:
            version: the version that it led to, one more than the last one's.
            frame: its text.
        """
        self._kept.append((version, frame))
        self._size += len(frame)
        while len(self._kept) > self._frames or self._size > self._most:
            self._drop()

    def acknowledge(self, version: int) -> None:
        """The client shows this version: nothing up to it is needed."""
        while self._kept and self._kept[0][0] <= version:
            self._drop()

    def forget(self, version: int) -> None:
        """Drop everything: nothing leads to this version from an earlier one."""
        self._kept.clear()
        self._size, self._dropped = 0, version

    def since(self, version: int) -> list[str] | None:
        """The frames after a version, oldest first, or None where some of them are no longer kept."""
        if version < self._dropped:
            return None
        return [frame for number, frame in self._kept if number > version]

    def _drop(self) -> None:
        self._dropped, frame = self._kept.pop(0)
        self._size -= len(frame)
