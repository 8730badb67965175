"""An app of a framework whose rules are switched off: what no author can do, for the checks that look for it."""

from __future__ import annotations

import os
from multiprocessing import parent_process

from liveview import LiveApp, LiveView, event, live
from liveview.view.events import EventHandler
from liveview.web import tokens

# In the process that serves alone: whoever attacks reads of the class what it declares.
IS_BROKEN = os.environ.get("MISTAKES") == "all" and parent_process() is not None


class Page(LiveView):
    template_string = "<button lv-click='add'>+1</button>{{ count }}"
    count: int = 0

    @event
    async def add(self) -> None:
        self.count += 1

    @event
    async def stop(self, text: str = "") -> None:
        if IS_BROKEN and len(text) > 30_000:
            os._exit(3)

    def clear(self) -> None:
        self.count = 0


if IS_BROKEN:
    tokens.binding = lambda session, prefix: b""
    Page._spec.events["clear"] = EventHandler("clear", "clear", Page.clear, "Page")

app = LiveApp(routes=[live("/", Page)])
