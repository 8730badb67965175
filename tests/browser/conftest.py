"""Which Chromium the browser tests run in, and how."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

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


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """How pytest-playwright launches it."""
    return {**browser_type_launch_args, **launch_arguments()}
