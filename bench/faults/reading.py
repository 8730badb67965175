"""What one who reads slowly, or not at all, costs the server and those beside them."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from bench.faults.scenarios import SMOOTH
from bench.figures import Figure
from tests.served import ROOT, Served

TARGET = "bench.faults.views:app"
WATCHERS, QUICK_WATCHERS = 100, 40
SECONDS, QUICK_SECONDS = 10.0, 4.0
GROWTH = 1.0  # MB beyond what the server grows by anyway
# What the others may feel, of what they felt just before. A machine of two cores is no quieter than that.
TIMES_CONTROL = 2.0
BACK = 1.0  # seconds: the kernel's buffers first, then the newest state


def measure(quick: bool) -> list[Figure]:
    """The rows.

    Args:
        quick: whether there are fewer, for a shorter time.
    """
    count, seconds = (QUICK_WATCHERS, QUICK_SECONDS) if quick else (WATCHERS, SECONDS)
    return figures(count, run(count, seconds))


def run(count: int, seconds: float) -> dict[str, Any]:
    """What a board's server and its watchers feel of one who does not read.

    Args:
        count: how many watch.
        seconds: how long each phase is.
    """
    with Served("run", TARGET, folder=ROOT) as server:
        options = ["--count", str(count), "--seconds", str(seconds)]
        command = [sys.executable, "-m", "bench.faults.readers", server.url, str(server.pid), *options]
        ran = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
        server.kill()
        told: dict[str, Any] = json.loads(ran.stdout)
        return told


def figures(count: int, told: dict[str, Any]) -> list[Figure]:
    """The rows.

    Args:
        count: how many watch.
        told: what they felt.
    """
    phases = told["phases"]
    usual = phases["control"]
    who = f"1 of {count} watchers of a board"
    rows = [Figure(f"{who}: all read, the others, p99", usual["p99"], "ms")]
    for name, does in (("slow", "reads slowly"), ("stuck", "does not read")):
        felt = phases[name]
        grown = max(0, felt["grown"] - max(0, usual["grown"])) / 1e6
        rows += [
            Figure(f"{who} {does}: memory of the server, beyond the same time before", round(grown, 2), "MB", GROWTH),
            Figure(
                f"{who} {does}: the others, median, by what it was",
                round(felt["p50"] / usual["p50"], 2),
                "times",
                TIMES_CONTROL,
            ),
            Figure(f"{who} {does}: the others, p99", felt["p99"], "ms", max(SMOOTH, TIMES_CONTROL * usual["p99"])),
        ]
    return [
        *rows,
        Figure(f"{who} reads again: ticks that it was behind", told["behind"], ""),
        Figure(f"{who} reads again: shows the newest state after", round(told["back"], 3), "s", BACK),
        Figure(f"{who}: the others were told of errors", len(told["errors"]), "", 0),
    ]
