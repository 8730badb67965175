"""Controls around the caller's own: a search and a switch."""

from __future__ import annotations

from liveview import Component, prop


class Search(Component, styles=["../kit.css", "controls.css"]):
    """A search around an input of the caller's, `<input type="search" lv-bind="query">`.

    So what is searched for is a field of the caller, sent as it is typed with the delay of every bound control, and in
    the URL where the field says so. A button and Esc empty it. Stateless.

    Args:
        label: what is searched, for screen readers, and for all unless the input has a placeholder.
        shown: how many were found.
        of: how many there are.
        found: what to say instead of these: "12 of 80".
    """

    template = "search.html"
    label: str
    shown: int | None = prop(None)
    of: int | None = prop(None)
    found: str = prop("")


class Switch(Component, styles=["../kit.css", "controls.css"]):
    """A switch around a checkbox of the caller's: `<input type="checkbox" role="switch" lv-bind="live">`. Stateless.

    Args:
        label: what is on or off.
        hint: a line below.
    """

    template = "switch.html"
    label: str
    hint: str = prop("")
