"""Writes the snapshots of a worker's pages: of each page the newest, a few pages at a time, and nobody waits for it."""

from __future__ import annotations

import asyncio
import logging
from hashlib import blake2b
from typing import NamedTuple, Protocol

from liveview.errors import EntryTooLargeError, LeaseLostError, StoreError
from liveview.runtime.clock import Clock
from liveview.store import FIRST
from liveview.web.snapshots import Belonging, Snapshots

logger = logging.getLogger("liveview.web")

# Entries that are written at the same time, since stores answer them together: one in a file with one transaction.
WRITERS = 32
# Bytes that wait to be written. Where a store does not keep up, or is away, pages are asked again later.
MAX_WAITING = 64 * 1024 * 1024
# Seconds that a worker which stops has for what waits: more than a store has for one call.
CLOSE_SECONDS = 3.0


class Owner(Protocol):
    """The process of a page that is kept."""

    def move(self) -> None:
        """Another process goes on with the page."""

    def changed_unseen(self) -> None:
        """What was given to be kept was not written."""


class Entry:
    """One page's place in the store.

    Args:
        belonging: what its snapshot is of, and whose.
        fence: the owner's number.

    Attributes:
        owner: the page's process; None before it is there.
    """

    __slots__ = ("belonging", "digest", "fence", "fresh_until", "is_there", "owner")

    def __init__(self, belonging: Belonging, fence: int = FIRST) -> None:
        self.belonging = belonging
        self.fence = fence
        # Whether the store may have something: of a page that was taken, by another process.
        self.is_there = fence != FIRST
        self.digest: bytes | None = None  # of what was written here, or is about to be
        self.fresh_until = 0.0  # when the same is to be written again, so that it does not expire
        self.owner: Owner | None = None

    def lost(self) -> None:
        """Another process has taken the page."""
        if self.owner is not None:
            self.owner.move()

    def failed(self) -> None:
        """A snapshot was not written: another is welcome later."""
        if self.owner is not None:
            self.owner.changed_unseen()


class _Waiting(NamedTuple):
    """What is to become of an entry: a snapshot, or None for none."""

    snapshot: bytes | None
    seconds: float


