"""Isolated components in a real browser: slow, crashed, moved, dropped and killed, and what is typed stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import serve
from tests.browser.visitor import no_complaints, open_page, settle, until
from tests.served import Served

LEFT, RIGHT = "#left > p", "#right > p"
TEXT = "#left input"


@pytest.fixture
def server() -> Iterator[Served]:
    with serve("tests.integration.panelled:app") as server:
        yield server


@pytest.fixture
def visitor(page: Page, server: Served) -> Iterator[Page]:
    """The page, whose console may only say that the server could not be reached, or failed where it was told to."""
    with no_complaints(page) as said:
        open_page(page, server.url)
        yield page
        harmless = ("net::ERR_", "WebSocket connection", "refused: internal error")
        said[:] = [line for line in said if not any(word in line for word in harmless)]


def test_a_slow_panel_keeps_nobody_waiting(visitor: Page) -> None:
    visitor.click("#left > .wait")
    visitor.click("#add")
    visitor.click("#right > .add")
    expect(visitor.locator("h1")).to_have_text("1 0")
    expect(visitor.locator(RIGHT)).to_contain_text("right 1")
    assert visitor.locator("#left > .wait").get_attribute("aria-busy") == "true"
    expect(visitor.locator("#right > .add")).not_to_have_attribute("aria-busy", "true")
    visitor.click("#release")
    expect(visitor.locator(LEFT)).to_contain_text("left 1000")
    expect(visitor.locator("[aria-busy]")).to_have_count(0)


def test_a_crash_takes_nothing_of_what_is_typed(visitor: Page) -> None:
    visitor.click("#right > .add")
    visitor.click(TEXT)
    visitor.keyboard.type("half a sen")
    visitor.evaluate("document.querySelector('#left > .break').click()")
    expect(visitor.get_by_text("Something went wrong")).to_be_visible()
    visitor.keyboard.type("tence")
    settle(visitor)
    expect(visitor.locator(TEXT)).to_have_value("half a sentence")
    expect(visitor.locator(TEXT)).to_be_focused()
    expect(visitor.locator(RIGHT)).to_contain_text("right 1")
    visitor.click("#left > .add")
    expect(visitor.locator(LEFT)).to_contain_text("left 1")
    for _ in range(3):
        visitor.click("#left > .break")
        settle(visitor)
    visitor.click(".lv-failed button")
    expect(visitor.locator(LEFT)).to_contain_text("left 0")


def test_events_find_it_wherever_it_goes(visitor: Page) -> None:
    visitor.click("#left > .add")
    visitor.click("#turn")
    visitor.click("#column-2 .add")
    expect(visitor.locator("#column-2 p")).to_contain_text("left 2")
    visitor.click("#right > .up")
    expect(visitor.locator("#right")).to_have_count(0)
    visitor.click("#refill")
    visitor.click("#right > .add")
    expect(visitor.locator(RIGHT)).to_contain_text("right 1")
    settle(visitor)


def test_what_stands_within_one_that_moves_moves_with_it(visitor: Page) -> None:
    visitor.click("#nest")
    visitor.click("#left-in > .add")
    expect(visitor.locator("#left-in > p")).to_contain_text("left-in 1")
    for column in (2, 1):
        visitor.click("#turn")
        expect(visitor.locator(f"#column-{column} #left-in > p")).to_contain_text("left-in 1")
        settle(visitor)
    visitor.click("#left-in > .add")
    expect(visitor.locator("#left-in > p")).to_contain_text("left-in 2")


def test_it_comes_back_after_a_drop_with_what_it_was(visitor: Page) -> None:
    visitor.click("#left > .add")
    settle(visitor)
    visitor.evaluate("() => { window.kept = document.querySelector('#left'); }")
    visitor.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    visitor.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    settle(visitor)
    visitor.click("#left > .add")
    expect(visitor.locator(LEFT)).to_contain_text("left 2")
    assert visitor.evaluate("() => kept === document.querySelector('#left')")


def test_what_is_typed_outlives_the_server_also_where_addresses_are_others(page: Page) -> None:
    with serve("tests.integration.panelled:app", STORE="memory:") as server:  # nothing is kept of where it was
        open_page(page, server.url)
        page.click("#turn")  # from here on its address is one that no new process would give it
        page.click("#left input")
        page.keyboard.type("half a sen")
        settle(page)
        server.kill()
        until(page, "() => !window.liveview.connected")
        page.keyboard.type("tence")
        server.restart()
        expect(page.locator("#column-1 > section > p")).to_contain_text("left 0")
        settle(page)
        expect(page.locator(TEXT)).to_have_value("half a sentence")
        expect(page.locator(TEXT)).to_be_focused()
        page.click("#left > .add")
        expect(page.locator(LEFT)).to_contain_text("left 1")


def test_what_is_typed_beside_a_slow_panel_is_told_at_once(page: Page) -> None:
    with serve("tests.integration.panelled:app", SLOW_PANELS="left") as server:
        open_page(page, server.url)
        page.click("#release")
        expect(page.locator("#left")).to_have_count(1)
        page.fill("#typed", "half")
        page.press("#typed", "Tab")
        expect(page.locator("#told")).to_have_text("half")
        settle(page)
        server.kill()
        until(page, "() => !window.liveview.connected")
        page.fill("#typed", "half a sentence")
        page.press("#typed", "Tab")
        server.restart()
        # The panel is not there yet, and nothing of the view waits for it.
        expect(page.locator("#told")).to_have_text("half a sentence")
        expect(page.locator("[lv-status]")).to_have_text("")
        page.click("#add")
        expect(page.locator("h1")).to_have_text("1 0")
        page.click("#release")
        settle(page)
        expect(page.locator("#typed")).to_have_value("half a sentence")
        expect(page.locator("[lv-status]")).to_have_text("")
