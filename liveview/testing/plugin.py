"""For pytest: `pytest_plugins = ["liveview.testing.plugin"]` in a `conftest.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import pytest

from liveview.testing.settling import SETTLED


class BrowserPage(Protocol):
    """Playwright's `Page`, of its sync or its async API."""

    def evaluate(self, expression: str) -> Any:
        """Run JavaScript in the page."""


@pytest.fixture
def settled() -> Callable[[BrowserPage], Any]:
    """Waits until a live page in a browser is joined, and every event is sent and answered.

    `settled(page)` with Playwright's sync API, `await settled(page)` with its async one.
    """
    return lambda page: page.evaluate(SETTLED)
