"""The kit's controls in a browser: by keyboard alone, by day and night, on a phone, and while the page changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.server import serve
from tests.browser.visitor import no_complaints, open_page, settle, stand_still, until
from tests.served import Served

TABS = ("people", "shift", "settings")
Opened = Callable[[str], Page]


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serve("tests.browser.controlled:app") as server:
        yield server


@pytest.fixture
def opened(page: Page, server: Served) -> Iterator[Opened]:
    def opened(path: str) -> Page:
        open_page(page, server.url + path)
        return page

    with no_complaints(page):
        yield opened


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def focused(page: Page) -> str:
    """The text of what has the focus, or its label."""
    name: str = page.evaluate("() => document.activeElement.ariaLabel ?? document.activeElement.textContent.trim()")
    return name


def actions(page: Page, person: str) -> Locator:
    return page.get_by_role("button", name=f"Actions for {person}")


# What they look like.


@pytest.mark.parametrize("tab", TABS)
def test_the_rules_of_accessible_pages_find_nothing(opened: Opened, tab: str) -> None:
    page = opened(f"/?tab={tab}")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page, of_colors=scheme == "dark") == []
    if tab == "shift":
        page.get_by_role("button", name="Save").click()
        settle(page)
        assert violations(page) == []


def test_they_find_nothing_in_what_is_open(opened: Opened) -> None:
    page = opened("/")
    page.emulate_media(reduced_motion="reduce")  # what comes in is half transparent
    actions(page, "Ada").click()
    expect(page.get_by_role("menu")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("menuitem", name="Rename").click()
    expect(page.get_by_role("dialog", name="Rename Ada Lind")).to_be_visible()
    assert violations(page) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert violations(page, of_colors=True) == []


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_is_cut_off(opened: Opened, tab: str, width: int) -> None:
    page = opened(f"/?tab={tab}")
    page.set_viewport_size({"width": width, "height": 800})
    for compact in (False, True):
        page.evaluate("(compact) => document.body.classList.toggle('ui-compact', compact)", compact)
        assert page.evaluate("() => document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [320, 1280])
def test_what_opens_is_within_the_window(opened: Opened, width: int) -> None:
    page = opened("/")
    page.set_viewport_size({"width": width, "height": 700})
    actions(page, "Eli").click()
    menu = page.get_by_role("menu")
    expect(menu).to_be_visible()
    boxes = [menu.bounding_box()]
    page.get_by_role("menuitem", name="About shifts").click()
    drawer = page.get_by_role("dialog", name="About shifts")
    expect(drawer).to_be_visible()
    stand_still(page)
    for box in (*boxes, drawer.bounding_box()):
        assert box and box["x"] >= 0 and box["y"] >= 0
        assert box["x"] + box["width"] <= width and box["y"] + box["height"] <= 700


def test_only_pages_that_have_a_control_of_the_kit_load_its_module(opened: Opened) -> None:
    loaded = "() => performance.getEntriesByType('resource').some(({ name }) => name.includes('liveview-kit'))"
    assert opened("/dialogs").evaluate(loaded)
    assert not opened("/plain").evaluate(loaded)


# Tabs.


def test_tabs_are_moved_in_by_arrows_and_opened_by_a_key(opened: Opened) -> None:
    page = opened("/dialogs")
    page.get_by_role("tab", name="One").focus()
    press(page, "ArrowRight")
    assert focused(page) == "Two"
    expect(page.get_by_role("tab", name="One")).to_have_attribute("aria-selected", "true")
    press(page, "Enter")
    expect(page.get_by_role("tab", name="Two")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tabpanel", name="Two").get_by_role("textbox")).to_have_attribute("name", "two")
    assert focused(page) == "Two"
    for key, name in (("End", "Three"), ("ArrowRight", "One"), ("ArrowLeft", "Three"), ("Home", "One")):
        press(page, key)
        assert focused(page) == name
    press(page, "Shift+Tab", "Tab")
    assert focused(page) == "Two"  # the one that is open


def test_a_tab_in_the_url_is_a_link_that_space_opens_too(opened: Opened) -> None:
    page = opened("/?query=a")
    page.get_by_role("tab", name="People").focus()
    press(page, "ArrowRight", "ArrowRight", "ArrowLeft")
    settle(page)
    assert page.evaluate("() => location.search") == "?query=a"
    press(page, " ")
    until(page, "() => location.search === '?query=a&tab=shift'")
    expect(page.get_by_role("tabpanel", name="Shift").get_by_label("Name")).to_be_visible()
    settle(page)
    page.go_back()
    expect(page.get_by_role("tab", name="People")).to_have_attribute("aria-selected", "true")


def test_what_is_typed_in_a_panel_stays_while_the_page_changes(opened: Opened) -> None:
    page = opened("/dialogs")
    page.fill("[name=one]", "typed")
    page.click("#count")
    settle(page)
    expect(page.get_by_role("tabpanel")).to_contain_text("1")
    expect(page.locator("[name=one]")).to_have_value("typed")


# Menus.


def test_a_menu_by_keyboard(opened: Opened) -> None:
    page = opened("/")
    button = actions(page, "Bea")
    button.focus()
    press(page, "ArrowDown")
    expect(page.get_by_role("menuitem", name="Rename")).to_be_focused()
    for key, name in (("ArrowDown", "About shifts"), ("ArrowDown", "Take off"), ("ArrowDown", "Rename…")):
        press(page, key)  # past what cannot be chosen, and around the end
        assert focused(page) == name
    for key, name in (("ArrowUp", "Take off"), ("Home", "Rename…"), ("End", "Take off")):
        press(page, key)
        assert focused(page) == name
    press(page, "a")
    assert focused(page) == "About shifts"
    press(page, "Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(button).to_be_focused()
    press(page, "ArrowUp")
    expect(page.get_by_role("menuitem", name="Take off")).to_be_focused()
    press(page, "Tab")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(actions(page, "Cy")).to_be_focused()


def test_what_is_chosen_is_done_and_the_focus_is_where_it_was(opened: Opened) -> None:
    page = opened("/")
    actions(page, "Dee").press("Enter")
    expect(page.get_by_role("menuitem", name="Rename")).to_be_focused()
    press(page, "End", "Enter")
    expect(page.locator("#done")).to_have_text("Dee Park was taken off")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(actions(page, "Dee")).to_have_count(0)


# Dialogs.


def test_a_dialog_of_the_view_has_the_focus_and_gives_it_back(opened: Opened) -> None:
    page = opened("/")
    actions(page, "Bea").press("Enter")
    expect(page.get_by_role("menuitem", name="Rename")).to_be_focused()
    press(page, "Enter")
    name = page.get_by_label("New name")
    expect(name).to_be_focused()
    name.fill("Bea Moss-Lind")
    press(page, "Tab", "Tab", "Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#done")).to_have_text("Bea Moss is Bea Moss-Lind now")
    actions(page, "Cy").press("Enter")
    expect(page.get_by_role("menuitem", name="Rename")).to_be_focused()
    press(page, "Enter")
    expect(name).to_have_value("Cy Okoye")
    press(page, "Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(actions(page, "Cy")).to_be_focused()
    expect(page.locator("#edit")).to_have_attribute("data-open", "false")  # the view hears of it in a later task


def test_a_press_beside_it_closes_a_dialog_and_one_that_began_inside_does_not(opened: Opened) -> None:
    page = opened("/")
    actions(page, "Bea").click()
    page.get_by_role("menuitem", name="Rename").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.get_by_label("New name").hover()
    page.mouse.down()
    page.mouse.move(5, 5)
    page.mouse.up()
    settle(page)
    expect(dialog).to_be_visible()
    page.mouse.click(5, 5)
    expect(dialog).to_have_count(0)
    expect(page.locator("#edit")).to_have_attribute("data-open", "false")


def test_a_dialog_that_the_view_keeps_is_open_again(opened: Opened) -> None:
    page = opened("/dialogs")
    page.click("#ask")
    dialog = page.get_by_role("dialog", name="Read this")
    expect(dialog).to_be_visible()
    page.fill("#stubborn input", "typed")
    press(page, "Escape")
    expect(page.locator("#closes")).to_have_text("1")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(page.locator("#closes")).to_have_text("2")
    settle(page)
    expect(dialog).to_be_visible()
    expect(page.locator("#stubborn input")).to_have_value("typed")
    page.click("#let")
    settle(page)
    press(page, "Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator("#closes")).to_have_text("3")  # each was told once
    expect(page.locator("#ask")).to_be_focused()


def test_a_dialog_in_a_dialog_closes_alone(opened: Opened) -> None:
    page = opened("/dialogs")
    page.click("#ask")
    outer, inner = page.locator("#stubborn"), page.locator("#inner")
    expect(outer).to_have_attribute("open", "")
    for close in ("#inner [data-close]", "#inner-close"):
        page.click("#inner-open")
        expect(inner).to_have_attribute("open", "")
        page.click(close)
        expect(inner).not_to_have_attribute("open", "")
        settle(page)
        expect(outer).to_have_attribute("open", "")
        expect(page.locator("#closes")).to_have_text("0")
    page.click("#let")
    settle(page)
    press(page, "Escape")
    expect(outer).not_to_have_attribute("open", "")
    expect(page.locator("#closes")).to_have_text("1")  # by its own button, not by that of the one inside


def test_a_dialog_that_is_taken_away_gives_the_focus_back(opened: Opened) -> None:
    page = opened("/dialogs")
    page.locator("#show").press("Enter")
    expect(page.locator("#end")).to_be_focused()
    press(page, "Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#show")).to_be_focused()


def test_a_drawer_that_only_the_browser_opens_keeps_what_is_typed(opened: Opened) -> None:
    page = opened("/?tab=settings")
    page.locator("#open-help").press("Enter")
    note = page.get_by_label("Note to yourself")
    expect(note).to_be_focused()
    page.keyboard.type("call Ada")
    press(page, "Escape")
    expect(page.locator("#open-help")).to_be_focused()
    page.get_by_label("Live updates").press("Space")
    expect(page.locator("#span")).to_contain_text("Updates are off")
    page.locator("#open-help").press("Enter")
    expect(note).to_have_value("call Ada")
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_update_leaves_open_what_only_the_browser_has_opened(opened: Opened) -> None:
    page = opened("/dialogs")
    page.click("#aside-open")
    more = page.locator("#more")
    expect(more).to_be_focused()
    press(page, "Enter")
    expect(more).to_have_text("1")
    expect(more).to_be_focused()
    page.evaluate("() => document.querySelector('#aside').dispatchEvent(new Event('ui-close'))")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#aside-open")).to_be_focused()


# Searches, pages, dates, forms.


def test_a_search_says_what_it_found_and_is_emptied(opened: Opened) -> None:
    page = opened("/")
    search = page.get_by_role("searchbox", name="Search people")
    clear = page.get_by_role("button", name="Clear")
    expect(clear).to_be_hidden()
    search.press_sequentially("a")
    expect(page.get_by_role("search").get_by_role("status")).to_have_text("16 of 26")
    search.press_sequentially("da")
    expect(page.get_by_role("search").get_by_role("status")).to_have_text("1 of 26")
    until(page, "() => location.search === '?query=ada'")
    clear.click()
    expect(page.get_by_role("search").get_by_role("status")).to_have_text("26 of 26")
    expect(search).to_be_focused()
    expect(clear).to_be_hidden()
    page.keyboard.type("uma")
    expect(page.get_by_role("search").get_by_role("status")).to_have_text("1 of 26")
    press(page, "Escape")
    expect(page.get_by_role("search").get_by_role("status")).to_have_text("26 of 26")
    expect(search).to_have_value("")


def test_the_focus_stays_on_the_way_to_the_last_page(opened: Opened) -> None:
    page = opened("/")
    following = page.get_by_role("link", name="Next page")
    following.focus()
    for number in range(2, 8):
        press(page, "Enter")
        expect(page.get_by_role("link", name=f"Page {min(number, 6)}", exact=True)).to_have_attribute(
            "aria-current", "page"
        )
        expect(following).to_be_focused()
    expect(following).to_have_attribute("aria-disabled", "true")
    until(page, "() => location.search === '?page=6'")


def test_dates_are_chosen_and_judged(opened: Opened) -> None:
    page = opened("/?tab=settings")
    page.get_by_role("button", name="30 days").press("Enter")
    expect(page.locator("#span")).to_contain_text("from 2026-10-28 to 2026-11-26")
    expect(page.get_by_role("button", name="30 days")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_label("From")).to_have_value("2026-10-28")
    page.get_by_label("to", exact=True).fill("2026-10-01")
    expect(page.get_by_text("The last day is before the first.")).to_be_visible()
    expect(page.get_by_label("From")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("From").fill("")
    expect(page.locator("#span")).to_contain_text("without end")
    expect(page.get_by_text("The last day is before the first.")).to_have_count(0)


def test_rows_of_a_form_come_move_and_go_with_what_is_typed_and_with_the_focus(opened: Opened) -> None:
    page = opened("/?tab=shift")
    contacts = page.get_by_role("group", name="Contacts", exact=True)
    rows = contacts.get_by_role("listitem")
    contacts.get_by_role("button", name="Add").press("Enter")
    expect(rows).to_have_count(2)
    expect(rows.nth(1).get_by_label("Kind")).to_be_focused()
    press(page, "Tab")
    page.keyboard.type("555 0199")
    settle(page)
    rows.nth(1).get_by_role("button", name="Move up").press("Enter")
    expect(rows.first.get_by_label("Address")).to_have_value("555 0199")
    expect(rows.first.get_by_role("button", name="Move up")).to_be_focused()
    rows.nth(1).get_by_role("button", name="Remove").press("Enter")
    expect(rows).to_have_count(1)
    expect(contacts.get_by_role("button", name="Add")).to_be_focused()
    page.get_by_label("Name", exact=True).fill("Ada")
    page.get_by_label("Wed").press("Space")
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.locator("#done")).to_have_text("Ada: 3 days, 1 contacts")


# Notices.


class Notices:
    """A page of notices, whose clock is the test's."""

    def __init__(self, page: Page, server: Served) -> None:
        page.clock.install()
        open_page(page, server.url + "/notices")
        self.page = page

    def say(self, kind: str) -> Locator:
        self.page.click(f"#{kind}")
        settle(self.page)
        return self.page.locator(f".lv-flash-{kind}")

    def wait(self, seconds: float) -> None:
        self.page.clock.run_for(round(seconds * 1000))


