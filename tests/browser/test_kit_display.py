"""The kit's figures, states and texts in a browser: by day and night, on a phone and a wall, by keyboard, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.server import serve
from tests.browser.visitor import no_complaints, open_page, settle, ticked, until
from tests.served import Served

PATH = "/kit/display"
# What is cut off: a text or a bar that goes over the edge of the card around it.
CUT_OFF = """() => [...document.querySelectorAll('.ui-card *, .ui-stat *')].filter((element) => {
  const { right } = element.getBoundingClientRect();
  const around = element.closest('.ui-card, .ui-stat').getBoundingClientRect();
  const scrolls = element.closest('pre, .ui-log, [role=tooltip], .ui-trend');
  return right > around.right + 1 && !scrolls && !element.closest('.ui-unseen');
}).map((element) => element.outerHTML)"""


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serve() as server:
        yield server


@pytest.fixture
def shown(page: Page, server: Served) -> Iterator[Page]:
    with no_complaints(page):
        open_page(page, server.url + PATH)
        yield page


def test_the_rules_of_accessible_pages_find_nothing_in_any_state(shown: Page) -> None:
    shown.emulate_media(color_scheme="light")
    expect(shown.get_by_role("region", name="Jobs").get_by_role("listitem")).to_have_count(4)
    assert violations(shown) == []
    shown.get_by_role("button", name="Fail").click()
    expect(shown.get_by_role("alert")).to_contain_text("could not be loaded")
    assert violations(shown) == []
    shown.emulate_media(color_scheme="dark")
    assert violations(shown, of_colors=True) == []


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("width", [320, 360, 700, 1280, 2200])
def test_nothing_is_cut_off_at_any_width(shown: Page, width: int, compact: bool) -> None:
    shown.set_viewport_size({"width": width, "height": 900})
    shown.evaluate("(compact) => document.body.classList.toggle('ui-compact', compact)", compact)
    assert shown.evaluate("() => document.documentElement.scrollWidth") == width
    assert shown.evaluate(CUT_OFF) == []


def test_a_card_is_as_wide_as_before_when_its_numbers_move(shown: Page) -> None:
    sizes = (
        "() => [...document.querySelectorAll('.ui-card, .ui-stat')].map((card) => card.getBoundingClientRect().width)"
    )
    before = shown.evaluate(sizes)
    ticked(shown, 3)
    assert shown.evaluate(sizes) == before


def test_a_panel_that_failed_is_tried_again_by_keyboard_and_the_focus_is_not_lost_on_the_way(shown: Page) -> None:
    jobs = shown.get_by_role("region", name="Jobs")
    expect(jobs.get_by_role("listitem")).to_have_count(4)
    shown.get_by_role("button", name="Fail").focus()
    shown.keyboard.press("Enter")
    expect(jobs).to_have_attribute("aria-busy", "true")
    expect(jobs.get_by_role("alert")).to_be_visible()
    expect(jobs.get_by_role("listitem")).to_have_count(4)  # what was there stays
    expect(shown.get_by_role("button", name="Fail")).to_be_focused()
    jobs.get_by_role("button", name="Try again").focus()
    shown.keyboard.press("Enter")
    expect(jobs.get_by_role("alert")).to_have_count(0)
    shown.get_by_role("button", name="Load nothing").click()
    expect(jobs).to_contain_text("No job is planned")


def test_a_tooltip_comes_with_the_keyboard_and_goes_with_escape(shown: Page) -> None:
    tip, drain = shown.locator("#about-drain"), shown.get_by_role("button", name="Drain")
    expect(tip).to_be_hidden()
    drain.focus()
    expect(tip).to_be_visible()
    shown.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    expect(drain).to_be_focused()
    ticked(shown, 2)
    expect(tip).to_be_hidden()
    shown.keyboard.press("Shift+Tab")
    expect(shown.locator("#about-retention")).to_be_visible()


def test_a_tooltip_comes_with_the_mouse_and_stays_while_it_is_read(shown: Page) -> None:
    shown.get_by_role("button", name="Drain").hover()
    tip = shown.locator("#about-drain")
    expect(tip).to_be_visible()
    tip.hover()
    expect(tip).to_be_visible()
    box = tip.bounding_box()
    assert box and box["x"] >= 0 and box["y"] >= 0
    shown.mouse.move(1, 1)
    expect(tip).to_be_hidden()


def test_a_log_stays_at_its_end_until_somebody_scrolls_by_keyboard(shown: Page) -> None:
    log = shown.get_by_role("log", name="Log of the service")
    log.evaluate("(log) => log.style.setProperty('--ui-height', '3rem')")
    at_end = "(log) => log.scrollHeight - log.scrollTop - log.clientHeight < 2"
    ticked(shown, 4)
    until(shown, f"() => ({at_end})(document.querySelector('.ui-log'))")
    log.focus()
    shown.keyboard.press("Home")
    expect(log.get_by_role("listitem").first).to_be_in_viewport()
    ticked(shown, 2)
    assert not log.evaluate(at_end)


ALONE = """(bar, value) => {
  const alone = bar.cloneNode();
  alone.value = value;
  Object.assign(alone.style, { position: 'fixed', inset: '0 auto auto 0', zIndex: 9, width: '200px', height: '8px' });
  document.querySelector('main').replaceChildren(alone);
}"""


@pytest.mark.parametrize(("role", "name"), [("meter", "Disk"), ("progressbar", "Import")])
def test_bars_show_how_much_and_how_it_is(shown: Page, role: Literal["meter", "progressbar"], name: str) -> None:
    """The browser draws them: an element whose look was taken away may draw nothing."""
    shown.emulate_media(color_scheme="light", reduced_motion="reduce")
    bar = shown.get_by_role(role, name=name).element_handle()
    pictures = set()
    for value in (0, 10, 60, 90, 99):
        bar.evaluate(ALONE, value)
        pictures.add(shown.screenshot(clip={"x": 0, "y": 0, "width": 200, "height": 8}))
    assert len(pictures) == 5


def test_who_wants_less_motion_gets_none(shown: Page) -> None:
    shown.emulate_media(reduced_motion="reduce")
    moving = """() => [...document.querySelectorAll('*')].flatMap((tag) => [null, '::before', '::after'].map((part) => {
      const style = getComputedStyle(tag, part);
      return style.animationName + ' ' + style.transitionDuration;
    }))"""
    assert set(shown.evaluate(moving)) == {"none 0s"}


def test_paper_has_what_the_page_says_and_none_of_what_is_used(shown: Page) -> None:
    shown.locator(".ui-log").evaluate("(log) => log.style.setProperty('--ui-height', '.5rem')")
    shown.emulate_media(media="print", color_scheme="dark")
    expect(shown.get_by_role("heading", level=1)).to_be_visible()
    expect(shown.locator(".ui-top")).to_be_hidden()
    assert shown.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert shown.locator(".ui-log").evaluate("(log) => log.scrollHeight <= log.clientHeight")


def test_a_page_of_the_apps_own_looks_as_its_own_sheet_says(shown: Page) -> None:
    """A rule outside of all layers, as weak as can be, wins."""
    shown.evaluate("""() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(':where(dl, button) { background-color: rgb(1, 2, 3) }');
      document.adoptedStyleSheets = [sheet];
    }""")
    settle(shown)
    for selector in (".ui-stat", ".ui-question"):
        assert shown.locator(selector).first.evaluate("(e) => getComputedStyle(e).backgroundColor") == "rgb(1, 2, 3)"
