"""`python -m bench.runtime`: what processes and their supervisors cost.

Times are the CPU's, on asyncio's own loop: nothing here waits for anything, so on a machine of one's own they are the
clock's as well. A turn of the bare loop stands beside them, since every message takes at least one.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import statistics
import time
import tracemalloc

from bench.figures import Figure, median_figure, print_table
from liveview.runtime.dynamic_supervisor import DynamicSupervisor
from liveview.runtime.handlers import call, cast
from liveview.runtime.process import Process
from liveview.runtime.supervisor import Supervisor

CHILDREN = 10_000


class Echo(Process, limit=100_000):
    """Answers, counts, crashes."""

    def __init__(self) -> None:
        self.count = 0

    @call
    async def echo(self, value: int) -> int:
        """The value."""
        return value

    @cast
    async def add(self, value: int) -> None:
        """Count."""
        self.count += value

    @cast
    async def crash(self) -> None:
        """End."""
        raise RuntimeError

    async def info(self, message: object) -> None:
        """Count too."""
        self.count += 1


def measure(quick: bool) -> list[Figure]:
    """Every figure of the runtime."""
    logging.getLogger("liveview.runtime").setLevel(logging.CRITICAL)
    rounds = 2 if quick else 7
    try:
        return [
            asyncio.run(_crash_to_restarted(300 if quick else 2000)),
            _median(
                "10,000 children started, restarted, stopped", [asyncio.run(_many()) for _ in range(rounds)], "s", 3
            ),
            Figure("a parked process", round(asyncio.run(_parked()) / 1024, 2), "KB", 2.5),
            _median("a turn of the bare loop", [asyncio.run(_turns()) for _ in range(rounds)], "us"),
            _median("a message", [asyncio.run(_messages()) for _ in range(rounds)], "us", 5),
            _median("a cast", [asyncio.run(_casts()) for _ in range(rounds)], "us"),
            _median("a call and its answer", [asyncio.run(_calls()) for _ in range(rounds)], "us"),
        ]
    finally:
        logging.getLogger("liveview.runtime").setLevel(logging.NOTSET)


def _median(name: str, samples: list[float], unit: str, limit: float | None = None) -> Figure:
    return median_figure(name, samples, unit, limit)


async def _crash_to_restarted(times: int) -> Figure:
    """From the crash to the moment at which another process has the name."""
    samples = []
    async with Supervisor([Echo()], max_restarts=times + 1, max_seconds=3600) as supervisor:
        for _ in range(times):
            process = supervisor.which_child("Echo", Echo)
            process.crash()
            start = time.process_time()
            while supervisor.which_children()[0].process in (None, process):
                await asyncio.sleep(0)
            samples.append(1000 * (time.process_time() - start))
    return Figure("crash to restarted, p99", round(statistics.quantiles(samples, n=100)[98], 3), "ms", 2)


async def _many() -> float:
    gc.collect()
    start = time.process_time()
    async with DynamicSupervisor(max_restarts=CHILDREN) as supervisor:
        children = [await supervisor.start_child(Echo()) for _ in range(CHILDREN)]
        for child in children:
            child.crash()
        while supervisor._intensity.count < CHILDREN or supervisor._coming:
            await asyncio.sleep(0)
        assert supervisor.count_children().active == CHILDREN
    return time.process_time() - start


async def _parked() -> float:
    """Bytes of one of many that wait for mail, their children's entries with their supervisor included."""
    async with DynamicSupervisor() as supervisor:
        await supervisor.start_child(Echo())
        gc.collect()
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(CHILDREN):
            await supervisor.start_child(Echo())
        await asyncio.sleep(0)
        gc.collect()
        size = (tracemalloc.get_traced_memory()[0] - before) / CHILDREN
        tracemalloc.stop()
    return size


async def _turns() -> float:
    start = time.process_time()
    for _ in range(CHILDREN):
        await asyncio.sleep(0)
    return 1e6 * (time.process_time() - start) / CHILDREN


async def _messages() -> float:
    async with Echo() as process:
        start = time.process_time()
        for _ in range(CHILDREN):
            process.send("message")
        await process.echo.within(None)(0)  # behind all of them
        return 1e6 * (time.process_time() - start) / CHILDREN


async def _casts() -> float:
    async with Echo() as process:
        start = time.process_time()
        for _ in range(CHILDREN):
            process.add(1)
        await process.echo.within(None)(0)  # behind all of them
        return 1e6 * (time.process_time() - start) / CHILDREN


async def _calls() -> float:
    async with Echo() as process:
        start = time.process_time()
        for number in range(CHILDREN):
            await process.echo(number)
        return 1e6 * (time.process_time() - start) / CHILDREN


if __name__ == "__main__":
    print_table(measure(quick=False))
