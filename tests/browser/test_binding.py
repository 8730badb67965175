"""Bound controls in a real browser: typed on a slow link, kept in the URL, and right again after back and forward."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import serve
from tests.browser.test_forms import SLOW
from tests.browser.visitor import come_back, no_complaints, open_page, settle, until
from tests.served import Served


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serve("tests.integration.filters:app") as served:
        yield served


def test_a_filter_lives_in_the_url(page: Page, server: Served) -> None:
    with no_complaints(page):
        open_page(page, server.url + "/?keep=1")
        entries = page.evaluate("history.length")
        page.locator("#q").press_sequentially("web", delay=20)
        expect(page.locator("h1")).to_have_text("2 hosts")
        expect(page).to_have_url(f"{server.url}/?keep=1&q=web")
        settle(page)
        assert page.evaluate("history.length") == entries
        expect(page.locator("#q")).to_be_focused()
        page.select_option("#zone", "west")
        expect(page.locator("h1")).to_have_text("0 hosts")
        expect(page).to_have_url(f"{server.url}/?keep=1&q=web&zone=west")
        settle(page)
        assert page.evaluate("history.length") == entries + 1
        page.go_back()
        expect(page.locator("h1")).to_have_text("2 hosts")
        expect(page.locator("#zone")).to_have_value("all")
        expect(page.locator("#q")).to_have_value("web")
        page.go_forward()
        expect(page.locator("#zone")).to_have_value("west")
        page.reload()
        settle(page)
        expect(page.locator("#zone")).to_have_value("west")
        expect(page.locator("h1")).to_have_text("0 hosts")


@pytest.mark.parametrize("latency", [0, 100, 500])
def test_what_is_typed_stays_on_links_of_several_speeds(page: Page, server: Served, latency: int) -> None:
    with no_complaints(page):
        open_page(page, server.url + "/kinds")
        page.evaluate(SLOW, latency)
        page.locator("#rate").fill("")
        page.locator("#rate").press_sequentially("12.50", delay=60)
        expect(page.locator("#rate")).to_have_value("12.50")
        settle(page)
        expect(page.locator("#rate")).to_have_value("12.50")
        expect(page.locator("#rate")).to_have_attribute("aria-invalid", "false")
        expect(page.locator("#state")).to_contain_text("12.5,")
        page.locator("#name").press("End")
        page.locator("#name").press_sequentially("a and Bo", delay=30)
        page.evaluate("document.querySelector('#name').setSelectionRange(2, 2)")
        page.keyboard.type("xy")
        settle(page)
        expect(page.locator("#name")).to_have_value("Anxyna and Bo")
        assert page.evaluate("document.querySelector('#name').selectionStart") == 4


def test_what_is_no_value_stays_and_is_marked(page: Page, server: Served) -> None:
    with no_complaints(page):
        open_page(page, server.url + "/kinds")
        expect(page.locator("#rate-error")).to_be_hidden()
        page.locator("#rate").fill("fast")
        expect(page.locator("#rate-error")).to_be_visible()
        expect(page.locator("#rate-error")).to_contain_text("valid number")
        expect(page.locator("#rate")).to_have_value("fast")
        expect(page.locator("#rate")).to_have_attribute("aria-invalid", "true")
        page.locator("#rate").press_sequentially("er")
        settle(page)
        expect(page.locator("#rate")).to_have_value("faster")
        page.click("#reset")
        settle(page)
        expect(page.locator("#rate")).to_have_value("1.5")
        expect(page.locator("#rate-error")).to_be_hidden()


def test_what_was_entered_before_the_client_ran_is_told(page: Page, server: Served) -> None:
    page.route("**/live/assets/*.js", lambda _: None)
    page.goto(server.url + "/", wait_until="commit")
    page.fill("#q", "web")
    page.select_option("#zone", "east")
    page.check("#up")
    page.unroute("**/live/assets/*.js")  # what was asked for goes on
    expect(page.locator("h1")).to_have_text("2 hosts")
    expect(page).to_have_url(f"{server.url}/?q=web&zone=east&up=true")
    settle(page)
    assert page.input_value("#q") == "web"


def test_what_the_browser_puts_back_is_told(page: Page, server: Served) -> None:
    open_page(page, server.url + "/kinds")
    page.select_option("#one", "1")
    settle(page)
    page.goto(server.url + "/notes")
    page.go_back()
    expect(page.locator("#one")).to_have_value("1")
    expect(page.locator("#state")).to_contain_text("[2], 1)")


@pytest.mark.parametrize("path", ["/", "/kinds", "/limits"])
def test_a_page_in_which_nothing_was_entered_tells_nothing(page: Page, server: Served, path: str) -> None:
    sent: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(str(frame))))
    open_page(page, server.url + path)
    assert [frame for frame in sent if frame.startswith('["e"')] == []


def test_what_a_field_has_not_taken_is_not_shown(page: Page, server: Served) -> None:
    with no_complaints(page):
        open_page(page, server.url + "/limits")
        for turn, choose in enumerate(("#on", "#l", "#x", "#y", "#on", "#l"), 1):
            page.click(choose)
            expect(page.locator("#turns")).to_have_text(str(turn))
            settle(page)
            assert page.eval_on_selector_all(":checked", "all => all.map(({ id }) => id).filter(Boolean)") == ["s"]
        page.select_option("#one", "b")
        expect(page.locator("#one")).to_have_value("a")
        for most in ("50", "60"):
            page.fill("#most", most)
            settle(page)
            page.focus("#word")
            expect(page.locator("#most")).to_have_value("10")


@pytest.mark.parametrize("latency", [0, 100])
def test_what_a_field_has_not_taken_of_a_text_is_shown_once_that_is_left(
    page: Page, server: Served, latency: int
) -> None:
    with no_complaints(page):
        open_page(page, server.url + "/limits")
        page.evaluate(SLOW, latency)
        page.focus("#word")
        for letter in "a b ":
            page.keyboard.type(letter)
            settle(page)
        expect(page.locator("#word")).to_have_value("a b ")
        expect(page.locator("#state")).to_contain_text("'a b')")
        page.focus("#on")
        expect(page.locator("#word")).to_have_value("a b")


def test_every_kind_of_control_sets_its_field(page: Page, server: Served) -> None:
    with no_complaints(page):
        open_page(page, server.url + "/kinds")
        before = "('Ann', '<a>', None, 'abc', 1.5, datetime.date(2026, 1, 2), 50, 'hush', True, ['green'], 'l', [2], 2)"
        expect(page.locator("#state")).to_have_text(before)
        expect(page.locator("#secret")).to_have_value("")
        expect(page.locator("#large")).to_be_checked()
        page.fill("#note", "two\nlines")
        page.fill("#age", "7")
        page.fill("#day", "2026-02-03")
        page.fill("#level", "75")
        page.fill("#secret", "open")
        page.uncheck("#news")
        page.check(".color[value=red]")
        page.check("#small")
        page.select_option("#many", ["1", "3"])
        page.select_option("#one", "")
        expect(page.locator("#state")).to_have_text(
            "('Ann', 'two\\nlines', 7, 'abc', 1.5, datetime.date(2026, 2, 3), 75, 'open', False, ['red', 'green'], "
            "'s', [1, 3], None)"
        )
        page.uncheck(".color[value=red]")
        page.uncheck(".color[value=green]")
        page.select_option("#many", [])
        page.fill("#age", "")
        page.check("#large")
        settle(page)
        expect(page.locator("#state")).to_have_text(
            "('Ann', 'two\\nlines', None, 'abc', 1.5, datetime.date(2026, 2, 3), 75, 'open', False, [], 'l', [], None)"
        )
        expect(page.locator("#small")).not_to_be_checked()


def test_a_new_process_hears_what_was_entered(page: Page, server: Served) -> None:
    open_page(page, server.url + "/kinds")
    page.fill("#name", "Bo")
    page.select_option("#one", "1")
    page.check(".color[value=red]")
    settle(page)
    server.kill()
    until(page, "() => !liveview.connected")
    page.fill("#note", "meanwhile")
    come_back(page, server)
    settle(page)
    expect(page.locator("#state")).to_contain_text("('Bo', 'meanwhile', None")
    expect(page.locator("#state")).to_contain_text("['red', 'green'], 'l', [2], 1)")
    expect(page.locator("#one")).to_have_value("1")


def test_each_component_has_its_own(page: Page, server: Served) -> None:
    with no_complaints(page):
        open_page(page, server.url + "/kinds")
        first, second = page.locator(".box").all()
        first.locator("input").first.fill("one")
        second.locator("[value=l]").check()
        second.locator("input").first.fill("two")
        settle(page)
        assert [box.locator("b").inner_text() for box in (first, second)] == ["one", "two"]
        assert [box.locator("i").inner_text() for box in (first, second)] == ["s", "l"]
        expect(first.locator("[value=s]")).to_be_checked()
