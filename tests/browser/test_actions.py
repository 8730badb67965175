"""Bindings, commands and hooks over a real server, under the strict policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import serve
from tests.browser.visitor import no_complaints, open_page, settle
from tests.served import Served


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serve("tests.browser.hooked.app:app") as served:
        yield served


def test_the_page_asks_for_its_module_at_once(page: Page, server: Served) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    with no_complaints(page):
        open_page(page, server.url)
        preload = page.locator("link[rel=modulepreload]").get_attribute("href") or ""
    assert "/live/assets/liveview-extras." in preload
    assert [url.endswith(preload) for url in loaded].count(True) == 1


def test_a_hook_of_a_component_draws_and_asks(page: Page, server: Served) -> None:
    with no_complaints(page):
        open_page(page, server.url)
        page.click("u")
        page.click("u")
        expect(page.locator("#chart i")).to_have_count(2)
        page.evaluate("document.querySelector('#chart').click()")
        expect(page.locator("output")).to_have_text("2")
        expect(page.locator("#chart")).to_have_attribute("title", "2")
        page.click("#mark")
        settle(page)
        expect(page.locator("#chart i")).to_have_count(2)


def test_commands_outlive_patches_and_are_taken_back(page: Page, server: Served) -> None:
    with no_complaints(page) as said:
        open_page(page, server.url)
        page.click("#wish")
        settle(page)
        expect(page.locator("#wish")).not_to_have_class("done")
        assert ["refused" in warning for warning in said] == [True]
        said.clear()
        page.click("#open")
        expect(page.locator("#items")).to_be_hidden()
        page.click("#mark")
        settle(page)
        expect(page.locator("#open")).to_have_class("b m open")
        expect(page.locator("#items")).to_be_hidden()


def test_a_combination_of_keys_and_a_command_of_the_handler(page: Page, server: Served) -> None:
    with no_complaints(page):
        open_page(page, server.url)
        page.keyboard.press("Control+k")
        expect(page.locator("h1")).to_have_text("1")
        expect(page.locator("#q")).to_be_focused()
