"""Work that is done once where many ask for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """Whose turn it is, of those who ask for the same. What is asked for besides waits for none of them."""

    def __init__(self) -> None:
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
            async with lock:
                yield
        finally:
            lock, asked = self._of_key.pop(key)
            if asked > 1:
                self._of_key[key] = lock, asked - 1
