"""Views for pages whose WebSockets are blocked."""

from __future__ import annotations

import logging

from liveview import LiveApp, LiveView, event, live, state

logger = logging.getLogger(__name__)

# More than comes in one piece, with characters that do not end where a piece does, and one that ends lines elsewhere.
MUCH = "ü€😀\u2028" * 50_000


class Counter(LiveView):
    """Counts clicks, and shows what is typed."""

    template_string = """
      <button lv-click="add">+</button> <b id="count">{{ count }}</b>
      <input lv-bind="text"> <i id="text">{{ text|length }}</i>
      <textarea lv-change="noted" name="note"></textarea>
      <a href="/other" lv-navigate>Other</a>
    """
    count: int = 0
    text: str = state("", bind=True)
    size: int = 0

    @event
    async def add(self) -> None:
        self.count += 1

    @event
    async def noted(self, note: str = "") -> None:
        self.size = len(note)

    async def terminate(self, reason: object) -> None:
        logger.warning("the counter has ended: %s", reason)


class Other(LiveView):
    """Where a link leads."""

    template_string = """
      <h2>Other</h2> <button lv-click="add">+</button> <b id="count">{{ count }}</b>
      <em lv-click="grow">much</em> <p>{{ text }}</p>
    """
    count: int = 100
    text: str = ""

    @event
    async def grow(self) -> None:
        self.text = MUCH

    @event
    async def add(self) -> None:
        self.count += 1


app = LiveApp(routes=[live("/", Counter), live("/other", Other)])
