"""Charts of 20,000 rows on a canvas, by the bundle that ships: what is painted is what the rows say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from liveview.ui.charts.trace import Grid
from tests.browser.axe import violations
from tests.browser.painted.app import COUNT, row
from tests.browser.server import serve
from tests.browser.visitor import come_back, no_complaints, open_page, settle, until
from tests.served import Served

# Chromium has advice for whoever reads pixels twice.
SEEN = """
  const Own = WebSocket;
  window.sockets = [];
  window.WebSocket = class extends Own { constructor(...given) { super(...given); sockets.push(this); } };
  const { getContext } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.getContext = function (kind) {
    return getContext.call(this, kind, { willReadFrequently: true });
  };
"""
# Where a chart's canvas has ink in the middle, as shares of its height from below; and the colours there.
INK = """([chart, part]) => {
  const canvas = document.querySelector(`${chart} canvas`);
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(Math.round(width * part), 0, 1, height);
  const found = [];
  for (let y = 0; y < height; y++) {
    if (data[y * 4 + 3] > 200) found.push([1 - y / height, `rgb(${[...data.slice(y * 4, y * 4 + 3)].join(", ")})`]);
  }
  return found;
}"""
COLOR = """() => {
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.color = "var(--ui-series-1)";
  return getComputedStyle(probe).color;
}"""
# How opaque the ground is near the bottom, of 255.
GROUND = """() => {
  const canvas = document.querySelector("#areas canvas");
  const at = [Math.round(canvas.width / 2), Math.round(canvas.height * 0.96)];
  return canvas.getContext("2d").getImageData(...at, 1, 1).data[3];
}"""
FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
COUNT_NODES = """() => {
  window.touched = 0;
  const count = (records) => records.forEach(({ addedNodes, removedNodes }) => {
    window.touched += addedNodes.length + removedNodes.length || 1;
  });
  new MutationObserver(count).observe(document.querySelector("#lines .ui-chart"), {
    subtree: true, childList: true, attributes: true, characterData: true,
  });
}"""


@pytest.fixture
def server() -> Iterator[Served]:
    with serve("tests.browser.painted.app:app") as served:
        yield served


@pytest.fixture
def painted(page: Page, server: Served) -> Page:
    """The page, with its charts painted."""
    page.add_init_script(SEEN)
    open_page(page, server.url)
    says(page, COUNT)
    return page


def says(page: Page, count: int) -> None:
    """Waits until the newest row is painted, and compares all of them with those that the view has."""
    at, below = row(count - 1)[0], "document.querySelector('#lines figure').dataset.grid.split(' ').map(Number)"
    until(
        page,
        f"""(wanted) => {{
          const painted = document.querySelector("#lines [lv-canvas]")?.painted;
          const [x, , dx] = {below};
          return painted && Math.abs(painted.rows[0].at(-1) * dx + x - wanted) < dx;
        }}""",
        at,
    )
    grid = Grid(*page.evaluate(f"() => {below}"))
    seen: list[list[Any]] = page.evaluate("() => document.querySelector('#lines [lv-canvas]').painted.rows")
    rows = [row(number) for number in range(count - COUNT, count)]
    assert seen[0][-COUNT:] == [grid.across(x) for x, *_ in rows]
    for series in (1, 2):
        wanted = [None if (y := each[series]) is None else -grid.down(y) for each in rows]
        assert seen[series][-COUNT:] == wanted
    framed(page)


def framed(page: Page) -> None:
    """Waits until what the page has by now is painted, and was seen."""
    until(page, "() => [...document.querySelectorAll('[lv-canvas]')].every((each) => each.querySelector('canvas'))")
    page.evaluate(FRAMES)


def ink(page: Page, chart: str = "#lines", part: float = 0.5) -> list[tuple[float, str]]:
    """Where a chart has ink, from below, and of which colour."""
    found: list[tuple[float, str]] = page.evaluate(INK, [chart, part])
    return found


def has_color(page: Page) -> str:
    """Waits until a line has the colour of the first series, and tells it."""
    color: str = page.evaluate(COLOR)
    until(page, f"""(color) => (({INK})(["#lines", 0.1])).some(([, each]) => each === color)""", color)
    return color


def test_lines_are_where_the_axis_says_and_have_the_colours_of_day_and_night(painted: Page) -> None:
    with no_complaints(painted):
        middle = row(COUNT // 2)
        places = [place for place, _ in ink(painted)]
        assert all(any(abs(place - y / 100) < 0.02 for place in places) for y in middle[1:] if y is not None)
        assert len(places) < 12, "lines, and no more"
        tops = [place for place, _ in ink(painted, "#areas")]
        assert max(tops) == pytest.approx(sum(y or 0 for y in middle[1:]) / 100, abs=0.02), "on top of each other"
        assert painted.evaluate(COLOR) in {color for _, color in ink(painted, part=0.1)}
        assert 0 < painted.evaluate(GROUND) < 90, "one ground, not one on the other"
        day = painted.evaluate(COLOR)
        painted.emulate_media(color_scheme="dark")
        assert has_color(painted) != day
        painted.emulate_media(media="print")
        assert has_color(painted) == day, "paper is as light as the day"
        painted.emulate_media(media="screen")
        painted.set_viewport_size({"width": 400, "height": 800})
        width = "document.querySelector('#lines {}').clientWidth"
        until(painted, f"() => Math.abs({width.format('canvas')} - {width.format('.ui-plot')}) <= 4")
        assert ink(painted)
        assert violations(painted) == []


def test_a_point_touches_few_nodes_and_is_painted(painted: Page) -> None:
    with no_complaints(painted):
        painted.evaluate(COUNT_NODES)
        painted.click("#step")
        settle(painted)
        says(painted, COUNT + 1)
        until(painted, "() => touched > 0")
        assert painted.evaluate("() => touched") <= 12
        painted.click("#many")
        says(painted, COUNT + 301)
        painted.click("#fewer")
        expect(painted.locator("#lines .ui-plot-lines g > g")).not_to_have_count(0)
        assert painted.locator("canvas").count() == 0


def test_losses_of_the_connection_and_of_the_server_lose_no_row(painted: Page, server: Served) -> None:
    painted.click("#many")
    painted.evaluate("() => sockets.at(-1).close()")
    painted.click("#step")
    settle(painted)
    says(painted, COUNT + 301)
    server.kill()
    come_back(painted, server)
    settle(painted)
    painted.click("#step")
    settle(painted)
    says(painted, COUNT + 302)
    assert painted.locator("canvas").count() == 3
    assert ink(painted)


def test_values_are_shown_under_the_pointer_and_by_keys(painted: Page) -> None:
    with no_complaints(painted):
        painted.focus("#lines .ui-plot")
        said = painted.locator("#lines .ui-chart-hand")
        for key, place in (("End", COUNT - 1), ("ArrowLeft", COUNT - 2), ("Home", 0), ("PageUp", 0), ("ArrowRight", 1)):
            painted.keyboard.press(key)
            expect(said.locator("b")).to_have_text(f"{row(place)[0]:,g}")
        expect(said.locator("li")).to_have_text(["a 40.05%", "b 20%"])
        painted.locator("#areas .ui-plot").hover()
        expect(painted.locator("#areas .ui-chart-hand li")).to_have_text([re.compile("^a "), re.compile("^b ")])
        values = painted.locator("#areas .ui-chart-hand li").all_inner_texts()
        numbers = [float(text.split()[1]) for text in values]
        assert numbers == pytest.approx(row(COUNT // 2)[1:], abs=0.2), "each by itself"


def test_values_under_a_pointer_that_rests_are_the_same_on_another_grid(painted: Page) -> None:
    with no_complaints(painted):
        box = painted.locator("#lines .ui-plot").bounding_box()
        assert box
        painted.mouse.move(box["x"] + box["width"] * 0.995, box["y"] + box["height"] / 2)
        said = painted.locator("#lines .ui-chart-hand")
        expect(said.locator("li")).to_have_count(2)
        place, values = said.locator("b").inner_text(), said.locator("li").all_inner_texts()
        grid = painted.locator("#lines figure").get_attribute("data-grid")
        painted.evaluate("() => document.querySelector('#closer').click()")
        settle(painted)
        assert painted.locator("#lines figure").get_attribute("data-grid") != grid
        assert float(said.locator("b").inner_text().replace(",", "")) == float(place.replace(",", ""))
        numbers = [
            [float(text.split()[1][:-1]) for text in each] for each in (values, said.locator("li").all_inner_texts())
        ]
        assert numbers[1] == pytest.approx(numbers[0], abs=5), "a step of the grid is 5"


def test_rows_that_go_are_painted_no_more_where_their_text_stays(painted: Page) -> None:
    painted.click("#wide")
    settle(painted)
    framed(painted)
    assert ink(painted, part=0.205)
    painted.click("#cut")
    settle(painted)
    framed(painted)
    assert painted.locator("#lines [lv-canvas]").get_attribute("data-gone") == "200"
    assert not ink(painted, part=0.205)
    assert ink(painted, part=0.22)


def test_grounds_lie_as_the_props_say_by_now(painted: Page) -> None:
    painted.click("#flip")
    settle(painted)
    framed(painted)
    assert painted.evaluate(GROUND) > 90, "one on the other"
    painted.click("#flip")
    settle(painted)
    framed(painted)
    assert 0 < painted.evaluate(GROUND) < 90, "beside each other"


def test_lines_are_as_wide_as_the_sheet_says_by_now(painted: Page) -> None:
    before = len(ink(painted))
    painted.emulate_media(contrast="more")
    framed(painted)
    assert len(ink(painted)) > before


def test_without_a_script_the_table_is_there(browser: Browser, server: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator("#lines .ui-canvas-still")).to_be_visible()
    expect(page.locator("#lines table")).to_be_visible()
    assert page.locator("#lines tbody th").all_inner_texts() == ["Last", "Least", "Largest"]
    context.close()
