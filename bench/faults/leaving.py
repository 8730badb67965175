"""What visitors leave behind in the server's process: memory, tasks, descriptors, entries of registries."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from bench.figures import Figure
from tests.served import ROOT, Served

TARGET = "bench.faults.views:app"
WARM_UP, VISITS = 1000, 10_000
QUICK = 500, 2000
# MB in the second half. In the first the allocator gets what it needs at the busiest: those who have just left, and
# what waits for the collector. Most of that it keeps.
GROWTH = 2.0
# A process waits for its page so long: it is the same for all, and nobody comes back.
GRACE = "1"
# What may be there once, by chance: the watchdog's question that the loop has not answered yet, as it is asked to tell.
PASSING = {"liveview.runtime.watchdog._Question": 1, "liveview.runtime.usage.Usage": 1}


def measure(quick: bool) -> list[Figure]:
    """The rows.

    Args:
        quick: whether fewer come.
    """
    warm_up, visits = QUICK if quick else (WARM_UP, VISITS)
    return figures(visits, *run([warm_up, visits // 2, visits // 2]))


def run(rounds: Sequence[int]) -> list[dict[str, Any]]:
    """What the server holds after each of some rounds of visitors.

    Args:
        rounds: how many come in each.
    """
    with Served("run", TARGET, folder=ROOT, RETURN_WITHIN=GRACE) as server:
        command = [sys.executable, "-m", "bench.faults.churn", server.url]
        visitors = "".join(f"{count}\n" for count in rounds)
        ran = subprocess.run(command, cwd=ROOT, input=visitors, stdout=subprocess.PIPE, check=True, text=True)
        faults = server.output.count("Traceback") + server.output.count("at fault")
        server.kill()
    return [{**json.loads(line), "faults": faults} for line in ran.stdout.splitlines()]


def figures(visits: int, before: dict[str, Any], half: dict[str, Any], after: dict[str, Any]) -> list[Figure]:
    """The rows of what visitors have left.

    Args:
        visits: how many there were.
        before: what the process held before them.
        half: what it held after the first half of them.
        after: what it held after all.
    """
    who = f"{visits:,} visitors, half of them cut off"
    left = {name: max(0, after[name] - before[name]) for name in ("tasks", "files", "processes", "views")}
    return [
        Figure(f"{who}: memory of the server, first half", round((half["rss"] - before["rss"]) / 1e6, 2), "MB"),
        Figure(f"{who}: memory of the server, second half", round((after["rss"] - half["rss"]) / 1e6, 2), "MB", GROWTH),
        Figure(f"{who}: tasks left", left["tasks"], "", 0),
        Figure(f"{who}: descriptors left", left["files"], "", 0),
        Figure(f"{who}: processes and views left", left["processes"] + left["views"], "", 0),
        _left(f"{who}: entries of registries left", more(before["held"], after["held"])),
        _left(f"{who}: objects of the framework left", more(before["objects"] | PASSING, after["objects"])),
        Figure(f"{who}: mistakes in the server's log", after["faults"], "", 0),
    ]


def _left(name: str, left: dict[str, int]) -> Figure:
    return Figure(f"{name} {', '.join(left)}".rstrip(), sum(left.values()), "", 0)


def more(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """What there is more of.

    Args:
        before: numbers by name.
        after: the same, later.
    """
    return {name: count - before.get(name, 0) for name, count in after.items() if count > before.get(name, 0)}
