"""What workers tell each other of browser sessions and pages: one is over, or has come back elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from liveview.runtime.process import Process
from liveview.runtime.topics import on

NOTICES = "liveview.notices"
SESSIONS = "liveview.sessions"
PAGES = "liveview.pages"


class Notices(Process):
    """Says and hears it.

    Args:
        end_session: called with the sign of a browser session that is over.
        end_page: called with the sign of a page that is in another worker now.
    """

    def __init__(self, end_session: Callable[[str], object], end_page: Callable[[str], object]) -> None:
        super().__init__(name=NOTICES)
        self._end_session = end_session
        self._end_page = end_page

    def session_over(self, session: str) -> None:
        """Tell all workers, this one too.

        Args:
            session: its id.
        """
        self.publish(SESSIONS, sign_of(session))

    def page_here(self, id: str) -> None:
        """Tell all other workers.

        Args:
            id: of its channel.
        """
        self.publish(PAGES, sign_of(id), to_self=False)

    async def info(self, message: object) -> None:
        """Something may have been missed: a page that was elsewhere is seen at its next join or write."""

    @on(SESSIONS)
    async def over(self, sign: str) -> None:
        """Somebody has signed in or out."""
        self._end_session(sign)

    @on(PAGES)
    async def elsewhere(self, sign: str) -> None:
        """A page has come back to another worker."""
        self._end_page(sign)


def sign_of(id: str) -> str:
    """What stands for a browser session or a page where others may read it.

    Args:
        id: what opens it.
    """
    return hashlib.sha256(f"liveview {id}".encode()).hexdigest()
