"""The kit's figures, states and texts: what they say, to eyes and to screen readers, and what a change costs."""

from __future__ import annotations

import asyncio
import math
import re
from pathlib import Path
from typing import Any

import pytest

from liveview import Async, LiveApp, LiveView, event, live
from liveview.testing import Page, visit
from liveview.ui import DISPLAY, LogLine
from liveview.ui.display.figures import judged, signed, zones
from liveview.ui.display.panel import is_empty
from liveview.ui.measures import reached

SECRET = "a secret for tests, long enough for the ring"
REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "kit-display.md"
SNIPPETS = re.findall(r"^```jinja\n(.*?)^```", REFERENCE.read_text(), re.MULTILINE | re.DOTALL)


class Shown(LiveView):
    """Has what the pieces show; a test gives the template."""

    template_string = ""
    uses = DISPLAY
    value: Any = 40
    latency: int = 31
    lines: list[LogLine] = [LogLine(1, "started", "12:00"), LogLine(2, "slow", "12:01", "warn")]
    orders: Async[Any] = Async()

    @event
    async def show(self, value: float) -> None:
        self.value = value

    @event
    async def log(self, text: str) -> None:
        self.lines = [*self.lines[1:], LogLine(self.lines[-1].id + 1, text)]  # type: ignore[operator]

    @event
    async def load(self, what: str = "some") -> None:
        self.orders.run(answer, what)


async def answer(what: str) -> list[str] | None:
    await asyncio.sleep(0)
    if what == "broken":
        raise ConnectionError("db-2 does not answer")
    return {"some": ["a", "b"], "more": ["c"], "none": []}.get(what)


def app(template: str) -> LiveApp:
    return LiveApp(routes=[live("/", type("Page", (Shown,), {"template_string": template}))], secret=SECRET)


def last_patch(page: Page) -> Any:
    """What the newest frame from the server changes."""
    return [frame.parts for frame in page.frames if frame.direction == "received"][-1][2]


async def seen(page: Page, selector: str) -> None:
    """Waits for what a task that has ended brings."""
    for _ in range(200):
        if page.all(selector):
            return
        await asyncio.sleep(0.005)
    pytest.fail(f"{selector} never came")


@pytest.mark.parametrize("snippet", SNIPPETS)
async def test_what_the_reference_shows_works(snippet: str) -> None:
    async with visit(app(f"<main>{snippet}</main>"), "/") as page:
        assert page.all("main *")
        assert not page.errors


def test_the_reference_shows_every_piece() -> None:
    assert {piece.__name__ for piece in DISPLAY} <= set(re.findall(r"\b([A-Z]\w+)\(", "".join(SNIPPETS)))


@pytest.mark.parametrize(
    ("number", "expected"), [(3, "+3"), (-0.4, "\N{MINUS SIGN}0.4"), (1200, "+1,200"), (0, "±0"), (0.0, "±0")]
)
def test_a_change_has_a_sign_that_is_as_wide_as_the_other(number: float, expected: str) -> None:
    assert signed(number) == expected


@pytest.mark.parametrize(
    ("delta", "better", "expected"),
    [(1, "up", "good"), (-1, "up", "bad"), (1, "down", "bad"), (-1, "down", "good"), (0, "up", ""), (5, "", "")],
)
def test_a_change_is_judged_by_what_is_better(delta: float, better: str, expected: str) -> None:
    assert judged(delta, better) == expected


# How a browser reads a <meter>: HTML's "UA requirements for regions of the gauge", in zones from the best one.
def region(value: float, low: float = 0, high: float = 100, optimum: float = 50) -> int:
    def zone(number: float) -> int:
        return 0 if number < low else 2 if number > high else 1

    if zone(optimum) == 1:
        return int(zone(value) != 1)
    return abs(zone(value) - zone(optimum))


@pytest.mark.parametrize(
    ("warn", "bad", "expected"),
    [
        (80, 95, {50: "", 79: "", 80: "warn", 94: "warn", 95: "bad", 100: "bad"}),
        (20, 5, {50: "", 21: "", 20: "warn", 6: "warn", 5: "bad", 0: "bad"}),
        (80, None, {50: "", 80: "warn", 100: "warn"}),
        (None, 90, {50: "", 89: "", 90: "bad"}),
        (None, None, {0: "", 100: ""}),
    ],
)
def test_a_measure_is_what_it_has_passed_in_words_and_in_the_bar(
    warn: float | None, bad: float | None, expected: dict[float, str]
) -> None:
    assert {value: reached(value, warn, bad) for value in expected} == expected
    edges = {warn, bad}  # at an edge itself the browser's zones end, and the words' begin
    for value, status in expected.items():
        if value not in edges:
            assert region(value, **zones(0, 100, warn, bad)) == ("", "warn", "bad").index(status)


async def test_a_number_that_changes_costs_the_number() -> None:
    template = """{{ Stat(label="Latency", value=value, unit="ms", delta=3, note="today", status="warn") }}
      {{ Meter(label="Disk", value=value, text="so much") }}{{ Badge(text=value) }}"""
    async with visit(app(template), "/") as page:
        await page.push("show", {"value": 41})
        assert page.text(".ui-value") == "41.0ms"
        assert len(str(last_patch(page)).replace(" ", "")) < 60


