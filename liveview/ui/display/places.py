"""What stands where there is nothing to see yet, nothing at all, or something went wrong."""

from __future__ import annotations

from typing import Any, Literal

from liveview import Component, prop
from liveview.ui.display.sheets import SHEETS


class Skeleton(Component, styles=SHEETS):
    """The outline of what is on its way.

    Args:
        lines: how many lines of text it stands for.
        shape: `"text"`, `"rows"` of a table, or one `"block"`: a chart, a picture.
        label: what a screen reader says.
    """

    lines: int = prop(3)
    shape: Literal["text", "rows", "block"] = prop("text")
    label: str = prop("Loading…")


class EmptyState(Component, styles=SHEETS):
    """That there is nothing, and what to do about it: what stands in the call, a button or a link.

    Args:
        heading: what there is nothing of.
        text: why, or what would bring something.
    """

    heading: str
    text: Any = prop("")


class ErrorPanel(Component, styles=SHEETS):
    """That something went wrong, and a button that tries again.

    Args:
        heading: what went wrong.
        error: more about it: a text or an exception.
        on_retry: the caller's event that the button sends; `""` for no button.
        what: which of several it is; the event brings it along as `what`.
        button: what the button says.
    """

    emits = ("on_retry",)
    heading: str = prop("This could not be loaded")
    error: Any = prop("")
    on_retry: str = prop("")
    what: str = prop("")
    button: str = prop("Try again")
