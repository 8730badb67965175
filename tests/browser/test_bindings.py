"""Every binding on a slow link that is cut in the middle: the view hears each event once, and in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.bindings.rows import ROWS, SILENT, Row
from tests.browser.server import serve
from tests.browser.visitor import open_page, settle

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "bindings.md"

# The page's sockets, and two moments to cut the newest: at once, while what was done is on its way to the server, and
# when the server has answered, while that is on its way back.
SOCKETS = """
window.sockets = [];
window.WebSocket = class extends WebSocket {
  constructor(...given) { super(...given); sockets.push(this); }
};
window.cut = () => sockets.at(-1).close();
window.cutAnswer = () => sockets.at(-1).addEventListener("message", cut, { once: true });
"""


CASES = [
    pytest.param(row, moment, id=f"{row.about}: {row.heard[-1]}")
    for row, moment in zip(ROWS, cycle(["cut", "cutAnswer"]), strict=False)
]


@pytest.fixture(scope="module")
def slow_page(browser: Browser) -> Iterator[Page]:
    """One page for all, on a link with 100 ms of latency."""
    context = browser.new_context(viewport={"width": 1280, "height": 2000})
    page = context.new_page()
    page.add_init_script(SOCKETS)
    with serve("tests.browser.bindings.app:app", LIVEVIEW_DEBUG="1") as server:
        open_page(page, server.url)
        page.evaluate("liveview.latency(100)")
        yield page
        context.close()


def heard(page: Page) -> list[str]:
    """What the view has noted so far."""
    return list(filter(None, page.inner_text("#log").split(" / ")))


@pytest.mark.parametrize(("row", "moment"), CASES)
def test_each_event_arrives_once_and_in_order(slow_page: Page, row: Row, moment: str) -> None:
    page = slow_page
    before = heard(page)
    sockets = page.evaluate("sockets.length")
    if moment == "cutAnswer":
        page.evaluate("cutAnswer()")
    row.do(page)
    if moment == "cut":
        page.evaluate("cut()")
    page.click("#after")
    expected = [*before, *row.heard, "after", *row.later]
    expect(page.locator("#log")).to_have_text(" / ".join(expected))
    settle(page)
    assert heard(page) == expected  # and nothing came after it
    assert page.evaluate("sockets.length") == sockets + 1


def test_every_binding_has_its_row() -> None:
    tables = [line.split("|")[1] for line in REFERENCE.read_text().splitlines() if line.startswith("| `lv-")]
    named = {name.partition("=")[0] for cell in tables for name in re.findall(r"`(lv-[^`]*)`", cell)}
    assert named == {name for row in ROWS for name in row.about.split()} | set(SILENT.split())
