"""The first page is the server's HTML, and the client takes it over without writing to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import serve
from tests.browser.visitor import no_complaints, open_page, settle, version
from tests.served import Served

# Deferred scripts run between these two events, so all that the observer sees before the second is the client's.
WATCH = """
window.writes = [];
const write = (records) => {
  for (const { type, target, attributeName, removedNodes, addedNodes } of records)
    writes.push([type, attributeName ?? target.nodeName, removedNodes[0]?.nodeName, addedNodes[0]?.nodeName]);
};
const observer = new MutationObserver(write);
document.addEventListener("readystatechange", () => {
  if (document.readyState !== "interactive") return;
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
});
document.addEventListener("DOMContentLoaded", () => {
  write(observer.takeRecords());
  window.hydration = [...writes];
});
window.writesNow = () => { write(observer.takeRecords()); return writes; };
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serve() as server:
        yield server


@pytest.fixture
def styled() -> Iterator[Served]:
    """A page that has inline styles: the example's have none."""
    with serve("tests.browser.styled:app") as server:
        yield server


@pytest.fixture
def visitor(page: Page) -> Iterator[Page]:
    with no_complaints(page):
        yield page


@pytest.mark.parametrize("path", ["/counter", "/dashboard?manual=1", "/rows"])
def test_taking_over_and_joining_write_nothing(visitor: Page, server: Served, path: str) -> None:
    # Without a clock: a busy machine may take longer to join than the page waits before it says so.
    visitor.add_init_script(f"window.setTimeout = () => 0; {WATCH}")
    open_page(visitor, server.url + path)
    assert visitor.evaluate("() => writesNow()") == []
    if path == "/counter":  # and would have been seen
        visitor.click("#inc")
        settle(visitor)
        writes: list[list[Any]] = visitor.evaluate("() => writesNow()")
        waits = [write for write in writes if write[0] == "attributes"]  # the button's, until it is answered
        assert {write[1] for write in waits} <= {"class", "aria-busy"}
        assert [write for write in writes if write not in waits] == [["characterData", "#text", None, None]]


@pytest.mark.parametrize("path", ["/", "/kit/display", "/chaos"])
def test_taking_over_a_page_that_moves_writes_nothing(visitor: Page, server: Served, path: str) -> None:
    visitor.add_init_script(WATCH)
    visitor.goto(server.url + path)
    assert visitor.evaluate("() => hydration") == []


def test_a_page_with_inline_styles_only_has_them_moved(visitor: Page, styled: Served) -> None:
    visitor.add_init_script(WATCH)
    visitor.goto(styled.url)
    writes: list[list[Any]] = visitor.evaluate("() => hydration")
    assert ["childList", "HEAD", "STYLE", None] in writes
    others = [write for write in writes if write != ["childList", "HEAD", "STYLE", None]]
    assert others
    assert all(kind == "attributes" and what in ("style", "lv-s") for kind, what, _, _ in others)


def test_inline_styles_show_with_scripts_off(page: Page, styled: Served) -> None:
    assert page.context.browser
    context = page.context.browser.new_context(java_script_enabled=False)
    try:
        without = context.new_page()
        without.goto(styled.url)
        shown = without.locator("[data-width]").all()
        assert shown
        for element in shown:
            expect(element).to_have_css("width", element.get_attribute("data-width") or "")
            expect(element).to_have_css("color", element.get_attribute("data-color") or "")
    finally:
        context.close()


def test_a_page_that_joins_shows_the_version_of_its_html(visitor: Page, server: Served) -> None:
    open_page(visitor, f"{server.url}/counter")
    assert version(visitor) == 0
