"""What has gone wrong in a view and is not over: logged, and in development shown in the page."""

from __future__ import annotations

import logging

from liveview.channel.outbox import Outbox
from liveview.channel.report import report
from liveview.errors import EventRefusedError
from liveview.protocol import frames

logger = logging.getLogger("liveview.channel")


class Faults:
    """The failures of one view, by what failed.

    Attributes:
        shown: whether they go to the page.

    Args:
        view: the class's name.
        outbox: where reports go.
        shown: whether they go to the page: in development only, they hold source.
    """

    def __init__(self, view: str, outbox: Outbox, *, shown: bool) -> None:
        self._view = view
        self._outbox = outbox
        self.shown = shown
        self._reports: dict[str, str] = {}

    def begin(self, what: str, error: Exception) -> None:
        """Something failed.

        Args:
            what: a handler, a timer or the template, as in "event `add`".
            error: what it raised.
        """
        if isinstance(error, EventRefusedError):
            logger.warning("%s refused what the client sent: %s", self._view, error)
        else:
            logger.error("%s: %s failed; the mistake is in the app's code", self._view, what, exc_info=error)
        if self.shown:
            self._reports[what] = frames.report_frame(report(error, f"{self._view}: {what}"))
            self._outbox.send(self._reports[what])

    def shown_of(self, error: BaseException) -> str:
        """What the page may say of an error: nothing, unless one develops."""
        return f"{type(error).__name__}: {error}" if self.shown else ""

    def end(self, what: str) -> None:
        """It ran to its end this time."""
        if self._reports.pop(what, None) is not None:
            self._outbox.send(next(reversed(self._reports.values()), None) or frames.report_frame(None))

    def repeat(self) -> None:
        """Shows the newest to a page that has just connected."""
        if self._reports:
            self._outbox.send(next(reversed(self._reports.values())))
