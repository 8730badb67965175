"""The first load of `/dashboard` with nothing cached: requests, bytes, and when the number is there."""

from __future__ import annotations

import gzip
import json
import re
import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.request import urlopen

from playwright.sync_api import Browser, Response

from bench.chromium.pages import LIVE, WAITED
from bench.figures import Figure
from bench.screens import dashboard
from bench.stack.screens import COPY
from tests.served import Served

REQUESTS, JS_BYTES, HTML_STOCK, SHOWN = 3, 8192, 1.1, 1.15

# When `#tick` was in the document, in milliseconds since the navigation began.
SEEN = """
new MutationObserver((_, observer) => {
  if (document.querySelector("#tick")) { window.seen = performance.now(); observer.disconnect(); }
}).observe(document, { childList: true, subtree: true });
"""
# When the page was live: its WebSocket has brought something.
JOINED = """
window.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", () => (window.live ??= performance.now()), { once: true });
  }
};
"""
# What was asked for until then.
UNTIL_LIVE = """() => performance.getEntriesByType("resource")
  .filter(({ startTime }) => startTime < (window.live ?? Infinity)).map(({ name }) => name)"""
# What is there for the client.
SCRIPTS = re.compile(r"<script\b.*?</script>", re.DOTALL)
MARKERS = re.compile(r"<!--.*?-->", re.DOTALL)
ROOT_TAG, DATA_TAG = "<div lv-root>", '<script type="application/json" id="lv-data">'
GUARDING = ("Content-Security-Policy", "Cross-Origin-Opener-Policy", "Referrer-Policy", "X-Content-Type-Options")
LATER = 700  # ms in which a page that is live has loaded what it did not need for that


@dataclass(frozen=True)
class Load:
    """A page that was loaded.

    Attributes:
        seen: when the number was there, in ms.
        requests: how many there were, until it was live or a while longer.
        html: bytes of the document.
        scripts: bytes of JavaScript, each file compressed by gzip -9.
    """

    seen: float
    requests: int
    html: int
    scripts: int


def measure(browser: Browser, servers: Mapping[str, Served], quick: bool) -> list[Figure]:
    """The rows.

    Args:
        browser: Chromium.
        servers: by framework.
        quick: whether there are fewer loads.
    """
    ours = servers["liveview"]
    text = _copied(ours)
    times = 6 if quick else 20
    loads: dict[str, list[Load]] = {name: [] for name in servers}
    copies: list[Load] = []
    bare: list[Load] = []
    for number in range(times):
        loads["liveview"].append(_load(browser, ours.url + "/dashboard", LIVE["liveview"]))
        copies.append(_load(browser, ours.url + "/copy", None))
        bare.append(_load(browser, ours.url + "/copy?bare=1", None))
        if number % 4 == 0:
            for name in loads.keys() - {"liveview"}:
                loads[name].append(_load(browser, servers[name].url + "/dashboard", LIVE[name].partition(" &&")[0]))
    shown, copied, unguarded = map(_seen, (loads["liveview"], copies, bare))
    first = loads["liveview"][0]
    whole = _load(browser, ours.url + "/dashboard", LIVE["liveview"], LATER)
    plain = MARKERS.sub("", SCRIPTS.sub("", text))
    return [
        Figure("first load of /dashboard, requests until it is live", first.requests, "", REQUESTS),
        Figure("first load of /dashboard, JS until it is live, gzip -9", first.scripts, "B", JS_BYTES),
        Figure("first load of /dashboard, requests a moment later", whole.requests, ""),
        Figure("first load of /dashboard, JS a moment later, gzip -9", whole.scripts, "B"),
        Figure("first load of /dashboard, HTML, of stock Jinja's", _ratio(text, _stock(text)), "x", HTML_STOCK),
        Figure("first load of /dashboard, HTML, of a page with nothing of ours", _ratio(text, plain), "x"),
        Figure("first load of /dashboard, #tick shown, of a static file", round(shown / copied, 3), "x", SHOWN),
        *[row for name, each in loads.items() for row in _told(name, each)],
        Figure("first load of /dashboard, #tick shown, static file", round(copied, 1), "ms"),
        Figure(
            "first load of /dashboard, #tick shown, static file without security headers", round(unguarded, 1), "ms"
        ),
    ]


def _copied(server: Served) -> str:
    """The page, which from now on is a static file of the same server too, with the same security headers.

    One of these has the browser start a process for a page that it comes to from elsewhere. Without it the file would
    be there sooner, whoever serves it.
    """
    with urlopen(server.url + "/dashboard") as response:
        html: bytes = response.read()
        headers = {name: response.headers[name] for name in GUARDING if name in response.headers}
    COPY.parent.mkdir(parents=True, exist_ok=True)
    COPY.write_bytes(html)
    COPY.with_suffix(".json").write_text(json.dumps(headers))
    return html.decode()


def _seen(loads: list[Load]) -> float:
    return statistics.median(load.seen for load in loads)


def _ratio(ours: str, other: str) -> float:
    return round(len(ours.encode()) / len(other.encode()), 3)


def _stock(page: str) -> str:
    """The same template with the same state, as stock Jinja renders it, in the same document, and no client."""
    before, _, rest = page.partition(ROOT_TAG)
    live, _, after = rest.partition(DATA_TAG)
    assert live, "the page has no live part"
    assert after, "the page has no data"
    return SCRIPTS.sub("", f"{before}{ROOT_TAG}{dashboard().render()}</div>{DATA_TAG}{after}")


def _told(name: str, loads: list[Load]) -> list[Figure]:
    what = f"first load of /dashboard, {name}"
    return [
        Figure(f"{what}, #tick shown", round(_seen(loads), 1), "ms"),
        Figure(f"{what}, HTML", loads[0].html, "B"),
        *(
            []
            if name == "liveview"
            else [
                Figure(f"{what}, requests", loads[0].requests, ""),
                Figure(f"{what}, JS, gzip -9", loads[0].scripts, "B"),
            ]
        ),
    ]


def _load(browser: Browser, url: str, live: str | None, later: float = 0) -> Load:
    context = browser.new_context()
    responses: list[Response] = []
    page = context.new_page()
    page.on("response", lambda response: responses.append(response))
    page.add_init_script(SEEN + JOINED)
    page.goto(url)
    page.wait_for_function("() => window.seen", timeout=WAITED)
    if live is not None:
        page.wait_for_function(live, timeout=WAITED)
    if later:
        page.wait_for_timeout(later)
    seen: float = page.evaluate("window.seen")
    if not later:
        early = {page.url, *page.evaluate(UNTIL_LIVE)}
        responses = [response for response in responses if response.url in early]
    kinds = [(response.request.resource_type, response) for response in responses]
    scripts = sum(len(gzip.compress(response.body(), 9)) for kind, response in kinds if kind == "script") if live else 0
    html = sum(len(response.body()) for kind, response in kinds if kind == "document")
    context.close()
    return Load(seen, len(responses), html, scripts)
