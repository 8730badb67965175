"""The tutorial's pages, done as it says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from tests.browser.server import serve
from tests.browser.visitor import no_complaints, open_page, settle, texts, ticked


@contextmanager
def running(page: Page, name: str) -> Iterator[None]:
    with serve(f"docs/tutorial/{name}") as server, no_complaints(page):
        open_page(page, server.url)
        yield


def test_the_counter(page: Page) -> None:
    with running(page, "counter.py"):
        page.get_by_role("button", name="+1", exact=True).click()
        page.get_by_role("button", name="+10").click()
        expect(page.get_by_role("heading")).to_have_text("11")


def test_the_checklist(page: Page) -> None:
    with running(page, "checklist.py"):
        assert page.title() == "Release"
        page.get_by_role("button", name="Done").first.click()
        expect(page.locator("s")).to_have_text("Run the tests")
        expect(page.locator("p").first).to_contain_text("1 of 2 left")

        page.get_by_label("New step").click()
        page.keyboard.type("Tag it")
        page.keyboard.press("Enter")
        expect(page.locator("li")).to_have_count(3)
        expect(page.get_by_label("New step")).to_have_value("")

        page.keyboard.type("Ship")
        ticked(page)
        expect(page.get_by_label("New step")).to_have_value("Ship")
        for _ in range(3):
            page.get_by_role("button", name="Remove").first.click()
            settle(page)
        assert texts(page, "li") == ["Nothing to do."]
        expect(page.get_by_label("New step")).to_have_value("Ship")


def test_the_dashboard(page: Page) -> None:
    with running(page, "dashboard.py"):
        expect(page.locator(".ui-stat")).to_have_count(6)
        expect(page.locator("figure, .ui-gauge")).to_have_count(4)
        seen = page.locator(".ui-stat").last
        before = seen.inner_text()
        expect(seen).not_to_have_text(before)
        page.get_by_label("Search").fill("no process is called so")
        expect(page.get_by_role("table", name="Processes")).to_contain_text("Nothing")
        page.get_by_label("Search").fill("python")
        expect(page.get_by_role("cell", name="python").first).to_be_visible()
