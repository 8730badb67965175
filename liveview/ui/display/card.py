"""What belongs together, in a frame."""

from __future__ import annotations

from typing import Any, Literal

from liveview import Component, prop
from liveview.ui.display.sheets import SHEETS


class Card(Component, styles=SHEETS):
    """A part of a page with a heading; what stands in the call is its body.

    Args:
        heading: what it is about; `""` for a frame alone.
        level: of the heading, 2 to 4.
        note: a few words beside the heading.
        actions: a macro: buttons and links at the end of the heading's line.
        footer: a macro: what stands below the body.
        flush: the body goes to the frame's edges: for a table.
    """

    heading: str = prop("")
    level: Literal[2, 3, 4] = prop(2)
    note: Any = prop("")
    actions: Any = prop(None)
    footer: Any = prop(None)
    flush: bool = prop(False)
