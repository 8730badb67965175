"""`python -m bench.faults.returners URL`: many pages that lose their server and come back, in a process of their own.

Each has a text that somebody typed and some clicks. It says `ready` when all are there and nothing waits; then, each
time a line comes in, it looks for so many seconds and prints what became of them, as JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys

from bench.faults.client import Client

ARRIVING = 10  # at the same time
CLICKS = 3


class Returner(Client):
    """A page with some clicks and a typed text.

    Args:
        url: the page's.
        number: which of all.
    """

    def __init__(self, url: str, number: int) -> None:
        super().__init__(url)
        self._note = f"typed by {number}"
        self.clicks = 0

    async def arrive(self) -> None:
        """Load the page, join it, type something and click."""
        await super().arrive()
        await self.event("write", {"note": self._note})
        await self.click(CLICKS)

    async def click(self, times: int) -> None:
        """Click so often, whether the line is cut or not."""
        for _ in range(times):
            self.clicks += 1
            await self.event("add", {"by": "1"})

    @property
    def is_intact(self) -> bool:
        """Whether the page has all that it had, and each click once."""
        return self.values[1:] == [self.clicks, self._note]


async def run(url: str, count: int) -> None:
    """Bring pages to a view, and tell what became of them."""
    pages = [Returner(url, number) for number in range(count)]
    gate = asyncio.Semaphore(ARRIVING)

    async def arrive(page: Returner) -> None:
        async with gate:
            await page.arrive()

    await asyncio.gather(*map(arrive, pages))
    while not all(page.is_back and page.is_intact for page in pages):
        await asyncio.sleep(0.05)
    print("ready", flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        for page in pages:
            page.back_after.clear()
            page.joined_at.clear()
        await asyncio.sleep(float(line))
        print(json.dumps(_told(pages)), flush=True)


def _told(pages: list[Returner]) -> dict[str, float]:
    back = sorted(seconds for page in pages for seconds in page.back_after)
    joined = sorted(at for page in pages for at in page.joined_at)
    busiest = max((sum(1 for at in joined if begin <= at < begin + 0.1) for begin in joined), default=0)
    return {
        "cut": len([page for page in pages if page.back_after or page.cut_at is not None]),
        "away": len([page for page in pages if page.cut_at is not None]),
        "intact": len([page for page in pages if page.is_intact]),
        "anew": sum(page.begun_anew for page in pages),
        "p50": statistics.median(back) if back else 0.0,
        "p99": back[int(len(back) * 0.99)] if back else 0.0,
        "last": back[-1] if back else 0.0,
        "busiest": busiest,
    }


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="bench.faults.returners", description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--count", type=int, default=500)
    given = parser.parse_args()
    asyncio.run(run(given.url, given.count))


if __name__ == "__main__":
    main()
