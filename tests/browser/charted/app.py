"""A chart that a library draws, and a view that pushes it points."""

from __future__ import annotations

import math
from pathlib import Path

from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from liveview import LiveApp, LiveView, event, live, state

FOLDER = Path(__file__).parent


class Signal(LiveView):
    template_string = """
      <h1>{{ count }} points</h1>
      {% if wide %}<p>The whole width.</p>{% endif %}
      <div id="chart" lv-hook="Chart" data-color="{{ color }}"></div>
      <button id="measure" lv-click="measure">Measure</button>
      <button id="paint" lv-click="paint">Paint</button>
      <button id="widen" lv-click="widen">Widen</button>
    """
    points: list[tuple[int, float]] = state([], transient=True)
    count: int = 0
    color: str = "teal"
    wide: bool = False

    def mount(self) -> None:
        self.points = [(at, math.sin(at / 10)) for at in range(100)]
        self.count = len(self.points)

    async def joined(self, resumed: bool) -> None:
        if not resumed:  # a page that comes back to this process has them, and gets what it missed
            self.push_event("history", self.points)

    @event
    async def measure(self) -> None:
        point = (self.count, math.sin(self.count / 10))
        self.points.append(point)
        self.count += 1
        self.push_event("point", point)

    @event
    async def paint(self) -> None:
        self.color = "crimson"

    @event
    async def widen(self) -> None:
        self.wide = not self.wide


app = LiveApp(
    routes=[live("/", Signal), Mount("/static", StaticFiles(directory=FOLDER))],
    templates=FOLDER,
    layout="layout.html",
)
