"""Tabs: one panel of several, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liveview import Component, computed, event, prop


class Tabs(Component, styles=["../kit.css", "controls.css"]):
    """Tabs above a panel. The content is called with the name of the open tab, and only that is rendered.

    Which tab is open is the component's own state, unless the caller says otherwise: with `param` it stands in the URL
    and the tabs are links, with `on_select` an event of the caller decides. Then `selected` says which it is.

    Args:
        id: what the ids of the tabs and of the panel begin with.
        label: what the tabs are about, for screen readers.
        tabs: the tabs' texts by name; a name is one word.
        selected: which one is open, or open first; the first of them without.
        param: the query parameter that `selected` stands in, as a `state(…, url=True)` of the view.
        on_select: an event of the caller that takes `tab: str`.
        counts: a figure beside a tab's text, by name.
    """

    template = "tabs.html"
    emits = ["on_select"]
    id: str
    label: str
    tabs: Mapping[str, str]
    selected: str = prop("")
    param: str = prop("")
    on_select: str = prop("")
    counts: Mapping[str, int] = prop({})
    own: str = ""

    @computed
    def current(self) -> str:
        is_callers = self.param or self.on_select
        wanted = self.selected if is_callers else self.own or self.selected
        return wanted if wanted in self.tabs else next(iter(self.tabs), "")

    @event("select")
    async def _select(self, tab: str) -> None:
        if tab not in self.tabs:
            return  # it was there when somebody clicked
        if self.param:
            query: dict[str, Any] = {self.param: tab}
            self.live.patch(**query)
        else:
            self.own = tab
