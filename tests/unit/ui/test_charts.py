"""Charts on a page: what is there at first, what a change sends, and the snippets of the reference."""

from __future__ import annotations

import asyncio
import json
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from liveview import Async, LiveApp, LiveView, event, live, state
from liveview.testing import Page, visit
from liveview.ui import CHARTS, BarChart, Card, Gauge, Heatmap, Histogram, LineChart, StackedBar
from liveview.ui.charts.plot import Plot
from liveview.ui.charts.rows import read
from liveview.ui.charts.shown import Setting

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "kit-charts.md"
SNIPPETS = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("snippet", SNIPPETS)
async def test_the_snippets_of_the_reference_are_pages(snippet: str) -> None:
    module: dict[str, Any] = {"__name__": __name__}
    exec(compile(snippet, str(PAGE), "exec", dont_inherit=True), module)
    views = [found for found in module.values() if isinstance(found, type) and issubclass(found, LiveView)]
    async with visit(LiveApp(routes=[live("/", views[-1])]), "/") as page:
        assert page.all(".ui-chart, .ui-gauge, .ui-heatmap")


def made(kind: Any, **props: Any) -> Any:
    """A chart that no page has; type checkers know of no props with a default."""
    return kind(**props)


class Sample(NamedTuple):
    at: datetime
    cpu: float
    disk: float | None


def sample(number: int) -> Sample:
    return Sample(datetime(2026, 3, 2, tzinfo=UTC) + timedelta(seconds=number), number * 7 % 100, number * 3 % 40)


class Window(LiveView):
    template_string = '{{ LineChart(label="Use", data=samples, unit="%", low=0, high=100, limits=[(90, "busy")]) }}'
    uses = [LineChart]
    count: int = 600
    samples: list[Sample] = state(default_factory=lambda: [sample(number) for number in range(600)])

    @event
    async def step(self) -> None:
        self.samples.append(sample(self.count))
        del self.samples[0]
        self.count += 1

    @event
    async def idle(self) -> None:
        self.count += 0

    @event
    async def change(self) -> None:
        self.samples[300] = self.samples[300]._replace(cpu=99.0)

    @event
    async def empty(self) -> None:
        self.samples = []


WINDOW = LiveApp(routes=[live("/", Window)])


def received(page: Any, before: int) -> list[int]:
    """The sizes of the frames that came since."""
    texts = (json.dumps(frame.parts, separators=(",", ":")) for frame in page.frames[before:])
    return [len(text) for text, frame in zip(texts, page.frames[before:], strict=True) if frame.direction == "received"]


