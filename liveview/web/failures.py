"""Which pages keep failing: a view that crashes again and again comes back only where somebody asks for it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from liveview.channel.limits import Limits
from liveview.runtime.clock import Clock
from liveview.runtime.intensity import Intensity

# One browser session at one path; a URL's query makes no other page of it.
Page = tuple[str, str]

# Pages that are remembered. Each has crashed within the last minute, or nobody has come back to it since.
MOST = 1000


@dataclass
class Crashes:
    """Those of one page. `is_over`: its page is told to load anew, and gets the error page, once."""

    counted: Intensity
    is_over: bool = False


class Failures:
    """The crashes of views by page, in this worker.

    Args:
        clock: where time comes from.
        limits: how many are too many.

    Attributes:
        clock: the same.
    """

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self.clock = clock
        self._limits = limits
        self._pages: OrderedDict[Page, Crashes] = OrderedDict()

    def add(self, page: Page) -> bool:
        """A view has crashed.

        Args:
            page: whose.

        Returns:
            Whether its page may ask for another one by itself.
        """
        crashes = self._pages.get(page)
        if crashes is None:
            crashes = self._pages[page] = Crashes(Intensity(self._limits.max_restarts, self._limits.view_seconds))
        self._pages.move_to_end(page)
        if len(self._pages) > MOST:
            self._pages.popitem(last=False)
        crashes.is_over = not crashes.counted.allows(self.clock.now())
        return not crashes.is_over

    def take(self, page: Page) -> bool:
        """Whether a page gets the error page instead of a view. The next time somebody has asked for it: it is tried.

        Args:
            page: which.
        """
        crashes = self._pages.get(page)
        if crashes is None or not crashes.is_over:
            return False
        crashes.is_over = False
        return True
