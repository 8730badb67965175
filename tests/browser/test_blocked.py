"""WebSockets are blocked on the way: pages are as live, and go back to WebSockets when those come through."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.between import Between, Way
from tests.browser.blocked import MUCH
from tests.browser.server import serve
from tests.browser.visitor import kept, no_complaints, open_page, settle, until
from tests.served import Served, seconds_until

APP = "tests.browser.blocked:app"
# Clicks until it is told to stop.
CLICKING = """(milliseconds) => {
  window.clicks ??= 0;
  const click = () => { document.querySelector("button").click(); window.clicks++; };
  window.clicking = setInterval(click, milliseconds);
}"""
# What browsers say of connections, which nobody can keep them from.
EXPECTED = re.compile(r"net::ERR_|WebSocket connection|status of (413|503)")
ONLINE = "() => dispatchEvent(new Event('online'))"


@pytest.fixture(scope="module")
def shared() -> Iterator[Served]:
    with serve(APP) as server:
        yield server


@pytest.fixture
def server() -> Iterator[Served]:
    """One that a test may kill."""
    with serve(APP) as server:
        yield server


@pytest.fixture
def between() -> Iterator[Callable[..., Between]]:
    """Opens a proxy in front of servers."""
    with ExitStack() as opened:
        yield lambda *servers, way="refuse": opened.enter_context(Between(*(one.port for one in servers), way=way))


@pytest.fixture
def visitor(page: Page) -> Iterator[Page]:
    """A page whose console may only say that something could not be reached: no errors, no breaches of the policy."""
    with no_complaints(page) as said:
        yield page
        said[:] = [line for line in said if not EXPECTED.search(line)]


def clicked(page: Page, count: int = 1) -> None:
    """Clicks, and waits for the answers."""
    for _ in range(count):
        page.click("button")
    settle(page)


def all_counted(page: Page) -> None:
    """Stops the clicking: each click was counted once."""
    page.evaluate("() => clearInterval(clicking)")
    settle(page)
    clicks = page.evaluate("() => clicks")
    assert clicks > 10
    expect(page.locator("#count")).to_have_text(str(clicks))


def many_clicks(page: Page, more: int = 20) -> None:
    """Waits until it was clicked often."""
    until(page, "(wanted) => clicks >= wanted", page.evaluate("() => clicks") + more)


def cut(proxy: Between) -> None:
    """Breaks the page's stream off, and waits for the next one."""
    before = proxy.streamed
    assert proxy.cut() == 1
    seconds_until(lambda: proxy.streamed > before)


def is_remembered(page: Page) -> bool:
    remembered: str | None = page.evaluate("() => sessionStorage.getItem('lv-blocked')")
    return remembered == "2"


@pytest.mark.parametrize("way", ["refuse", "break", "swallow", "mute"])
def test_a_page_is_live_whatever_becomes_of_its_websockets(
    visitor: Page, shared: Served, between: Callable[..., Between], way: Way
) -> None:
    proxy = between(shared, way=way)
    open_page(visitor, proxy.url)
    clicked(visitor, 10)
    expect(visitor.locator("#count")).to_have_text("10")
    assert proxy.posts() > 1
    visitor.focus("input")
    visitor.keyboard.type("the quick brown fox jumps over the lazy dog")
    settle(visitor)
    expect(visitor.locator("#text")).to_have_text("43")
    expect(visitor.locator("input")).to_be_focused()


def test_the_next_page_does_not_try_for_long(visitor: Page, shared: Served, between: Callable[..., Between]) -> None:
    proxy = between(shared, way="swallow")
    open_page(visitor, proxy.url)
    tried = proxy.handshakes()
    visitor.goto(f"{proxy.url}/other")
    settle(visitor)
    assert visitor.evaluate("() => performance.now()") < 3000, "before a handshake that is swallowed is given up"
    assert proxy.handshakes() <= tried + 1
    clicked(visitor)
    expect(visitor.locator("#count")).to_have_text("101")


def test_links_lead_to_other_views(visitor: Page, shared: Served, between: Callable[..., Between]) -> None:
    open_page(visitor, between(shared).url)
    clicked(visitor)
    visitor.evaluate("() => (window.same = true)")
    visitor.click("a")
    expect(visitor.locator("h2")).to_have_text("Other")
    settle(visitor)
    clicked(visitor, 3)
    expect(visitor.locator("#count")).to_have_text("103")
    assert visitor.evaluate("() => same"), "the document is the same"
    visitor.go_back()
    expect(visitor.locator("h2")).to_have_count(0)
    settle(visitor)


