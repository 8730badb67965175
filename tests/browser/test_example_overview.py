"""The start page as its users meet it: live, sorted, filtered, typed into, on a phone and at night."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import serve
from tests.browser.visitor import no_complaints, open_page, settle, sign_in, texts, ticked, until
from tests.served import Served

FILTER = "input[name=query]"
# What each column is sorted by, from what it shows.
UNITS = {"B": 0, "KiB": 10, "MiB": 20, "GiB": 30, "TiB": 40}

READ_CHARTS = """() => [...document.querySelectorAll('.plot svg')].map((svg) => ({
  top: +svg.getAttribute('viewBox').split(' ')[3],
  first: -/-?\\d+/.exec(svg.querySelector('g').getAttribute('transform'))[0],
  at: [...svg.querySelectorAll('g g')].map((segment) => +/\\d+/.exec(segment.getAttribute('transform'))[0]),
  values: [...svg.querySelectorAll('.line')].flatMap((line) => line.getAttribute('d').match(/(?<=-)\\d+/g).map(Number)),
  svg: [...svg.querySelectorAll('*')].every((element) => element instanceof SVGElement),
}))"""

# What of the frame around the pages has to be scrolled to.
OUT_OF_SIGHT = """() => [...document.querySelectorAll('.ui-top :is(nav, a)')]
  .filter((e) => e.getBoundingClientRect().right > innerWidth || (e.matches('nav') && e.scrollWidth > e.clientWidth))
  .map((e) => e.outerHTML)"""


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serve() as server:
        yield server


@pytest.fixture
def overview(page: Page, server: Served) -> Iterator[Page]:
    with no_complaints(page):
        open_page(page, server.url)
        yield page


def bytes_of(text: str) -> float:
    number, unit = text.split()
    return float(number) * 2.0 ** UNITS[unit]


def test_it_is_live_at_once_and_keeps_moving(overview: Page) -> None:
    load = texts(overview, ".facts dd")
    assert re.fullmatch(r"(\d+ d \d+ h|\d+ h \d+ min|\d+ min)", load[0].replace("\xa0", " "))
    before = overview.evaluate(READ_CHARTS)
    ticked(overview, 3)
    after = overview.evaluate(READ_CHARTS)
    assert len(after) == 6
    assert all(new["first"] > old["first"] for old, new in zip(before, after, strict=True))


def test_charts_show_each_sample_once_and_fit_their_scale(overview: Page) -> None:
    for _ in range(3):
        ticked(overview)
        for chart in overview.evaluate(READ_CHARTS):
            assert chart["svg"]
            assert chart["at"] == list(range(chart["at"][0], chart["at"][0] + len(chart["at"])))
            assert chart["at"][-1] == chart["first"] + 59
            assert max(chart["values"]) <= chart["top"]
            assert chart["values"][1:-1:2] == chart["values"][2::2], "a segment starts where the one before it ends"


def test_every_process_has_its_row(overview: Page) -> None:
    shown, *pids = texts(overview, "#shown, tbody .pid")  # at one moment: processes come and go
    assert len(pids) == len(set(pids))
    assert shown == f"{len(pids)} of {len(pids)}"
    assert "1" in pids


@pytest.mark.parametrize(
    ("column", "key", "first"),
    [
        ("memory", bytes_of, "descending"),
        ("threads", int, "descending"),
        ("pid", int, "descending"),
        ("name", str, "ascending"),
        ("status", str, "ascending"),
    ],
)
def test_a_click_on_a_heading_sorts_and_another_turns_it_round(
    overview: Page, column: str, key: Callable[[str], Any], first: str
) -> None:
    heading = overview.locator(f"thead .{column}")
    expect(heading).to_have_attribute("aria-sort", "none")
    for order in (first, "ascending" if first == "descending" else "descending"):
        heading.get_by_role("button").click()
        expect(heading).to_have_attribute("aria-sort", order)
        shown = [key(text) for text in texts(overview, f"tbody .{column}")]
        assert shown == sorted(shown, reverse=order == "descending")
    assert overview.locator("thead [aria-sort$=ending]").count() == 1
    assert heading.get_by_role("button").evaluate("(button) => button === document.activeElement")


def test_a_filter_keeps_what_matches_and_says_how_much(overview: Page) -> None:
    total = overview.locator("tbody tr").count()
    overview.fill(FILTER, "ChRoM")
    settle(overview)
    shown, *names = texts(overview, "#shown, tbody .name")
    assert names
    assert all("chrom" in name.lower() for name in names)
    assert shown.startswith(f"{len(names)} of ")
    overview.fill(FILTER, "no such process")
    expect(overview.locator("tbody")).to_have_text(re.compile("Nothing matches “no such process”."))
    overview.fill(FILTER, "")
    until(overview, "(total) => document.querySelectorAll('tbody tr').length > total / 2", total)
    expect(overview.locator(".empty")).to_have_count(0)


def test_typing_while_the_page_ticks_keeps_every_letter_and_the_caret(overview: Page) -> None:
    overview.click(FILTER)
    overview.keyboard.type("cr")
    overview.keyboard.press("ArrowLeft")
    for index, letter in enumerate("hom"):
        overview.keyboard.type(letter)
        ticked(overview)
        caret = overview.locator(FILTER).evaluate("(input) => [input.value, input.selectionStart]")
        assert caret == ["c" + "hom"[: index + 1] + "r", index + 2]
        expect(overview.locator(FILTER)).to_be_focused()


def test_a_scroll_position_survives_the_moving_rows(overview: Page) -> None:
    overview.set_viewport_size({"width": 1280, "height": 300})
    overview.evaluate("() => scrollTo(0, 400)")
    ticked(overview, 2)
    assert overview.evaluate("() => scrollY") == 400


def test_widths_do_not_jump_as_values_change(overview: Page) -> None:
    widths = "() => [...document.querySelectorAll('.ui-card, thead th')].map((e) => e.getBoundingClientRect().width)"
    before = overview.evaluate(widths)
    ticked(overview, 3)
    assert overview.evaluate(widths) == before


@pytest.mark.parametrize("width", [320, 390, 760, 1181, 1600])
def test_nothing_is_wider_than_the_screen(overview: Page, server: Served, width: int) -> None:
    overview.set_viewport_size({"width": width, "height": 800})
    sign_in(overview, server.url, "Somebody with a name of thirty")
    for path in ("/", "/people", "/people/1", "/chat", "/counter", "/dashboard?manual=1", "/rows", "/account"):
        open_page(overview, server.url + path)
        assert overview.evaluate("() => document.documentElement.scrollWidth") == width
        assert overview.evaluate(OUT_OF_SIGHT) == [], "every link can be seen"


def test_pages_know_where_they_are(overview: Page, server: Served) -> None:
    pages = [
        ("Machine", "/"),
        ("People", "/people"),
        ("Chat", "/chat"),
        ("Counter", "/counter"),
        ("Dashboard", "/dashboard"),
        ("Rows", "/rows"),
    ]
    sign_in(overview, server.url, "Bea")
    for name, path in pages:
        overview.get_by_role("navigation", name="Pages").get_by_role("link", name=name).click()
        expect(overview).to_have_url(server.url + path)
        expect(overview.locator("[aria-current=page]")).to_have_text(name)
        settle(overview)
    assert overview.title() == "Rows"
