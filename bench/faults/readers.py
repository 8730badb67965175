"""`python -m bench.faults.readers URL PID`: one who reads slowly, then not at all, among many who watch and click.

Three phases of the same length: all read; one of them slowly; that one not at all. It prints, as JSON, what the others
felt in each, by how much the server has grown in it, and how long the one took to be up to date when it read again.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import random
from collections.abc import Sequence
from typing import Any

import psutil

from bench.faults.client import Client
from bench.faults.proxy import Proxy
from liveview.load import Action, Series
from liveview.load.visitor import Visitor

ARRIVING = 10
WINDOW = 4096  # the kernel gives at least twice that
SLOW = 1000.0  # bytes a second, of a board that sends three times as many
PATIENCE = 20.0


class Watcher(Visitor):
    """One of the others."""

    def slow_answers(self) -> list[float]:
        """The times of the answers since the last call."""
        found, self.felt.answers = self.felt.answers, []
        return found


async def run(url: str, pid: int, count: int, seconds: float, rate: float) -> dict[str, Any]:
    """Bring many to a board, and have one of them not read.

    Args:
        url: the server's.
        pid: its process.
        count: how many watch.
        seconds: how long each phase is.
        rate: clicks a second of each of the others.
    """
    server = psutil.Process(pid)
    async with Proxy(url, WINDOW) as line:
        others = [Watcher(f"{url}/ticking", {}) for _ in range(count - 1)]
        healthy, one = Client(f"{url}/ticking"), Client(f"{line.url}/ticking")
        await _arrive([*others, healthy, one])
        gc.collect()
        gc.disable()
        clicks = [Action("add")]
        choice = random.Random(0)
        acting = [asyncio.create_task(each.act(clicks, 1 / rate, 3600, choice)) for each in others]
        await asyncio.sleep(seconds)  # what everybody's first ticks take
        _felt(others)

        async def phase() -> dict[str, float]:
            before = server.memory_info().rss
            await asyncio.sleep(seconds)
            return {**_felt(others), "grown": server.memory_info().rss - before}

        phases = {"control": await phase()}
        ahead = _tick(healthy) - _tick(one)
        line.rate = SLOW
        phases["slow"] = await phase()
        line.rate = None
        line.stall("down")
        phases["stuck"] = await phase()
        behind = _tick(healthy) - _tick(one) - ahead
        line.go_on()
        back = await _caught_up(healthy, one, ahead)
        for task in acting:
            task.cancel()
        await asyncio.gather(*acting, return_exceptions=True)
        errors = [error for each in others for error in each.felt.errors]
        return {"phases": phases, "behind": behind, "back": back, "frames": one.frames, "errors": errors[:3]}


async def _arrive(visitors: Sequence[Visitor | Client]) -> None:
    gate = asyncio.Semaphore(ARRIVING)

    async def arrive(visitor: Visitor | Client) -> None:
        async with gate:
            await visitor.arrive()

    await asyncio.gather(*map(arrive, visitors))


def _felt(others: list[Watcher]) -> dict[str, float]:
    return Series(sample for each in others for sample in each.slow_answers()).figures()


def _tick(client: Client) -> int:
    tick: int = client.values[1]
    return tick


async def _caught_up(healthy: Client, one: Client, ahead: int) -> float:
    """How many seconds it takes until one is as far as it always was."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    while _tick(healthy) - _tick(one) > ahead + 1 and loop.time() - began < PATIENCE:
        await asyncio.sleep(0.01)
    return loop.time() - began


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="bench.faults.readers", description=__doc__)
    parser.add_argument("url")
    parser.add_argument("pid", type=int)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--rate", type=float, default=2.0)
    given = parser.parse_args()
    print(json.dumps(asyncio.run(run(given.url, given.pid, given.count, given.seconds, given.rate))), flush=True)


if __name__ == "__main__":
    main()
