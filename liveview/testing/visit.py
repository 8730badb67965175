"""`visit`: a page of an app, live, in a test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from starlette.types import ASGIApp

from liveview.testing.browser import Browser
from liveview.testing.page import Page
from liveview.testing.running import running


@asynccontextmanager
async def visit(
    app: ASGIApp,
    url: str = "/",
    *,
    cookies: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    part: int | None = None,
) -> AsyncIterator[Page]:
    """Load a page and connect it, over the real protocol, in process: no browser, no ports, no waiting.

        async with visit(app, "/") as page:
            await page.click("button")
            assert page.text("h1") == "1"

    The app is started, lifespan included, and stopped after the last of its visits. Its time stands still until
    `await page.clock.advance(seconds)`.

    Args:
        app: a `LiveApp`, or an app that one is attached to.
        url: path and query.
        cookies: what the browser has, such as another page's `cookies`: a second tab.
        headers: sent with each request.
        part: which of the live parts of an ordinary page, counted from 0; the others are left out then. Without, the
            first is live and the others are as they were served.

    Yields:
        The page.

    Raises:
        VisitError: where the URL gives no live page.
    """
    async with running(app) as started:
        only = {} if part is None else {"lv-part": str(part)}
        browser = Browser(app, started, url, cookies or {}, {**(headers or {}), **only})
        await browser.start()
        page = Page(browser)
        started.clock.settling.append(page.settled)
        try:
            await page.settled()
            yield page
        finally:
            started.clock.settling.remove(page.settled)
            await browser.wire.close()
