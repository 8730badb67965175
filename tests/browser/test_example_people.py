"""The example's people as their administrators meet them: searched, edited, removed, brought back, by keyboard too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import serve
from tests.browser.visitor import no_complaints, open_page, settle, texts, until
from tests.served import Served

NAMES = "tbody .name"


@pytest.fixture
def server() -> Iterator[Served]:
    with serve() as server:  # a store of its own for each test
        yield server


@pytest.fixture
def people(page: Page, server: Served) -> Iterator[Page]:
    with no_complaints(page):
        open_page(page, server.url + "/people")
        yield page


def test_into_a_person_and_back_without_a_page_load(people: Page) -> None:
    people.evaluate("window.mark = 1")
    people.fill("input[name=query]", "editor")
    until(people, "() => location.search === '?query=editor'")
    people.get_by_role("link", name="Barbara Lin").click()
    expect(people.get_by_role("heading", level=1)).to_have_text("Barbara Lin")
    expect(people).to_have_title("Barbara Lin")
    settle(people)
    people.go_back()
    expect(people.get_by_role("heading", level=1)).to_have_text("People")
    settle(people)
    expect(people.locator("input[name=query]")).to_have_value("editor")
    expect(people.locator(NAMES)).to_have_text(["Barbara Lin", "Edsger Vries", "Katherine Cole"])
    assert people.evaluate("window.mark") == 1


def test_a_person_is_made_by_keyboard_alone_and_another_page_has_them(people: Page, server: Served) -> None:
    other = people.context.new_page()
    open_page(other, server.url + "/people")
    people.get_by_role("link", name="New person").focus()
    people.keyboard.press("Enter")
    expect(people.get_by_role("heading", level=1)).to_be_focused()
    for keys in ("Tab", "Alan M", "Tab", "ADA@example.org", "Tab", "E", "Tab", "Space", "Tab", "Enter"):
        people.keyboard.press(keys) if keys in ("Tab", "Space", "Enter") else people.keyboard.type(keys)
    expect(people.locator("[name='phones.0.number']")).to_be_visible()
    people.fill("[name='phones.0.number']", "none")
    people.keyboard.press("Enter")
    expect(people.locator("[name='phones.0.number']")).to_be_focused()
    expect(people.locator(".phones .row .lv-errors p")).to_have_text("Digits, spaces and a leading + only.")
    people.fill("[name='phones.0.number']", "555 0188")
    people.keyboard.press("Enter")
    expect(people.locator("#person-email-errors")).to_have_text("Somebody else has this address.")
    expect(people.locator("[name=email]")).to_be_focused()
    people.fill("[name=email]", "alan@example.org")
    people.keyboard.press("Enter")
    expect(people.locator(".lv-flash-info")).to_contain_text("Alan M is saved.")
    expect(people.locator("tbody tr", has_text="Alan M")).to_contain_text("Editor")
    expect(other.locator("tbody tr", has_text="Alan M")).to_contain_text("Inactive")


def test_removing_asks_first_and_can_be_undone(people: Page) -> None:
    everybody = texts(people, NAMES)
    people.once("dialog", lambda dialog: dialog.dismiss())
    people.get_by_role("button", name="Remove Hedy Kiesler").click()
    settle(people)
    assert texts(people, NAMES) == everybody
    people.get_by_role("link", name="Hedy Kiesler").click()
    people.once("dialog", lambda dialog: dialog.accept())
    people.get_by_role("button", name="Remove", exact=True).click()
    expect(people.get_by_role("status").filter(has_text="Hedy Kiesler was removed.")).to_be_visible()
    expect(people.locator(NAMES, has_text="Hedy Kiesler")).to_have_count(0)
    people.reload()
    settle(people)
    people.get_by_role("button", name="Undo").click()
    expect(people.locator(".lv-flash-info")).to_contain_text("Hedy Kiesler is back.")
    expect(people.locator(NAMES)).to_have_text(everybody)  # the page hears of it as all others do


def test_what_is_typed_stays_while_another_page_saves(people: Page, server: Served) -> None:
    other = people.context.new_page()
    for page in (people, other):
        open_page(page, server.url + "/people/1")
    people.locator("[name=name]").fill("Ada, Countess")
    other.fill("[name=name]", "Ada King")
    other.get_by_role("button", name="Save").click()
    expect(people.locator(".notice")).to_contain_text("Ada King was changed in another window.")
    people.keyboard.type(" of Lovelace")
    settle(people)
    expect(people.locator("[name=name]")).to_have_value("Ada, Countess of Lovelace")
    people.locator(".notice button").click()
    expect(people.locator("[name=name]")).to_have_value("Ada King")


def test_the_export_is_saved(people: Page) -> None:
    with people.expect_download() as saved:
        people.get_by_role("button", name="Export CSV").click()
    assert saved.value.suggested_filename == "people.csv"
    lines = saved.value.path().read_text().splitlines()
    assert lines[:2] == ["name,email,role,active,phones", lines[1]]
    assert lines[1].startswith("Ada Byron,ada@example.org,Admin,True,Work +44")
    assert len(lines) == 1 + people.locator(NAMES).count()
