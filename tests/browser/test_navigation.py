"""Going from view to view in a real browser: no page is loaded, and all is as if it were."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import serve
from tests.browser.test_forms import SLOW
from tests.browser.visitor import no_complaints, open_page, settle, until
from tests.served import Served


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serve("tests.integration.places:app") as served:
        yield served


def mark(page: Page) -> None:
    page.evaluate("window.mark = 1")


def is_same_document(page: Page) -> bool:
    return bool(page.evaluate("window.mark === 1"))


def test_a_link_leads_to_another_view_on_the_same_connection(page: Page, server: Served) -> None:
    sockets: list[object] = []
    page.on("websocket", lambda socket: sockets.append(socket))
    with no_complaints(page):
        open_page(page, server.url)
        mark(page)
        page.click("#add")
        page.click("nav a[href='/list']")
        expect(page.locator("h1")).to_have_text("List")
        settle(page)
        assert is_same_document(page) and len(sockets) == 1
        expect(page).to_have_url(f"{server.url}/list")
        expect(page).to_have_title("Listing")
        expect(page.locator("nav [aria-current]")).to_have_text("/list")
        assert page.evaluate("document.querySelector('meta[name=where]').content") == "/list"
        expect(page.locator("h1")).to_be_focused()
        expect(page.locator("[lv-voice]")).to_have_text("Listing")
        page.click("#turn")
        expect(page.locator("#page")).to_have_text("11")


def test_a_page_of_the_same_view_has_nothing_of_the_one_before(page: Page, server: Served) -> None:
    open_page(page, server.url + "/people/1")
    mark(page)
    page.fill("[name=name]", "Alicia")
    page.fill("[name=note]", "only of Alice")
    page.click("summary")
    page.click("#other")
    expect(page.locator("h1")).to_have_text("Person 2")
    settle(page)
    assert is_same_document(page)
    assert not page.evaluate("document.querySelector('details').open")
    page.click("#save")
    expect(page.locator("#saved")).to_have_text("2: Bob, ")


def test_back_and_forward_patch_and_navigate_and_scroll(page: Page, server: Served) -> None:
    open_page(page, server.url + "/list")
    mark(page)
    page.click("#next")
    expect(page.locator("#page")).to_have_text("2")
    expect(page).to_have_url(f"{server.url}/list?page=2")
    page.evaluate("scrollTo(0, 1500)")
    page.click("#end")
    expect(page.locator("h1")).to_have_text("Home")
    settle(page)
    page.go_back()
    expect(page.locator("#page")).to_have_text("2")
    until(page, "() => scrollY > 1000")
    settle(page)
    page.go_back()
    expect(page.locator("#page")).to_have_text("1")
    page.go_forward()
    expect(page.locator("#page")).to_have_text("2")
    assert is_same_document(page)


@pytest.mark.parametrize(("ask", "to"), [("#next", 3), ("#turn", 12), ("#seven", 7)])
def test_who_goes_back_before_the_view_has_moved_is_back(page: Page, server: Served, ask: str, to: int) -> None:
    open_page(page, server.url + "/list")
    page.click("#next")
    expect(page).to_have_url(f"{server.url}/list?page=2")
    page.evaluate(SLOW, 300)
    page.click(ask)
    page.go_back()
    settle(page)
    expect(page).to_have_url(f"{server.url}/list")
    expect(page.locator("#page")).to_have_text("1")
    page.click(ask)
    settle(page)
    expect(page).to_have_url(f"{server.url}/list?page={to - 1 if to != 7 else 7}")


def test_what_a_view_makes_of_a_step_back_is_shown(page: Page, server: Served) -> None:
    open_page(page, server.url + "/list?page=0")
    expect(page).to_have_url(f"{server.url}/list?page=1")
    page.evaluate("history.replaceState(history.state, '', '?page=0')")
    page.click("#next")
    expect(page).to_have_url(f"{server.url}/list?page=2")
    page.go_back()
    settle(page)
    expect(page).to_have_url(f"{server.url}/list?page=1")
    expect(page.locator("#page")).to_have_text("1")


def test_a_handler_sends_the_page_on_with_a_notice(page: Page, server: Served) -> None:
    open_page(page, server.url)
    mark(page)
    page.click("#go")
    expect(page.locator("#page")).to_have_text("2")
    expect(page.locator(".lv-flash-info")).to_contain_text("You were sent")
    assert is_same_document(page)
    page.click(".lv-flash-info button")
    expect(page.locator(".lv-flash-info")).to_have_count(0)


def test_another_group_is_loaded(page: Page, server: Served) -> None:
    open_page(page, server.url)
    mark(page)
    page.click("nav a[href='/closed']")
    page.wait_for_url("**/closed")
    settle(page)
    assert not is_same_document(page)


def test_a_declared_download_is_saved(page: Page, server: Served) -> None:
    open_page(page, server.url)
    page.click("#add")
    with page.expect_download() as saved:
        page.click("#file")
    assert saved.value.suggested_filename == "count.txt"
    assert saved.value.path().read_text() == "1\n"


def test_who_has_typed_is_asked(page: Page, server: Served) -> None:
    open_page(page, server.url)
    page.fill("#form input", "draft")
    asked: list[str] = []

    def stay(dialog: object) -> None:
        asked.append(dialog.message)  # type: ignore[attr-defined]
        dialog.dismiss()  # type: ignore[attr-defined]

    page.once("dialog", stay)
    page.click("nav a[href='/list']")
    assert asked == ["Leave?"]
    expect(page.locator("h1")).to_have_text("Home")
    expect(page.locator("#form input")).to_have_value("draft")


def test_a_click_with_a_key_opens_a_tab(page: Page, server: Served) -> None:
    open_page(page, server.url)
    with page.context.expect_page() as opened:
        page.click("nav a[href='/list']", modifiers=["Control"])
    expect(opened.value.locator("h1")).to_have_text("List")
    expect(page.locator("h1")).to_have_text("Home")


def test_commands_lead_elsewhere(page: Page, server: Served) -> None:
    with no_complaints(page):
        open_page(page, server.url + "/list")
        mark(page)
        page.click("#seven")
        expect(page.locator("#page")).to_have_text("7")
        expect(page).to_have_url(f"{server.url}/list?page=7")
        page.click("#home")
        expect(page.locator("h1")).to_have_text("Home")
        assert is_same_document(page)
        page.go_back()
        expect(page.locator("#page")).to_have_text("7")


@pytest.mark.parametrize("start", ["/ping", "/tick"])
def test_views_that_send_the_page_to_each_other_are_stopped(page: Page, server: Served, start: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(server.url + start)
    expect(page.locator("[lv-flash]")).to_contain_text("This page leads in a circle.", timeout=20_000)
    settle(page)
    (error,) = said
    assert f"views send this page to each other, at last to {start[:2]}" in error


# Counts the transitions, and those that were shown to their end.
TRANSITIONS = """
() => {
  const start = document.startViewTransition.bind(document);
  window.transitions = [];
  document.startViewTransition = (change) => {
    const transition = start(change);
    transition.finished.then(() => transitions.push("finished"), () => transitions.push("failed"));
    return transition;
  };
  document.body.setAttribute("lv-transition", "");
}
"""
# The layout of the next page has taken it away.
ASK = "document.body.setAttribute('lv-transition', '')"


def test_a_page_that_asks_for_it_fades_to_the_next(page: Page, server: Served) -> None:
    with no_complaints(page):
        open_page(page, server.url)
        mark(page)
        page.evaluate(TRANSITIONS)
        page.click("nav a[href='/list']")
        expect(page.locator("h1")).to_have_text("List")
        until(page, "() => transitions.length === 1")
        expect(page.locator("h1")).to_be_focused()
        page.evaluate(ASK)
        page.go_back()
        expect(page.locator("h1")).to_have_text("Home")
        until(page, "() => transitions.length === 2")
        assert page.evaluate("transitions") == ["finished", "finished"]
        assert is_same_document(page)


def test_nothing_fades_for_who_wants_no_motion_or_where_nobody_asked(page: Page, server: Served) -> None:
    page.emulate_media(reduced_motion="reduce")
    open_page(page, server.url)
    page.evaluate(TRANSITIONS)
    page.click("nav a[href='/list']")
    expect(page.locator("h1")).to_have_text("List")
    page.emulate_media(reduced_motion="no-preference")
    page.evaluate("document.body.removeAttribute('lv-transition')")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Home")
    settle(page)
    assert page.evaluate("transitions") == []
