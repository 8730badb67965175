"""An app of which one process never ends by itself, whatever it is told, and may."""

from __future__ import annotations

import asyncio

from liveview import LiveApp, Process


class Lingering(Process, shutdown=None):
    """Has as long as it takes for its last word, and does not come to an end with it."""

    async def terminate(self, reason: object) -> None:
        await asyncio.Event().wait()


app = LiveApp(children=[Lingering()])