async def test_a_stat_says_what_it_is_to_who_does_not_see_it() -> None:
    template = '{{ Stat(label="Errors", value=3, delta=-2, delta_unit="%", better="down", status="bad") }}'
    async with visit(app(template), "/") as page:
        assert page.text("dt") == "bad: Errors"
        assert page.texts("dd") == ["3", "\N{MINUS SIGN}2%"]
        assert page.attribute(".ui-delta", "class") == "ui-delta ui-down ui-good"


async def test_progress_without_a_value_has_none_for_the_browser_either() -> None:
    async with visit(app('{{ Progress(label="x") }}{{ Progress(label="y", value=value, high=80) }}'), "/") as page:
        assert [bar.get("value") for bar in page.all("progress")] == [None, "40"]
        assert page.texts(".ui-figure") == ["", "50%"]


@pytest.mark.parametrize("value", [0, 5, None, math.nan, math.inf])
async def test_nothing_between_the_ends_and_no_number_are_nothing(value: float | None) -> None:
    template = """{{ Progress(label="a", value=value, high=0) }}{{ Meter(label="b", value=value, high=0) }}
      {{ Meter(label="c", value=value, low=10, high=10, warn=20, bare=True) }}"""
    kind = type("Page", (Shown,), {"template_string": template, "value": value})
    async with visit(LiveApp(routes=[live("/", kind)], secret=SECRET), "/") as page:
        is_known = value in (0, 5)
        assert page.texts(".ui-figure") == (["0%", "0%"] if is_known else ["", "\N{EN DASH}"])
        assert page.one("progress").get("value") == ("0" if is_known else None)
        assert page.all("meter")[1].get("value") == (str(value) if is_known else "10")


async def test_a_meter_says_how_it_is_to_who_does_not_see_it() -> None:
    template = """{{ Meter(label="a", value=value, warn=20, bad=5, bare=True) }}
      {{ Meter(label="b", value=value, warn=50, bad=90) }}{{ Meter(label="c", value=value, warn=20, text="much") }}"""
    async with visit(app(template), "/") as page:
        assert [bar.get("aria-valuetext") for bar in page.all("meter")] == [None, None, "warn: much"]
        await page.push("show", {"value": 4})
        assert [bar.get("aria-valuetext") for bar in page.all("meter")] == ["bad: 4%", None, None]


async def test_a_line_of_a_log_costs_a_line() -> None:
    async with visit(app("{{ Log(lines=lines) }}"), "/") as page:
        await page.push("log", {"text": "and on it goes"})
        assert page.texts("li") == ["12:01 warn: slow", "and on it goes"]
        assert "12:01" not in str(last_patch(page))


async def test_a_card_has_what_it_is_given_and_nothing_else() -> None:
    template = '{% call Card() %}bare{% endcall %}{% call Card(heading="Deep", level=4) %}x{% endcall %}'
    async with visit(app(template), "/") as page:
        bare, deep = page.all("section")
        assert bare.text == "bare" and bare.get("aria-label") is None and not bare.all("header, footer")
        assert deep.get("aria-label") == "Deep" and [each.text for each in deep.all("h4")] == ["Deep"]


PANEL = """{% call(found) Panel(heading="Orders", data=orders, on_retry="load", what="more", details=True) %}
  <ul>{% for name in found %}<li>{{ name }}</li>{% endfor %}</ul>{% endcall %}"""


async def test_a_panel_shows_each_state_of_what_is_loaded_and_its_button_tries_again() -> None:
    async with visit(app(PANEL), "/") as page:
        assert page.text("[role=status]") == "Loading…"
        await page.push("load", {"what": "broken"})
        await seen(page, "[role=alert]")
        assert page.text(".ui-error-text") == "db-2 does not answer"
        assert not page.all("[role=status]")
        await page.click("[role=alert] button")
        await seen(page, "li")
        assert page.texts("li") == ["c"] and not page.all("[role=alert]")
        await page.push("load", {"what": "none"})
        await seen(page, ".ui-empty")
        assert page.text(".ui-empty-heading") == "Nothing here yet"


async def test_what_an_exception_says_is_not_shown_unless_asked_for() -> None:
    async with visit(app(PANEL.replace(", details=True", "")), "/") as page:
        await page.push("load", {"what": "broken"})
        await seen(page, "[role=alert]")
        assert page.text(".ui-error-heading") == "This could not be loaded"
        assert "db-2" not in page.html


async def test_a_panel_keeps_what_it_had_when_loading_again_fails() -> None:
    async with visit(app(PANEL), "/") as page:
        await page.push("load")
        await seen(page, "li")
        await page.push("load", {"what": "broken"})
        await seen(page, "[role=alert]")
        assert page.texts("li") == ["a", "b"]


@pytest.mark.parametrize(("value", "expected"), [(None, True), ([], True), ({}, True), (0, False), ([0], False)])
def test_zero_is_something_to_show(value: object, expected: bool) -> None:
    assert is_empty(value) is expected


async def test_a_button_that_nobody_hears_is_not_there() -> None:
    async with visit(app('{{ ErrorPanel(error="broken") }}'), "/") as page:
        assert page.text("[role=alert]").endswith("broken") and not page.all("button")


async def test_where_a_page_is_and_what_is_above_it() -> None:
    async with visit(app('{{ Breadcrumbs(links=[("Up", "/up")], here="Here") }}'), "/") as page:
        assert page.attribute("nav a", "href") == "/up"
        assert page.text("nav [aria-current=page]") == "Here"
