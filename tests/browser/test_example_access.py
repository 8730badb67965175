"""Names, roles and contrast of the example's pages: what can be checked without a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import serve
from tests.browser.visitor import no_complaints, open_page, settle
from tests.served import Served

PATHS = ["/", "/counter", "/dashboard?manual=1", "/rows"]

# WCAG 2.2, 1.4.3: the contrast of each text with what is painted behind it. Alpha is blended in sRGB, as browsers do.
LOW_CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a)];
  const behind = (element) => {
    if (!element) return rgba(getComputedStyle(document.documentElement).backgroundColor)[3]
      ? rgba(getComputedStyle(document.documentElement).backgroundColor) : [255, 255, 255];
    const color = rgba(getComputedStyle(element).backgroundColor);
    return color[3] === 1 ? color : over(color, behind(element.parentElement));
  };
  const luminance = (color) => {
    const [r, g, b] = color.slice(0, 3).map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const low = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest('script')) continue;
    const back = behind(element);
    const [a, b] = [luminance(over(rgba(getComputedStyle(element).color), back)), luminance(back)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.set(element.className + ' ' + element.tagName, ratio.toFixed(2));
  }
  return Object.fromEntries(low);
}"""

UNNAMED = """() => [...document.querySelectorAll('button, input, a[href], [role=meter], [role=img], table, section')]
  .filter((element) => !(element.getAttribute('aria-label') || element.getAttribute('aria-labelledby')
    || (element.matches('button, a') && element.textContent.trim())))
  .filter((element) => !element.matches('section:not([aria-labelledby])'))
  .map((element) => element.outerHTML)"""

DUPLICATE_IDS = """() => {
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}"""


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serve() as server:
        yield server


@pytest.fixture
def visitor(page: Page) -> Iterator[Page]:
    with no_complaints(page):
        yield page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_all_text_has_contrast(visitor: Page, server: Served, path: str, scheme: Literal["light", "dark"]) -> None:
    visitor.emulate_media(color_scheme=scheme)
    open_page(visitor, server.url + path)
    if path == "/rows":
        visitor.click("#run")
        settle(visitor)
    assert visitor.evaluate(LOW_CONTRAST) == {}


@pytest.mark.parametrize("path", PATHS)
def test_everything_to_use_or_to_read_has_a_name(visitor: Page, server: Served, path: str) -> None:
    open_page(visitor, server.url + path)
    assert visitor.evaluate(UNNAMED) == []
    assert visitor.evaluate(DUPLICATE_IDS) == []
    expect(visitor.get_by_role("heading", level=1)).to_have_count(1)
    expect(visitor.get_by_role("main")).to_have_count(1)
    assert visitor.locator("html").get_attribute("lang") == "en"
    assert visitor.title()


def test_the_overview_reads_as_what_it_shows(visitor: Page, server: Served) -> None:
    open_page(visitor, server.url)
    for region in ("Processor", "Memory", "Network", "Disk", "Processes"):
        expect(visitor.get_by_role("region", name=region)).to_have_count(1)
    expect(visitor.get_by_role("meter", name="Core 0")).to_have_attribute("aria-valuemax", "100")
    expect(visitor.get_by_role("img", name="Processor use, last minute")).to_have_count(1)
    expect(visitor.get_by_role("search").get_by_role("searchbox", name="Filter by name, user or PID")).to_have_count(1)
    expect(visitor.get_by_role("table", name="Processes").get_by_role("columnheader")).to_have_count(7)
    assert visitor.get_by_role("table", name="Processes").get_by_role("rowheader").count() > 1


def test_the_page_can_be_used_by_keyboard(visitor: Page, server: Served) -> None:
    open_page(visitor, server.url)
    visitor.focus("input[name=query]")
    visitor.keyboard.press("Tab")
    expect(visitor.get_by_role("button", name="PID")).to_be_focused()
    visitor.keyboard.press("Enter")
    expect(visitor.locator("thead .pid")).to_have_attribute("aria-sort", "descending")


def test_who_wants_less_motion_gets_none(visitor: Page, server: Served) -> None:
    visitor.emulate_media(reduced_motion="reduce")
    open_page(visitor, server.url)
    durations = "() => [...document.querySelectorAll('*')].map((e) => getComputedStyle(e).transitionDuration)"
    assert set(visitor.evaluate(durations)) == {"0s"}
