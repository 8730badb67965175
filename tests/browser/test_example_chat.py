"""The example's chat in two tabs: they talk, a drop in the middle loses nothing, and typing stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import serve
from tests.browser.visitor import no_complaints, open_page, settle, sign_in, texts, until
from tests.served import Served

SAID = ".lines .text"
INPUT = ".say input"


@pytest.fixture
def server() -> Iterator[Served]:
    with serve() as server:  # a transcript of its own for each test
        yield server


@pytest.fixture
def tabs(page: Page, server: Served) -> Iterator[tuple[Page, Page]]:
    other = page.context.new_page()
    with no_complaints(page), no_complaints(other):
        sign_in(page, server.url, "Bea")
        for tab in (page, other):
            open_page(tab, server.url + "/chat")
        yield page, other


def say(tab: Page, text: str) -> None:
    tab.fill(INPUT, text)
    tab.press(INPUT, "Enter")


def test_two_tabs_talk(tabs: tuple[Page, Page]) -> None:
    one, two = tabs
    for tab in tabs:
        expect(tab.locator("#present")).to_have_text("2")
    two.fill("#name", "Ann")
    two.press("#name", "Enter")
    expect(one.locator(".here li").nth(1)).to_have_text("Ann")
    say(one, "Hello")
    expect(one.locator(INPUT)).to_have_value("")
    expect(one.locator(INPUT)).to_be_focused()
    expect(two.locator(SAID)).to_have_text(["Hello"])
    say(two, "Hello <b>yourself</b>")
    for tab in tabs:
        expect(tab.locator(SAID)).to_have_text(["Hello", "Hello <b>yourself</b>"])
    expect(one.locator(".said b").nth(1)).to_have_text("Ann")
    two.close()


def test_what_is_typed_stays_while_messages_come(tabs: tuple[Page, Page]) -> None:
    one, two = tabs
    one.focus(INPUT)
    for number, letters in enumerate(("I am ", "still ", "typing")):
        one.keyboard.type(letters)
        say(two, f"message {number}")
        expect(one.locator(SAID)).to_have_count(number + 1)
    expect(one.locator(INPUT)).to_have_value("I am still typing")
    one.keyboard.press("Enter")
    expect(two.locator(SAID).last).to_have_text("I am still typing")


def test_a_drop_in_the_middle_loses_nothing(tabs: tuple[Page, Page]) -> None:
    one, two = tabs
    one.context.set_offline(True)
    one.evaluate("() => dispatchEvent(new Event('offline'))")
    one.fill(INPUT, "said without a network")
    one.context.set_offline(False)
    say(two, "said meanwhile")
    one.press(INPUT, "Enter")
    for tab in tabs:
        until(tab, f"() => document.querySelectorAll('{SAID}').length === 2")
        assert sorted(texts(tab, SAID)) == ["said meanwhile", "said without a network"]


def test_the_log_keeps_to_its_end_until_somebody_reads_up(tabs: tuple[Page, Page]) -> None:
    one, two = tabs
    one.set_viewport_size({"width": 900, "height": 480})
    for number in range(12):
        say(two, f"message {number}")
        settle(two)
    expect(one.locator(SAID)).to_have_count(12)
    expect(one.locator(SAID).last).to_be_in_viewport()
    one.focus(".lines")
    one.keyboard.press("Home")
    expect(one.locator(SAID).first).to_be_in_viewport()
    say(two, "message 12")
    expect(one.locator(SAID)).to_have_count(13)
    expect(one.locator(SAID).first).to_be_in_viewport()
    one.keyboard.press("End")
    expect(one.locator(SAID).last).to_be_in_viewport()