@pytest.fixture
def notices(page: Page, server: Served) -> Iterator[Notices]:
    with no_complaints(page):
        yield Notices(page, server)


def test_a_notice_goes_by_itself_and_an_error_stays(notices: Notices) -> None:
    info, error = notices.say("info"), notices.say("error")
    place = notices.page.get_by_role("region", name="Notices")
    expect(place.locator("p")).to_have_count(2)
    expect(place.locator("[aria-live=polite]")).to_have_count(1)
    assert violations(notices.page) == []
    notices.wait(4)
    expect(info).to_have_count(1)
    notices.wait(3)
    expect(info).to_have_count(0)
    expect(error).to_have_count(1)
    notices.page.click("#input")
    error.get_by_role("button").click()
    expect(error).to_have_count(0)
    expect(notices.page.locator("#input")).to_be_focused()


def test_nobody_is_hurried_who_points_at_a_notice_or_is_in_one(notices: Notices) -> None:
    info = notices.say("info")
    info.hover()
    notices.wait(9)
    expect(info).to_have_count(1)
    notices.page.mouse.move(0, 0)
    notices.wait(4)
    expect(info).to_have_count(1)
    info.get_by_role("button").focus()
    notices.wait(9)
    expect(info).to_have_count(1)
    notices.page.locator("#input").focus()
    notices.wait(7)
    expect(info).to_have_count(0)


def test_notices_are_dismissed_by_keys_and_give_the_focus_on(notices: Notices) -> None:
    page = notices.page
    page.locator("#input").focus()
    info, warning = notices.say("info"), notices.say("warning")
    page.locator("#input").focus()
    press(page, "Tab")
    expect(info.get_by_role("button")).to_be_focused()
    press(page, "Escape")
    expect(info).to_have_count(0)
    expect(warning.get_by_role("button")).to_be_focused()
    press(page, "Enter")
    expect(warning).to_have_count(0)
    expect(page.locator("#input")).to_be_focused()
