"""Signing in and out of the example, by keyboard alone, in two tabs and in two browsers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.server import serve
from tests.browser.visitor import no_complaints, open_page, settle, sign_in
from tests.served import Served

ACCOUNT = "header .ui-end"


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serve() as server:
        yield server


@pytest.fixture
def visitor(page: Page) -> Iterator[Page]:
    with no_complaints(page):
        yield page


def tab_to(page: Page, role: str, name: str) -> None:
    """Presses Tab until an element has the focus."""
    wanted = page.get_by_role(role, name=name)  # type: ignore[arg-type]
    for _ in range(20):
        page.keyboard.press("Tab")
        if wanted.evaluate("(element) => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not lead to the {role} {name}")


def test_in_and_out_by_keyboard_and_the_other_tab_follows(visitor: Page, server: Served) -> None:
    other = visitor.context.new_page()
    with no_complaints(other):
        open_page(other, server.url + "/counter")
        open_page(visitor, server.url)
        tab_to(visitor, "link", "Chat")
        visitor.keyboard.press("Enter")
        expect(visitor).to_have_url(f"{server.url}/account?next=%2Fchat")
        settle(visitor)
        tab_to(visitor, "textbox", "Name")
        visitor.keyboard.press("Enter")
        expect(visitor.locator(".lv-errors p")).to_be_visible()
        expect(visitor.get_by_role("textbox", name="Name")).to_be_focused()
        assert violations(visitor) == []
        visitor.keyboard.type("Ann")
        visitor.keyboard.press("Enter")
        expect(visitor).to_have_url(f"{server.url}/chat")
        expect(visitor.locator(".lv-flash-info")).to_contain_text("Hello Ann.")
        for tab in (visitor, other):
            expect(tab.locator(ACCOUNT)).to_have_text("Ann")
        settle(other)
        open_page(other, server.url + "/chat")
        settle(visitor)
        tab_to(visitor, "link", "Ann")
        visitor.keyboard.press("Enter")
        expect(visitor.get_by_role("heading", level=1)).to_have_text("Ann")
        settle(visitor)
        assert violations(visitor) == []
        tab_to(visitor, "button", "Sign out")
        visitor.keyboard.press("Enter")
        expect(visitor.locator(".lv-flash-info")).to_contain_text("You are signed out.")
        expect(visitor).to_have_url(f"{server.url}/account")
        expect(other).to_have_url(f"{server.url}/account?next=%2Fchat")
        for tab in (visitor, other):
            expect(tab.locator(ACCOUNT)).to_have_text("Sign in")
            settle(tab)
    other.close()


def test_another_browser_of_the_same_person_follows(browser: Browser, visitor: Page, server: Served) -> None:
    elsewhere = browser.new_context().new_page()
    with no_complaints(elsewhere):
        for page in (visitor, elsewhere):
            sign_in(page, server.url, "Ann")
            open_page(page, server.url + "/account")
        visitor.get_by_role("button", name="Sign out").click()
        expect(elsewhere.locator(".lv-flash-info")).to_contain_text("You have signed out in another browser.")
        expect(elsewhere.locator(ACCOUNT)).to_have_text("Sign in")
        settle(elsewhere)
    elsewhere.context.close()
