"""Tables of the kit: by eye, keyboard and axe-core's rules, and a hundred thousand rows as somebody scrolls them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.server import serve
from tests.browser.tabled.app import MANY
from tests.browser.visitor import come_back, no_complaints, open_page, settle, until
from tests.served import Served

LIST = "[lv-rows]"
HEIGHT = 36
# Whether the whole view is full of rows.
FULL = """() => {
  const list = document.querySelector("[lv-rows]");
  const box = list.getBoundingClientRect();
  const head = list.querySelector("thead").getBoundingClientRect().height;
  const rows = [...list.querySelectorAll("[data-row]")].map((row) => row.getBoundingClientRect());
  return rows.length && rows[0].top <= box.top + head + 1 && rows.at(-1).bottom >= box.bottom - 20;
}"""
NUMBERS = (
    """() => [...document.querySelectorAll("[data-row]")].map((row) => Number(row.getAttribute("aria-rowindex")))"""
)
FIRST = """() => {
  const list = document.querySelector("[lv-rows]");
  const top = list.getBoundingClientRect().top + list.querySelector("thead").getBoundingClientRect().height;
  return [...list.querySelectorAll("[data-row]")].find((row) => row.getBoundingClientRect().bottom > top + 1)
    .ariaRowIndex ?? "";
}"""


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serve() as served:
        yield served


@pytest.fixture(scope="module")
def large() -> Iterator[Served]:
    with serve("tests.browser.tabled.app:app") as served:
        yield served


@pytest.fixture
def visitor(page: Page) -> Iterator[Page]:
    with no_complaints(page):
        yield page


def scroll(page: Page, to: int) -> None:
    """Scrolls to a row, and waits until rows are there."""
    page.evaluate(f"document.querySelector('{LIST}').scrollTop = {to * HEIGHT}")
    until(page, FULL)
    settle(page)


def index(text: str) -> int:
    """The row of an `aria-rowindex`."""
    return int(text) - 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_rules_find_nothing_and_nothing_leaves_the_page(
    visitor: Page, server: Served, scheme: str, width: int
) -> None:
    visitor.set_viewport_size({"width": width, "height": 900})
    visitor.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    open_page(visitor, server.url + "/kit/table")
    expect(visitor.locator("tr[data-row]").last).to_be_attached()
    until(visitor, "() => document.querySelectorAll('.ui-table-skeleton').length === 0")
    visitor.locator("tbody input[type=checkbox]").first.click()
    visitor.locator(".ui-table-open").first.click()
    visitor.locator("thead button").first.click()
    settle(visitor)
    assert violations(visitor) == []
    assert visitor.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_a_jump_to_anywhere_shows_the_rows_that_are_there(visitor: Page, large: Served) -> None:
    open_page(visitor, large.url)
    expect(visitor.locator("table")).to_have_attribute("aria-rowcount", str(MANY + 1))
    for row in (50_000, 99_000, 70, 12_345):
        scroll(visitor, row)
        assert abs(index(visitor.evaluate(FIRST)) - row) <= 1
        assert visitor.locator("tr[data-row]").count() <= 60
    numbers = visitor.evaluate(NUMBERS)
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_the_keyboard_goes_through_all_rows(visitor: Page, large: Served) -> None:
    open_page(visitor, large.url)
    visitor.locator(LIST).focus()
    visitor.keyboard.press("End")
    expect(visitor.locator(f"tr[aria-rowindex='{MANY + 1}']")).to_be_in_viewport()
    until(visitor, FULL)
    visitor.keyboard.press("PageUp")
    until(visitor, f"() => document.querySelector('{LIST}').scrollTop < {(MANY - 15) * HEIGHT}")
    visitor.keyboard.press("Home")
    expect(visitor.locator("tr[aria-rowindex='2']")).to_be_in_viewport()
    visitor.keyboard.press("PageDown")
    until(visitor, f"() => document.querySelector('{LIST}').scrollTop > 250")
    settle(visitor)
    expect(visitor.locator(LIST)).to_be_focused()


def test_changes_come_for_what_is_in_view_only(visitor: Page, large: Served) -> None:
    sizes: list[int] = []
    visitor.on("websocket", lambda socket: socket.on("framereceived", lambda frame: sizes.append(len(frame))))
    open_page(visitor, large.url)
    scroll(visitor, 42_000 - 5)
    del sizes[:]
    visitor.click("#change")
    expect(visitor.locator("tr[aria-rowindex='42002'] td").last).to_have_text("-1")
    settle(visitor)
    assert sum(sizes) < 250  # of a hundred rows that have changed


def test_a_heading_sorts_and_begins_at_the_top(visitor: Page, large: Served) -> None:
    open_page(visitor, large.url)
    scroll(visitor, 3000)
    heading = visitor.locator("thead button", has_text="Size")
    heading.click()
    expect(visitor.locator("thead [aria-sort=ascending]")).to_have_text("Size")
    until(visitor, f"() => document.querySelector('{LIST}').scrollTop === 0")
    heading.press("Enter")
    expect(visitor.locator("tr[aria-rowindex='2'] td").last).to_have_text("999")
    assert heading.evaluate("(button) => button === document.activeElement")


def test_rows_are_searched_as_somebody_types(visitor: Page, large: Served) -> None:
    open_page(visitor, large.url)
    visitor.locator("input[type=search]").press_sequentially("9999", delay=30)
    expect(visitor.locator(".ui-table-count")).to_contain_text("19 rows")
    expect(visitor.locator("input[type=search]")).to_have_value("9999")
    visitor.locator("input[type=search]").fill("")
    expect(visitor.locator(".ui-table-count")).to_contain_text("100,000 rows")


def test_rows_are_selected_by_mouse_and_space_and_in_a_stretch(visitor: Page, large: Served) -> None:
    open_page(visitor, large.url)
    boxes = visitor.locator("tbody input[type=checkbox]")
    boxes.nth(1).click()
    expect(visitor.locator("#picked")).to_have_text("1")
    boxes.nth(5).click(modifiers=["Shift"])
    expect(visitor.locator("#picked")).to_have_text("5")
    expect(visitor.locator("tbody input:checked")).to_have_count(5)
    boxes.nth(7).focus()
    visitor.keyboard.press("Space")
    expect(visitor.locator("tr[aria-selected=true]")).to_have_count(6)
    assert boxes.nth(7).is_checked()
    boxes.nth(7).click()
    expect(visitor.locator("tbody input:checked")).to_have_count(5)


def test_a_cell_is_edited_by_the_keyboard_alone(visitor: Page, large: Served) -> None:
    open_page(visitor, large.url)
    cell = visitor.locator("tr[aria-rowindex='4'] td").last
    cell.locator("button").focus()
    visitor.keyboard.press("Enter")
    editor = cell.locator("input")
    expect(editor).to_be_focused()
    editor.fill("many")
    visitor.keyboard.press("Enter")
    expect(cell.locator("[role=alert]")).to_have_text("Size: a whole number is asked for.")
    expect(editor).to_have_value("many")
    editor.fill("4711")
    visitor.keyboard.press("Enter")
    expect(cell).to_have_text("4711")
    expect(cell.locator("button")).to_be_focused()
    visitor.keyboard.press("Enter")
    expect(editor).to_be_focused()
    visitor.keyboard.press("Escape")
    expect(cell.locator("button")).to_be_focused()


def test_the_focus_stays_in_the_table_when_its_row_is_out_of_sight(visitor: Page, large: Served) -> None:
    open_page(visitor, large.url)
    visitor.locator("tbody input[type=checkbox]").first.focus()
    scroll(visitor, 60_000)
    expect(visitor.locator(LIST)).to_be_focused()


def test_the_place_is_kept_over_a_lost_connection_and_a_restart(page: Page, large: Served) -> None:
    open_page(page, large.url)
    scroll(page, 31_000)
    page.context.set_offline(True)
    page.evaluate("() => dispatchEvent(new Event('offline'))")
    until(page, "() => !liveview.connected")
    page.context.set_offline(False)
    until(page, "() => liveview.connected || !dispatchEvent(new Event('online'))")
    assert abs(index(page.evaluate(FIRST)) - 31_000) <= 1
    large.kill()
    come_back(page, large)
    until(page, FULL)
    settle(page)
    assert abs(index(page.evaluate(FIRST)) - 31_000) <= 1
    scroll(page, 31_200)
    assert abs(index(page.evaluate(FIRST)) - 31_200) <= 1
