"""`python -m bench.faults.idlers URL PATH`: pages that are open, or bare sockets, to which nothing happens.

It opens some, prints what the server's process tells, opens more, waits until those that fall asleep have done so, and
prints it again, as JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from typing import Any
from urllib.request import urlopen

from bench.faults.lookers import Listener
from liveview.load.visitor import Visitor

ARRIVING = 10
WARM_UP = 50  # what the first ones bring into being serves the others too
# Those who come are kept for other processes after a quarter of a second, and again after five.
SETTLING = 7.0


async def run(url: str, path: str, count: int, is_traced: bool) -> None:
    """Open pages, and print what the server tells of them.

    Args:
        url: the server's.
        path: of the page, or of the socket.
        count: how many beside the first ones.
        is_traced: whether what is allocated for them is told as well, by file.
    """
    first = await _open(url, path, WARM_UP)
    await asyncio.sleep(SETTLING)
    before = await asyncio.to_thread(_get, f"{url}/told")
    if is_traced:
        await asyncio.to_thread(_get, f"{url}/traced")
    others = await _open(url, path, count)
    await asyncio.sleep(SETTLING)
    traced = await asyncio.to_thread(_get, f"{url}/traced") if is_traced else {}
    after = await asyncio.to_thread(_get, f"{url}/told")
    errors = [error for one in (*first, *others) for error in one.felt.errors]
    print(json.dumps({"before": before, "after": after, "traced": traced, "errors": errors[:3]}), flush=True)


async def _open(url: str, path: str, count: int) -> list[Visitor]:
    kind = Listener if path == "/echo" else Visitor
    visitors = [kind(url + path, {}) for _ in range(count)]
    gate = asyncio.Semaphore(ARRIVING)

    async def arrive(visitor: Visitor) -> None:
        async with gate:
            await visitor.arrive()
        visitor.listening = asyncio.create_task(visitor._listen())  # type: ignore[attr-defined]

    await asyncio.gather(*map(arrive, visitors))
    return visitors


def _get(url: str) -> dict[str, Any]:
    with urlopen(url) as response:
        found: dict[str, Any] = json.load(response)
        return found


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="bench.faults.idlers", description=__doc__)
    parser.add_argument("url")
    parser.add_argument("path")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--traced", action="store_true")
    given = parser.parse_args()
    asyncio.run(run(given.url, given.path, given.count, given.traced))


if __name__ == "__main__":
    main()
