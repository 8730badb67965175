"""Rows for a canvas: whatever is done to them, the texts say what they are, and a new row costs a row."""

from __future__ import annotations

import asyncio
import json
import math
import re
import tracemalloc
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from liveview import LiveApp, LiveView, event, live, state
from liveview.testing import Page, visit
from liveview.ui import AreaChart, LineChart, Sparkline
from liveview.ui.charts.packed import grid_for, is_fine, packed
from liveview.ui.charts.plot import Plot
from liveview.ui.charts.shown import MOST_DRAWN, MOST_KEPT, Setting, Shown
from liveview.ui.charts.ticks import scale
from liveview.ui.charts.trace import Grid

Drawn = list[list[int | None]]


def unpacked(text: str) -> list[int | None]:
    """What the client makes of a text."""
    numbers: list[int | None] = []
    last = 0
    for part in re.findall(r"-?\d+|_", text):
        last = last if part == "_" else last + int(part)
        numbers.append(None if part == "_" else last)
    return numbers


def told(texts: list[str]) -> Drawn:
    """What texts say: x, then each series."""
    blocks = [[unpacked(column) for column in text.split(";")] for text in texts]
    assert all(len({len(column) for column in block}) == 1 for block in blocks)
    return [[each for block in blocks for each in block[at]] for at in range(len(blocks[0]))]


def expected(rows: list[Any], grid: Grid, is_stacked: bool = False) -> Drawn:
    """The same, by the rows."""
    columns: Drawn = [[grid.across(x) for x, *_ in rows]]
    values = [[*accumulate(y or 0.0 for y in ys)] if is_stacked else ys for _, *ys in rows]
    columns += [[None if y is None else grid.down(y) for y in ys] for ys in zip(*values, strict=True)]
    return columns


def check(shown: Shown, rows: list[Any], is_stacked: bool = False) -> None:
    assert shown.packed
    texts = [piece.paths[0] for piece in shown.pieces]
    columns = told(texts)
    gone = len(columns[0]) - len(rows)
    assert [column[gone:] for column in columns] == expected(rows, shown.grid, is_stacked)
    unseen = columns[0][shown.packed.gone : gone]
    assert all(x is not None and x <= -shown.left for x in unseen), "what has gone is not to be seen"
    assert columns[0][-1] == -shown.left + shown.width, "the last one is on the right side"
    assert len(texts) < len(rows) / 256 + 260, "of many rows none is an element"
    ids = [piece.id for piece in shown.pieces]
    assert ids == sorted(set(ids))
    known = [[y for y in ys if y is not None] for ys in zip(*(ys for _, *ys in rows), strict=True)]
    assert [entry.values for entry in shown.entries[1:]] == [
        tuple("" if not ys else fresh_text(end(ys)) for ys in known) for end in (min, max)
    ]


def fresh_text(value: float) -> str:
    """A number as a chart writes it that shows nothing else."""
    rows = [(0.0, value), (1.0, value)]
    return Plot(Setting(most_drawn=1)).show(rows).entries[1].values[0]


@pytest.mark.parametrize(
    "numbers", [[], [5], [5, 7, -2, -2], [None], [None, 3, None, None, -4], [0, None, 0], [-1, None, -1, 2]]
)
def test_numbers_are_what_was_packed(numbers: list[int | None]) -> None:
    assert unpacked(packed(numbers)) == numbers


def test_a_text_has_no_more_than_it_needs() -> None:
    assert packed([10, 12, 11, 11]) == "10 2-1 0"
    assert packed([1, None, -3, None, None]) == "1_-4__"


COUNTS = st.one_of(st.integers(1, 40), st.integers(200, 600))
CHANGES = st.tuples(st.sampled_from(["roll", "append", "drop", "cut", "set", "same", "far"]), COUNTS)


