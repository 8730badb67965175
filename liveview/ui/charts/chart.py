"""What all charts have in common: the states of data that is on its way, or could not be loaded."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from liveview import Async, Component, prop
from liveview.ui.charts.shown import Shown, Trouble
from liveview.ui.display import ErrorPanel, Skeleton

SHEETS = ("../kit.css", "charts.css")


class Again(Component, styles=SHEETS):
    """A button that tries again, as small as a word.

    Args:
        on_retry: the caller's event.
        what: which of several it is.
    """

    template_string = """
      <button type="button" lv-click="^{{ on_retry }}" {% if what %}lv-value-what="{{ what }}"{% endif %}>{{ word }}
      </button>
    """
    word: ClassVar[str] = "Try again"
    emits = ("on_retry",)
    on_retry: str
    what: str = prop("")


class Chart(Component, styles=SHEETS):
    """A chart of whatever kind. It has no event: that of `on_retry` goes from the panel with the button to the caller.

    Args:
        on_retry: the caller's event for another try, which a button sends where the data is an `Async` that has failed.
        what: which of several it is; the event brings it along as `what`.
        error: what is said where the data could not be loaded.
        details: whether the exception's own text stands below that: it may say what is nobody's business, such as
            names of hosts and queries.
    """

    template_string = ""
    uses = (Again, ErrorPanel, Skeleton)

    on_retry: str = prop("")
    what: str = prop("")
    error: str = prop("This could not be loaded")
    details: bool = prop(False)

    def _in_state(self, shown: Shown, given: Any) -> Shown:
        """What is shown of data, and how it is with that: the very thing where it says so already."""
        state = state_of(given)
        if state == shown.state:
            return shown
        trouble = Trouble(self.error, given.error if self.details else "", self.on_retry, self.what)
        return replace(shown, state=state, trouble=trouble if state == "failed" else None)


def come(given: Any) -> Any:
    """What has come of a chart's data; None where nothing has."""
    return given.value if isinstance(given, Async) else given


def state_of(given: Any) -> str:
    """How it is with a chart's data: "loading", "failed", or an empty text where it is there."""
    if isinstance(given, Async):
        return "failed" if given.failed else "" if given.ok else "loading"
    return "loading" if given is None else ""
