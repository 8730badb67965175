"""Where notices stand, and for how long."""

from __future__ import annotations

from liveview import Component, prop


class Toasts(Component, styles=["../kit.css", "controls.css"]):
    """The place of what `self.flash` says, in a corner of the window. Stateless.

    A notice goes after a while, later the longer it is, and by its button or Esc; not while somebody points at one, is
    in one with the keyboard, or has the page out of sight. One of kind `error` stays until it is dismissed.

    Of several places the first in the document counts: one in a view comes before one of the layout that stands below.

    Args:
        label: what the place is called, for screen readers.
        seconds: how long an empty notice would stay; 0 if all are to stay.
    """

    template = "toasts.html"
    label: str = prop("Notices")
    seconds: float = prop(5)
