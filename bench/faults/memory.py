"""What a page takes to which nothing happens: awake and asleep, beside a bare WebSocket on the same server."""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc
from collections import Counter
from collections.abc import Mapping
from typing import Any

from bench.faults.descriptors import files
from bench.faults.quiet import Dashboard
from bench.figures import Figure
from tests.served import ROOT, Served

TARGET = "bench.faults.quiet:app"
PAGES, QUICK_PAGES = 500, 200
TRACED = 100
SLEEP = "0.1"  # seconds until they sleep, where they do: as they join, so that few are awake at the same time
# KB beyond a bare socket. Pages to which nothing happens sleep after 15 s: beside their state they may take the
# first, and the second is what they would take if hardly anything were left of them.
IDLE, ASLEEP = 40.0, 15.0
# The path, and whether those who are there fall asleep.
WAYS: Mapping[str, tuple[str, bool]] = {
    "floor": ("/echo", False),
    "awake": ("/dashboard", False),
    "asleep": ("/dashboard", True),
}
SHOWN = 12  # owners in the table of what is left


def measure(quick: bool) -> list[Figure]:
    """The rows.

    Args:
        quick: whether there are fewer pages.
    """
    count = QUICK_PAGES if quick else PAGES
    files(count)
    rss = {way: _each(run(*where, count), count) for way, where in WAYS.items()}
    traced = {way: run(*where, TRACED, is_traced=True)["traced"] for way, where in WAYS.items()}
    return figures(count, rss, traced, state())


def run(path: str, sleeps: bool, count: int, *, is_traced: bool = False) -> dict[str, Any]:
    """What the server tells before and after so many have come.

    Args:
        path: where they are.
        sleeps: whether they fall asleep.
        count: how many.
        is_traced: whether what is allocated for them is told.
    """
    with Served("run", TARGET, folder=ROOT, SLEEP=SLEEP if sleeps else "") as server:
        options = ["--count", str(count), *(["--traced"] if is_traced else [])]
        command = [sys.executable, "-m", "bench.faults.idlers", server.url, path, *options]
        ran = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
        server.kill()
    told: dict[str, Any] = json.loads(ran.stdout)
    assert not told["errors"], told["errors"]
    return told


def _each(told: dict[str, Any], count: int) -> float:
    """KB of the process's memory for each."""
    return float(told["after"]["rss"] - told["before"]["rss"]) / count / 1000


def state() -> float:
    """KB that the fields of one page take."""
    Dashboard()
    tracemalloc.start()
    views = [Dashboard() for _ in range(TRACED)]
    size = tracemalloc.get_traced_memory()[0] / len(views) / 1000
    tracemalloc.stop()
    return size


def figures(
    count: int, rss: Mapping[str, float], traced: Mapping[str, Mapping[str, int]], state: float
) -> list[Figure]:
    """The rows.

    Args:
        count: how many pages there were.
        rss: KB of the process for each, by way.
        traced: bytes by file of all that were traced, by way.
        state: KB of the fields of one page.
    """
    who = f"{count} pages of W2 to which nothing happens"
    sizes = {way: sum(found.values()) / TRACED / 1000 for way, found in traced.items()}
    rows = [
        Figure(f"{who}: a bare WebSocket", round(rss["floor"], 1), "KB"),
        Figure(f"{who}: their state", round(state, 1), "KB"),
    ]
    for name, found in (("memory of the server", rss), ("allocated", sizes)):
        rows += [
            Figure(
                f"{who}: before they sleep, beyond a bare WebSocket and their state, {name}",
                round(found["awake"] - found["floor"] - state, 1),
                "KB",
            ),
            Figure(
                f"{who}: as they are after 15 s, beyond a bare WebSocket and their state, {name}",
                round(found["asleep"] - found["floor"] - state, 1),
                "KB",
                IDLE,
            ),
            Figure(
                f"{who}: asleep, beyond a bare WebSocket, {name}",
                round(found["asleep"] - found["floor"], 1),
                "KB",
                ASLEEP,
            ),
        ]
    return [*rows, *_owners(who, traced)]


def _owners(who: str, traced: Mapping[str, Mapping[str, int]]) -> list[Figure]:
    """What those who sleep still hold, by file."""
    left = Counter(traced["asleep"])
    left.subtract(traced["floor"])
    return [Figure(f"{who}: asleep, of {name}", size // TRACED, "B") for name, size in left.most_common(SHOWN)]
