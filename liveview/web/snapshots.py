"""Snapshots in the store: sealed, and for the page of one browser session only."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from sys import intern

from liveview.errors import TokenError
from liveview.seal import Seal
from liveview.store import FIRST, Store, Taken
from liveview.view.live_view import LiveView
from liveview.web.notices import sign_of

logger = logging.getLogger("liveview.web")

# Seconds after which a page that nobody came back to begins anew: a laptop may sleep over night.
SECONDS = 24 * 3600.0
# The same of a page that never connected: a slow phone's, or a robot's, of which there may be many.
UNJOINED_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Belonging:
    """What a snapshot is of, and whose: for anybody and anything else it does not open.

    Attributes:
        key: its entry in the store: what the page's join token names.
        view: the class, with its module.
        fingerprint: of what the class keeps (`Schema.fingerprint`): another version of it begins anew.
        session: the browser session.
        prefix: where the app is mounted.
    """

    key: str
    view: str
    fingerprint: bytes
    session: str
    prefix: str = ""

    @classmethod
    def of(cls, key: str, view: type[LiveView], session: str, prefix: str) -> Belonging:
        """What belongs to a page of a view, whose template is compiled: that says more of what is kept."""
        name = intern(f"{view.__module__}.{view.__qualname__}")  # one text for all of its pages
        return cls(key, name, view._spec.snapshot.fingerprint, session, prefix)

    @classmethod
    def of_part(cls, key: str, session: str, prefix: str) -> Belonging:
        """What belongs to a live part of an ordinary page: its key says which class and version it is of."""
        return cls(key, "a live part", b"", session, prefix)

    @property
    def binding(self) -> bytes:
        """All of it, each part with its length: no two belongings have the same."""
        key, view, session, prefix = map(str.encode, (self.key, self.view, self.session, self.prefix))
        parts = (key, view, self.fingerprint, session, prefix)
        return b"".join(len(part).to_bytes(4) + part for part in parts)


class Snapshots:
    """Keeps sealed snapshots.

    Args:
        keys: the key ring's secrets, the newest first.
        store: where.
        wall: the time in seconds since 1970.
    """

    def __init__(self, keys: Sequence[str], store: Store, wall: Callable[[], float] = time.time) -> None:
        self._seal = Seal(keys, "snapshot", wall)
        self._store = store

    async def put(self, belonging: Belonging, snapshot: bytes, *, fence: int, expires_in: float = SECONDS) -> None:
        """Keep a snapshot instead of the one before.

        Args:
            belonging: of what and whose it is.
            snapshot: the state.
            fence: its owner's number, as the store has it.
            expires_in: seconds for which it can be taken.

        Raises:
            StoreError: as for the store's `put`.
        """
        sealed = self._seal.seal_bytes(snapshot, bound_to=belonging.binding, expires_in=expires_in)
        await self._store.put(belonging.key, sealed, fence=fence, expires_in=expires_in)

    async def take(self, belonging: Belonging) -> Taken:
        """Become the owner of a page's snapshot.

        Args:
            belonging: of what and whose it must be.

        Returns:
            The state, and the number to write with. There is no state where none was kept, or only one that does not
            open: it is of another version or too old, or its session is over, and the log says so.

        Raises:
            StoreError: as for the store's `take` and `get`.
        """
        sealed, fence = await self._store.take(belonging.key)
        if sealed is None:
            return Taken(None, fence)
        try:
            opened = self._seal.open_bytes(sealed, bound_to=belonging.binding)
        except TokenError as error:
            logger.info("a snapshot of %s is not used: %s", belonging.view, error)
            return Taken(None, fence)
        if await self._store.get(_over(belonging.session)) is not None:
            logger.info("a snapshot of %s is not used: its browser has signed in or out since", belonging.view)
            return Taken(None, fence)
        return Taken(opened, fence)

    async def own(self, belonging: Belonging) -> int:
        """Become the owner of a snapshot that is not needed: its page is here.

        Args:
            belonging: of what it is.

        Returns:
            The number to write with.

        Raises:
            StoreError: as for the store's `take`.
        """
        return (await self._store.take(belonging.key)).fence

    async def end_session(self, session: str) -> None:
        """Open no snapshot of a browser session any more, in any worker: it has signed in or out.

        Which pages it has is known nowhere, so the session is remembered, for as long as a snapshot is kept.

        Args:
            session: as it was before.

        Raises:
            StoreError: as for the store's `put`.
        """
        await self._store.put(_over(session), b"over", fence=FIRST, expires_in=SECONDS)

    async def delete(self, belonging: Belonging, *, fence: int) -> None:
        """Forget a snapshot: its page was left.

        Args:
            belonging: whose it is.
            fence: its owner's number.

        Raises:
            StoreError: as for the store's `delete`.
        """
        await self._store.delete(belonging.key, fence=fence)


def _over(session: str) -> str:
    """The entry of a session that is over: who can read the store learns no session from it."""
    return f"over {sign_of(session)}"
