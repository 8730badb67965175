"""W5: a table of 10,000 rows searched as somebody types, and one of 100,000 of which a page has those in view."""

from __future__ import annotations

import asyncio
import gc
import logging
import statistics
import time
import tracemalloc

import psutil
from playwright.sync_api import Page, sync_playwright

from bench.figures import Figure, print_table
from bench.kit_app import app
from liveview.testing import asgi
from liveview.testing.running import running
from tests.browser.conftest import launch_arguments
from tests.browser.server import serve

TARGET = "bench.kit_app:app"
P95 = 60.0  # ms, what a key may take: who types hardly sees it
FIRST_PAGE = 1.3  # times that of a table of a hundred rows
MEMORY = 100.0  # KB
# Words that are typed, one after the other: names, parts of them, numbers.
TYPED = ("fjord 12", "cedar", "row 7", "00991", "jade ember 3")
PAUSE = 120  # ms between two keys, as of a good typist

# Types a text, and waits after each key until the page shows what follows from it.
TYPES = """async ([texts, pause]) => {
  const box = document.querySelector(".ui-table-search");
  const samples = [];
  const write = async (value) => {
    const start = performance.now();
    box.value = value;
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await window.liveview.settled();
    samples.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, pause - (performance.now() - start))));
  };
  box.focus();
  for (const text of texts) for (let end = 1; end <= text.length; end++) await write(text.slice(0, end));
  await write("");
  return samples;
}"""

# Scrolls in steps, and waits after each until rows are there: where the view was empty, and how long.
SCROLLS = """async ([steps, distance]) => {
  const list = document.querySelector("[lv-rows]");
  const samples = [];
  for (let step = 1; step <= steps; step++) {
    const start = performance.now();
    list.scrollTop += distance;
    await new Promise(requestAnimationFrame);
    await window.liveview.settled();
    samples.push([performance.now() - start, Number(list.dataset.count), list.querySelectorAll("[data-row]").length]);
  }
  return samples;
}"""

COUNTS = """
window.received = 0;
const { get, set } = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
Object.defineProperty(WebSocket.prototype, "onmessage", { get, set(handler) {
  set.call(this, (event) => { window.received += event.data.length; handler.call(this, event); });
} });
"""


def measure(quick: bool) -> list[Figure]:
    """The figures of W5.

    Args:
        quick: whether there are fewer samples.
    """
    logging.getLogger("liveview").setLevel(logging.CRITICAL)  # that 100,000 rows take a while to be made is known
    return [*asyncio.run(_in_process(30 if quick else 100)), *_in_browser(2 if quick else 3)]


async def _in_process(times: int) -> list[Figure]:
    async with running(app):
        small = await _page_seconds("/small", times)
        large = await _page_seconds("/large", times)
        memory = await _page_bytes("/large", 20)
    return [
        Figure("W5 first page of 100 rows, server", round(small * 1e3, 2), "ms"),
        Figure("W5 first page of 100,000 rows, server", round(large * 1e3, 2), "ms"),
        Figure("W5 first page of 100,000 rows, by that of 100", round(large / small, 2), "times", FIRST_PAGE),
        Figure("W5 a page of 100,000 rows, beside the data", round(memory / 1024, 1), "KB", MEMORY),
    ]


async def _page_seconds(url: str, times: int) -> float:
    """CPU time of a first page. The first of all loads the rows, and is not counted."""
    await asgi.get(app, url)
    gc.freeze()  # or each collection looks through all rows
    samples = []
    for _ in range(times):
        gc.collect()
        start = time.process_time()
        await asgi.get(app, url)
        samples.append(time.process_time() - start)
    gc.unfreeze()
    return statistics.median(samples)


async def _page_bytes(url: str, pages: int) -> float:
    """What one more page keeps."""
    await asgi.get(app, url)
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(pages):
        await asgi.get(app, url)
    gc.collect()
    kept = (tracemalloc.get_traced_memory()[0] - before) / pages
    tracemalloc.stop()
    return kept


def _in_browser(rounds: int) -> list[Figure]:
    with serve(TARGET) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_arguments())
        try:
            process = psutil.Process(server.pid)
            return [
                *_search(_open(browser.new_page(), server.url + "/middle"), process, rounds),
                *_scroll(_open(browser.new_page(), server.url + "/large"), rounds * 30),
            ]
        finally:
            browser.close()


def _open(page: Page, url: str) -> Page:
    page.add_init_script(COUNTS)
    page.goto(url)
    page.evaluate("() => window.liveview.settled()")
    return page


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _search(page: Page, process: psutil.Process, rounds: int) -> list[Figure]:
    page.evaluate(TYPES, [TYPED[:1], PAUSE])  # what is slow but once is somebody else's figure
    page.evaluate("() => { window.received = 0 }")
    before = _cpu(process)
    samples: list[float] = page.evaluate(TYPES, [[*TYPED] * rounds, PAUSE])
    cpu = (_cpu(process) - before) / len(samples)
    size = page.evaluate("() => window.received") / len(samples)
    p95 = statistics.quantiles(samples, n=20)[18]
    return [
        Figure("W5 a key in 10,000 rows, Chromium, to the DOM, median", round(statistics.median(samples), 1), "ms"),
        Figure("W5 a key in 10,000 rows, Chromium, to the DOM, p95", round(p95, 1), "ms", P95),
        Figure("W5 a key in 10,000 rows, server", round(cpu * 1e6), "us"),
        Figure("W5 a key in 10,000 rows, sent", round(size), "B"),
    ]


def _scroll(page: Page, steps: int) -> list[Figure]:
    page.evaluate("() => { window.received = 0 }")
    samples: list[tuple[float, int, int]] = page.evaluate(SCROLLS, [steps, 300])
    shown = statistics.median([time for time, _, _ in samples])
    size = page.evaluate("() => window.received") / len(samples)
    return [
        Figure("W5 300 px of 100,000 rows, Chromium, to the DOM", round(shown, 1), "ms"),
        Figure("W5 300 px of 100,000 rows, sent", round(size), "B"),
        Figure("W5 rows in the page, of 100,000", max(rows for _, _, rows in samples), "rows"),
    ]


if __name__ == "__main__":
    print_table(measure(quick=True))
