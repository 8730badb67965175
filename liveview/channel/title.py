"""The title of the document, as the view says it."""

from __future__ import annotations

from functools import lru_cache

from liveview.channel.faults import Faults
from liveview.channel.outbox import Outbox
from liveview.protocol import frames
from liveview.view.live_view import LiveView
from liveview.view.names import snake_case


class Title:
    """What the page was last told.

    Args:
        view: the user's object.
        outbox: where frames go.
        faults: where mistakes go.
        is_shown: whether the title is the view's to say.

    Attributes:
        text: the title.
    """

    __slots__ = ("_faults", "_is_shown", "_outbox", "_view", "text")

    def __init__(self, view: LiveView, outbox: Outbox, faults: Faults, *, is_shown: bool) -> None:
        self.text = ""
        self._view = view
        self._outbox = outbox
        self._faults = faults
        self._is_shown = is_shown

    def begin(self) -> None:
        """The view is mounted. What its title raises is the caller's."""
        self.text = self._wanted()

    def follow(self) -> None:
        """Tells the page where it is another one by now."""
        try:
            title = self._wanted()
        except Exception as error:
            self._faults.begin("page_title", error)
            return
        self._faults.end("page_title")
        if title != self.text:
            self.text = title
            self.repeat()

    def repeat(self) -> None:
        """Tells the page the title that it should have."""
        if self._is_shown:
            self._outbox.send(frames.title_frame(self.text))

    def _wanted(self) -> str:
        title = self._view.page_title
        return str(title) if title else _title_of(type(self._view).__name__)


@lru_cache(maxsize=1024)
def _title_of(name: str) -> str:
    """A class's name as a title: one text for all of its pages."""
    return snake_case(name).replace("_", " ").capitalize()
