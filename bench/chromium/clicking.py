"""From a click to the DOM: W1, W2 and W3 of this framework, of a page without any, and of peers, in turns."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping

from playwright.sync_api import Browser, Page

from bench.chromium import checking
from bench.chromium.pages import Sample, clicks, open_page
from bench.figures import Figure, median_figure
from tests.served import Served

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
# A machine is faster or slower for a while: pages that are compared take turns.
TURNS = 10
OPERATIONS = ["run", "update", "swap", "remove"]
W1_MS, W2_SCRIPT_MS, W3_SCRIPT_MS = 3.0, 0.5, 0.6
W2_BYTES = 450
# Of pyview, from the click to the DOM.
W2_PYVIEW = 0.5
W3_PYVIEW: Mapping[str, float] = {"update": 0.75, "swap": 0.45, "remove": 0.85}

STREAMED = "pyview with streams"

Samples = Mapping[str, list[Sample]]


def measure(browser: Browser, servers: Mapping[str, Served], quick: bool) -> list[Figure]:
    """The rows.

    Args:
        browser: Chromium.
        servers: by framework; a peer that is not installed is missing.
        quick: whether there are fewer clicks.
    """
    return [
        *_counter(browser, servers, 50 if quick else 200),
        *_dashboard(browser, servers, 30 if quick else 100),
        *_rows(browser, servers, 5 if quick else 30),
    ]


def _counter(browser: Browser, servers: Mapping[str, Served], times: int) -> list[Figure]:
    pages = _open(browser, servers, "/counter")
    pages["bare WebSocket"] = open_page(browser, servers["liveview"].url + "/counter", "liveview", BARE)
    samples = _turns(pages, ["#inc"], "#count", times)
    for name, page in pages.items():
        if name != "bare WebSocket":  # it counts from another number
            checking.counter(page, len(samples[name]))
        page.close()
    bare, ours = _shown(samples["bare WebSocket"]), _shown(samples["liveview"])
    return [
        *_figures("W1 click", samples, W1_MS),
        Figure("W1 click, Chromium, beyond a bare WebSocket", round(ours - bare, 3), "ms"),
        *_payload("W1 click", samples),
    ]


def _dashboard(browser: Browser, servers: Mapping[str, Served], times: int) -> list[Figure]:
    pages = _open(browser, servers, "/dashboard?manual=1")
    if "pyview" in servers:
        pages[STREAMED] = open_page(browser, servers["pyview"].url + "/streamed", "pyview")
    for page in pages.values():
        checking.dashboard(page, len(clicks(page, ["#tick-btn"] * 5, "#tick")))
    samples = _turns(pages, ["#tick-btn"], "#tick", times)
    for name, page in pages.items():
        checking.dashboard(page, 5 + len(samples[name]))
        page.close()
    return [
        *_figures("W2 tick", samples),
        _script("W2 tick", samples["liveview"], W2_SCRIPT_MS),
        *_of_pyview("W2 tick", samples, W2_PYVIEW),
        Figure("W2 tick, payload down", statistics.median(one.down for one in samples["liveview"]), "B", W2_BYTES),
        *_payload("W2 tick", samples),
    ]


def _rows(browser: Browser, servers: Mapping[str, Served], rounds: int) -> list[Figure]:
    pages = _open(browser, {name: server for name, server in servers.items() if name != "nicegui"}, "/rows")
    turns: dict[str, list[Sample]] = {name: [] for name in pages}
    for _ in range(rounds):
        for name, page in pages.items():
            turns[name] += clicks(page, [f"#{operation}" for operation in OPERATIONS], "#ops", to_frames=True)
            checking.rows(page, OPERATIONS * (len(turns[name]) // len(OPERATIONS)))
    figures: list[Figure] = []
    for index, operation in enumerate(OPERATIONS):
        samples = {name: each[index :: len(OPERATIONS)] for name, each in turns.items()}
        name = f"W3 {operation}"
        figures += _figures(name, samples)
        if operation in W3_PYVIEW:
            figures.append(_script(name, samples["liveview"], W3_SCRIPT_MS))
            figures += _of_pyview(name, samples, W3_PYVIEW[operation])
        waits = [sample.painted - sample.shown for sample in samples["liveview"]]
        figures.append(Figure(f"{name}, Chromium, then to the next frame", round(statistics.median(waits), 2), "ms"))
        figures += _payload(name, samples)
    for page in pages.values():
        page.close()
    return figures


def _open(browser: Browser, servers: Mapping[str, Served], path: str) -> dict[str, Page]:
    return {name: open_page(browser, server.url + path, name) for name, server in servers.items()}


def _turns(pages: Mapping[str, Page], buttons: list[str], sign: str, times: int) -> Samples:
    samples: dict[str, list[Sample]] = {name: [] for name in pages}
    for _ in range(TURNS):
        for name, page in pages.items():
            samples[name] += clicks(page, buttons * (times // TURNS), sign)
    return samples


def _figures(name: str, samples: Samples, limit: float | None = None) -> list[Figure]:
    """How long each system takes; a limit is this framework's."""
    rows = []
    for system, each in samples.items():
        shown = [one.shown for one in each]
        is_ours = system == "liveview"
        rows.append(median_figure(f"{name}, Chromium, to the DOM, {system}", shown, "ms", limit if is_ours else None))
    return rows


def _script(name: str, samples: list[Sample], limit: float) -> Figure:
    return median_figure(f"{name}, Chromium, script", [one.script for one in samples], "ms", limit)


def _of_pyview(name: str, samples: Samples, limit: float) -> list[Figure]:
    if "pyview" not in samples:
        return []
    ratio = _shown(samples["liveview"]) / _shown(samples["pyview"])
    return [
        _told(f"{name}, Chromium, script, pyview", samples["pyview"], lambda sample: sample.script, "ms"),
        Figure(f"{name}, Chromium, to the DOM, of pyview", round(ratio, 3), "x", limit),
    ]


def _payload(name: str, samples: Samples) -> list[Figure]:
    rows = []
    for system, each in samples.items():
        if system != "bare WebSocket":
            rows.append(_told(f"{name}, payload up, {system}", each, lambda sample: sample.up, "B"))
            rows.append(_told(f"{name}, payload down, {system}", each, lambda sample: sample.down, "B"))
    return rows


def _told(name: str, samples: list[Sample], value: Callable[[Sample], float], unit: str) -> Figure:
    return Figure(name, round(statistics.median(map(value, samples)), 3), unit)


def _shown(samples: list[Sample]) -> float:
    return statistics.median(sample.shown for sample in samples)
