"""The measuring screens in Chromium, over a real server: from click to DOM, and what the client's script takes."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, sync_playwright

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

# The least that a click can be: twenty bytes there and back, and one text node. In the place of the client.
BARE = """
const socket = new WebSocket(location.origin.replace("http", "ws") + "/echo");
const shown = document.querySelector("#count").firstChild;
let count = 0;
document.querySelector("#inc").addEventListener("click", () => socket.send(String(count++).padStart(20)));
socket.onmessage = ({ data }) => { shown.data = data; };
const opened = new Promise((resolve) => { socket.onopen = resolve; });
window.liveview = { settled: () => opened };
"""

# A machine is faster or slower for a while: two pages that are compared take turns.
TURNS = 10

# Of one click: until the text is there, and what the script took of it, in ms.
Sample = tuple[float, float]


def measure(quick: bool) -> list[Figure]:
    """The figures of the browser."""
    times = 50 if quick else 200
    with serve("bench.echo:app", TICK_MS="3600000") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_arguments())
        try:
            return [
                *_counter(browser, server.url + "/counter", times),
                *_figures(
                    "W2 tick", _clicks(_open(browser, server.url + "/dashboard?manual=1"), "#tick-btn", "#tick", times)
                ),
            ]
        finally:
            browser.close()


def _counter(browser: Browser, url: str, times: int) -> list[Figure]:
    """W1, and the same page without a framework."""
    ours, bare = _open(browser, url), _open(browser, url, bare=True)
    clicks: list[Sample] = []
    floor: list[Sample] = []
    for _ in range(TURNS):
        clicks += _clicks(ours, "#inc", "#count", times // TURNS)
        floor += _clicks(bare, "#inc", "#count", times // TURNS)
    figures = _figures("W1 click", clicks, 3.0)
    least, _ = _figures("W1 bare WebSocket", floor)
    return [
        *figures,
        least,
        Figure("W1 click, Chromium, beyond a bare WebSocket", round(figures[0].value - least.value, 4), "ms"),
        Figure("W1 click, Chromium, by a bare WebSocket", round(figures[0].value / least.value, 2), "times"),
    ]


def _open(browser: Browser, url: str, *, bare: bool = False) -> Page:
    page = browser.new_page()
    page.add_init_script(TIMED_MESSAGES)
    if bare:
        page.route("**/liveview.*.js", lambda route: route.fulfill(body=BARE, content_type="text/javascript"))
    page.goto(url)
    page.evaluate("() => window.liveview.settled()")
    return page


def _clicks(page: Page, button: str, sign: str, times: int) -> list[Sample]:
    page.bring_to_front()
    samples: list[Sample] = page.evaluate(CLICKS, [button, sign, times])
    return samples


def _figures(name: str, samples: list[Sample], limit: float | None = None) -> list[Figure]:
    shown, script = zip(*samples, strict=True)
    return [
        median_figure(f"{name}, Chromium, to the DOM", [*shown], "ms", limit),
        median_figure(f"{name}, Chromium, script", [*script], "ms"),
    ]
