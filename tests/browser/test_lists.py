"""Long lists, rows that fade and what is the browser's, over a real server, under the strict policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lists.app import PAGE, PAGES
from tests.browser.server import serve
from tests.browser.visitor import no_complaints, open_page, settle, until
from tests.served import Served


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serve("tests.browser.lists.app:app") as served:
        yield served


def test_a_feed_loads_page_by_page_until_it_is_at_its_end(page: Page, server: Served) -> None:
    with no_complaints(page):
        open_page(page, server.url)
        for number in range(1, PAGES):
            expect(page.locator("li")).to_have_count(number * PAGE)
            page.evaluate("scrollTo(0, document.body.scrollHeight)")
        expect(page.locator("li")).to_have_count(PAGES * PAGE)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        expect(page.locator("li").last).to_be_in_viewport()
        settle(page)
        expect(page.locator("li")).to_have_count(PAGES * PAGE)


def test_a_log_loads_what_is_older_and_stays_at_the_line_that_is_read(page: Page, server: Served) -> None:
    with no_complaints(page):
        open_page(page, server.url)
        until(page, "() => document.querySelector('#log').scrollTop > 500")
        for first in (40, 20):
            until(page, f"() => document.querySelector('#log p').textContent === 'line {first}'")
            page.evaluate("document.querySelector('#log').scrollTop = 0")
            until(page, f"() => document.querySelector('#log p').textContent === 'line {first - PAGE}'")
            until(page, f"() => document.querySelector('#log').scrollTop === {PAGE * 40}")


def test_a_row_fades_and_what_is_the_browsers_stays(page: Page, server: Served) -> None:
    with no_complaints(page):
        open_page(page, server.url)
        page.evaluate("document.querySelector('#widget').replaceChildren('drawn')")
        page.click("summary")
        page.click("#say")
        page.click("#say")
        expect(page.locator("#say")).to_have_text("2")
        settle(page)
        expect(page.locator("li").first).to_have_text("row 2")
        expect(page.locator("#widget")).to_have_text("drawn")
        expect(page.locator("summary")).to_have_text("2")
        assert page.evaluate("document.querySelector('details').open")
