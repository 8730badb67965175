"""`python -m bench.faults.cut URL`: pages on a bad line, which is cut in the midst of what they do.

A third of them have clicked and not heard what came of it, a third click while there is no line, a third do nothing at
all; each has a text that somebody has typed. It prints, as JSON, what became of them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Page, async_playwright

from bench.faults.proxy import Proxy
from bench.faults.returners import ARRIVING, CLICKS, Returner
from tests.browser.conftest import launch_arguments

PATIENCE = 90.0  # the longest that a client waits between two tries, three times
SETTLING = 0.5  # in which what was sent gets through, and what may not come would


class Browser:
    """One page in Chromium, whose user clicks and types as well.

    Args:
        page: it.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._clicks = 0
        self._typed = ""

    async def act(self, word: str) -> None:
        """Click once, and type a word."""
        self._clicks += 1
        self._typed += word
        await self._page.click("button")
        await self._page.locator("input").press("End")
        await self._page.locator("input").press_sequentially(word)

    async def is_intact(self) -> bool:
        """Whether it shows each click once, and what was typed stands there."""
        count, typed = await self._page.inner_text("h1"), await self._page.input_value("input")
        return (count, typed) == (str(self._clicks), self._typed)

    async def settles(self, seconds: float) -> bool:
        """Wait until all of it is there, and say whether it is."""
        end = asyncio.get_running_loop().time() + seconds
        while not await self.is_intact() and asyncio.get_running_loop().time() < end:
            await asyncio.sleep(0.05)
        return await self.is_intact()


@asynccontextmanager
async def _browser(url: str, is_wanted: bool) -> AsyncIterator[list[Browser]]:
    if not is_wanted:
        yield []
        return
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(**launch_arguments())
        try:
            page = await chromium.new_page()
            await page.goto(url)
            await page.evaluate("() => window.liveview.settled()")
            yield [Browser(page)]
        finally:
            await chromium.close()


async def run(url: str, count: int, seconds: float, has_browser: bool) -> dict[str, Any]:
    """Bring pages to a view by way of a line, cut it for a time, and tell what became of them.

    Args:
        url: the server's.
        count: how many pages.
        seconds: for how long there is no line.
        has_browser: whether one more is in Chromium.
    """
    async with Proxy(url) as line, _browser(f"{line.url}/kept", has_browser) as browsers:
        pages = [Returner(f"{line.url}/kept", number) for number in range(count)]
        await _arrive(pages)
        for browser in browsers:
            await browser.act("before ")
        await _until(lambda: all(page.is_back and page.is_intact for page in pages))
        line.stall("down")
        unheard, offline, quiet = pages[::3], pages[1::3], pages[2::3]
        await asyncio.gather(*(page.click(CLICKS) for page in unheard), *(each.act("unheard ") for each in browsers))
        await asyncio.sleep(SETTLING)
        line.refuses = True
        line.cut()
        line.go_on()
        await asyncio.sleep(0)
        await asyncio.gather(*(page.click(CLICKS) for page in offline), *(each.act("offline ") for each in browsers))
        await asyncio.sleep(seconds)
        line.refuses = False
        restored = asyncio.get_running_loop().time()
        await _until(lambda: all(page.is_back and page.is_intact for page in pages))
        told = _told(pages, restored)
        await asyncio.sleep(SETTLING)
        told["wrong_frames"] = sum(abs(page.frames - CLICKS) for page in (*unheard, *offline)) + sum(
            page.frames for page in quiet
        )
        told["browser_lost"] = sum([not await browser.settles(PATIENCE) for browser in browsers])
        return told


async def _arrive(pages: list[Returner]) -> None:
    gate = asyncio.Semaphore(ARRIVING)

    async def arrive(page: Returner) -> None:
        async with gate:
            await page.arrive()

    await asyncio.gather(*map(arrive, pages))


async def _until(holds: Callable[[], bool]) -> None:
    """Waits until something is so, or has not come to be for long."""
    end = asyncio.get_running_loop().time() + PATIENCE
    while not holds() and asyncio.get_running_loop().time() < end:
        await asyncio.sleep(0.05)


def _told(pages: list[Returner], restored: float) -> dict[str, Any]:
    after = sorted(at - restored for page in pages for at in page.joined_at)
    return {
        "away": sum(not page.is_back for page in pages),
        "damaged": sum(not page.is_intact for page in pages),
        "uneven": sum(page.answered.get("add", 0) != page.clicks or page.refused > 0 for page in pages),
        "repeated": sum(page.repeated for page in pages),
        "anew": sum(page.begun_anew for page in pages),
        "resumed": sum(page.resumed for page in pages),
        "p50": statistics.median(after) if after else 0.0,
        "last": after[-1] if after else 0.0,
    }


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="bench.faults.cut", description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--browser", action="store_true")
    given = parser.parse_args()
    print(json.dumps(asyncio.run(run(given.url, given.count, given.seconds, given.browser))), flush=True)


if __name__ == "__main__":
    main()
