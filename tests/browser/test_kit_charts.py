"""The page of charts in a browser: what a point changes, values by pointer and keyboard, and who can read it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.axe import violations
from tests.browser.server import serve
from tests.browser.visitor import no_complaints, open_page, settle, until
from tests.served import Served

PATH = "/kit/charts?manual=1"
PHONE, WIDE = ViewportSize(width=360, height=740), ViewportSize(width=1440, height=900)
HAND = ".kit-wide .ui-chart-hand"

# How many nodes come, go or are written to.
COUNT = """() => {
  window.touched = 0;
  const count = (records) => records.forEach(({ addedNodes, removedNodes }) => {
    window.touched += addedNodes.length + removedNodes.length || 1;
  });
  window.changes = new MutationObserver(count);
  const chart = document.querySelector(".kit-wide .ui-chart");
  window.changes.observe(chart, { subtree: true, childList: true, attributes: true, characterData: true });
}"""

# The lines in pixels from the plot's left side, as the browser draws them.
ENDS = """() => {
  const plot = document.querySelector(".kit-wide .ui-plot").getBoundingClientRect();
  return [...document.querySelectorAll(".kit-wide .ui-plot-lines g > g > path:first-child")].map((path) => {
    const { left, right } = path.getBoundingClientRect();
    return [left - plot.left, right - plot.left, plot.width];
  });
}"""

# How far each label below the lines stands over the side of the plot, and over the label before it, in pixels.
OVER = """() => {
  const across = document.querySelector(".kit-wide .ui-chart-across");
  const seen = [...across.querySelectorAll("span")].filter((label) => getComputedStyle(label).visibility !== "hidden");
  const boxes = seen.map((label) => label.getBoundingClientRect()).sort((one, other) => one.left - other.left);
  const side = across.getBoundingClientRect().right;
  return boxes.map(({ left, right }, at) => [right - side, at ? boxes[at - 1].right - left : 0]);
}"""


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serve() as server:
        yield server


@pytest.fixture
def visitor(page: Page, server: Served) -> Iterator[Page]:
    with no_complaints(page):
        open_page(page, server.url + PATH)
        yield page


def step(page: Page, times: int = 1) -> None:
    for _ in range(times):
        page.click("#step")
    settle(page)


def test_a_point_changes_few_nodes_and_makes_them_of_svg(visitor: Page) -> None:
    step(visitor, 3)
    visitor.evaluate(COUNT)
    step(visitor)
    until(visitor, "() => window.touched > 0")
    assert visitor.evaluate("() => window.touched") <= 12
    step(visitor, 40)
    assert visitor.evaluate(
        "() => [...document.querySelectorAll('.ui-plot svg *')].every((one) => one instanceof SVGElement)"
    )
    assert visitor.locator(".kit-wide .ui-plot-lines g > g").count() < 600 / 16 + 20


def test_the_lines_fill_the_plot_while_they_move(visitor: Page) -> None:
    for _ in range(3):
        ends = visitor.evaluate(ENDS)
        width = ends[0][2]
        assert ends[0][0] <= 2
        assert ends[-1][1] == pytest.approx(width, abs=3)
        assert all(before[1] == pytest.approx(after[0], abs=3) for before, after in pairwise(ends))
        step(visitor, 20)


@pytest.mark.parametrize("viewport", [PHONE, WIDE], ids=["phone", "wide"])
def test_the_last_time_stays_within_the_plot_and_off_the_one_before(visitor: Page, viewport: ViewportSize) -> None:
    visitor.set_viewport_size(viewport)
    for _ in range(4):
        labels = visitor.evaluate(OVER)
        assert len(labels) >= 2
        assert all(over < 0.5 and overlap <= 0 for over, overlap in labels)
        step(visitor, 10)


def test_values_are_shown_under_the_pointer_and_follow_the_line(visitor: Page) -> None:
    visitor.locator(".kit-wide .ui-plot").hover()
    expect(visitor.locator(f"{HAND} b")).to_have_text("09:00:29.9")
    expect(visitor.locator(f"{HAND} li")).to_have_text(["cpu 58.4%", "memory 67.5%", "disk 20.1%"])
    before = visitor.locator(f"{HAND} i").evaluate("(line) => parseFloat(line.style.left)")
    visitor.evaluate("() => document.querySelector('#step').click()")
    settle(visitor)
    expect(visitor.locator(f"{HAND} b")).to_have_text("09:00:29.9")
    until(visitor, f"(before) => parseFloat(document.querySelector('{HAND} i').style.left) < before", before)
    visitor.get_by_label("Hours a day").first.hover()
    expect(visitor.locator(f"{HAND} b")).to_have_count(0)
    expect(visitor.locator(".ui-columns .ui-chart-hand li").first).to_have_text("build 3 h")


def test_arrow_keys_go_from_point_to_point(visitor: Page) -> None:
    visitor.focus("#step")
    visitor.keyboard.press("Tab")
    expect(visitor.locator(".kit-wide .ui-plot")).to_be_focused()
    said = visitor.locator(f"{HAND} b")
    for key, text in (
        ("End", "09:00:59.9"),
        ("ArrowLeft", "09:00:59.8"),
        ("PageUp", "09:00:58.8"),
        ("Home", "09:00:00.0"),
        ("ArrowLeft", "09:00:00.0"),
        ("ArrowRight", "09:00:00.1"),
    ):
        visitor.keyboard.press(key)
        expect(said).to_have_text(text)
    assert visitor.locator(f"{HAND} > div").get_attribute("aria-live") == "polite"
    visitor.keyboard.press("Escape")
    expect(said).to_have_count(0)
    visitor.keyboard.press("Tab")
    visitor.keyboard.press("Enter")
    assert visitor.locator(".kit-wide details").evaluate("(details) => details.open"), "the table is next"


def test_a_page_without_charts_loads_nothing_for_them(page: Page, server: Served) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    open_page(page, f"{server.url}/counter")
    assert not [url for url in loaded if "liveview-charts." in url and url.endswith("js")]
    open_page(page, server.url + PATH)
    assert [url for url in loaded if "liveview-charts." in url]


@pytest.mark.parametrize("viewport", [PHONE, WIDE], ids=["phone", "wide"])
def test_the_rules_find_nothing_by_day_and_night(visitor: Page, viewport: ViewportSize) -> None:
    visitor.set_viewport_size(viewport)
    visitor.emulate_media(color_scheme="light")
    visitor.locator("details").first.evaluate("(details) => { details.open = true; }")
    assert violations(visitor) == []
    visitor.emulate_media(color_scheme="dark")
    assert violations(visitor, of_colors=True) == []
    assert visitor.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), (
        "nothing is wider than the page"
    )


def test_nothing_moves_for_who_asked_for_that(visitor: Page) -> None:
    visitor.emulate_media(reduced_motion="reduce")
    assert (
        visitor.locator(".ui-gauge-value").first.evaluate("(arc) => getComputedStyle(arc).transitionDuration") == "0s"
    )
