"""What has gone wrong in a view and is not over: logged, and in development shown in the page."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from liveview.channel.lane import Line
from liveview.channel.report import report
from liveview.errors import EventRefusedError, worded
from liveview.protocol import frames

logger = logging.getLogger("liveview.channel")

# A timer may fail sixty times a second: of what fails again and again, so many are logged in so many seconds.
MOST = 10
WITHIN = 10.0


class Quiet:
    """Keeps what repeats itself out of the log.

    Args:
        now: the time in seconds.
    """

    __slots__ = ("_now", "_said")

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._said: dict[str, tuple[float, int]] = {}

    def count(self, what: str) -> int | None:
        """Counts something that is to be logged.

        Returns:
            How often it was left out before; None where it is left out this time.
        """
        now = self._now()
        begun, times = self._said.get(what, (now, 0))
        if now - begun > WITHIN:
            self._said[what] = now, 1
            return max(times - MOST, 0)
        self._said[what] = begun, times + 1
        return 0 if times < MOST else None


class Faults:
    """The failures of one view, by what failed.

    Attributes:
        shown: whether they go to the page.

    Args:
        view: the class's name.
        outbox: where reports go.
        shown: whether they go to the page: in development only, they hold source.
        now: the time in seconds, which decides how much is logged.
    """

    __slots__ = ("_now", "_outbox", "_quiet", "_reports", "_view", "shown")

    def __init__(self, view: str, outbox: Line, *, shown: bool, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._quiet: Quiet | None = None  # made with the first: most pages have none
        self._view = view
        self._outbox = outbox
        self.shown = shown
        self._reports: dict[str, str] | None = None

    def begin(self, what: str, error: Exception) -> None:
        """Something failed.

        Args:
            what: a handler, a timer or the template, as in "event `add`".
            error: what it raised.
        """
        self._log(what, error)
        if self.shown:
            frame = frames.report_frame(report(error, f"{self._view}: {what}"))
            self._reports = {**(self._reports or {}), what: frame}
            self._outbox.send(frame)

    def _count(self, what: str) -> int | None:
        self._quiet = self._quiet or Quiet(self._now)
        return self._quiet.count(what)

    def _log(self, what: str, error: Exception) -> None:
        is_refused = isinstance(error, EventRefusedError)
        left_out = self._count("" if is_refused else what)  # a client may send any name
        if left_out is None:
            return
        more = f" ({left_out} more were not logged)" if left_out else ""
        if is_refused:
            logger.warning("%s refused what the client sent: %s%s", self._view, error, more)
        else:
            logger.error("%s: %s failed; the mistake is in the app's code%s", self._view, what, more, exc_info=error)

    def slow(self, method: str, seconds: float) -> None:
        """A method is not done yet.

        Args:
            method: which.
            seconds: how long it has taken so far.
        """
        if self._count(f"slow {method}") is not None:
            logger.warning(
                "%s: %s has not returned after %g s, and its page waits for it. What takes so long belongs in the "
                "background: `self.result.run(…)` of a field `result: Async[…]`.",
                *(self._view, method, seconds),
            )

    def shown_of(self, error: BaseException) -> str:
        """What the page may say of an error: nothing, unless one develops."""
        return f"{type(error).__name__}: {worded(error, str)}" if self.shown else ""

    def end(self, what: str) -> None:
        """It ran to its end this time."""
        if self._reports and self._reports.pop(what, None) is not None:
            self._outbox.send(next(reversed(self._reports.values()), None) or frames.report_frame(None))

    def repeat(self) -> None:
        """Shows the newest to a page that has just connected."""
        if self._reports:
            self._outbox.send(next(reversed(self._reports.values())))
