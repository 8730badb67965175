"""Work that is done once where many ask for it, and for a few at a time where many ask for something."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """Whose turn it is.

    Args:
        most: how many keys have their turn at the same time.
    """

    def __init__(self, most: int) -> None:
        self._all = asyncio.Semaphore(most)
        self._of_key: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def of(self, key: str) -> AsyncIterator[None]:
        """Wait for a turn, and have it.

        Args:
            key: for what; nobody else has a turn for the same meanwhile.
        """
        lock, asked = self._of_key.get(key, (asyncio.Lock(), 0))
        self._of_key[key] = lock, asked + 1
        try:
            async with lock, self._all:
                yield
        finally:
            lock, asked = self._of_key.pop(key)
            if asked > 1:
                self._of_key[key] = lock, asked - 1