class Rows:
    """Rows that somebody changes, and never to fewer than are packed."""

    def __init__(self, count: int, seed: int) -> None:
        self.random = Random(seed)
        self.next = 0.0
        self.rows: list[tuple[float, ...]] = []
        self.append(count)

    def value(self) -> Any:
        kind = self.random.random()
        return None if kind < 0.1 else round(self.random.gauss(0, 50), 2) if kind < 0.95 else self.random.randint(-3, 3)

    def append(self, count: int) -> None:
        for _ in range(count):
            self.rows.append((self.next, self.value(), self.value()))
            self.next += self.random.choice((0.5, 1, 1, 2))

    def change(self, kind: str, count: int) -> None:
        """Changes them in place, as handlers do."""
        if kind in ("roll", "append"):
            self.append(count)
        if kind in ("roll", "drop"):
            del self.rows[: min(count, len(self.rows) - 20)]
        elif kind == "cut":
            del self.rows[max(len(self.rows) - count, 20) :]
        elif kind == "set":
            at = count % len(self.rows)
            self.rows[at] = (self.rows[at][0], self.value(), self.value())
        elif kind == "far":
            self.rows[-1] = (self.rows[-1][0], 1e6, -1e6)


@pytest.mark.parametrize(
    "setting",
    [
        Setting(most_drawn=10),
        Setting(most_drawn=10, span=2_000.0),
        Setting(most_drawn=10, low=-100.0, high=100.0),
        Setting(most_drawn=10, is_filled=True, is_stacked=True),
    ],
)
@example(count=300, seed=1, changes=[("drop", 250), ("append", 300), ("set", 3)])
@example(count=700, seed=1, changes=[("far", 1), ("drop", 300), ("cut", 250), ("roll", 600)])
@given(count=st.integers(20, 900), seed=st.integers(0, 9), changes=st.lists(CHANGES, max_size=8))
@settings(deadline=None, max_examples=max(10, settings().max_examples // 4))
def test_the_texts_say_what_the_rows_are(setting: Setting, count: int, seed: int, changes: list[Any]) -> None:
    plot, made = Plot(setting), Rows(count, seed)
    check(plot.show(made.rows), made.rows, setting.is_stacked)
    for kind, number in changes:
        made.change(kind, number)
        check(plot.show(made.rows), made.rows, setting.is_stacked)


def test_a_new_row_is_a_text_and_many_become_one() -> None:
    plot, rows = Plot(Setting(most_drawn=10, low=0, high=9)), [(float(at), at % 5) for at in range(512)]
    before = plot.show(rows).pieces
    assert [piece.id for piece in before] == [0, 256]
    for count in range(1, 256):
        rows.append((511.0 + count, 1))
        pieces = plot.show(rows).pieces
        assert len(pieces) == 2 + count
        assert all(old is new for old, new in zip(before, pieces, strict=False)), "what was there stays"
    rows.append((767.0, 1))
    assert [piece.id for piece in plot.show(rows).pieces] == [0, 256, 512]


@pytest.mark.parametrize(("span", "gone"), [(None, 0), (5_000.0, 200)])
def test_a_window_that_moves_keeps_its_texts_and_says_how_many_rows_have_gone(span: float | None, gone: int) -> None:
    """Where they would be seen: without a `span` they are beyond the left side."""
    setting = Setting(most_drawn=10, low=0, high=9, span=span)
    plot, rows = Plot(setting), [(float(at), at % 5) for at in range(1024)]
    shown = plot.show(rows)
    before = shown.pieces
    for at in range(1024, 1224):
        rows.append((float(at), at % 5))
        del rows[0]
        shown = plot.show(rows)
    assert all(old is new for old, new in zip(before, shown.pieces[:4], strict=True))
    assert shown.packed and shown.packed.gone == gone
    assert plot.show(rows) is shown, "nothing is worked out where nothing has changed"


def test_from_which_row_on_it_is_a_canvas_and_up_to_which() -> None:
    plot, rows = Plot(Setting()), [(at, 1.0) for at in range(MOST_DRAWN)]
    assert not plot.show(rows).packed
    rows.append((MOST_DRAWN, 2.0))
    assert plot.show(rows).packed
    del rows[0]
    assert not plot.show(rows).packed
    rows += [(MOST_DRAWN + 1 + at, 1.0) for at in range(MOST_KEPT)]
    shown = plot.show(rows)
    check(shown, rows[-MOST_KEPT:])
    assert shown.packed and shown.packed.rows == "the last 100,000 of 105,000 rows"


def test_rows_without_order_or_place_are_put_right() -> None:
    setting = Setting(most_drawn=10)
    plot, rows = Plot(setting), [(float(at), 1.0 * at) for at in range(300)]
    plot.show(rows)
    rows += [(math.nan, 5.0), (250.5, 7.0), (None, 3.0)]  # type: ignore[list-item]
    check(plot.show(rows), sorted(row for row in rows if row[0] is not None and row[0] == row[0]))


@pytest.mark.parametrize("most_drawn", [10, 100])
def test_a_row_without_a_place_is_passed_over_in_rows_that_are_put_in_order(most_drawn: int) -> None:
    plot, rows = Plot(Setting(most_drawn=most_drawn)), [(20.0 - at, 1.0 * at) for at in range(20)]
    ordered = plot.show(rows)
    assert plot.show([*rows, (None, 1.0), (math.nan, 2.0)]).pieces == ordered.pieces


@pytest.mark.parametrize("most_drawn", [10, 100])
@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ((20.0, 3.0), r"the chart's row 20 is \(20.0, 3.0\), and the first one has 3 values: write None"),
        ((20.0, 1e308, -1e308), r"the chart's row 20 .* no axis has room"),
        ((20.0, 1, 10**400), r"the chart's row 20 .* too large"),
        ((20.0, 1, "much"), r"the chart's row 20 .* 'much'"),
    ],
)
def test_a_row_that_cannot_be_drawn_is_told_and_the_next_rows_are_drawn(most_drawn: int, bad: Any, reason: str) -> None:
    plot, rows = Plot(Setting(most_drawn=most_drawn)), [(1.0 * at, 1.0 * at, None) for at in range(20)]
    plot.show(rows)
    for _ in range(2):  # and not only once
        with pytest.raises(ValueError, match=reason):
            plot.show([*rows, bad])
    assert plot.show(rows).pieces == Plot(plot.setting).show(rows).pieces