def test_what_comes_in_many_pieces_is_whole(visitor: Page, shared: Served, between: Callable[..., Between]) -> None:
    open_page(visitor, f"{between(shared).url}/other")
    visitor.click("em")
    settle(visitor)
    assert visitor.evaluate("() => document.querySelector('p').textContent") == MUCH
    clicked(visitor)
    expect(visitor.locator("#count")).to_have_text("101")


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_a_page_goes_on_when_its_server_is_back(
    visitor: Page, server: Served, between: Callable[..., Between], end: str
) -> None:
    proxy = between(server)
    open_page(visitor, proxy.url)
    clicked(visitor, 3)
    if end == "kill":
        kept(visitor)
    getattr(server, end)()
    until(visitor, "() => !liveview.connected")
    visitor.focus("input")
    visitor.keyboard.type("meanwhile")
    visitor.click("button")
    server.restart()
    settle(visitor)
    expect(visitor.locator("#count")).to_have_text("4")
    expect(visitor.locator("#text")).to_have_text("9")
    clicked(visitor)
    expect(visitor.locator("#count")).to_have_text("5")
    assert is_remembered(visitor), "it was the stream again"


def test_a_stream_that_is_cut_loses_nothing(visitor: Page, shared: Served, between: Callable[..., Between]) -> None:
    proxy = between(shared)
    open_page(visitor, proxy.url)
    visitor.evaluate(CLICKING, 15)
    for _ in range(5):
        many_clicks(visitor)
        cut(proxy)
    many_clicks(visitor)
    all_counted(visitor)


def test_it_goes_back_to_the_websocket_and_loses_nothing(
    visitor: Page, shared: Served, between: Callable[..., Between]
) -> None:
    proxy = between(shared)
    open_page(visitor, proxy.url)
    assert is_remembered(visitor)
    visitor.evaluate(CLICKING, 15)
    many_clicks(visitor)
    tried = proxy.handshakes()
    visitor.evaluate(ONLINE)
    seconds_until(lambda: proxy.handshakes() > tried)
    many_clicks(visitor)
    assert is_remembered(visitor), "it was refused once more"
    proxy.way = "pass"
    visitor.evaluate(ONLINE)
    until(visitor, "() => sessionStorage.getItem('lv-blocked') === '0'")
    many_clicks(visitor, 40)
    all_counted(visitor)
    posts = proxy.posts()
    clicked(visitor, 5)
    assert proxy.posts() == posts, "nothing goes by POST any more"
    visitor.reload()
    settle(visitor)
    clicked(visitor)
    assert proxy.posts() == posts


def test_a_websocket_that_only_opens_is_not_gone_back_to(
    visitor: Page, shared: Served, between: Callable[..., Between]
) -> None:
    proxy = between(shared)
    open_page(visitor, proxy.url)
    proxy.way = "mute"
    visitor.evaluate(CLICKING, 15)
    tried = proxy.handshakes()
    visitor.evaluate(ONLINE)
    seconds_until(lambda: proxy.handshakes() > tried)
    many_clicks(visitor, 40)
    assert is_remembered(visitor)
    all_counted(visitor)


def test_a_server_that_is_away_is_not_blocked(visitor: Page, server: Served, between: Callable[..., Between]) -> None:
    proxy = between(server, way="pass")
    open_page(visitor, proxy.url)
    server.kill()
    until(visitor, "() => !liveview.connected")
    tried = proxy.handshakes()
    seconds_until(lambda: proxy.handshakes() >= tried + 4)
    server.restart()
    settle(visitor)
    assert proxy.posts() == 0
    assert not is_remembered(visitor)


def test_a_page_that_is_left_says_so(visitor: Page, server: Served, between: Callable[..., Between]) -> None:
    open_page(visitor, between(server).url)
    clicked(visitor)
    visitor.goto("about:blank")
    server.said("the counter has ended: left")


@pytest.mark.parametrize("length", [70_000, 600_000], ids=["a frame", "a post"])
def test_a_text_that_is_too_long_is_given_up_and_the_page_lives(
    visitor: Page, shared: Served, between: Callable[..., Between], length: int
) -> None:
    proxy = between(shared)
    open_page(visitor, proxy.url)
    visitor.fill("textarea", "x" * length)
    visitor.locator("textarea").blur()
    seconds_until(lambda: proxy.streamed >= 2)
    visitor.fill("textarea", "short")
    clicked(visitor)
    expect(visitor.locator("#count")).to_have_text("1")


def test_workers_pass_on_what_is_posted_to_them(visitor: Page, between: Callable[..., Between], tmp_path: Path) -> None:
    shared: dict[str, Any] = {"LIVEVIEW_HUB": str(tmp_path / "hub.sock")}
    tmp_path.chmod(0o700)
    with serve(APP, **shared) as one, serve(APP, **shared) as two:
        proxy = between(one, two)
        open_page(visitor, proxy.url)
        visitor.evaluate("() => { window.lost = 0; setInterval(() => (window.lost += !liveview.connected), 1); }")
        visitor.evaluate(CLICKING, 10)
        many_clicks(visitor, 100)
        all_counted(visitor)
        assert visitor.evaluate("() => lost") == 0, "none was lost on the way between them"
        assert proxy.posts() > 10
        visitor.evaluate(CLICKING, 15)
        for _ in range(4):  # to the one and to the other
            many_clicks(visitor)
            cut(proxy)
        proxy.way = "pass"
        visitor.evaluate(ONLINE)
        until(visitor, "() => sessionStorage.getItem('lv-blocked') === '0'")
        many_clicks(visitor, 40)
        all_counted(visitor)