async def test_a_point_costs_a_point() -> None:
    async with visit(WINDOW, "/") as page:
        sizes = []
        for _ in range(32):
            before = len(page.frames)
            await page.push("step")
            sizes += received(page, before)
        assert sum(sizes) / len(sizes) <= 150
        assert sorted(sizes)[len(sizes) // 2] <= 110
        assert len(page.all(".ui-plot-lines g > g")) < 600 / 16 + 20


async def test_nothing_is_sent_where_nothing_has_changed_and_one_piece_where_a_row_has() -> None:
    async with visit(WINDOW, "/") as page:
        before = len(page.frames)
        await page.push("idle")
        assert max(received(page, before)) < 20
        first = page.all(".ui-plot-lines g > g")
        texts = [str(piece) for piece in first]
        await page.push("change")
        changed = [old for old, new in zip(texts, page.all(".ui-plot-lines g > g"), strict=True) if old != str(new)]
        assert len(changed) <= 1
        await page.push("empty")
        assert page.text(".ui-chart-empty") == "No data yet"


async def test_it_says_what_it_is() -> None:
    async with visit(WINDOW, "/") as page:
        assert page.text("svg[role=img] > title") == "Use"
        assert page.text("svg[role=img] > desc") == "Line chart, in %: cpu, disk."
        assert page.texts(".ui-legend li") == ["cpu", "disk"]
        assert page.texts(".ui-chart-up > span")[1:] == ["0%", "50%", "100%"]
        assert page.texts(".ui-chart-across span") == ["2 Mar", "00:02", "00:04", "00:06", "00:08"]
        assert page.text(".ui-chart-limits span") == "busy"
        assert page.texts("thead th") == ["Time", "cpu", "disk"]
        assert len(page.all("tbody tr")) == 38


@dataclass
class Point:
    at: float
    a: float


AT = [date(2026, 3, 1), date(2026, 3, 2)]


@pytest.mark.parametrize(
    ("data", "options", "names", "points"),
    [
        ([1, None, float("nan")], {}, ("",), [(0, (1.0,)), (1, (None,)), (2, (None,))]),
        (deque([1, 2]), {}, ("",), [(0, (1.0,)), (1, (2.0,))]),
        ([(0, 1, 2), (5, 3, 4)], {"y": ["a", "b"]}, ("a", "b"), [(0.0, (1.0, 2.0)), (5.0, (3.0, 4.0))]),
        ([[0, 1], [5, 3]], {}, ("",), [(0.0, (1.0,)), (5.0, (3.0,))]),
        ([Point(0, 1), Point(2, 3)], {"x": "at"}, ("a",), [(0.0, (1.0,)), (2.0, (3.0,))]),
        ([Point(0, 1), Point(2, 3)], {"y": "a"}, ("a",), [(0, (1.0,)), (1, (3.0,))]),
        ([{"at": 0, "a": 1, "b": 2}], {"x": "at", "y": "b"}, ("b",), [(0.0, (2.0,))]),
        ({"a": [1, 2], "b": [3]}, {}, ("a", "b"), [(0, (1.0, 3.0)), (1, (2.0, None))]),
        ({"at": [7, 9], "a": [1, 2]}, {"x": "at"}, ("a",), [(7.0, (1.0,)), (9.0, (2.0,))]),
        (list(zip(AT, [1, 2], strict=True)), {}, ("",), [(1772323200.0, (1.0,)), (1772409600.0, (2.0,))]),
        ([], {}, ("",), []),
        ([(None, 1), (1, 2), (float("nan"), 3), (2, 4)], {}, ("",), [(1.0, (2.0,)), (2.0, (4.0,))]),
        ([(None, 1), (AT[0], 2), (None, 3)], {}, ("",), [(1772323200.0, (2.0,))]),
        ([(None, 1)], {}, ("",), []),
    ],
)
def test_what_can_be_given(data: Any, options: Any, names: Any, points: Any) -> None:
    rows = read(data, **options)
    assert rows.names == names
    items = rows.sift(rows.items)
    assert [rows.point(item, number) for number, item in enumerate(items)] == points
    assert rows.places(items, 0) == [x for x, _ in points]
    if points:
        by_columns = [[x for x, _ in points], *map(list, zip(*(ys for _, ys in points), strict=True))]
        assert rows.columns(items, 0) == by_columns, "a canvas reads them so"


@pytest.mark.parametrize(
    ("data", "reason"), [([("Mon", 3)], "BarChart"), ([object()], "x=.at., y="), ([(0, "x")], "float")]
)
def test_what_cannot_be_drawn_is_told(data: Any, reason: str) -> None:
    with pytest.raises((TypeError, ValueError), match=reason):
        Plot(Setting()).show(data)


def test_where_nothing_is_between_two_ends_nothing_is_wide() -> None:
    assert Plot(Setting(span=0)).show([(1, 2), (3, 4)]).width > 1
    assert made(Gauge, label="x", value=0, high=0).share == 0.0


def test_a_row_that_is_changed_in_place_is_seen() -> None:
    plot, rows = Plot(Setting(x="at")), [Point(at, 1.0) for at in range(20)]
    before = plot.show(rows).pieces
    rows[3].a = 9.0
    assert plot.show(rows).pieces[0] is not before[0]


def test_stacked_areas_add_up_and_their_table_does_not() -> None:
    shown = Plot(Setting(is_filled=True, is_stacked=True)).show({"a": [1, 2], "b": [3, None]})
    assert shown.up[-1].label == "4"
    assert [entry.values for entry in shown.entries] == [("1", "3"), ("2", "0")]
    assert all(len(piece.paths) == 4 for piece in shown.pieces)


def test_columns_stand_on_zero_beside_or_on_top_of_each_other() -> None:
    rows = [("Mon", 3, -2), ("Tue", None, 1)]
    shown = made(BarChart, label="x", data=rows).shown
    assert [piece.paths for piece in shown.pieces] == [
        ("M14 0V-600h36V0z", "M50 0V400h36V0z"),
        ("M114 0V0h36V0z", "M150 0V-200h36V0z"),
    ]
    assert [mark.label for mark in shown.across] == ["Mon", "Tue"]
    stacked = made(StackedBar, label="x", data=[("Mon", 3, 2)]).shown
    assert stacked.pieces[0].paths == ("M14 0V-600h72V0z", "M14 -600V-1000h72V-600z")
    assert made(BarChart, label="x", data={}).shown.pieces == ()


def test_columns_are_the_very_same_where_nothing_has_changed() -> None:
    chart = made(BarChart, label="x", data={"a": 1})
    assert chart.shown is chart.shown
    chart.data["a"] = 2
    assert chart.shown.entries[0].values == ("2",)


@pytest.mark.parametrize("kind", [LineChart, BarChart])
def test_limits_and_names_that_are_changed_in_place_are_seen(kind: Any) -> None:
    limits, names = [[2.0, "much"]], ["a"]
    chart = made(kind, label="x", data=[{"at": 1, "a": 1, "b": 3}], x="at", y=names, limits=limits)
    assert [mark.label for mark in chart.shown.limits] == ["much"]
    limits[0][1] = "too much"
    assert [mark.label for mark in chart.shown.limits] == ["too much"]
    limits.append([1.0, "some"])
    names[0] = "b"
    assert (len(chart.shown.limits), chart.shown.names) == (2, ("b",))


def test_a_histogram_counts_between_round_numbers() -> None:
    shown = made(Histogram, label="x", data=[1, 2, 2.5, 9, None], unit="ms", bins=5).shown
    assert [(entry.label, entry.values) for entry in shown.entries] == [
        ("0 \N{EN DASH} 2\xa0ms", ("1",)),
        ("2 \N{EN DASH} 4\xa0ms", ("2",)),
        ("4 \N{EN DASH} 6\xa0ms", ("0",)),
        ("6 \N{EN DASH} 8\xa0ms", ("0",)),
        ("8 \N{EN DASH} 10\xa0ms", ("1",)),
    ]
    assert made(Histogram, label="x", data=[]).shown.pieces == ()
    assert len(made(Histogram, label="x", data=[5, 5]).shown.pieces) == 1


@pytest.mark.parametrize(
    ("value", "share", "told", "text"),
    [
        (50, 50.0, "good", "50%"),
        (70, 70.0, "warn", "70%"),
        (120, 100.0, "bad", "120%"),
        (None, 0.0, "", "\N{EN DASH}"),
        (float("nan"), 0.0, "", "\N{EN DASH}"),
        (float("inf"), 0.0, "", "\N{EN DASH}"),
    ],
)
def test_a_gauge_says_how_its_value_is(value: float | None, share: float, told: str, text: str) -> None:
    gauge = made(Gauge, label="x", value=value, warn=70, bad=90)
    assert (gauge.share, gauge.state, gauge.text) == (share, told, text)


@pytest.mark.parametrize(
    ("value", "now", "text", "sign"),
    [
        (130, "100.0", "good: 130%", "130%"),
        (20, "20", "warn: 20%", "▲ 20%"),
        (-3, "0.0", "bad: \N{MINUS SIGN}3%", "◆ \N{MINUS SIGN}3%"),
    ],
)
async def test_a_gauge_says_it_to_who_does_not_see_it_and_knows_when_less_is_worse(
    value: float, now: str, text: str, sign: str
) -> None:
    template = f'{{{{ Gauge(label="Battery", value={value}, warn=20, bad=5) }}}}'
    view = type("Page", (LiveView,), {"template_string": template, "uses": [Gauge]})
    async with visit(LiveApp(routes=[live("/", view)]), "/") as page:
        gauge = page.one("[role=meter]")
        assert (gauge.get("aria-valuenow"), gauge.get("aria-valuetext")) == (now, text)
        assert page.text(".ui-gauge-text") == sign


def test_a_heatmap_is_darkest_at_the_largest() -> None:
    rows = made(Heatmap, label="x", columns="abc", data=[("r", 0, 5, 10), ("s", None, 1, 2)]).rows
    assert [[cell.share for cell in cells] for _, cells in rows] == [[0, 50, 100], [0, 10, 20]]
    assert rows[1][1][0].text == ""


def test_all_of_them_are_in_the_list() -> None:
    assert {chart.__name__ for chart in CHARTS} == set(re.findall(r"^## `([A-Z][a-z]\w+)`", PAGE.read_text(), re.M))


async def load(what: str) -> Any:
    """What a database would answer."""
    await asyncio.sleep(0)
    if what == "broken":
        raise ConnectionError("db-2 does not answer")
    return {"rows": [1, 2, 3], "none": []}.get(what)


CALLS = {
    "LineChart": 'LineChart(label="x", data=found, {})',
    "AreaChart": 'AreaChart(label="x", data=found, {})',
    "Sparkline": 'Sparkline(label="x", data=found, {})',
    "BarChart": 'BarChart(label="x", data=bars, {})',
    "StackedBar": 'StackedBar(label="x", data=bars, {})',
    "Histogram": 'Histogram(label="x", data=found, {})',
    "Heatmap": 'Heatmap(label="x", columns="a", data=bars, {})',
    "Gauge": 'Gauge(label="x", value=number, {})',
}
PROPS = 'on_retry="again", what="it", error="Gone wrong", details=True'


class Loaded(LiveView):
    template_string = ""
    uses = [*CHARTS, Card]
    found: Async[Any] = Async()
    bars: Async[Any] = Async()
    number: Async[float] = Async()
    wanted: str = ""

    def run(self, what: str) -> None:
        self.wanted = what
        self.found.run(load, what)
        self.bars.run(load_bars, what)
        self.number.run(load_number, what)

    @event("load")
    async def begin(self, what: str) -> None:
        self.run(what)

    @event
    async def again(self, what: str) -> None:
        self.run("rows" if what == "it" else "none")


async def load_bars(what: str) -> Any:
    rows = await load(what)
    return [("a", number) for number in rows]


async def load_number(what: str) -> Any:
    return next(iter(await load(what)), None)


async def seen(page: Page, holds: Callable[[], bool]) -> None:
    """Waits for what tasks that have ended bring."""
    for _ in range(400):
        if holds():
            return
        await asyncio.sleep(0.005)
    pytest.fail(f"it never came: {page.html}")


@pytest.mark.parametrize("kind", CALLS)
@pytest.mark.parametrize("around", ["{{{{ {} }}}}", "{{% call Card(heading='x') %}}{{{{ {} }}}}{{% endcall %}}"])
async def test_every_chart_says_that_it_loads_that_it_failed_and_tries_again(kind: str, around: str) -> None:
    template = f"<section id='x'>{around.format(CALLS[kind].format(PROPS))}</section>"
    view = type("Page", (Loaded,), {"template_string": template})
    async with visit(LiveApp(routes=[live("/", view)], secret="s" * 32), "/") as page:
        assert page.all("#x [role=status]"), "it is on its way"
        await page.push("load", {"what": "broken"})
        await seen(page, lambda: bool(page.all("[role=alert]")))
        assert "Gone wrong" in page.text("[role=alert]")
        assert "db-2" in page.text("[role=alert]")
        assert not page.all("[role=status]")
        await page.click("[role=alert] button")
        await seen(page, lambda: bool(page.all("#x svg[role=img], #x [role=meter], #x td span")))
        assert not page.all("[role=alert], [role=status]")
        await page.push("load", {"what": "broken"})
        await seen(page, lambda: bool(page.all("[role=alert]")))
        assert page.all("[role=alert] button"), "older values do not hide that newer ones have failed"
        assert kind == "Gauge" or page.all("#x path, #x td span"), "what was there stays"
        await page.push("load", {"what": "none"})
        empty = "\N{EN DASH}" if kind == "Gauge" else "No data yet"
        await seen(page, lambda: empty in page.text("#x"))
        assert page.errors == page.reports == []


async def test_what_an_exception_says_is_nobodys_business_unless_one_says_so() -> None:
    view = type("Page", (Loaded,), {"template_string": '{{ LineChart(label="x", data=found) }}'})
    async with visit(LiveApp(routes=[live("/", view)], secret="s" * 32), "/") as page:
        assert page.attribute("figure", "aria-busy") == "true"
        await page.push("load", {"what": "broken"})
        await seen(page, lambda: bool(page.all("[role=alert]")))
        assert page.text("[role=alert]") == "This could not be loaded"
        assert page.attribute("figure", "aria-busy") == "false"


@pytest.mark.parametrize(
    ("kind", "data", "more"),
    [
        (BarChart, {str(at): at for at in range(1_001)}, {}),
        (StackedBar, [(str(at), at, at) for at in range(1_001)], {}),
        (Histogram, range(9_000), {"bins": 5_000}),
    ],
)
def test_more_columns_than_anybody_sees_are_an_error_that_says_what_to_do(kind: Any, data: Any, more: Any) -> None:
    with pytest.raises(ValueError, match=rf"{kind.__name__} 'x' .* LineChart"):
        _ = made(kind, label="x", data=data, **more).shown
