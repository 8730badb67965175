"""Forms in a real browser: typed on a slow link, with every kind of control, and the focus where something is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import serve
from tests.browser.visitor import come_back, no_complaints, open_page, settle, texts
from tests.served import Served

# What is sent is held back for so many milliseconds: a slow link, without a slow test of everything else.
SLOW = """milliseconds => {
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (frame) { setTimeout(() => send.call(this, frame), milliseconds); };
}"""


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serve("tests.integration.people:app") as served:
        yield served


@pytest.fixture(params=[0, 100, 500])
def slow_page(request: pytest.FixtureRequest, page: Page, server: Served) -> Page:
    """The page of the form, on links of several speeds."""
    open_page(page, server.url)
    page.evaluate(SLOW, request.param)
    return page


def test_what_is_typed_stays_and_is_told_what_is_wrong_when_it_is_left(slow_page: Page) -> None:
    page = slow_page
    with no_complaints(page):
        page.locator("[name=name]").press_sequentially("root", delay=20)
        assert texts(page, "#name-errors") == [""]
        page.focus("[name=age]")
        settle(page)
        assert texts(page, "#name-errors") == ["This name is reserved."]
        page.focus("[name=name]")
        page.locator("[name=name]").press_sequentially("ine", delay=20)
        assert page.input_value("[name=name]") == "rootine"
        settle(page)
        assert page.input_value("[name=name]") == "rootine"
        assert texts(page, "#name-errors") == [""]


def test_every_kind_of_control_reaches_the_handler(slow_page: Page) -> None:
    page = slow_page
    with no_complaints(page):
        page.fill("[name=name]", "Ann")
        page.fill("[name=born]", "2001-02-03")
        page.check("[name=news]")
        page.check("[name=color][value=b]")
        page.select_option("[name=skills]", ["python", "html"])
        page.fill("[name=note]", "two\nlines")
        page.fill("[name=password]", "hunter2")
        page.click("#add")
        settle(page)
        page.fill("[name='phones.0.number']", "123")
        page.uncheck("[name='phones.0.active']")
        page.select_option("[name='contact.by']", "post")
        settle(page)
        page.fill("[name='contact.street']", "Main St")
        page.click("[name=how]")
        settle(page)
        assert texts(page, "pre") == [
            "{'name': 'Ann', 'born': '2001-02-03', 'news': True, 'color': 'b', 'skills': ['python', 'html'], 'note': "
            "'two\\nlines', 'phones': [{'number': '123', 'active': False}], 'contact': {'street': 'Main St'}, "
            "'password': '**********'} now"
        ]
        page.uncheck("[name=news]")
        page.select_option("[name=skills]", [])
        page.click("[name=how]")
        settle(page)
        assert "news" not in texts(page, "pre")[0] and "skills" not in texts(page, "pre")[0]


def test_the_first_wrong_control_has_the_focus(page: Page, server: Served) -> None:
    open_page(page, server.url)
    with no_complaints(page):
        page.click("#add")
        page.fill("[name=age]", "-1")
        page.click("[name=how]")
        settle(page)
        expect(page.locator("[name=name]")).to_be_focused()
        page.fill("[name=name]", "Ann")
        page.fill("[name=age]", "1")
        page.press("[name=age]", "Enter")
        settle(page)
        expect(page.locator("[name='phones.0.number']")).to_be_focused()


def test_the_server_empties_a_form_while_somebody_is_in_it(page: Page, server: Served) -> None:
    open_page(page, server.url)
    page.check("[name=news]")
    page.fill("[name=name]", "Ann")
    page.evaluate("document.querySelector('#reset').click()")
    settle(page)
    expect(page.locator("[name=name]")).to_be_focused()
    assert page.input_value("[name=name]") == ""
    assert not page.is_checked("[name=news]")


def test_a_row_that_moves_keeps_the_focus_and_what_is_typed(page: Page, server: Served) -> None:
    open_page(page, server.url)
    for _ in range(3):
        page.click("#add")
    settle(page)
    page.fill("[name='phones.2.number']", "222")
    page.evaluate("document.querySelectorAll('.up')[2].click()")
    page.keyboard.type("3")
    settle(page)
    names = page.eval_on_selector_all("[name$=number]", "inputs => inputs.map(({ name }) => name)")
    assert names == ["phones.2.number", "phones.0.number", "phones.1.number"]
    assert page.input_value("[name='phones.2.number']") == "2223"
    expect(page.locator("[name='phones.2.number']")).to_be_focused()


def test_no_blur_moves_the_button_from_under_the_pointer(page: Page, server: Served) -> None:
    open_page(page, server.url)
    page.fill("[name=name]", "root")
    page.hover("[name=how]")
    page.mouse.down()
    settle(page)
    assert texts(page, "#name-errors") == [""]
    page.mouse.up()
    settle(page)
    assert texts(page, "#name-errors") == ["This name is reserved."]


def test_a_new_process_hears_what_was_typed(page: Page, server: Served) -> None:
    open_page(page, server.url)
    page.fill("[name=name]", "Ann")
    page.fill("[name=password]", "hunter2")
    settle(page)
    before = page.evaluate("() => liveview.version")
    server.kill()
    come_back(page, server)
    settle(page)
    assert before >= 1
    assert page.input_value("[name=name]") == "Ann"
    page.click("[name=how]")
    settle(page)
    assert re.match("{'name': 'Ann', 'password'", texts(page, "pre")[0])


def test_a_form_is_posted_when_its_handler_says_so(page: Page, server: Served) -> None:
    open_page(page, f"{server.url}/sign-in")
    page.fill("[name=name]", "Ann")
    page.fill("[name=password]", "wrong")
    page.click("button")
    settle(page)
    assert texts(page, "p") == ["Who are you?"]
    page.fill("[name=password]", "hunter2")
    page.click("button")
    expect(page.locator("body")).to_have_text("Hello, Ann")
