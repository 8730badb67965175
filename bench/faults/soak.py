"""`python -m bench.faults.soak [SECONDS]`: 200 people on one worker for 20 minutes, and whether it grows or errs."""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil

from bench.figures import Figure, print_table, write
from tests.served import ROOT, Served

OUTPUT = Path("build/soak.json")
TARGET = "bench.faults.views:app"
PEOPLE = 200
SECONDS = 1200.0
EVERY = 2.0  # seconds between two looks at the memory
# Until all have come, caches are full, and the allocator has what it needs at the busiest.
WARM_UP = 0.25
SLOPE = 1.0  # MB in ten minutes
WRONG = re.compile(r"ERROR|Traceback|at fault|CRITICAL")


def run(count: int, seconds: float) -> tuple[dict[str, Any], list[tuple[float, int]], list[str]]:
    """Have people use a server.

    Args:
        count: how many.
        seconds: for how long.

    Returns:
        What they did, the server's memory by time, and what its log says of mistakes.
    """
    with Served("run", TARGET, folder=ROOT, RETURN_WITHIN="10") as server:
        options = ["--count", str(count), "--seconds", str(seconds)]
        command = [sys.executable, "-m", "bench.faults.surfers", server.url, *options]
        process, samples = psutil.Process(server.pid), []
        began = time.monotonic()
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as people:
            while people.poll() is None:
                now = time.monotonic() - began
                if now < seconds:
                    samples.append((now, process.memory_info().rss))
                time.sleep(EVERY)
            assert people.stdout is not None
            told: dict[str, Any] = json.loads(people.stdout.read())
        server.kill()
        return told, samples, [line for line in server.output.splitlines() if WRONG.search(line)]


def slope(samples: list[tuple[float, int]]) -> float:
    """Megabytes in ten minutes, of what comes after the warm-up.

    Args:
        samples: memory by time.
    """
    settled = samples[int(len(samples) * WARM_UP) :]
    times, sizes = zip(*settled, strict=True)
    return statistics.linear_regression(times, sizes).slope * 600 / 1e6


def figures(count: int, seconds: float) -> list[Figure]:
    """The rows.

    Args:
        count: of people.
        seconds: for how long they come.
    """
    told, samples, wrong = run(count, seconds)
    who = f"{count} people for {seconds / 60:g} min"
    for line in [*list(told["wrong"])[:5], *wrong[:5]]:
        print(line)
    return [
        *(Figure(f"{who}: {habit}", times, "") for habit, times in sorted(told["did"].items())),
        Figure(f"{who}: pages that showed something else than was done", sum(told["wrong"].values()), "", 0),
        Figure(f"{who}: mistakes in the server's log", len(wrong), "", 0),
        Figure(f"{who}: memory of the server at the end", round(samples[-1][1] / 1e6, 1), "MB"),
        Figure(f"{who}: memory grows in ten minutes by", round(slope(samples), 2), "MB", SLOPE),
    ]


def main() -> int:
    """Entry point. Returns 1 where a figure does not hold."""
    parser = argparse.ArgumentParser(prog="bench.faults.soak", description=__doc__)
    parser.add_argument("seconds", nargs="?", type=float, default=SECONDS)
    parser.add_argument("--people", type=int, default=PEOPLE)
    given = parser.parse_args()
    found = figures(given.people, given.seconds)
    print_table(found)
    write(found, OUTPUT)
    return 0 if all(figure.holds for figure in found) else 1


if __name__ == "__main__":
    raise SystemExit(main())
