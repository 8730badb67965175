"""Where one worker's pages are kept: its store, the way to it, and whether it can be reached."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager, suppress

from liveview.errors import StoreError
from liveview.runtime.clock import Clock
from liveview.runtime.in_turn import InTurn
from liveview.store import Store, Taken
from liveview.web.snapshots import Belonging, Snapshots
from liveview.web.visit import Visit
from liveview.web.writer import Writer

logger = logging.getLogger("liveview.web")

# Seconds for which pages wait for a store that is away; then they begin anew, rather than never.
PATIENCE = 10.0
# Seconds that a new page waits until its snapshot is written; a store nearby takes a millisecond.
WRITTEN_SECONDS = 0.1
# Pages that come back at the same time: after a deploy all of a worker's do, and the first are to be done before the
# last begin. One that takes longer waits for something, such as a database that hangs, and nobody waits for it.
RETURNING = 16
QUICK_SECONDS = 0.1


class Keeping:
    """The store of an app, in one worker.

    Args:
        store: the store.
        keys: the key ring's secrets, the newest first.
        clock: where time comes from.
        beginning: whose turn it is to begin with a page.
        has_others: whether the next worker that a page meets may be another one.

    Attributes:
        store: the same.
        snapshots: what is in it.
        writer: the way to it.
    """

    def __init__(self, store: Store, keys: Sequence[str], clock: Clock, beginning: InTurn, *, has_others: bool) -> None:
        self.store = store
        self.snapshots = Snapshots(keys, store, clock.wall)
        self.writer = Writer(self.snapshots, clock)
        self._clock = clock
        self._beginning = beginning
        self._returning = asyncio.Semaphore(RETURNING)
        self._has_others = has_others
        self._away_since: float | None = None

    @property
    def is_away(self) -> bool:
        """Whether the store was away when it was last asked."""
        return self._away_since is not None

    def seen(self, *, is_away: bool) -> bool:
        """The store was asked.

        Args:
            is_away: whether it did not answer.

        Returns:
            Whether a page that needs its state has to come again: the store has been away for a moment only.
        """
        if not is_away:
            self._away_since = None
            return False
        now = self._clock.now()
        self._away_since = now if self._away_since is None else self._away_since
        return now - self._away_since < PATIENCE

    async def take(self, belonging: Belonging) -> Taken:
        """Become the owner of a page's snapshot, once it is the page's turn to go on.

        Args:
            belonging: of what and whose it must be.

        Returns:
            As for `Snapshots.take`.

        Raises:
            StoreError: the store cannot be asked, now.
        """
        taken = await self.snapshots.take(belonging)
        self.seen(is_away=False)
        await self._beginning.turn()
        return taken

    @asynccontextmanager
    async def returning(self) -> AsyncIterator[None]:
        """One of the few that come back at the same time, for as long as it is quick."""
        await self._returning.acquire()
        place = ExitStack()
        place.callback(self._returning.release)
        given_back = asyncio.get_running_loop().call_later(QUICK_SECONDS, place.close)
        try:
            yield
        finally:
            given_back.cancel()
            place.close()

    async def written(self, visit: Visit) -> None:
        """Wait, not for long, until another worker could go on with a new page: it may be the one that it joins.

        Args:
            visit: the page.
        """
        if self._has_others and not self.is_away:
            with suppress(TimeoutError):
                async with asyncio.timeout(WRITTEN_SECONDS):
                    await visit.written()

    async def end_session(self, session: str) -> None:
        """What is kept of a browser session's pages is void: who is behind it has changed.

        Args:
            session: as it was before.
        """
        try:
            await self.snapshots.end_session(session)
        except StoreError as error:
            logger.warning("pages of a session that is over may come back with its old cookies: %s", error)

    async def close(self) -> None:
        """Write what the views that have ended have left."""
        await self.writer.close()
        with suppress(StoreError):
            await self.store.close()
