"""`python -m bench.faults.good URL`: the good clients, in a process of their own, and what they felt.

It says `ready` when all have joined, and ends with their answers' times as JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import random

from liveview.load import Action, Series
from liveview.load.visitor import Visitor

ARRIVING = 10  # at the same time


async def run(url: str, clients: int, idle: int, rate: float, seconds: float) -> dict[str, object]:
    """Bring clients to a page, and let them click.

    Args:
        url: the page.
        clients: how many click.
        idle: how many more only look on.
        rate: clicks a second of each.
        seconds: for how long.
    """
    visitors = [Visitor(url, {}) for _ in range(clients + idle)]
    gate = asyncio.Semaphore(ARRIVING)

    async def arrive(visitor: Visitor) -> None:
        async with gate:
            await visitor.arrive()

    await asyncio.gather(*map(arrive, visitors))
    # What this process collects meanwhile would be felt as the server's.
    gc.collect()
    gc.disable()
    print("ready", flush=True)
    active = visitors[:clients]
    await asyncio.gather(*(one.act([Action("add")], 1 / rate, seconds, random.Random()) for one in active))
    answers = Series(sample for one in active for sample in one.felt.answers)
    return {**answers.figures(), "errors": [error for one in active for error in one.felt.errors]}


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="bench.faults.good", description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--idle", type=int, default=0)
    parser.add_argument("--rate", type=float, default=10.0)
    parser.add_argument("--seconds", type=float, default=5.0)
    given = parser.parse_args()
    print(json.dumps(asyncio.run(run(given.url, given.clients, given.idle, given.rate, given.seconds))), flush=True)


if __name__ == "__main__":
    main()
