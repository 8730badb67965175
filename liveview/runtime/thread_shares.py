"""Threads for work in the background: a few for each who asks, so that nobody's work takes those of all others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import TypeVar
from weakref import WeakKeyDictionary, WeakValueDictionary

from liveview.runtime.threads import ThreadPool

T = TypeVar("T")

# What one holds at a time: as many as a browser opens connections to one server, for the same reason.
SHARE = 6


class ThreadShare:
    """A few threads of a pool, and one for each thing that is worked out: further calls wait for those before them.

    A call that was given up counts until it has ended: no thread can be stopped from outside, so a share that forgot of
    these would be none.

    Args:
        pool: whose threads.
        limit: how many.
    """

    def __init__(self, pool: ThreadPool, limit: int = SHARE) -> None:
        self._pool = pool
        self._places = asyncio.Semaphore(limit)
        self._turns: WeakKeyDictionary[object, asyncio.Semaphore] = WeakKeyDictionary()

    async def run(self, function: Callable[[], T], purpose: object) -> T:
        """Call a function in a thread, as `ThreadPool.run` does, once there is room for it.

        Args:
            function: what to call.
            purpose: what it is called for: calls for the same are made one after the other.

        Returns:
            What the function returns.

        Raises:
            BaseException: what the function raises.
        """
        with ExitStack() as held:
            for bound in (self._turns.setdefault(purpose, asyncio.Semaphore()), self._places):
                await bound.acquire()
                held.callback(bound.release)
            until_the_end = held.pop_all()
        loop = asyncio.get_running_loop()

        def ended() -> None:
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(self._end, until_the_end)

        return await self._pool.run(function, ended)

    def _end(self, held: ExitStack) -> None:
        # A method: the share is there as long as any of its calls runs, or whoever loads the page anew had another one.
        held.close()


class ThreadShares:
    """The shares of one pool, by whose they are.

    Args:
        pool: whose threads.
    """

    def __init__(self, pool: ThreadPool) -> None:
        self._pool = pool
        self._shares: WeakValueDictionary[str, ThreadShare] = WeakValueDictionary()

    def of(self, owner: str) -> ThreadShare:
        """The share of somebody, the same as long as anybody holds it or a call of it runs.

        Args:
            owner: who, such as a browser session; "" for one that belongs to nobody else.
        """
        share = self._shares.get(owner)
        if share is None:
            share = ThreadShare(self._pool)
            if owner:
                self._shares[owner] = share
        return share

    def close(self) -> None:
        """Start no further call; those that run are not waited for."""
        self._pool.close()
