"""Panels that crash, block, flood and leak beside others that do not notice: what isolation and supervision are for.

For a demo. A visitor acts on no page but their own; all pages of the worker share its loop, though, and one button
blocks that for a second. `CHAOS=0` in the environment leaves the page out.
"""

from __future__ import annotations

from example_app.views.felt import Calm
from example_app.views.healing import Healing
from example_app.views.troubles import Block, Crash, Flood, Leak
from liveview import Limits, LiveView, event

OFTEN = Limits().max_restarts + 1


class Chaos(LiveView, styles="chaos.css"):
    """The page. It only shows the panels, and passes on what one of them asks for."""

    page_title = "Chaos"
    uses = [Crash, Block, Flood, Leak, Calm, Healing]

    @event
    async def crash_often(self) -> None:
        for number in range(OFTEN):
            self.live.send_after(0.5 * number, "crash")

    async def info(self, message: str) -> None:
        self.live.send(Crash, message)