@pytest.mark.parametrize(
    ("begin", "step", "reach"),
    [
        (datetime(2000, 1, 1), timedelta(days=150), "1 Jan 2000 to 21 Oct 2007"),
        (datetime(2025, 12, 31, 23), timedelta(hours=6), "31 Dec 2025 23:00 to 5 Jan 2026 17:00"),
        (datetime(2026, 5, 4), timedelta(hours=6), "4 May to 8 May 18:00"),
        (datetime(2026, 5, 4, 9), timedelta(minutes=75), "4 May 09:00 to 5 May 08:45"),
        (datetime(2026, 5, 4, 9), timedelta(minutes=5), "09:00 to 10:35"),
        (datetime(2026, 5, 4, 23, 59, 59), timedelta(seconds=1), "4 May 23:59:59 to 5 May 00:00:18"),
        (4.0, 0.5, "4.00 to 13.50"),
        (None, 1, "1 to 20"),
    ],
)
def test_the_summary_says_from_where_to_where_with_days_and_years_that_differ(
    begin: Any, step: Any, reach: str
) -> None:
    rows = [at if begin is None else (begin + at * step, at) for at in range(20)]
    shown = Plot(Setting(most_drawn=10)).show(rows)
    assert shown.reach == reach
    assert [entry.values for entry in shown.entries] == [("19",), ("0",), ("19",)]


@pytest.mark.parametrize("words", [("a", "b"), ("First", "Last", "Least", "Largest"), "abc"])
def test_a_summary_of_other_words_is_told(words: Any) -> None:
    kind: Any = LineChart
    with pytest.raises(ValueError, match=r"LineChart 'x': `summary` .* three words"):
        _ = kind(label="x", data=[1, 2], summary=words).shown


@pytest.mark.parametrize("count", [11, 300, 5_001])
@pytest.mark.parametrize("width", [1.0, 1.61, 2.01, 4.99, 7.0, 1e-9, 3e12])
def test_a_grid_is_fine_for_what_it_was_made_for(count: int, width: float) -> None:
    """Else all rows would be sent with each new one."""
    axis = scale(-width, width * 3)
    assert is_fine(grid_for(5.0, 5.0 + width, axis, count), 5.0, 5.0 + width, axis)


def test_a_row_takes_little_memory() -> None:
    rows = [(float(at), math.sin(at / 99), at % 7 / 2, math.cos(at)) for at in range(20_000)]
    plot = Plot(Setting())
    tracemalloc.start()
    plot.show(rows)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept / len(rows) < 30


