"""A number and a button: the smallest whole view."""

from __future__ import annotations

from liveview import LiveView, event


class Counter(LiveView, styles="measuring.css"):
    """Counts clicks."""

    page_title = "Counter"
    count: int = 0

    @event
    async def inc(self) -> None:
        self.count += 1
