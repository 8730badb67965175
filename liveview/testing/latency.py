"""A slow link, by the clock of the test: what passes arrives later, and in the order in which it was sent."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from liveview.testing.clock import VirtualClock


class Link:
    """One direction of a connection.

    Args:
        clock: whose time it takes.

    Attributes:
        delay: seconds until something arrives; 0 is at once.
    """

    def __init__(self, clock: VirtualClock) -> None:
        self.delay = 0.0
        self._clock = clock
        self._underway: deque[Callable[[], None]] = deque()

    def __bool__(self) -> bool:
        """Whether something is on its way."""
        return bool(self._underway)

    def carry(self, arrive: Callable[[], None]) -> None:
        """Take something along.

        Args:
            arrive: is called when it is there.
        """
        if not self.delay and not self._underway:
            arrive()
            return
        underway = self._underway
        underway.append(arrive)
        # Of what is due at different times the first comes first, though it may have set out on a slower link.
        self._clock.call_later(self.delay, lambda: underway and underway.popleft()())

    def cut(self) -> None:
        """Lose what is on its way."""
        self._underway.clear()
        self._underway = deque()  # what was due for the old ones finds nothing, and not the next

    def hurry(self) -> None:
        """Let arrive what is on its way."""
        while self._underway:
            self._underway.popleft()()