class Signal(LiveView):
    template_string = """
      {{ LineChart(label="Signal", data=rows, y=["a", "b", "c"], unit="V", low=-2, high=2) }}
      {{ AreaChart(label="Area", data=rows, stacked=True) }} {{ Sparkline(label="Small", data=rows) }}
      <p>{{ count }}</p>
    """
    uses = [LineChart, AreaChart, Sparkline]
    count: int = 0
    rows: list[tuple[float, ...]] = state([], transient=True)

    def mount(self) -> None:
        self.count = MOST_DRAWN + 200
        self.rows = [row(at) for at in range(self.count)]

    @event
    async def step(self, times: int = 1) -> None:
        self.rows += [row(self.count + at) for at in range(times)]
        del self.rows[:times]
        self.count += times

    @event
    async def change(self, at: int) -> None:
        self.rows[at] = (self.rows[at][0], 1.5, 0.5, -1.5)

    @event
    async def shrink(self) -> None:
        del self.rows[300:]


class OnlyLines(Signal):
    template_string = '{{ LineChart(label="Signal", data=rows, y=["a", "b", "c"], unit="V", low=-2, high=2) }}'


def row(at: int) -> tuple[float, ...]:
    return at / 10, round(math.sin(at / 50), 3), round(at % 17 / 17, 3), round(math.cos(at / 9), 3)


def painted(page: Page) -> list[Drawn]:
    """What the page has for its canvases."""
    return [told(re.findall('data-rows="([^"]*)"', each.html)) for each in page.all("svg[role=img]")]


async def follow(steps: list[tuple[str, int]]) -> None:
    app = LiveApp(routes=[live("/", Signal)], secret="s" * 32)
    rows = [row(at) for at in range(MOST_DRAWN + 200)]
    count = len(rows)
    async with visit(app, "/") as page:
        for name, number in steps:
            if name == "away":
                await page.drop()
                await page.reconnect()
            elif name == "step":
                await page.push("step", {"times": number})
                rows = [*rows, *(row(count + at) for at in range(number))][number:]
                count += number
            else:
                await page.push("change", {"at": number})
                rows[number] = (rows[number][0], 1.5, 0.5, -1.5)
            grids = [Grid(*map(float, str(figure.get("data-grid")).split())) for figure in page.all("figure")]
            lines, areas, small = (tuple(column[-len(rows) :] for column in columns) for columns in painted(page))
            assert lines == tuple(expected(rows, grids[0]))
            assert areas == tuple(expected(rows, grids[1], is_stacked=True))
            assert len(small) == len(lines)
        assert page.errors == page.reports == []


@settings(deadline=None, max_examples=max(5, settings().max_examples // 20))  # each is a page of 5,000 rows
@example(steps=[("step", 17), ("away", 0), ("change", 40), ("step", 300), ("away", 0)])
@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("step"), st.sampled_from([1, 15, 16, 40, 300])),
            st.tuples(st.just("change"), st.integers(0, MOST_DRAWN)),
            st.tuples(st.just("away"), st.just(0)),
        ),
        max_size=6,
    )
)
def test_the_page_has_what_the_rows_are_after_changes_and_losses(steps: list[tuple[str, int]]) -> None:
    asyncio.run(follow(steps))


async def test_a_point_costs_a_point_and_no_row_is_an_element() -> None:
    app = LiveApp(routes=[live("/", OnlyLines)], secret="s" * 32)
    async with visit(app, "/") as page:
        sizes = []
        for _ in range(256):
            before = len(page.frames)
            await page.push("step")
            parts = [frame.parts for frame in page.frames[before:] if frame.direction == "received"]
            sizes += [len(json.dumps(part, separators=(",", ":"), ensure_ascii=False)) for part in parts]
        assert sum(sizes) / 256 <= 150, sizes[:40]
        assert len(page.all("svg[role=img] *")) < 300
        assert page.texts("tbody th") == ["Last", "Least", "Largest"]
        assert page.text("caption") == "Signal: 5,200 rows, 26 to 546"
        assert page.text("svg[role=img] > desc") == "Line chart, in V: a, b, c."


async def test_fewer_rows_are_svg_again() -> None:
    app = LiveApp(routes=[live("/", Signal)], secret="s" * 32)
    async with visit(app, "/") as page:
        assert len(page.all("[lv-canvas]")) == 3
        await page.push("shrink")
        assert not page.all("[lv-canvas]")
        assert page.all(".ui-plot-lines g > g > path")
        await page.push("step", {"times": 1})
        assert not page.errors
