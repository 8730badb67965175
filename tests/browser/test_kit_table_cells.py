"""What only a browser shows of a table's cells and columns: how they are dragged, and where the focus is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.server import serve
from tests.browser.test_kit_table import LIST, scroll
from tests.browser.visitor import come_back, no_complaints, open_page, settle, until
from tests.served import Served


@pytest.fixture(scope="module")
def large() -> Iterator[Served]:
    with serve("tests.browser.tabled.app:app") as served:
        yield served


@pytest.fixture
def visitor(page: Page, large: Served) -> Iterator[Page]:
    with no_complaints(page):
        open_page(page, large.url)
        yield page


def separator(page: Page, label: str) -> Locator:
    return page.get_by_role("separator", name=f"Width of {label}")


def width(page: Page, label: str) -> float:
    """How wide a column is."""
    found: float = page.get_by_role("columnheader", name=label, exact=True).evaluate(
        "(head) => head.getBoundingClientRect().width"
    )
    return found


def middle(of: Locator) -> tuple[float, float]:
    box = of.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def sent_widths(page: Page) -> list[str]:
    """The events about widths, as they are sent from now on."""
    sent: list[str] = []

    def hear(frame: str | bytes) -> None:
        if "widths" in str(frame):
            sent.append(str(frame))

    page.on("websocket", lambda socket: socket.on("framesent", hear))
    return sent


def test_a_column_is_dragged_and_one_event_is_sent_at_the_end(page: Page, large: Served) -> None:
    sent = sent_widths(page)
    with no_complaints(page):
        open_page(page, large.url)
        before = {label: width(page, label) for label in ("Id", "Name", "Size")}
        x, y = middle(separator(page, "Id"))
        page.mouse.move(x, y)
        page.mouse.down()
        for moved in (10, 40, 90):
            page.mouse.move(x + moved, y)
            assert abs(width(page, "Id") - before["Id"] - moved) <= 1
        settle(page)
        assert not sent
        page.mouse.up()
        settle(page)
        assert len(sent) == 1
        assert abs(width(page, "Id") - before["Id"] - 90) <= 1 and abs(width(page, "Name") - before["Name"]) <= 1
        assert abs(width(page, "Size") - before["Size"] + 90) <= 1  # the last one has what is left
        expect(separator(page, "Id")).to_have_attribute("aria-valuenow", str(round(before["Id"] + 90)))
        assert page.evaluate("() => document.querySelector('table').style.minWidth") == ""
        page.mouse.move(*middle(separator(page, "Id")))
        page.mouse.down()
        page.mouse.move(x + 300, y)
        page.keyboard.press("Escape")
        page.mouse.up()
        settle(page)
        assert len(sent) == 1 and abs(width(page, "Id") - before["Id"] - 90) <= 1
        expect(separator(page, "Id")).to_have_attribute("aria-valuenow", str(round(before["Id"] + 90)))


def test_a_width_is_kept_over_patches_a_lost_connection_and_a_restart(page: Page, large: Served) -> None:
    open_page(page, large.url)
    separator(page, "Name").focus()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    settle(page)
    wide = width(page, "Name")
    page.click("#change")
    page.locator("thead button", has_text="Size").click()
    scroll(page, 31_000)
    assert width(page, "Name") == wide
    page.context.set_offline(True)
    page.evaluate("() => dispatchEvent(new Event('offline'))")
    until(page, "() => !liveview.connected")
    page.context.set_offline(False)
    until(page, "() => liveview.connected || !dispatchEvent(new Event('online'))")
    assert width(page, "Name") == wide
    large.kill()
    come_back(page, large)
    settle(page)
    assert width(page, "Name") == wide
    page.set_viewport_size({"width": 420, "height": 700})  # a narrow window scrolls
    assert width(page, "Name") == wide
    assert page.evaluate(
        f"() => document.querySelector('{LIST}').scrollWidth > document.querySelector('{LIST}').clientWidth"
    )


def test_columns_are_made_wide_by_the_keyboard_and_fitted(visitor: Page) -> None:
    before = width(visitor, "Id")
    own = separator(visitor, "Id")
    visitor.locator("thead button", has_text="Id").focus()
    visitor.keyboard.press("Tab")
    expect(own).to_be_focused()
    visitor.keyboard.press("ArrowRight")
    visitor.keyboard.press("Shift+ArrowLeft")
    settle(visitor)
    assert width(visitor, "Id") == round(before) + 16 - 64
    visitor.keyboard.press("Home")
    settle(visitor)
    assert width(visitor, "Id") == 40
    expect(own).to_have_attribute("aria-valuenow", "40")
    visitor.keyboard.press("Enter")
    settle(visitor)
    fitted = width(visitor, "Id")
    assert 40 < fitted < before
    assert visitor.evaluate(
        "() => [...document.querySelectorAll('td:nth-child(2)')].every((td) => td.scrollWidth <= td.clientWidth)"
    )
    visitor.keyboard.press("Shift+ArrowRight")
    own.dblclick()
    settle(visitor)
    assert width(visitor, "Id") == fitted
    last = separator(visitor, "Size")
    last.focus()
    for _ in range(12):
        visitor.keyboard.press("Shift+ArrowRight")
    settle(visitor)
    assert visitor.evaluate(
        f"() => document.querySelector('{LIST}').scrollWidth > document.querySelector('{LIST}').clientWidth"
    )
    assert violations(visitor) == []


def test_a_finger_drags_a_column(visitor: Page) -> None:
    session = visitor.context.new_cdp_session(visitor)

    def touch(kind: str, *points: dict[str, Any]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    before = width(visitor, "Name")
    x, y = middle(separator(visitor, "Name"))
    touch("touchStart", {"x": x, "y": y})
    for moved in (20, 60, 100):
        touch("touchMove", {"x": x + moved, "y": y})
    touch("touchEnd")
    settle(visitor)
    assert abs(width(visitor, "Name") - before - 100) <= 1


def test_for_a_finger_a_separator_is_wide_and_leaves_the_heading_its_own(page: Page, large: Served) -> None:
    assert page.context.browser
    with page.context.browser.new_context(has_touch=True, is_mobile=True) as context:
        touched = context.new_page()
        open_page(touched, large.url)
        touched.get_by_role("columnheader", name="Size", exact=True).scroll_into_view_if_needed()
        own, heading = separator(touched, "Size").bounding_box(), touched.locator("thead button", has_text="Size")
        box = heading.bounding_box()
        assert own and box and own["width"] == 24
        assert box["x"] + box["width"] <= own["x"]


def test_what_is_typed_is_there_when_its_row_is_scrolled_back_to_and_nobody_is_pulled_there(visitor: Page) -> None:
    cell = visitor.locator("tr[aria-rowindex='4'] td").last
    cell.locator("button").click()
    expect(cell.locator("input")).to_be_focused()
    visitor.keyboard.type("47")
    visitor.evaluate(f"document.querySelector('{LIST}').scrollTop = 60000")  # at once: the last letter is on its way
    lost = visitor.locator(".ui-table-lost")
    expect(lost).to_contain_text("“47”")
    assert violations(visitor) == []
    scroll(visitor, 5)  # its row is in the page, above what is seen
    expect(cell.locator("input")).to_have_value("47")
    expect(lost).to_have_count(0)
    expect(visitor.locator(LIST)).to_be_focused()
    assert visitor.evaluate(f"() => document.querySelector('{LIST}').scrollTop") == 180
    scroll(visitor, 0)
    cell.locator("input").press("End")
    visitor.keyboard.type("11")
    visitor.keyboard.press("Enter")
    expect(cell).to_have_text("4711")


def test_what_an_input_method_has_written_is_not_lost_with_its_row(visitor: Page) -> None:
    cell = visitor.locator("tr[aria-rowindex='4'] td").last
    cell.locator("button").click()
    expect(cell.locator("input")).to_be_focused()
    visitor.keyboard.type("1")
    session = visitor.context.new_cdp_session(visitor)
    session.send("Input.imeSetComposition", {"text": "二", "selectionStart": 1, "selectionEnd": 1})
    expect(cell.locator("input")).to_have_value("1二")
    scroll(visitor, 60_000)
    expect(visitor.locator(".ui-table-lost")).to_contain_text("“1二”")
    visitor.get_by_role("button", name="Dismiss").press("Enter")
    expect(visitor.locator(".ui-table-lost")).to_have_count(0)
    expect(visitor.locator(LIST)).to_be_focused()


def test_a_width_that_is_refused_is_taken_back(page: Page, large: Served) -> None:
    open_page(page, large.url)
    before = width(page, "Id")
    page.evaluate(
        "() => document.querySelector('table').setAttribute('lv-widths', 'resized@1')"
    )  # there is no such event
    separator(page, "Id").focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    assert width(page, "Id") == before


def test_a_cell_that_comes_late_takes_the_focus_only_where_it_still_is(visitor: Page) -> None:
    visitor.evaluate(
        """() => {
          document.querySelector(".ui-table-edit").click();
          document.querySelector("input[type=search]").focus();
        }"""
    )
    expect(visitor.locator("td form input")).to_have_value("0")
    settle(visitor)
    expect(visitor.locator("input[type=search]")).to_be_focused()
    visitor.evaluate("() => document.activeElement.blur()")
    visitor.evaluate(
        "() => [...document.querySelectorAll('.ui-table-edit')].at(4).click()"
    )  # a browser may give no focus
    expect(visitor.locator("td form input")).to_be_focused()


def test_what_is_typed_while_the_link_is_down_is_its_own_cells(page: Page, large: Served) -> None:
    open_page(page, large.url)
    edits = page.locator("tbody .ui-table-edit")
    edits.nth(1).click()
    control = page.locator("td form input")
    expect(control).to_be_focused()
    page.context.set_offline(True)
    page.evaluate("() => dispatchEvent(new Event('offline'))")
    until(page, "() => !liveview.connected")
    edits.nth(3).click()  # that of the fifth row, as the second one's is a control
    control.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("4711")
    page.keyboard.press("Enter")
    page.context.set_offline(False)
    until(page, "() => liveview.connected || !dispatchEvent(new Event('online'))")
    expect(page.locator("tr[aria-rowindex='3'] td").last).to_have_text("4711")
    expect(page.locator("tr[aria-rowindex='6'] td").last).to_have_text("28")
    expect(page.locator(".ui-table-lost")).to_have_count(0)
