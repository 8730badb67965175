"""Isolated components as rows, cells and shapes, in lists that move, and on pages that are left and entered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import serve
from tests.browser.visitor import come_back, no_complaints, open_page, settle, until
from tests.served import Served


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serve("tests.integration.framed:app") as server:
        yield server


@pytest.fixture(params=["moveBefore", "insertBefore"])
def visitor(page: Page, server: Served, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page, which says nothing in its console."""
    if request.param == "insertBefore":
        page.add_init_script("delete Element.prototype.moveBefore")
    with no_complaints(page):
        open_page(page, server.url)
        yield page


def test_rows_and_cells_move_with_their_nodes_and_what_was_typed(visitor: Page) -> None:
    visitor.click("#a button")
    visitor.fill("#cell-a input", "typed")
    visitor.click("#cell-c button")
    settle(visitor)
    visitor.evaluate("() => { window.kept = ['a', 'cell-a', 'cell-c'].map((id) => document.getElementById(id)); }")
    visitor.click("#turn")
    settle(visitor)
    expect(visitor.locator("#lines td:first-child")).to_have_text(["c 0", "b 0", "a 1"])
    expect(visitor.locator("#rows b")).to_have_text(["1", "0", "0"])
    assert visitor.evaluate("() => kept.every((node) => node === document.getElementById(node.id))")
    expect(visitor.locator("#cell-a input")).to_have_value("typed")
    visitor.click("#a button")
    expect(visitor.locator("#a td").first).to_have_text("a 2")
    expect(visitor.locator("#lines > tr > td")).to_have_count(6)
    expect(visitor.locator("#rows > tr > td")).to_have_count(3)


def test_shapes_and_what_fades_come_and_go(visitor: Page) -> None:
    for _ in range(2):
        visitor.locator("#svg circle").dispatch_event("click")
        expect(visitor.locator("#svg circle")).to_have_attribute("r", "2")
        assert visitor.evaluate("() => document.querySelector('#svg circle').namespaceURI").endswith("svg")
        visitor.click("#toggle")
        expect(visitor.locator("#fading")).to_have_count(0)
        expect(visitor.locator("#svg")).to_have_count(0)
        settle(visitor)
        visitor.click("#toggle")
        expect(visitor.locator("#fading")).to_have_text("fades")
        settle(visitor)


def test_each_page_shows_its_own(visitor: Page) -> None:
    for _ in range(2):
        visitor.click("#a button")
        expect(visitor.locator("#a td").first).to_have_text("a 1")
        visitor.click("#other")
        expect(visitor.locator("#greeting")).to_have_text("first")
        expect(visitor.locator("#two-x td").first).to_have_text("two-x 0")
        settle(visitor)
        visitor.click("#two-y button")
        expect(visitor.locator("#two-y td").first).to_have_text("two-y 1")
        visitor.click("#back")
        expect(visitor.locator("#a td").first).to_have_text("a 0")
        expect(visitor.locator("#lines tr")).to_have_count(3)  # each comes when its own values do
        settle(visitor)


def test_what_is_typed_outlives_the_server_also_where_components_have_other_numbers(page: Page) -> None:
    with serve("tests.integration.framed:app") as server:
        open_page(page, f"{server.url}/sheets")
        page.click("#end")  # who begins anew has another number
        settle(page)
        page.click("#turn")  # and another address, so that the new process makes the controls anew
        settle(page)
        page.fill("#note", "noted")
        page.fill("form input", "half a sen")
        settle(page)
        server.kill()
        page.keyboard.type("tence")
        come_back(page, server)
        until(page, "() => document.querySelector('section:first-of-type form')")
        settle(page)
        expect(page.locator("#note")).to_have_value("noted")
        expect(page.locator("form input")).to_have_value("half a sentence")
        expect(page.locator("form input")).to_be_focused()
