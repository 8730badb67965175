"""Opens a page of any of the frameworks, clicks in it, and takes the time in the page itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

# Times every message that the framework's client is given, from its arrival to the end of its handler, and counts
# the payloads. What a client does later by itself is not in it.
TIMED_MESSAGES = """
window.taken = 0;
window.payload = { up: 0, down: 0 };
const { get, set } = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
Object.defineProperty(WebSocket.prototype, "onmessage", { get, set(handler) {
  set.call(this, (event) => {
    const start = performance.now();
    handler.call(this, event);
    window.taken += performance.now() - start;
    window.payload.down += event.data.length;
  });
} });
const { send } = WebSocket.prototype;
WebSocket.prototype.send = function (data) {
  window.payload.up += data.length;
  send.call(this, data);
};
"""

# Clicks one button after the other, and waits for the text that says that it is done, then for the next frame.
CLICKS = """async ([buttons, sign, rest]) => {
  const samples = [];
  const frame = () => new Promise(requestAnimationFrame);
  const shown = document.querySelector(sign);
  for (const button of buttons) {
    const done = new Promise((resolve) => {
      const observer = new MutationObserver(() => { observer.disconnect(); resolve(performance.now()); });
      observer.observe(shown, { characterData: true, childList: true, subtree: true });
    });
    if (rest === "frames") { await frame(); await frame(); }
    await new Promise((resolve) => setTimeout(resolve, 4)); // nothing of the last one is left to do
    window.taken = 0;
    window.payload = { up: 0, down: 0 };
    const start = performance.now();
    document.querySelector(button).click();
    const text = await done;
    const painted = rest === "frames" ? await frame().then(() => performance.now()) : text;
    await new Promise((resolve) => setTimeout(resolve));
    samples.push([text - start, painted - start, window.taken, window.payload.up, window.payload.down]);
  }
  return samples;
}"""

# How each framework's page says that it is live.
LIVE = {
    "liveview": "() => window.liveview.settled()",
    "pyview": "() => document.querySelector('[data-phx-main].phx-connected') !== null",
    "nicegui": "() => window.did_handshake === true && document.querySelector('#app button') !== null",
}
WAITED = 20_000  # ms


@dataclass(frozen=True)
class Sample:
    """One click. Times in milliseconds, payloads in bytes.

    Attributes:
        shown: until the text was there.
        painted: until the next frame, where that was waited for.
        script: what the client's handlers of messages took of it.
        up: what it said.
        down: what it was told.
    """

    shown: float
    painted: float
    script: float
    up: int
    down: int


def open_page(browser: Browser | BrowserContext, url: str, kind: str, client: str | None = None) -> Page:
    """A page that is live.

    Args:
        browser: to open it in.
        url: its address.
        kind: of which framework it is.
        client: a script to have in the place of this framework's client.
    """
    page = browser.new_page()
    page.add_init_script(TIMED_MESSAGES)
    if client is not None:
        page.route("**/liveview.*.js", lambda route: route.fulfill(body=client, content_type="text/javascript"))
    page.goto(url)
    page.wait_for_function(LIVE[kind], timeout=WAITED)
    if kind == "liveview":
        page.evaluate(LIVE[kind])
    return page


def clicks(page: Page, buttons: list[str], sign: str, *, to_frames: bool = False) -> list[Sample]:
    """Click one button after the other.

    Args:
        page: where.
        buttons: their selectors.
        sign: of what shows another text when it is done.
        to_frames: whether each is waited for until it is painted.
    """
    page.bring_to_front()
    found: list[list[Any]] = page.evaluate(CLICKS, [buttons, sign, "frames" if to_frames else ""])
    return [Sample(*sample) for sample in found]