class Writer:
    """One worker's way to the store.

    Args:
        snapshots: where to write.
        clock: where time comes from.
    """

    def __init__(self, snapshots: Snapshots, clock: Clock) -> None:
        self._snapshots = snapshots
        self._clock = clock
        self._waiting: dict[Entry, _Waiting] = {}
        self._bytes = 0
        self._busy: set[Entry] = set()
        self._writers: set[asyncio.Task[None]] = set()
        self._writing = 0  # of these that will look once more for what waits; a task that is about to end does not
        self._told: dict[Entry, list[asyncio.Future[None]]] = {}
        self._is_away = False

    def put(self, entry: Entry, snapshot: bytes, seconds: float) -> None:
        """Write a snapshot in the place of the one before, unless it is the same.

        Args:
            entry: whose.
            snapshot: the state.
            seconds: how long it is kept.
        """
        digest, now = blake2b(snapshot, digest_size=16).digest(), self._clock.now()
        if digest == entry.digest and now + seconds / 2 <= entry.fresh_until:
            return
        if self._bytes + len(snapshot) > MAX_WAITING:
            entry.failed()
            return
        entry.is_there, entry.digest, entry.fresh_until = True, digest, now + seconds
        self._add(entry, _Waiting(snapshot, seconds))

    def delete(self, entry: Entry) -> None:
        """Forget what was written, if anything was, by whomever.

        Args:
            entry: whose.
        """
        if entry.is_there:
            entry.is_there, entry.digest = False, None
            self._add(entry, _Waiting(None, 0.0))

    async def is_ours(self, entry: Entry) -> bool:
        """Whether this worker is still the one that goes on with a page: others may have had it since.

        From here on it is this one, whoever it was.

        Args:
            entry: whose.

        Raises:
            StoreError: the store cannot be asked.
        """
        while entry in self._busy:  # what is being written has the number of before
            await self._released(entry)
        self._busy.add(entry)
        try:
            before, entry.fence = entry.fence, await self._snapshots.own(entry.belonging)
        finally:
            self._release(entry)
        return entry.fence == before + 1

    async def written(self, entry: Entry) -> None:
        """Wait until nothing of an entry waits.

        Args:
            entry: whose.
        """
        while entry in self._waiting or entry in self._busy:
            await self._released(entry)

    async def _released(self, entry: Entry) -> None:
        told = asyncio.get_running_loop().create_future()
        self._told.setdefault(entry, []).append(told)
        await told

    def _release(self, entry: Entry) -> None:
        self._busy.discard(entry)
        for told in self._told.pop(entry, ()):
            if not told.done():
                told.set_result(None)
        if entry in self._waiting:
            self._begin()

    async def idle(self) -> None:
        """Wait until nothing waits to be written. For tests."""
        while self._writers:
            await asyncio.wait(self._writers)

    async def close(self) -> None:
        """Write what waits, as far as there is time."""
        if self._writers:
            await asyncio.wait(self._writers, timeout=CLOSE_SECONDS)
        for writer in self._writers:
            writer.cancel()
        if self._waiting:
            logger.warning("%d snapshots are not written: the store takes too long", len(self._waiting))

    def _add(self, entry: Entry, waiting: _Waiting) -> None:
        self._forget(entry)
        self._waiting[entry] = waiting
        self._bytes += len(waiting.snapshot or b"")
        self._begin()

    def _begin(self) -> None:
        if self._writing < WRITERS:
            self._writing += 1
            writer = asyncio.create_task(self._write_all())
            self._writers.add(writer)
            writer.add_done_callback(self._writers.discard)

    def _forget(self, entry: Entry) -> _Waiting | None:
        before = self._waiting.pop(entry, None)
        if before is not None:
            self._bytes -= len(before.snapshot or b"")
        return before

    async def _write_all(self) -> None:
        try:
            await self._write_waiting()
        finally:
            self._writing -= 1

    async def _write_waiting(self) -> None:
        # One write of an entry at a time, or the older one might be the last.
        while (entry := next((entry for entry in self._waiting if entry not in self._busy), None)) is not None:
            waiting = self._forget(entry)
            assert waiting is not None
            self._busy.add(entry)
            try:
                await self._write(entry, waiting)
            finally:
                self._release(entry)

    async def _write(self, entry: Entry, waiting: _Waiting) -> None:
        belonging, fence = entry.belonging, entry.fence
        try:
            if waiting.snapshot is None:
                await self._snapshots.delete(belonging, fence=fence)
            else:
                await self._snapshots.put(belonging, waiting.snapshot, fence=fence, expires_in=waiting.seconds)
        except LeaseLostError:
            logger.info("another process goes on with a page of %s", belonging.view)
            entry.lost()
        except EntryTooLargeError as error:
            _warn_of_size(belonging.view, error)
            self.delete(entry)  # an older one would bring back what is over
        except StoreError as error:
            self._failed(entry, error)
        else:
            self._is_away = False

    def _failed(self, entry: Entry, error: StoreError) -> None:
        if not self._is_away:  # told once: the same is true for every page
            self._is_away = True
            logger.warning("snapshots are not written for now: %s", error)
        entry.digest = None
        entry.failed()


_warned: set[str] = set()


def _warn_of_size(view: str, error: EntryTooLargeError) -> None:
    if view not in _warned:  # of which there are as many as there are classes
        _warned.add(view)
        logger.warning(
            "a page of %s is not kept for another process, which begins it anew: its state takes %s bytes, and %s at "
            "most are kept. Declare what `mount` can load again as `state(…, transient=True)`.",
            view,
            f"{error.size:,}",
            f"{error.limit:,}",
        )
