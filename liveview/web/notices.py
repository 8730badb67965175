"""What workers tell each other of browser sessions and pages: one is over, or has come back elsewhere."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import takewhile

from liveview.runtime.process import Process
from liveview.runtime.subscription import Gap
from liveview.runtime.topics import on

NOTICES = "liveview.notices"
SESSIONS = "liveview.sessions"
USERS = "liveview.users"
PAGES = "liveview.pages"
AGAIN = "liveview.sessions.again"

# Seconds for which it is known which sessions are over: whoever has missed some asks again as soon as there is a way.
# A broker that was away for longer is one whose return is looked after by somebody.
KNOWN_SECONDS = 600.0
# How many at most. Each is a person who has signed in or out here.
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Disconnected:
    """Somebody's pages are over.

    Attributes:
        sign: of who it is.
        at: when, in seconds since 1970: pages whose guards were asked later stay.
    """

    sign: str
    at: float


class Notices(Process):
    """Says and hears it.

    Args:
        end_session: called with the sign of a browser session that is over.
        end_user: called with what is known of somebody whose pages are over.
        end_page: called with the sign of a page that is in another worker now.
    """

    def __init__(
        self,
        end_session: Callable[[str], object],
        end_user: Callable[[Disconnected], object],
        end_page: Callable[[str], object],
    ) -> None:
        super().__init__(name=NOTICES)
        self._end_session = end_session
        self._end_user = end_user
        self._end_page = end_page
        self._over: deque[tuple[float, str | Disconnected]] = deque(maxlen=MOST)

    def session_over(self, session: str) -> None:
        """Tell all workers, this one too.

        Args:
            session: its id.
        """
        sign = sign_of(session)
        self._over.appendleft((self.clock.now(), sign))
        self.publish(SESSIONS, sign)

    def user_over(self, identity: str) -> None:
        """Tell all workers, this one too. From any thread.

        Args:
            identity: of whoever it is.
        """
        gone = Disconnected(sign_of(identity), self.clock.wall())
        self._over.appendleft((self.clock.now(), gone))
        self.publish(USERS, gone)

    def page_here(self, id: str) -> None:
        """Tell all other workers.

        Args:
            id: of its channel.
        """
        self.publish(PAGES, sign_of(id), to_self=False)

    async def info(self, message: object) -> None:
        """Something may have been missed: a session that is over, which is said again.

        A page that is elsewhere is seen at its next join or write.
        """
        if isinstance(message, Gap) and message.topic in (SESSIONS, USERS):
            self.publish(AGAIN, message.topic, to_self=False)
            self._say_again(message.topic)

    @on(SESSIONS)
    async def over(self, sign: str) -> None:
        """Somebody has signed in or out."""
        self._end_session(sign)

    @on(AGAIN)
    async def asked(self, topic: str) -> None:
        """Another worker may have missed some."""
        self._say_again(topic)

    def _say_again(self, topic: str) -> None:
        since = self.clock.now() - KNOWN_SECONDS
        for _, over in takewhile(lambda over: over[0] > since, list(self._over)):
            if topic == (SESSIONS if isinstance(over, str) else USERS):
                self.publish(topic, over, to_self=False)

    @on(USERS)
    async def sent_off(self, gone: Disconnected) -> None:
        """Somebody is to see nothing more."""
        self._end_user(gone)

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
