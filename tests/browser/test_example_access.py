"""The example's pages for everybody: by axe-core's rules, by keyboard, and by what a screen reader says of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.server import serve
from tests.browser.visitor import no_complaints, open_page, settle, sign_in
from tests.served import Served

PATHS = [
    "/",
    "/people",
    "/people/new",
    "/people/1",
    "/chat",
    "/counter",
    "/dashboard?manual=1",
    "/rows",
    "/account",
    "/chaos",
    "/kit/controls",
]

# The rules look at each of a thousand rows, and the others are like these.
FEWER_ROWS = "() => document.querySelectorAll('.rows tr:nth-child(n+9)').forEach((row) => row.remove())"


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serve() as server:
        yield server


@pytest.fixture
def visitor(page: Page) -> Iterator[Page]:
    with no_complaints(page):
        yield page


def test_the_rules_find_what_is_wrong(page: Page) -> None:
    page.set_content("<main><img src='data:,'></main>")
    assert any(found.startswith("image-alt") for found in violations(page))
    page.set_content("<main style='color: #ddd; background: white'>pale</main>")
    assert [found.partition(":")[0] for found in violations(page, of_colors=True)] == ["color-contrast"]


@pytest.mark.parametrize("path", PATHS)
def test_the_rules_find_nothing_by_day_and_night(visitor: Page, server: Served, path: str) -> None:
    visitor.emulate_media(color_scheme="light")
    if path == "/chat":
        sign_in(visitor, server.url, "Bea")
    open_page(visitor, server.url + path)
    if path == "/rows":
        visitor.click("#run")
        settle(visitor)
        visitor.evaluate(FEWER_ROWS)
    assert violations(visitor) == []
    visitor.emulate_media(color_scheme="dark")
    assert violations(visitor, of_colors=True) == []


@pytest.mark.parametrize("path", PATHS)
def test_a_page_says_what_it_is(visitor: Page, server: Served, path: str) -> None:
    sign_in(visitor, server.url, "Bea")
    open_page(visitor, server.url + path)
    expect(visitor.get_by_role("heading", level=1)).to_have_count(1)
    expect(visitor.get_by_role("main")).to_have_count(1)
    assert visitor.locator("html").get_attribute("lang") == "en"
    assert visitor.title()


def test_the_overview_reads_as_what_it_shows(visitor: Page, server: Served) -> None:
    open_page(visitor, server.url)
    for region in ("Processor", "Memory", "Network", "Disk", "Processes"):
        expect(visitor.get_by_role("region", name=region)).to_have_count(1)
    expect(visitor.get_by_role("meter", name="Core 0")).to_have_attribute("max", "100")
    expect(visitor.get_by_role("img", name="Processor use, last minute")).to_have_count(1)
    expect(visitor.get_by_role("search").get_by_role("searchbox", name="Filter by name, user or PID")).to_have_count(1)
    expect(visitor.get_by_role("table", name="Processes").get_by_role("columnheader")).to_have_count(7)
    assert visitor.get_by_role("table", name="Processes").get_by_role("rowheader").count() > 1


def test_the_page_can_be_used_by_keyboard(visitor: Page, server: Served) -> None:
    open_page(visitor, server.url)
    visitor.focus("input[name=query]")
    visitor.keyboard.press("Tab")
    expect(visitor.get_by_role("button", name="PID")).to_be_focused()
    visitor.keyboard.press("Enter")
    expect(visitor.locator("thead .pid")).to_have_attribute("aria-sort", "descending")


def test_who_wants_less_motion_gets_none(visitor: Page, server: Served) -> None:
    visitor.emulate_media(reduced_motion="reduce")
    open_page(visitor, server.url)
    durations = "() => [...document.querySelectorAll('*')].map((e) => getComputedStyle(e).transitionDuration)"
    assert set(visitor.evaluate(durations)) == {"0s"}
