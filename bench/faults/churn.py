"""`python -m bench.faults.churn URL`: visitors who come and go, half of them orderly, half with a reset.

For each line that comes in, so many come and go; then it prints what the server's process holds after them, as JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from typing import Any
from urllib.request import urlopen

from bench.faults.client import Client

AT_ONCE = 20
SETTLING = 0.5
PATIENCE = 20.0  # beyond the time that a process waits for its page


async def visit(url: str, number: int) -> None:
    """Load a page, join it, click, and go.

    Args:
        url: the page's.
        number: which visitor.
    """
    client = Client(url)
    await client.arrive()
    await client.event("add")
    while client.waits:
        await asyncio.sleep(0.002)
    if number % 2:
        await client.leave()
    else:
        client.vanish()


async def come_and_go(url: str, count: int) -> None:
    """Have so many visit a page, some at the same time."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        async with gate:
            await visit(url, number)

    await asyncio.gather(*map(one, range(count)))


async def told(url: str) -> dict[str, Any]:
    """What the server holds once those who have gone are forgotten."""
    end = asyncio.get_running_loop().time() + PATIENCE
    while True:
        await asyncio.sleep(SETTLING)
        found = await asyncio.to_thread(_get, f"{url}/told")
        if not found["views"] or asyncio.get_running_loop().time() > end:
            await asyncio.sleep(SETTLING)  # what has ended is put away
            return await asyncio.to_thread(_get, f"{url}/told")


def _get(url: str) -> dict[str, Any]:
    with urlopen(url) as response:
        found: dict[str, Any] = json.load(response)
        return found


async def run(url: str) -> None:
    """Take numbers of visitors from standard input, and print what they leave behind."""
    while line := await asyncio.to_thread(sys.stdin.readline):
        await come_and_go(f"{url}/", int(line))
        print(json.dumps(await told(url)), flush=True)


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="bench.faults.churn", description=__doc__)
    parser.add_argument("url")
    asyncio.run(run(parser.parse_args().url))


if __name__ == "__main__":
    main()
