"""Menus: a button that offers some choices."""

from __future__ import annotations

from liveview import Component, prop


class Menu(Component, styles=["../kit.css", "controls.css"]):
    """A button with a menu: a native popover. Arrow keys, Home, End and letters move in it, Esc closes it.

    Its content is the caller's, and so are its events: buttons and links with `role="menuitem"`, and `<hr>` between
    them. It is stateless: whether it is open is the browser's.

    Args:
        id: the popover's id in the page.
        label: the button's text.
        icon: whether the button shows three dots, and `label` is for screen readers only.
    """

    template = "menu.html"
    id: str
    label: str
    icon: bool = prop(False)
