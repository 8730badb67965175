"""For pytest: `pytest_plugins = ["liveview.testing.plugin"]` in a `conftest.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import pytest

# The client's script is deferred: it has run once the document is complete.
SETTLED = """async () => {
  while (document.readyState !== "complete") {
    await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  }
  if (!window.liveview) throw new Error("this page is not live: it has no [lv-root] beside #lv-data, or no client");
  await window.liveview.settled();
}"""


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
