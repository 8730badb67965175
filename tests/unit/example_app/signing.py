"""Somebody who has signed in to the example, without a browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from example_app.app import app
from liveview.testing import Page, visit


@asynccontextmanager
async def member(name: str, path: str) -> AsyncIterator[Page]:
    """A page as somebody sees it who has signed in to get there."""
    async with visit(app, f"/account?next={path}") as page:
        await page.submit("form", name=name)
        yield page
