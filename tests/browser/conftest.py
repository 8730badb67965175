"""Which Chromium the browser tests run in, and how."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, expect

# Debian's. The shell is the same browser without windows around its pages: a new page takes a fifth of the processor.
SYSTEM_BROWSERS = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))

# A page that has lost its server waits at random, the longer the more often it failed; machines are busy.
expect.set_options(timeout=20_000)

# No sandbox: tests run in containers. The rest keeps Chromium from talking to anybody but the test's own server.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def launch_arguments() -> dict[str, Any]:
    """Debian's Chromium where there is one, else the browser that Playwright has installed."""
    system = [{"executable_path": str(path)} for path in SYSTEM_BROWSERS if path.exists()]
    return {"args": FLAGS, **(system[0] if system else {})}


# A fixture of pytest-base-url, which pytest-playwright brings, is written in a way that pytest 10 will not take.
OTHERS_WARNING = "ignore:Session-scoped fixtures defined as instance methods:pytest.PytestRemovedIn10Warning"


def pytest_configure(config: pytest.Config) -> None:
    """Lets the browser tests run though every warning is an error."""
    config.addinivalue_line("filterwarnings", OTHERS_WARNING)
    config.addinivalue_line("markers", "violates: a test whose page breaks its Content-Security-Policy, and should")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """How pytest-playwright launches it."""
    return {**browser_type_launch_args, **launch_arguments()}


@pytest.fixture(scope="session")
def violations() -> list[str]:
    """What the policy of a page has refused since the test began, in the browser's words."""
    return []


@pytest.fixture(scope="session")
def browser(browser: Browser, violations: list[str]) -> Browser:
    """The browser, whose every context tells what the policies of its pages have refused."""
    new_context = browser.new_context

    def listen(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Trusted" in message.text:
            violations.append(message.text)

    def new_context_that_tells(*given: Any, **options: Any) -> BrowserContext:
        context = new_context(*given, **options)
        context.on("console", listen)
        return context

    browser.new_context = new_context_that_tells  # type: ignore[method-assign]
    return browser


@pytest.fixture(autouse=True)
def _no_violation(request: pytest.FixtureRequest, violations: list[str]) -> Iterator[None]:
    """No page of a test breaks its own policy, unless the test says so: then it has to."""
    violations.clear()
    yield
    assert bool(violations) == (request.node.get_closest_marker("violates") is not None), violations
