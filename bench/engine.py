"""The engine on the measuring screens, against stock Jinja in the same run, and the bytes of its frames."""

from __future__ import annotations

import gzip
import statistics
from pathlib import Path

import example_app.views.dashboard as dashboard_module
from bench import screens
from bench.figures import Figure, median_figure, seconds
from bench.screens import Screen

BUNDLE = Path(__file__).resolve().parent.parent / "static" / "liveview.min.js"
REF = 57
# Frame sizes at four-digit versions, as docs/reference/protocol.md writes them.
LIMITS = {"run": 16_500, "update": 2_400, "swap": 60, "remove": 45, "append": None, "clear": None}


def measure(quick: bool) -> list[Figure]:
    """Every figure of the engine."""
    ticks = 100 if quick else 400
    figures = [
        _tick_ratio("W2 tick, frozen rows, of a stock render", screens.dashboard(), ticks, 0.20),
        _plain_ratio(ticks),
        _click_time(ticks * 5),
        _click_bytes(),
        _tick_bytes(ticks),
        *_rows_bytes(),
        Figure("client, gzip -9", len(gzip.compress(BUNDLE.read_bytes(), 9, mtime=0)), "B", 8192),
    ]
    return figures


def _tick_ratio(name: str, screen: Screen, ticks: int, limit: float) -> Figure:
    ratios = []
    for _ in range(ticks):
        screen.do("step")
        live = seconds(screen.update)
        ratios.append(live / seconds(screen.render))
    return median_figure(name, ratios, "", limit)


def _plain_ratio(ticks: int) -> Figure:
    with screens.changing_in_place(dashboard_module):
        screen = screens.dashboard(plain=True)
        return _tick_ratio("W2 tick, plain objects, of a stock render", screen, ticks, 0.45)


def _click_time(clicks: int) -> Figure:
    screen = screens.counter()
    samples = []
    for count in range(clicks):
        screen.view.count = count
        samples.append(seconds(screen.update) * 1e6)
    return median_figure("W1 click, update", samples, "µs")


def _click_bytes() -> Figure:
    screen = screens.counter()
    screen.view.count = 1000
    return Figure("W1 click, frame", len(screen.frame(REF).encode()), "B", 30)


def _tick_bytes(ticks: int) -> Figure:
    screen = screens.dashboard()
    sizes = []
    for _ in range(ticks):
        screen.do("step")
        sizes.append(len(screen.frame().encode()))
    return Figure("W2 tick, frame", statistics.median(sizes), "B", 500)


def _rows_bytes() -> list[Figure]:
    screen = screens.rows()
    figures = []
    for operation, limit in LIMITS.items():
        screen.do(operation)
        figures.append(Figure(f"W3 {operation}, frame", len(screen.frame(REF).encode()), "B", limit))
    return figures
