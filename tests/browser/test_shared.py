"""Shared components in real browsers: what one person does, others see; what is typed stays, also when it crashes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.server import serve
from tests.browser.visitor import no_complaints, open_page, settle, stand_still, until
from tests.served import Served

BOARD = "ul > li:first-child"


@pytest.fixture
def server() -> Iterator[Served]:
    with serve("tests.integration.boarded:app") as server:
        yield server


@pytest.fixture
def pages(context: BrowserContext, server: Served) -> Iterator[tuple[Page, Page]]:
    """Two pages whose consoles may only say that the server could not be reached, or failed where it was told to."""
    one, two = context.new_page(), context.new_page()
    with no_complaints(one) as said, no_complaints(two) as also_said:
        open_page(one, server.url)
        open_page(two, server.url)
        yield one, two
        harmless = ("net::ERR_", "WebSocket connection", "refused: internal error")
        for lines in (said, also_said):
            lines[:] = [line for line in lines if not any(word in line for word in harmless)]


def test_what_one_does_all_see(pages: tuple[Page, Page], server: Served) -> None:
    one, two = pages
    one.click(".add")
    one.click(".add")
    for page in pages:
        expect(page.locator(BOARD)).to_contain_text("a 2")
        assert page.evaluate("() => document.querySelector('ul > li').style.width") == "2%"
    two.click("li:nth-child(2) .more")
    expect(one.locator("li:nth-child(2) .more")).to_have_text("1")
    expect(one.locator(".lv-flash-info")).to_contain_text("a 2")
    expect(two.locator(".lv-flash-info")).to_have_count(0)
    one.click("#own")
    expect(one.locator("h1")).to_have_text("1")
    expect(two.locator("h1")).to_have_text("0")


def test_a_late_page_is_hydrated_without_a_change(pages: tuple[Page, Page], server: Served) -> None:
    one, two = pages
    one.click(".add")
    expect(two.locator(BOARD)).to_contain_text("a 1")
    two.add_init_script(
        """document.addEventListener("DOMContentLoaded", () => {
          window.changes = 0;
          new MutationObserver((all) => { changes += all.filter(({ type }) => type === "childList").length; })
            .observe(document.querySelector("ul"), { childList: true, subtree: true });
        })"""
    )
    open_page(two, server.url)
    expect(two.locator(BOARD)).to_contain_text("a 1")
    assert two.evaluate("() => window.changes") == 0
    two.click(".add")
    expect(one.locator(BOARD)).to_contain_text("a 2")


def test_a_crash_a_drop_and_a_killed_server(pages: tuple[Page, Page], server: Served) -> None:
    one, two = pages
    one.click(".add")
    expect(two.locator(BOARD)).to_contain_text("a 1")
    one.click(".spoil")
    for page in pages:
        expect(page.locator(BOARD)).to_contain_text("a 0")
    two.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    one.click(".add")
    expect(one.locator(BOARD)).to_contain_text("a 1")
    two.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(two.locator(BOARD)).to_contain_text("a 1")
    server.kill()
    until(two, "() => !window.liveview.connected")
    server.restart()
    for page in pages:
        expect(page.locator(BOARD)).to_contain_text("a 0")
    two.click(".add")
    expect(one.locator(BOARD)).to_contain_text("a 1")
    settle(one)


def test_a_notice_is_in_view_on_a_phone_with_the_default_layout(pages: tuple[Page, Page]) -> None:
    page, _ = pages
    page.set_viewport_size({"width": 360, "height": 300})
    page.click(".add")
    expect(page.locator(".lv-flash-info")).to_be_visible()
    stand_still(page)  # it slides in
    box = page.locator(".lv-flash-info").bounding_box()
    assert box is not None
    assert box["x"] >= 8 and box["x"] + box["width"] <= 352
    assert box["y"] >= 8 and box["y"] + box["height"] <= 292


def test_those_that_change_places_are_all_there(pages: tuple[Page, Page], server: Served) -> None:
    one, two = pages
    one.click(".add")
    for page in pages:
        open_page(page, f"{server.url}/house")
        expect(page.locator("section li")).to_contain_text(["a 1", "", "b 0", "c 0"])
    for wanted in (["c 0", "b 0", "a 1", ""], ["a 1", "", "b 0", "c 0"]):
        one.click("#turn")
        expect(one.locator("section li")).to_contain_text(wanted)
    two.click("#bell")
    for page in pages:
        expect(page.locator("section li", has_text="ding")).to_have_count(3)
        settle(page)
