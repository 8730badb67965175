"""The pages of one worker with their visits: found by process, by browser session and by who looks at them."""

from __future__ import annotations

from collections.abc import Callable

from liveview.channel.channel import HANDED_OVER, MOVED, Channel
from liveview.channel.views import Views
from liveview.errors import ProcessError
from liveview.web.notices import Disconnected, sign_of
from liveview.web.visit import Visit

# By so much machines' clocks may differ.
SKEW_SECONDS = 2.0


class Visits:
    """What is known of the pages that are here.

    Args:
        views: their processes.
        of_session: how many one browser may have.
    """

    def __init__(self, views: Views, of_session: int) -> None:
        self._views = views
        self._most = of_session
        # By process and not by its id: one that ends slowly has that of another, which goes on with its page.
        self._visits: dict[Channel, Visit] = {}
        self._by_sign: dict[str, Channel] = {}
        self._count: dict[str, int] = {}  # by browser session
        views.on_ended = self._left

    def add(self, channel: Channel, visit: Visit) -> None:
        """Keep a mounted channel for its page's join, unless it has ended meanwhile: nobody would hear of its end.

        Args:
            channel: the channel.
            visit: its site.

        Raises:
            ProcessError: where there is no room.
        """
        if channel.exit_reason is not None:
            return
        self._make_room(visit.session)
        self._views.park(channel)
        self._visits[channel] = visit
        self._by_sign[sign_of(channel.id)] = channel
        self._count[visit.session] = self._count.get(visit.session, 0) + 1

    def get(self, id: str) -> tuple[Channel, Visit] | None:
        """A channel and its visit, while it lives."""
        channel = self._views.get(id)
        visit = None if channel is None else self._visits.get(channel)
        return None if channel is None or visit is None else (channel, visit)

    def all(self) -> list[tuple[Channel, Visit]]:
        """The channels that live, with their visits."""
        return [found for found in self._visits.items() if self._views.get(found[0].id) is found[0]]

    def knows(self, session: str | None) -> bool:
        """Whether a browser has pages here: its session is none that somebody has made up."""
        return session in self._count

    def end_page(self, sign: str) -> None:
        """A page is in another worker now.

        Args:
            sign: what stands for it.
        """
        channel = self._by_sign.get(sign)
        if channel is not None:
            self._views.end(channel, MOVED)

    def hand_over(self, sign: str, then: Callable[[], object]) -> None:
        """A page has come back to another worker, which waits for what was done here.

        Args:
            sign: what stands for it.
            then: called once it is written; not at all where it is not here.
        """
        channel = self._by_sign.get(sign)
        if channel is not None:
            channel.on_exit(lambda _: then())
            self._views.end(channel, HANDED_OVER)

    def end_session(self, sign: str) -> None:
        """A browser session is over: its pages are loaded anew.

        Args:
            sign: what stands for it.
        """
        for channel, visit in self.all():
            if sign_of(visit.session) == sign:
                channel.exit("left" if visit.is_leaving else "signed out")

    def end_user(self, gone: Disconnected) -> None:
        """Somebody's pages are loaded anew.

        Args:
            gone: whose, and when that was said.
        """
        for channel, visit in self.all():
            if visit.checked_at <= gone.at + SKEW_SECONDS and sign_of(channel.request.identity) == gone.sign:
                channel.exit("signed out")

    def _make_room(self, session: str) -> None:
        """A browser gets one more page: where it has as many as it may, one of those that are not connected ends."""
        if self._count.get(session, 0) < self._most:
            return
        if not self._views.evict([channel.id for channel, visit in self._visits.items() if visit.session == session]):
            raise ProcessError(f"a browser has {self._most} connected pages, its limit (Limits.session_views)")

    def _left(self, channel: Channel) -> None:
        visit = self._visits.pop(channel, None)
        if visit is None:
            return
        sign = sign_of(channel.id)
        if self._by_sign.get(sign) is channel:
            del self._by_sign[sign]
        left = self._count.pop(visit.session) - 1
        if left:
            self._count[visit.session] = left
