"""`python -m bench.faults.good URL`: the good clients, in a process of their own, and what they felt.

It says `ready` when each has been answered once, and ends with their answers' times as JSON.
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
        url: the server's.
        clients: how many click.
        idle: how many more only look at a board.
        rate: clicks a second of each.
        seconds: for how long.
    """
    visitors = [Visitor(url + ("/" if number < clients else "/board"), {}) for number in range(clients + idle)]
    gate = asyncio.Semaphore(ARRIVING)

    async def arrive(visitor: Visitor) -> None:
        async with gate:
            await visitor.arrive()

    await asyncio.gather(*map(arrive, visitors))
    # What this process collects meanwhile would be felt as the server's.
    gc.collect()
    gc.disable()
    active = visitors[:clients]
    acting = [asyncio.create_task(one.act([Action("add")], 1 / rate, seconds, random.Random())) for one in active]
    while not all(one.felt.answers for one in active):
        await asyncio.sleep(0.01)
    print("ready", flush=True)
    await asyncio.gather(*acting)
    return {**_felt(active).figures(), "errors": [error for one in active for error in one.felt.errors]}


def _felt(visitors: list[Visitor]) -> Series:
    """The times of all answers; of those that have not come yet, how long they have taken so far."""
    now = asyncio.get_running_loop().time()
    late = [1000 * (now - due) for one in visitors for due in one._sent.values()]
    return Series([*late, *(sample for one in visitors for sample in one.felt.answers)])


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
