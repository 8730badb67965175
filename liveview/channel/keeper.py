"""When a page is kept: soon after somebody has done or said something, now and then as it changes by itself."""

from __future__ import annotations

from typing import Literal, Protocol, TypeAlias

from liveview.channel.limits import Limits
from liveview.runtime.clock import Clock, Handle

# By whom: somebody at the page, somebody elsewhere, or a timer.
Change: TypeAlias = Literal["done", "heard", "timed"]

# By how much of its time a page may be kept earlier, and by how many seconds at most. So many pages are kept together,
# and written together, which takes a fifth; while they are packed everybody else waits.
EARLY, EARLIEST = 1 / 5, 1 / 10


class Keepable(Protocol):
    """A page that another process could go on with."""

    def keep_soon(self) -> bool:
        """Have it kept between two messages; whether it will be."""
        ...


class Keeper:
    """Asks for what is kept of a page, as seldom as will do.

    Args:
        clock: where time comes from.
        limits: how long a change may wait.
        page: what is kept.
    """

    __slots__ = ("_clock", "_due", "_is_over", "_limits", "_page", "_timer")

    def __init__(self, clock: Clock, limits: Limits, page: Keepable) -> None:
        self._clock = clock
        self._limits = limits
        self._page = page
        self._timer: Handle | None = None
        self._due = 0.0
        self._is_over = False

    def changed(self, how: Change) -> None:
        """What is kept is out of date.

        Args:
            how: what has changed it.
        """
        limits = self._limits
        seconds = limits.keep_within if how == "done" else limits.keep_heard if how == "heard" else limits.keep_every
        due = self._clock.now() + seconds
        if not self._is_over and (self._timer is None or due < self._due):
            self._plan(self._clock.together(due, -min(seconds * EARLY, EARLIEST)))

    def now(self) -> None:
        """The page is away: nothing waits any more."""
        if not self._is_over:
            self._cancel()
            self._fire()

    def close(self) -> None:
        """Nothing is kept any more: the process ends, and its connection may end after it."""
        self._is_over = True
        self._cancel()

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _plan(self, due: float) -> None:
        self._cancel()
        self._due = due
        self._timer = self._clock.call_later(due - self._clock.now(), self._fire)

    def _fire(self) -> None:
        self._timer = None
        if not self._page.keep_soon():
            self.changed("done")  # too much mail waits
