"""Dialogs: what stands in front of a page until it is done with."""

from __future__ import annotations

from typing import Any, Literal

from liveview import Component, computed, prop


class Modal(Component, styles=["../kit.css", "controls.css"]):
    """A dialog in front of the page, which waits meanwhile: a native `<dialog>`.

    It is open while `open` is true, or since somebody opened it without the server:
    `JS.dispatch("ui-open", to="#edit")`. Esc, a click beside it and its button close it; then the event named by
    `on_close` is sent. Its content is always in the page, so that what is typed there outlives updates and being
    closed.

    Args:
        id: the dialog's id in the page.
        heading: what it is about.
        open: whether the view wants it open.
        on_close: an event of the caller: somebody closed it. Without one only the browser knows that it is open.
        footer: a macro: what stands below the content, as buttons.
    """

    template = "dialog.html"
    emits = ["on_close"]
    id: str
    heading: str
    open: bool = prop(False)
    on_close: str = prop("")
    footer: Any = prop(None)

    @computed
    def look(self) -> str:
        return "ui-modal"


class Drawer(Modal, styles=["../kit.css", "controls.css"]):
    """A `Modal` that comes in from a side.

    Args:
        side: where from: "end" is the right in a text that is read from the left.
    """

    side: Literal["start", "end"] = prop("end")

    @computed
    def look(self) -> str:
        return f"ui-drawer ui-drawer-{self.side}"
