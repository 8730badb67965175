"""The rows of Chromium."""

from __future__ import annotations

from contextlib import ExitStack

from playwright.sync_api import sync_playwright

from bench.chromium import clicking, distance, loading
from bench.figures import Figure
from bench.stack import servers
from tests.browser.conftest import launch_arguments


def measure(quick: bool) -> list[Figure]:
    """Every figure of the browser.

    Args:
        quick: whether it takes seconds.
    """
    with ExitStack() as running:
        there = {"liveview": running.enter_context(servers.ours())}
        for name in servers.peers(quick):
            there[name] = running.enter_context(servers.peer(name))
        for server in there.values():
            servers.answering(server)
        playwright = running.enter_context(sync_playwright())
        browser = playwright.chromium.launch(**launch_arguments())
        running.callback(browser.close)
        return [
            *clicking.measure(browser, there, quick),
            *loading.measure(browser, there, quick),
            *distance.measure(browser, there["liveview"], quick),
        ]
