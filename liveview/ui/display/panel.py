"""Something that is loaded in the background, in each of its states."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from liveview import Async, Component, prop
from liveview.ui.display.places import EmptyState, ErrorPanel, Skeleton
from liveview.ui.display.sheets import SHEETS


def is_empty(value: object) -> bool:
    """Whether there is nothing to show: None, or something of no length."""
    if value is None:
        return True
    try:
        return len(value) == 0  # type: ignore[arg-type]
    except TypeError:
        return False  # a number, an object: that is something, and be it 0


class Panel(Component, styles=SHEETS):
    """A card around an `Async`: a skeleton while it loads, its value in what stands in the call, or why there is none.

    `{% call(orders) Panel(heading="Orders", data=orders, on_retry="load") %}…{% endcall %}`. While it loads again, what
    was there stays.

    Args:
        data: the `Async`.
        heading: what it is about.
        note: a few words beside the heading.
        actions: a macro: buttons and links at the end of the heading's line.
        on_retry: the caller's event that a button sends where it has failed; `""` for no button.
        what: which of several it is; the event brings it along as `what`.
        empty: what is said where there is nothing.
        error: what is said where it could not be loaded.
        details: whether the exception's own text stands below that: it may say what is nobody's business, such as
            names of hosts and queries.
        shape: the skeleton's: `"text"`, `"rows"` or `"block"`.
        lines: how many of them.
        flush: the body goes to the frame's edges: for a table.
    """

    uses = (Skeleton, EmptyState, ErrorPanel)
    emits = ("on_retry",)
    is_empty: ClassVar = staticmethod(is_empty)
    data: Async[Any]
    heading: str = prop("")
    note: Any = prop("")
    actions: Any = prop(None)
    on_retry: str = prop("")
    what: str = prop("")
    empty: str = prop("Nothing here yet")
    error: str = prop("This could not be loaded")
    details: bool = prop(False)
    shape: Literal["text", "rows", "block"] = prop("text")
    lines: int = prop(3)
    flush: bool = prop(False)
