"""What a cut line costs the pages: for a second, for longer, and beyond the time in which their processes wait."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from bench.figures import Figure
from liveview.channel.limits import Limits
from tests.served import ROOT, Served

TARGET = "bench.faults.views:app"
PAGES = 200
QUICK_PAGES = 60


@dataclass(frozen=True)
class Cut:
    """One way of losing the line.

    Attributes:
        name: of it.
        seconds: for how long there is none.
        grace: seconds that a process waits for its page; None for the shipped limit.
    """

    name: str
    seconds: float
    grace: float | None = None


SHORT = Cut("line cut for 1 s", 1.0)
CUTS = (SHORT, Cut("line cut for 20 s", 20.0), Cut("line cut for 6 s, 3 s beyond the grace", 6.0, 3.0))
QUICK_CUTS = (SHORT, Cut("line cut for 2 s, 1 s beyond the grace", 2.0, 1.0))


def measure(quick: bool) -> list[Figure]:
    """The rows.

    Args:
        quick: whether there are fewer pages, and shorter cuts.
    """
    count = QUICK_PAGES if quick else PAGES
    return [row for each in (QUICK_CUTS if quick else CUTS) for row in figures(each, count, run(each, count))]


def run(cut: Cut, count: int, *, has_browser: bool = True) -> dict[str, Any]:
    """What becomes of pages whose line is cut.

    Args:
        cut: how.
        count: of pages that speak the protocol.
        has_browser: whether one in Chromium is beside them.
    """
    grace = Limits().return_within if cut.grace is None else cut.grace
    with Served("run", TARGET, folder=ROOT, RETURN_WITHIN=str(grace)) as server:
        options = ["--count", str(count), "--seconds", str(cut.seconds), *(["--browser"] if has_browser else [])]
        command = [sys.executable, "-m", "bench.faults.cut", server.url, *options]
        ran = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
        told: dict[str, Any] = json.loads(ran.stdout)
        server.kill()
        return {**told, "faults": server.output.count("at fault") + server.output.count("Traceback")}


def figures(cut: Cut, count: int, told: dict[str, Any]) -> list[Figure]:
    """The rows of one cut.

    Args:
        cut: how.
        count: of pages that speak the protocol.
        told: what became of them.
    """
    within = cut.grace is None
    return [
        Figure(f"{cut.name}: pages that are not back, of {count}", told["away"], "", 0),
        Figure(f"{cut.name}: pages that lost something typed, or a click, or had it twice", told["damaged"], "", 0),
        Figure(f"{cut.name}: pages whose clicks were not answered once each", told["uneven"], "", 0),
        Figure(f"{cut.name}: pages that began anew", told["anew"], "", 0),
        Figure(f"{cut.name}: pages whose own process went on", told["resumed"], "", None),
        Figure(f"{cut.name}: frames that a page was sent again though it had them", told["repeated"], "", 0),
        *([Figure(f"{cut.name}: frames too many or too few", told["wrong_frames"], "", 0)] if within else []),
        Figure(f"{cut.name}: of pages in Chromium, those that lost something", told["browser_lost"], "", 0),
        Figure(f"{cut.name}: back after the line was, median", round(told["p50"], 3), "s"),
        Figure(f"{cut.name}: back after the line was, the last", round(told["last"], 3), "s"),
        Figure(f"{cut.name}: mistakes in the server's log", told["faults"], "", 0),
    ]
