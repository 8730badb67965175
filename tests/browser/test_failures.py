"""What fails in a real browser: a notice, a fallback with a way to try again, a view that comes back, an error page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import serve
from tests.browser.visitor import open_page, settle
from tests.served import Served


@pytest.fixture
def server() -> Iterator[Served]:
    with serve("tests.integration.failing:app") as served:
        yield served


def test_every_rung_of_the_ladder(page: Page, server: Served) -> None:
    open_page(page, server.url)
    left, right = (page.locator(f".tile:has-text('{name}')") for name in ("left", "right"))
    fallback = page.locator(".lv-failed")
    page.click("#right-add")
    page.fill("#note", "half a sentence")

    page.click("#fail")
    expect(page.get_by_text("Something went wrong")).to_be_visible()
    expect(page.locator("h1")).to_have_text("2")

    page.click("#sabotage")
    page.click("#left-spoil")
    expect(fallback).to_have_count(1)
    expect(right).to_contain_text("right 1")
    page.click(".lv-failed button")
    settle(page)
    expect(fallback).to_have_count(1)
    page.click("#repair")
    page.click(".lv-failed button")
    expect(left).to_contain_text("left 0")
    expect(right).to_contain_text("right 1")

    for _ in range(4):  # more than the tile may: the view begins anew, and what was typed is there
        page.click("#left-spoil")
        settle(page)
    expect(right).to_contain_text("right 0")
    expect(page.locator("#note")).to_have_value("half a sentence")

    for _ in range(3):  # the view has crashed once by now
        settle(page)
        page.click("#exit")
    expect(page.locator("h1")).to_have_text("This page has failed")
    page.click("text=Try again")
    expect(left).to_contain_text("left 0")
