"""Looking again at a page whose socket is full: nobody says when it takes more."""

from __future__ import annotations

from collections.abc import Callable

from liveview.runtime.clock import Clock, Handle

# How long to look away from a page whose socket does not take what is written to it.
PRESSURE_INTERVAL = 0.1


class Glance:
    """One look, some time later, however often it was asked for.

    Args:
        clock: where time comes from.
        look: what is called then.
    """

    def __init__(self, clock: Clock, look: Callable[[], object]) -> None:
        self._clock = clock
        self._look = look
        self._later: Handle | None = None

    def later(self) -> None:
        """Look in a while."""
        if self._later is None:
            self._later = self._clock.call_later(PRESSURE_INTERVAL, self._now)

    def _now(self) -> None:
        self._later = None
        self._look()
