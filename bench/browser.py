"""The measuring screens in Chromium, over a real server: from click to DOM, and what the client's script takes."""

from __future__ import annotations

from playwright.sync_api import Page, sync_playwright

from bench.figures import Figure, median_figure
from tests.browser.conftest import launch_arguments
from tests.browser.server import serve

# Times every message that the client is given: from its arrival to the end of its handler.
TIMED_MESSAGES = """
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

# Clicks, and waits for the text that says that it is done.
CLICKS = """async ([button, sign, times]) => {
  const samples = [];
  const shown = document.querySelector(sign);
  for (let time = 0; time < times; time++) {
    const done = new Promise((resolve) => {
      const observer = new MutationObserver(() => { observer.disconnect(); resolve(performance.now()); });
      observer.observe(shown, { characterData: true, childList: true, subtree: true });
    });
    await new Promise((resolve) => setTimeout(resolve, 4)); // nothing of the last one is left to do
    window.taken.length = 0;
    const start = performance.now();
    document.querySelector(button).click();
    samples.push([await done - start, await new Promise((resolve) => setTimeout(() => resolve(window.taken[0])))]);
  }
  return samples;
}"""


def measure(quick: bool) -> list[Figure]:
    """The figures of the browser."""
    times = 50 if quick else 200
    with serve(TICK_MS="3600000") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_arguments())
        try:
            page = browser.new_page()
            page.add_init_script(TIMED_MESSAGES)
            return [
                *_clicks(page, "W1 click", server.url + "/counter", "#inc", "#count", times, 3.0),
                *_clicks(page, "W2 tick", server.url + "/dashboard?manual=1", "#tick-btn", "#tick", times, None),
            ]
        finally:
            browser.close()


def _clicks(page: Page, name: str, url: str, button: str, sign: str, times: int, limit: float | None) -> list[Figure]:
    page.goto(url)
    page.evaluate("() => window.liveview.settled()")
    samples: list[list[float]] = page.evaluate(CLICKS, [button, sign, times])
    shown, script = zip(*samples, strict=True)
    return [
        median_figure(f"{name}, Chromium, to the DOM", [*shown], "ms", limit),
        median_figure(f"{name}, Chromium, script", [*script], "ms"),
    ]
