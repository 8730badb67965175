"""The engine on the measuring screens, against stock Jinja in the same run, and the bytes of its frames."""

from __future__ import annotations

import gc
import gzip
import re
import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import orjson

import example_app.views.dashboard as dashboard_module
from bench import screens
from bench.figures import Figure, median_figure, seconds
from bench.screens import Cells, Followed, FrozenCells, Plain, Screen, Table
from liveview.engine import Rendering

BUNDLE = Path(__file__).resolve().parent.parent / "static" / "liveview.min.js"
REF = 57
# Patches as JSON.
LIMITS = {"run": 16_000, "update": 2_250, "swap": 45, "remove": 32, "append": None, "clear": 20}


def measure(quick: bool) -> list[Figure]:
    """Every figure of the engine."""
    ticks = 100 if quick else 400
    return [
        _tick_ratio("W2 tick, frozen rows, of a stock render", screens.dashboard(), ticks, 0.15),
        _in_place_ratio("W2 tick, tracked rows, of a stock render", Followed, ticks, 0.15),
        _in_place_ratio("W2 tick, plain objects, of a stock render", Plain, ticks, 0.40),
        _nothing_ratio("W2, nothing changed, tuples of frozen rows", tuple, ticks, 0.01),
        _nothing_ratio("W2, nothing changed, lists of frozen rows", list, ticks, 0.06),
        _click_ratio(ticks * 5),
        *_encoded(ticks),
        _diffed(3 if quick else 10),
        _cell_ratio("1,000 x 5, a cell, plain objects", Cells, ticks // 4, 0.35),
        _cell_ratio("1,000 x 5, a cell, frozen rows", FrozenCells, ticks // 4, 0.06),
        *_growth(3 if quick else 9),
        *_memory(),
        _click_bytes(),
        _tick_bytes(ticks),
        *_rows_bytes(),
        _prepend_bytes(),
        Figure("client, gzip -9", len(gzip.compress(BUNDLE.read_bytes(), 9, mtime=0)), "B", 8192),
    ]


def _ratios(screen: Any, times: int, change: Callable[[], Any]) -> list[float]:
    ratios = []
    for _ in range(times):
        change()
        live = seconds(screen.update)
        ratios.append(live / seconds(screen.render))
    return ratios


def _tick_ratio(name: str, screen: Screen, ticks: int, limit: float) -> Figure:
    return median_figure(name, _ratios(screen, ticks, lambda: screen.do("step")), "", limit)


def _in_place_ratio(name: str, kind: type, ticks: int, limit: float) -> Figure:
    with screens.changing_in_place(dashboard_module):
        return _tick_ratio(name, screens.dashboard(kind), ticks, limit)


def _nothing_ratio(name: str, several: type, times: int, limit: float) -> Figure:
    screen = screens.dashboard(several=several)
    return median_figure(name, _ratios(screen, times, screen.update), "", limit)


def _click_ratio(clicks: int) -> Figure:
    screen = screens.counter()
    view: Any = screen.view

    def add() -> None:
        view.count += 1

    return median_figure("W1 click, of a stock render", _ratios(screen, clicks, add), "", 0.6)


# With what a change sends, encoded, of a stock render of the same screen; W2 with its handler as well.
W1_ENCODED, W2_ENCODED, W2_HANDLED = 0.5, 0.15, 0.22
W3_ENCODED = {"swap": 0.5, "remove": 0.25}


def _encoded(times: int) -> list[Figure]:
    clicked, ticked, handled, rows = screens.counter(), screens.dashboard(), screens.dashboard(), screens.rows()
    rows.do("run")
    rows.update()
    return [
        _encoded_ratio("W1 click, update and encode", clicked, times * 5, W1_ENCODED, event="inc"),
        _encoded_ratio("W2 tick, update and encode", ticked, times, W2_ENCODED, event="step"),
        _encoded_ratio("W2 tick, handler, update and encode", handled, times, W2_HANDLED, event="step", is_timed=True),
        *(
            _encoded_ratio(f"W3 {name}, update and encode", rows, times // 4, limit, event=name)
            for name, limit in W3_ENCODED.items()
        ),
    ]


def _encoded_ratio(
    name: str, screen: Screen, times: int, limit: float, *, event: str, is_timed: bool = False
) -> Figure:
    """A handler, then the frame that it sends; each time beside a stock render."""

    def handled() -> None:
        screen.do(event)
        screen.frame(REF)

    ratios = []
    for _ in range(times):
        if not is_timed:
            screen.do(event)
        taken = seconds(handled if is_timed else lambda: screen.frame(REF))
        ratios.append(taken / seconds(screen.render))
    return median_figure(f"{name}, of a stock render", ratios, "x", limit)


TOKENS = re.compile(r"<[^>]*>|[^<]+")


def _diffed(times: int) -> Figure:
    """What it takes to find the change in two pages of HTML, as frameworks do that know nothing of templates."""
    screen = screens.dashboard()
    before = TOKENS.findall(screen.render())
    ratios = []
    for _ in range(times):
        screen.do("step")
        live = seconds(lambda: screen.frame(REF))
        start = time.thread_time()
        after = TOKENS.findall(screen.render())
        SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        ratios.append((time.thread_time() - start) / live)
        before = after
    return median_figure("W2 tick, full render and a diff of the HTML, of update and encode", ratios, "x")


def _cell_ratio(name: str, kind: type, times: int, limit: float) -> Figure:
    table = Table(kind, 1_000)

    def change() -> None:
        table.rows[500] = replace(table.rows[500], a=table.rows[500].a + 1)

    def change_in_place() -> None:
        table.rows[500].a += 1

    return median_figure(name, _ratios(table, times, change if kind is FrozenCells else change_in_place), "", limit)


# What ten times as many rows may cost: a little more than ten times, for caches that are too small.
OPERATIONS: dict[str, Callable[[list[Any]], Any]] = {
    "cell": lambda rows: rows.__setitem__(7, replace(rows[7], a=1)),
    "update": lambda rows: rows.__setitem__(slice(None), [replace(row, a=row.id % 10) for row in rows]),
    "insert": lambda rows: rows.insert(0, FrozenCells(-1)),
    "append": lambda rows: rows.extend(FrozenCells(-number - 1) for number in range(len(rows))),
    "remove": lambda rows: rows.pop(len(rows) // 2),
    "clear": lambda rows: rows.clear(),
    "swap": lambda rows: rows.__setitem__(slice(None), [rows[-1], *rows[1:-1], rows[0]]),
    "reverse": lambda rows: rows.reverse(),
    "sort": lambda rows: rows.sort(key=lambda row: row.id * 7919 % 10007),
}


def _growth(times: int) -> list[Figure]:
    figures = []
    for name, operation in OPERATIONS.items():
        small, large = _fastest(operation, 1_000, times), _fastest(operation, 10_000, times)
        figures.append(Figure(f"{name}: 10,000 rows of 1,000", round(large / small, 2), "x", 15))
    return figures


def _fastest(operation: Callable[[list[Any]], Any], size: int, times: int) -> float:
    table = Table(FrozenCells, size)
    rows, samples = list(table.rows), []
    for _ in range(times):
        table.rows[:] = rows
        table.rendering.mount({"rows": table.rows})
        operation(table.rows)
        gc.collect()
        gc.disable()
        samples.append(seconds(table.update))
        gc.enable()
    return min(samples)


def _memory() -> list[Figure]:
    """What a view keeps besides its state, and what is left of that while it sleeps."""
    screen, count = screens.dashboard(), 20
    values = screen.values()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    views = [Rendering(screen.rendering.template) for _ in range(count)]
    for view in views:
        view.mount(values)
    gc.collect()
    awake = (tracemalloc.get_traced_memory()[0] - before) // count
    for view in views:
        view.hibernate()
    gc.collect()
    asleep = (tracemalloc.get_traced_memory()[0] - before) // count
    tracemalloc.stop()
    return [
        Figure("W2, kept for a view", awake, "B", 32_768),
        Figure("W2, kept for a view that sleeps", asleep, "B", 1_024),
    ]


def _click_bytes() -> Figure:
    screen = screens.counter()
    screen.view.count = 1000
    return Figure("W1 click, frame", len(screen.frame(REF).encode()), "B", 30)


def _tick_bytes(ticks: int) -> Figure:
    screen = screens.dashboard()
    sizes = []
    for _ in range(ticks):
        screen.do("step")
        sizes.append(_size(screen.update()))
    return Figure("W2 tick, patch", statistics.median(sizes), "B", 450)


def _rows_bytes() -> list[Figure]:
    screen = screens.rows()
    figures = []
    for operation, limit in LIMITS.items():
        screen.do(operation)
        figures.append(Figure(f"W3 {operation}, patch", _size(screen.update()), "B", limit))
    return figures


def _prepend_bytes() -> Figure:
    table = Table(FrozenCells, 1_000)
    table.rows.insert(0, FrozenCells(-1))
    return Figure("1,000 x 5, a new row on top, patch", _size(table.update()), "B", 60)


def _size(patch: Any) -> int:
    return len(orjson.dumps(patch))
