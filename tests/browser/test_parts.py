"""Live parts of an ordinary page: each with a process of its own, through drops, crashes and a killed server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import serve
from tests.browser.visitor import come_back, kept, no_complaints, open_page, settle
from tests.served import Served

CPU, DISK, ROOM = "#cpu", "#disk", "#room"
TEXT = "#room input"


@pytest.fixture
def server() -> Iterator[Served]:
    with serve("tests.integration.parts:app") as server:
        yield server


@pytest.fixture
def visitor(page: Page, server: Served) -> Iterator[Page]:
    """The page, whose console may only say that the server could not be reached, or failed where it was told to."""
    with no_complaints(page) as said:
        open_page(page, server.url)
        yield page
        harmless = ("net::ERR_", "WebSocket connection", "refused: internal error")
        said[:] = [line for line in said if not any(word in line for word in harmless)]


def add(page: Page, name: str) -> None:
    page.get_by_role("button", name=f"Add to {name}").click()


def test_each_part_lives_by_itself(visitor: Page) -> None:
    assert visitor.title() == "Status"
    assert visitor.evaluate("() => document.querySelector('#disk b').style.width") == "70%"
    add(visitor, "CPU")
    add(visitor, "CPU")
    add(visitor, "Disk")
    expect(visitor.locator(f"{CPU} b")).to_have_text("5")
    expect(visitor.locator(f"{DISK} b")).to_have_text("71")
    assert visitor.locator(f"{CPU} b").get_attribute("style") == "width: 5%;"
    visitor.fill(TEXT, "Hello")
    visitor.press(TEXT, "Enter")
    expect(visitor.locator(".said")).to_have_text("Hello")
    assert visitor.title() == "Status", "the title is the page's"


def test_the_modules_of_one_are_not_the_others(visitor: Page) -> None:
    visitor.get_by_role("button", name="Say CPU").click()
    expect(visitor.locator(".lv-flash-info")).to_contain_text("It is CPU")
    visitor.get_by_role("button", name="Say Disk").click()
    expect(visitor.locator(".lv-flash-info")).to_contain_text("It is Disk")


def test_a_crash_is_one_parts_alone(visitor: Page) -> None:
    add(visitor, "Disk")
    visitor.fill(TEXT, "typed")
    visitor.get_by_role("button", name="Fail CPU").click()
    settle(visitor)
    add(visitor, "CPU")
    expect(visitor.locator(f"{CPU} b")).to_have_text("4")
    expect(visitor.locator(f"{DISK} b")).to_have_text("71")
    expect(visitor.locator(TEXT)).to_have_value("typed")


def test_a_drop_loses_nothing(visitor: Page) -> None:
    add(visitor, "CPU")
    visitor.context.set_offline(True)
    visitor.evaluate("() => dispatchEvent(new Event('offline'))")
    add(visitor, "Disk")
    visitor.context.set_offline(False)
    expect(visitor.locator(f"{CPU} b")).to_have_text("4")
    expect(visitor.locator(f"{DISK} b")).to_have_text("71")
    settle(visitor)


def test_all_come_back_to_a_server_that_was_killed(visitor: Page, server: Served) -> None:
    add(visitor, "Disk")
    add(visitor, "CPU")
    visitor.fill(TEXT, "Hello")
    visitor.press(TEXT, "Enter")
    expect(visitor.locator(".said")).to_have_text("Hello")
    visitor.fill(TEXT, "")
    visitor.click(TEXT)
    visitor.keyboard.type("half a ")
    settle(visitor)
    visitor.evaluate("() => { window.input = document.querySelector('#room input'); }")
    kept(visitor)
    server.kill()
    expect(visitor.get_by_role("status")).to_have_text("Connection lost. Reconnecting…")
    expect(visitor.get_by_role("status")).to_have_count(1)
    visitor.keyboard.type("sentence")
    add(visitor, "Disk")  # which is done when the server is back
    visitor.focus(TEXT)
    come_back(visitor, server)
    expect(visitor.get_by_role("status")).to_have_text("")
    settle(visitor)
    expect(visitor.locator(f"{DISK} b")).to_have_text("72")
    expect(visitor.locator(f"{CPU} b")).to_have_text("4")
    expect(visitor.locator(".said")).to_have_text("Hello")
    expect(visitor.locator(TEXT)).to_have_value("half a sentence")
    expect(visitor.locator(TEXT)).to_be_focused()
    assert visitor.evaluate("() => input === document.querySelector('#room input')"), "it is the same input"
    for name, shown in (("CPU", "5"), ("Disk", "73")):
        add(visitor, name)
        expect(visitor.locator(f"#{name.lower()} b")).to_have_text(shown)
    visitor.press(TEXT, "Enter")
    expect(visitor.locator(".said")).to_have_text("half a sentence")


def test_links_and_urls_are_the_pages(visitor: Page, server: Served) -> None:
    visitor.get_by_role("button", name="Turn").click()
    expect(visitor).to_have_url(f"{server.url}/?ticks=40")
    expect(visitor.locator(".ticks")).to_have_text("40")
    settle(visitor)
    visitor.get_by_role("link", name="Alone").click()
    expect(visitor).to_have_title("Room")
    expect(visitor.locator("h2")).to_have_text("Room 9")
    settle(visitor)
    visitor.go_back()
    expect(visitor).to_have_title("Status")
    settle(visitor)
    add(visitor, "CPU")
    expect(visitor.locator(f"{CPU} b")).to_have_text("4")
