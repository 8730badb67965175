"""The page to break things on in a real browser: one part fails, and the others go on with what they had."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import serve
from tests.browser.visitor import no_complaints, open_page, settle
from tests.served import Served


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serve() as server:
        yield server


@pytest.fixture
def visitor(page: Page, server: Served) -> Iterator[Page]:
    """The page, whose console may say that what was told to fail has failed."""
    with no_complaints(page) as said:
        open_page(page, server.url + "/chaos")
        yield page
        said[:] = [line for line in said if "refused: internal error" not in line]


def counted(page: Page, title: str) -> str:
    text: str = page.get_by_role("region", name=title).locator(".count").inner_text()
    return text


def test_one_part_crashes_and_the_others_are_untouched(visitor: Page) -> None:
    titles = ["Crash", "Block", "Flood", "Leak"]
    for title in titles:
        visitor.get_by_role("button", name=f"Count in {title}").click()
    settle(visitor)
    visitor.evaluate("() => { window.kept = [...document.querySelectorAll('.trouble')]; }")
    visitor.get_by_role("button", name="Fail too often").click()
    expect(visitor.get_by_role("alert", name="Crash has failed")).to_be_visible()
    expect(visitor.locator(".process.lost")).to_have_text("Crash down 3 restarts")
    same = "() => kept.slice(1).every((panel, at) => panel === document.querySelectorAll('.trouble')[at])"
    assert visitor.evaluate(same)
    assert [counted(visitor, title) for title in titles[1:]] == ["1", "1", "1"]
    visitor.get_by_role("button", name="Try again").click()
    expect(visitor.get_by_role("region", name="Crash").locator(".count")).to_have_text("0")
    expect(visitor.locator(".process.healed")).to_have_text("Crash 4 restarts")


def test_it_can_be_used_by_keyboard(visitor: Page) -> None:
    visitor.get_by_role("button", name="Count in Crash").focus()
    visitor.keyboard.press("Enter")
    visitor.keyboard.press("Tab")
    expect(visitor.get_by_role("button", name="Fail in a handler")).to_be_focused()
    visitor.keyboard.press("Enter")
    expect(visitor.locator("[lv-flash]")).to_contain_text("Something went wrong")
    visitor.keyboard.press("Tab")
    visitor.keyboard.press("Space")  # the panel begins anew, and the focus stays where somebody works
    expect(visitor.get_by_role("region", name="Crash").locator(".count")).to_have_text("0")
    expect(visitor.get_by_role("button", name="Fail in the template")).to_be_focused()
    settle(visitor)
