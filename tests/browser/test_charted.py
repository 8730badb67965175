"""A chart library driven by a hook: pushed points, through patches around it, losses and a killed server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.server import serve
from tests.browser.visitor import come_back, no_complaints, open_page, settle, until
from tests.served import Served

# What the test needs to see of the page: its sockets, and the newest chart.
SEEN = """
  const Own = WebSocket;
  window.sockets = [];
  window.WebSocket = class extends Own { constructor(...given) { super(...given); sockets.push(this); } };
  const { getContext } = HTMLCanvasElement.prototype; // Chromium has advice for whoever reads pixels twice
  HTMLCanvasElement.prototype.getContext = function (kind) {
    return getContext.call(this, kind, { willReadFrequently: true });
  };
  let Library;
  Object.defineProperty(window, "uPlot", {
    set(given) { Library = given; },
    get: () => function (...given) { return (window.chart = new Library(...given)); },
  });
"""
# How many points the chart has, the newest of them, and how many pixels it has drawn.
DRAWN = """() => {
  const { data, ctx } = chart;
  const pixels = ctx.getImageData(0, 0, ctx.canvas.width, ctx.canvas.height).data;
  return [data[0].length, data[0].at(-1), pixels.filter((value, at) => at % 4 === 3 && value).length];
}"""


@pytest.fixture
def server() -> Iterator[Served]:
    with serve("tests.browser.charted.app:app") as served:
        yield served


@pytest.fixture
def charted(page: Page, server: Served) -> Page:
    """The page, with its first points drawn."""
    page.add_init_script(SEEN)
    open_page(page, server.url)
    has(page, 100)
    return page


def has(page: Page, points: int) -> int:
    """Waits until the chart has so many points, the last of which is the newest; returns how much is drawn."""
    until(page, "(points) => window.chart?.data?.[0].length === points", points)
    count, newest, pixels = page.evaluate(DRAWN)
    assert (count, newest) == (points, points - 1)
    return int(pixels)


def test_pushed_points_are_drawn(charted: Page) -> None:
    with no_complaints(charted):
        before = has(charted, 100)
        assert before > 1000
        for _ in range(30):
            charted.click("#measure")
        settle(charted)
        assert has(charted, 130) != before
        expect(charted.locator("h1")).to_have_text("130 points")


def test_what_is_pushed_waits_for_the_scripts_of_the_document(page: Page, server: Served) -> None:
    page.add_init_script(SEEN)
    held: list[Route] = []
    page.route("**/chart.js", lambda route: held.append(route))
    with no_complaints(page):
        page.goto(server.url, wait_until="commit")
        until(page, "() => window.liveview?.version > 0")  # `joined` has pushed
        held[0].continue_()
        has(page, 100)


def test_it_survives_patches_around_it_and_hears_of_its_own(charted: Page) -> None:
    with no_complaints(charted):
        charted.evaluate("() => { window.canvas = document.querySelector('canvas'); }")
        charted.click("#widen")
        expect(charted.locator("p")).to_have_text("The whole width.")
        assert charted.evaluate("() => canvas === document.querySelector('#chart canvas')")
        charted.click("#paint")
        settle(charted)
        until(charted, "() => chart.series[1].stroke() === 'crimson'")
        assert charted.locator("canvas").count() == 1
        has(charted, 100)


def test_a_lost_connection_costs_no_point_and_doubles_none(charted: Page) -> None:
    charted.click("#measure")
    charted.evaluate("() => sockets.at(-1).close()")
    charted.click("#measure")
    settle(charted)
    has(charted, 102)
    assert charted.evaluate("() => sockets.length") == 2


def test_another_process_pushes_its_own_points(charted: Page, server: Served) -> None:
    charted.click("#measure")
    has(charted, 101)
    server.kill()
    come_back(charted, server)
    settle(charted)
    has(charted, 100)
    expect(charted.locator("h1")).to_have_text("100 points")
