"""W4: a line chart of 600 points and three series that gets a point ten times a second. Bytes, server and browser."""

from __future__ import annotations

import gc
import math
import statistics
import time
from typing import Any, NamedTuple

from playwright.sync_api import sync_playwright

from bench.figures import Figure, median_figure
from liveview import LiveApp, LiveView, event, live, state
from liveview.engine import Rendering
from liveview.protocol.frames import patch_frame
from liveview.ui import LineChart
from liveview.view.template import Templates
from tests.browser.conftest import launch_arguments
from tests.browser.server import serve

POINTS = 600
MANY = 20_000  # which a canvas has
FOUR_DIGITS = 1000
ROUND = 160  # of which ten are those that make one piece of sixteen

# Clicks, and waits for the point: how long the client took for the message, and how many nodes it has changed.
POINTS_COME = """async (times) => {
  const samples = [];
  const shown = document.querySelector("#count");
  let touched = 0;
  const count = (records) => records.forEach(({ addedNodes, removedNodes }) => {
    touched += addedNodes.length + removedNodes.length || 1;
  });
  const changes = new MutationObserver(count);
  changes.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  for (let time = 0; time < times; time++) {
    touched = 0;
    const done = new Promise((resolve) => {
      const observer = new MutationObserver(() => { observer.disconnect(); resolve(); });
      observer.observe(shown, { characterData: true, childList: true, subtree: true });
    });
    window.taken.length = 0;
    document.querySelector("#step").click();
    await done;
    await new Promise((resolve) => setTimeout(resolve));
    count(changes.takeRecords());
    samples.push([window.taken[0], touched]);
  }
  return samples;
}"""

TIMED = """
window.taken = [];
const { get, set } = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
Object.defineProperty(WebSocket.prototype, "onmessage", { get, set(handler) {
  set.call(this, (event) => {
    const start = performance.now();
    handler.call(this, event);
    window.taken.push(performance.now() - start);
  });
} });
"""


class Sample(NamedTuple):
    """One reading."""

    at: float
    cpu: float
    memory: float
    disk: float


def sample(number: int) -> Sample:
    """The reading of a tenth of a second."""
    return Sample(
        1.7e9 + number / 10,
        round(50 + 30 * math.sin(number / 20) + 5 * math.sin(number * 1.7), 2),
        round(40 + number % 7 + 3 * math.sin(number / 50), 2),
        round(20 + 10 * math.cos(number / 33), 2),
    )


class Window(LiveView):
    """The last minute of a machine."""

    template_string = """
      <button id="step" lv-click="step">One more</button> <b id="count">{{ count }}</b>
      {{ LineChart(label="Use", data=samples, x="at", time=True, unit="%") }}
    """
    uses = [LineChart]
    count: int = POINTS
    samples: list[Sample] = state(default_factory=lambda: [sample(number) for number in range(POINTS)])

    @event
    async def step(self) -> None:
        self.append()

    def append(self) -> None:
        """A point comes, and the oldest goes."""
        self.samples.append(sample(self.count))
        del self.samples[0]
        self.count += 1


app = LiveApp(routes=[live("/", Window)])


def measure(quick: bool) -> list[Figure]:
    """Every figure of the chart."""
    times = ROUND if quick else ROUND * 10
    return [*_server(POINTS, times), *_server(MANY, times), *_browser(ROUND if quick else ROUND * 2)]


def _server(points: int, times: int) -> list[Figure]:
    compiled = Templates(app.live.settings.environment).of(Window)
    view = Window()
    view.samples, view.count = [sample(number) for number in range(points)], points
    rendering = Rendering(compiled.template)
    rendering.mount(compiled.values(view))
    sizes, took = [], []
    gc.collect()
    gc.freeze()  # as a server does when it starts: nothing looks through what other parts of the bench have left
    for number in range(times):
        view.append()
        start = time.thread_time_ns()  # what other parts of the bench have left running is not the chart's
        patch: Any = rendering.update(compiled.values(view))
        frame = patch_frame(0, FOUR_DIGITS + number, patch, None)
        took.append((time.thread_time_ns() - start) / 1000)
        sizes.append(len(frame))
    gc.unfreeze()
    of = "W4 point" if points == POINTS else "W4 point on a canvas"
    return [
        Figure(f"{of}, {points:,} points of 3 series, mean", round(statistics.mean(sizes), 1), "B", 150),
        Figure(f"{of}, the largest frame", max(sizes), "B"),
        median_figure(f"{of}, server", took, "µs", 120 if points == POINTS else None),
        Figure(f"{of}, server, mean", round(statistics.mean(took), 1), "µs"),
    ]


def _browser(times: int) -> list[Figure]:
    with serve("bench.kit_charts:app") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_arguments())
        try:
            page = browser.new_page()
            page.add_init_script(TIMED)
            page.goto(server.url)
            page.evaluate("() => window.liveview.settled()")
            script, touched = zip(*page.evaluate(POINTS_COME, times), strict=True)
        finally:
            browser.close()
    return [
        median_figure("W4 point, Chromium, script", [*script], "ms"),
        Figure("W4 point, Chromium, nodes that change, mean", round(statistics.mean(touched), 1), "nodes"),
    ]
