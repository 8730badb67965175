"""The server goes away and comes back: the page does, too, with what was typed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import serve
from tests.browser.visitor import kept, no_complaints, open_page, settle, texts, ticked, until, version
from tests.served import Served

FILTER = "input[name=query]"
ONLY_MATCHING = """() => {
  const names = [...document.querySelectorAll("tbody .name")];
  return names.length && names.every((name) => name.textContent.includes("chrom"));
}"""


@pytest.fixture
def server() -> Iterator[Served]:
    with serve() as server:
        yield server


@pytest.fixture
def visitor(page: Page) -> Iterator[Page]:
    """A page whose console may only say that the server could not be reached."""
    with no_complaints(page) as said:
        yield page
        said[:] = [line for line in said if "net::ERR_" not in line and "WebSocket connection" not in line]


def test_what_was_typed_survives_a_killed_server(visitor: Page, server: Served) -> None:
    open_page(visitor, server.url)
    row = "() => { window.input = document.querySelector('input'); }"
    visitor.evaluate(row)
    visitor.click(FILTER)
    visitor.keyboard.type("chro")
    settle(visitor)

    server.kill()
    expect(visitor.get_by_role("status")).to_have_text("Connection lost. Reconnecting…")
    expect(visitor.locator("[lv-root]")).to_have_class("lv-disconnected")
    visitor.keyboard.type("mium")
    server.restart()

    expect(visitor.get_by_role("status")).to_have_text("")
    settle(visitor)
    expect(visitor.locator(FILTER)).to_have_value("chromium")
    expect(visitor.locator(FILTER)).to_be_focused()
    assert visitor.evaluate("() => input === document.querySelector('input')"), "it is the same input"
    # The new process was told what is typed, so the rows are the ones that match.
    until(visitor, ONLY_MATCHING)
    ticked(visitor, 2)
    expect(visitor.locator(FILTER)).to_have_value("chromium")


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_a_counter_goes_on_in_another_process(visitor: Page, server: Served, end: str) -> None:
    open_page(visitor, f"{server.url}/counter")
    visitor.click("#inc")
    expect(visitor.locator("#count")).to_have_text("1")
    if end == "kill":
        kept(visitor)
    getattr(server, end)()
    until(visitor, "() => !window.liveview.connected")
    server.restart()
    settle(visitor)
    expect(visitor.locator("#count")).to_have_text("1")
    expect(visitor.get_by_role("status")).to_have_text("")
    visitor.click("#inc")
    expect(visitor.locator("#count")).to_have_text("2")


def test_a_click_while_the_server_is_away_is_done_once_it_is_back(visitor: Page, server: Served) -> None:
    open_page(visitor, f"{server.url}/rows")
    server.kill()
    until(visitor, "() => !window.liveview.connected")
    visitor.click("#run")
    server.restart()
    settle(visitor)
    assert (texts(visitor, "#ops"), visitor.locator(".rows tbody tr").count()) == (["1"], 1000)
    expect(visitor.get_by_role("status")).to_have_text("")


def test_a_reload_is_another_process(visitor: Page, server: Served) -> None:
    open_page(visitor, f"{server.url}/counter")
    visitor.click("#inc")
    settle(visitor)
    visitor.reload()
    settle(visitor)
    assert (texts(visitor, "#count"), version(visitor)) == (["0"], 0)
