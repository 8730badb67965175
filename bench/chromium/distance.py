"""W2 for somebody who is far away: a line that takes 150 ms there and back, and what the framework adds to that."""

from __future__ import annotations

import asyncio
import math
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser

from bench.chromium.clicking import BARE
from bench.chromium.pages import Sample, clicks, open_page
from bench.faults.proxy import Proxy
from bench.figures import Figure
from tests.served import Served

ROUND_TRIP = 0.150  # seconds
P50_MS, P99_MS = 15, 40


def measure(browser: Browser, server: Served, quick: bool) -> list[Figure]:
    """The rows. What the line costs is what a bare WebSocket takes over it, in the median.

    Args:
        browser: Chromium.
        server: of this framework.
        quick: whether there are fewer clicks.
    """
    times = 12 if quick else 102  # of a hundred one may be the machine's
    with _far_away(server.url) as url:
        page = open_page(browser, f"{url}/dashboard?manual=1", "liveview")
        bare = open_page(browser, f"{url}/counter", "liveview", BARE)
        line: list[Sample] = []
        ticks: list[Sample] = []
        for _ in range(3):
            line += clicks(bare, ["#inc"] * (times // 6), "#count")
            ticks += clicks(page, ["#tick-btn"] * (times // 3), "#tick")
        page.close()
        bare.close()
    cost = statistics.median(sample.shown for sample in line)
    shown = sorted(sample.shown for sample in ticks)
    p99 = shown[math.ceil(len(shown) * 0.99) - 1]
    return [
        Figure("W2 tick at 150 ms, what the line costs", round(cost, 1), "ms"),
        Figure("W2 tick at 150 ms, beyond the line, p50", round(statistics.median(shown) - cost, 2), "ms", P50_MS),
        Figure(f"W2 tick at 150 ms, beyond the line, p99 of {len(shown)}", round(p99 - cost, 2), "ms", P99_MS),
    ]


@contextmanager
def _far_away(url: str) -> Iterator[str]:
    """Where a server is reached over a long line, which has a thread of its own."""
    found: list[str] = []
    is_there, is_over = threading.Event(), threading.Event()

    async def run() -> None:
        async with Proxy(url) as proxy:
            proxy.delay = ROUND_TRIP / 2
            found.append(proxy.url)
            is_there.set()
            await asyncio.to_thread(is_over.wait)

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    is_there.wait()
    try:
        yield found[0]
    finally:
        is_over.set()
        thread.join()
