"""`Store`: entries that survive their process, each with one owner at a time, and an answer in any case."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from liveview.errors import EntryTooLargeError, LeaseLostError, StoreUnavailableError
from liveview.store.adapter import Adapter, Taken

T = TypeVar("T")

# Bytes of a value. The state of a page is a few KB; what is larger than this belongs into a database.
MAX_SIZE = 256 * 1024
# Seconds for which anybody waits for a store: somebody looks at a page that comes back meanwhile.
TIMEOUT = 2.0
# Seconds for which a value is kept at most. Whoever comes back after a day begins anew.
MAX_AGE = 24 * 3600.0
# Calls that wait at the same time, each with a value in its hand: with the largest ones that is 256 MB.
MAX_CALLS = 1000
MAX_KEY = 200  # characters; all brokers take that many


class Store:
    """Keeps values for whoever goes on with them in another process.

    Every call ends within `timeout`, also where the adapter's backend is away, and raises nothing but `StoreError`.

    Args:
        adapter: where they are kept.
        max_size: bytes that a value may have.
        timeout: seconds that a call may take.
    """

    def __init__(self, adapter: Adapter, *, max_size: int = MAX_SIZE, timeout: float = TIMEOUT) -> None:
        self._adapter = adapter
        self._max_size = max_size
        self._timeout = timeout
        self._calls = 0
        self._is_closed = False

    async def take(self, key: str) -> Taken:
        """Become the owner of an entry: whoever was it before writes nothing more. Nobody is waited for.

        Args:
            key: the entry's, known or not.

        Returns:
            Its value or None, and the fence to write with.

        Raises:
            StoreUnavailableError: it cannot be reached. Perhaps the entry was taken; to take it again does no harm.
        """
        return await self._ask("take", self._adapter.take(_checked(key)))

    async def put(self, key: str, value: bytes, *, fence: int, expires_in: float) -> None:
        """Write the value of an entry that one owns.

        Args:
            key: the entry's.
            value: the value.
            fence: what `take` gave; `FIRST` under a new key.
            expires_in: seconds for which it is kept, a day at most.

        Raises:
            LeaseLostError: somebody else has taken it.
            EntryTooLargeError: for a value of more than `max_size` bytes.
            StoreUnavailableError: it cannot be reached. To put it again does no harm.
        """
        if len(value) > self._max_size:
            raise EntryTooLargeError(size=len(value), limit=self._max_size)
        if not 0 < expires_in <= MAX_AGE:
            raise ValueError(f"expires_in={expires_in}: more than 0 seconds, and {MAX_AGE:g} at most")
        if not await self._ask("put", self._adapter.put(_checked(key), value, fence, expires_in)):
            raise LeaseLostError(key, fence)

    async def get(self, key: str) -> bytes | None:
        """The value of an entry, whoever owns it; None where there is none.

        Args:
            key: the entry's.

        Raises:
            StoreUnavailableError: it cannot be reached.
        """
        return await self._ask("get", self._adapter.get(_checked(key)))

    async def delete(self, key: str, *, fence: int) -> None:
        """Forget the value of an entry that one owns. Harmless where there is none.

        Args:
            key: the entry's.
            fence: what `take` gave; `FIRST` for one that was made.

        Raises:
            LeaseLostError: somebody else has taken it.
            StoreUnavailableError: it cannot be reached.
        """
        if not await self._ask("delete", self._adapter.delete(_checked(key), fence)):
            raise LeaseLostError(key, fence)

    async def close(self) -> None:
        """End. Calls after this raise `StoreUnavailableError`."""
        if not self._is_closed:
            try:
                await self._ask("close", self._adapter.close())
            finally:
                self._is_closed = True

    async def _ask(self, what: str, call: Coroutine[Any, Any, T]) -> T:
        if self._is_closed or self._calls >= MAX_CALLS:
            call.close()
            raise StoreUnavailableError(
                "the store is closed" if self._is_closed else f"{MAX_CALLS} calls wait for {self._adapter}"
            )
        self._calls += 1
        limit = asyncio.timeout(self._timeout)
        try:
            async with limit:
                return await call
        except Exception as error:  # an adapter has its own, and what it cannot do is never its caller's end
            if limit.expired():
                reason = f"{self._adapter} did not answer {what} in {self._timeout:g} s"
                raise StoreUnavailableError(reason) from error
            raise StoreUnavailableError(f"{self._adapter} failed to {what}: {_reason(error)}") from error
        finally:
            self._calls -= 1


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__


def _checked(key: str) -> str:
    if not 0 < len(key) <= MAX_KEY:
        raise ValueError(f"a key has 1 to {MAX_KEY} characters, not {len(key)}")
    return key
