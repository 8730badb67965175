"""Charts of more rows than SVG is good for, that somebody changes by hand."""

from __future__ import annotations

import math

from liveview import LiveApp, LiveView, event, live, state
from liveview.ui import AreaChart, LineChart, Sparkline

COUNT = 20_000
Row = tuple[float, float | None, float | None]


def row(at: int) -> Row:
    """Two waves with gaps, and between two gaps a value by itself."""
    gap = 4_000 <= at % 10_000 < 5_000
    alone = at % 10_000 == 4_500
    y = round(40 + 30 * math.sin(at / 900), 2) if not gap or alone else None
    return at / 10, y, round(15 + 5 * math.cos(at / 400), 2)


class Painted(LiveView):
    template_string = """
      <h1>Signals</h1>
      <button id="step" lv-click="step">Step</button>
      <button id="many" lv-click="step" lv-value-times="300">Many</button>
      <button id="fewer" lv-click="fewer">Fewer</button>
      <button id="closer" lv-click="closer">Closer</button> <button id="flip" lv-click="flip">Flip</button>
      <button id="wide" lv-click="wide">Wide</button> <button id="cut" lv-click="cut">Cut</button>
      <b id="count">{{ count }}</b>
      <div id="lines">
        {{ LineChart(label="Signal", data=rows, y=["a", "b"], unit="%", low=0, high=high, span=span, limits=[80]) }}
      </div>
      <div id="areas">
        {{ AreaChart(label="Ground", data=rows, y=["a", "b"], stacked=stacked, low=0, high=100) }}
      </div>
      <p>Small {{ Sparkline(label="Small", data=rows) }}</p>
    """
    uses = [LineChart, AreaChart, Sparkline]
    count: int = COUNT
    high: float = 100
    span: float | None = None
    stacked: bool = True
    rows: list[Row] = state([], transient=True)

    def mount(self) -> None:
        self.rows = [row(at) for at in range(self.count)]

    async def restore(self) -> None:
        self.rows = [row(at) for at in range(self.count - COUNT, self.count)]

    @event
    async def step(self, times: int = 1) -> None:
        self.rows += [row(self.count + at) for at in range(times)]
        del self.rows[:times]
        self.count += times

    @event
    async def fewer(self) -> None:
        del self.rows[300:]

    @event
    async def closer(self) -> None:
        self.span, self.high = 50, 10_000  # of which the grid is another one

    @event
    async def flip(self) -> None:
        self.stacked = not self.stacked

    @event
    async def wide(self) -> None:
        self.span = 2_500

    @event
    async def cut(self) -> None:
        del self.rows[:200]  # so few that no text goes


app = LiveApp(routes=[live("/", Painted)])
