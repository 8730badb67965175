"""Components in a real browser: the tag says whose its event is, wherever it goes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import serve
from tests.browser.visitor import no_complaints, open_page, settle, texts
from tests.served import Served


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serve("tests.integration.boards:app") as served:
        yield served


def test_events_reach_their_owners_before_and_after_a_move(page: Page, server: Served) -> None:
    with no_complaints(page):
        open_page(page, server.url)
        page.click("#a h3")
        page.click("em")
        page.click("h2")
        page.click("footer i")
        settle(page)
        assert texts(page, "h3") == ["A open", "B", "C"]
        assert texts(page, "h2, em, footer") == ["Tasks 1", "2 1", "foot 2"]
        page.fill("#c input", "typed")
        page.click("#turn")
        settle(page)
        assert texts(page, "h3") == ["C", "B", "A open"]
        expect(page.locator("#c input")).to_have_value("typed")
        page.click("#a h3")
        page.click("#b .done")
        page.click(".d0 > b")
        page.click(".d1 > b")
        settle(page)
        assert texts(page, "h3") == ["C", "A"] and texts(page, ".d2") == ["2:0"]


def test_a_page_that_comes_back_finds_its_components(page: Page, server: Served) -> None:
    open_page(page, server.url)
    page.click("#a h3")
    settle(page)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    settle(page)
    page.click("#a h3")
    expect(page.locator("#a h3")).to_have_text("A")
