"""A bounded queue that one process reads."""

from __future__ import annotations

import asyncio
from collections import deque


class Mailbox:
    """Messages in the order in which they came.

    The queue itself is made when mail waits: most of many thousand processes are idle.

    Args:
        limit: how many messages may wait.
    """

    __slots__ = ("_limit", "_messages", "_reader")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._messages: deque[object] | None = None
        self._reader: asyncio.Future[None] | None = None

    def __len__(self) -> int:
        return len(self._messages) if self._messages is not None else 0

    @property
    def is_full(self) -> bool:
        return len(self) >= self._limit

    @property
    def is_awaited(self) -> bool:
        """Whether somebody waits for the next message, and there is none."""
        return self._reader is not None and not self._reader.done()

    def put(self, message: object) -> bool:
        """Add a message; False, and nothing is added, where the mailbox is full."""
        if self.is_full:
            return False
        self._waiting().append(message)
        self._wake_reader()
        return True

    def wake(self, message: object) -> None:
        """Put a message before all others, full or not."""
        self._waiting().appendleft(message)
        self._wake_reader()

    def _waiting(self) -> deque[object]:
        if self._messages is None:
            self._messages = deque()
        return self._messages

    def _wake_reader(self) -> None:
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    async def get(self) -> object:
        """The oldest message; waits for one. One reader at a time."""
        while not self._messages:
            self._messages = None
            self._reader = asyncio.get_running_loop().create_future()
            try:
                await self._reader
            finally:
                self._reader = None
        return self._messages.popleft()
