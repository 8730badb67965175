"""`visit` and a browser say the same for the same gestures, and `settled` waits for a page in a browser."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import playwright.sync_api
import pytest
from playwright.async_api import async_playwright

from liveview.testing import Page, visit
from tests.browser.gestures import app
from tests.browser.server import serve
from tests.served import Served

pytest_plugins = ["liveview.testing.plugin"]


def in_browser(page: playwright.sync_api.Page, settled: Callable[[Any], Any]) -> None:
    """The gestures, in Playwright's words."""
    page.click("#plain")
    page.click("#valued")
    page.click("#inside")
    page.fill("#alone", "new & improved")
    page.click("#box")
    page.click("#box")
    page.select_option("#choice", "two")
    page.focus("#keys")
    page.press("#keys", "ArrowDown")
    page.locator("#keys").blur()
    page.fill("#text", "ü + ~")
    page.locator("#text").blur()
    page.click("#on")
    page.click("#large")
    page.fill("#area", "two\nlines")
    page.locator("#area").blur()
    page.click("#go")
    page.click("#clicked")
    settled(page)


async def in_visit(page: Page) -> None:
    """The same ones."""
    await page.click("#plain")
    await page.click("#valued")
    await page.click("#inside")
    await page.fill("#alone", "new & improved")
    await page.click("#box")
    await page.click("#box")
    await page.change("#choice", "two")
    await page.focus("#keys")
    await page.press("#keys", "ArrowDown")
    await page.blur("#keys")
    await page.fill("#text", "ü + ~")
    await page.click("#on")
    await page.click("#large")
    await page.fill("#area", "two\nlines")
    await page.click("#go")
    await page.click("#clicked")


async def sent_by_visit() -> list[Any]:
    async with visit(app) as page:
        await in_visit(page)
        return [frame.parts for frame in page.frames if frame.direction == "sent" and frame.parts[0] == "e"]


@pytest.fixture(scope="module")
def server() -> Any:
    with serve("tests.browser.gestures:app") as started:
        yield started


def test_a_visit_says_what_a_browser_says(
    page: playwright.sync_api.Page, server: Served, settled: Callable[[Any], Any]
) -> None:
    sent: list[Any] = []

    def listen(socket: playwright.sync_api.WebSocket) -> None:
        socket.on("framesent", lambda text: sent.append(json.loads(text)))

    page.on("websocket", listen)
    page.goto(server.url)
    settled(page)
    in_browser(page, settled)
    with ThreadPoolExecutor(1) as thread:  # Playwright's own loop runs in this one
        expected = thread.submit(asyncio.run, sent_by_visit()).result()
    assert len(expected) == 17
    assert [frame for frame in sent if frame[0] == "e"] == expected


def test_settled_is_awaited_with_the_async_api(
    browser_type_launch_args: dict[str, Any], server: Served, settled: Callable[[Any], Any]
) -> None:
    async def received() -> list[Any]:
        frames: list[Any] = []
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(**browser_type_launch_args)
            page = await browser.new_page()
            page.on(
                "websocket", lambda socket: socket.on("framereceived", lambda text: frames.append(json.loads(text)))
            )
            await page.goto(server.url)
            await page.click("#plain")
            await settled(page)
            await browser.close()
        return frames

    with ThreadPoolExecutor(1) as thread:  # Playwright's sync API has a loop in this one
        assert ["a", 1] in thread.submit(asyncio.run, received()).result()


def test_settled_says_that_a_page_is_not_live(page: playwright.sync_api.Page, settled: Callable[[Any], Any]) -> None:
    page.set_content("<p>nothing")
    with pytest.raises(playwright.sync_api.Error, match="this page is not live"):
        settled(page)
