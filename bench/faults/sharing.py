"""Many who look at one board, and what each costs: with one for all, with one each, and without a framework."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from bench.faults.descriptors import files
from bench.figures import Figure
from tests.served import ROOT, Served

BOARDS = "bench.faults.boards:app"
PREBUILT = "bench.faults.prebuilt:app"
VIEWERS = 1000
QUICK_VIEWERS = 200
# Who has a board of their own: a thousand are more than one worker can move twice a second.
OWN = 4  # times fewer
SECONDS = 6.0
# Of what a viewer costs who has a board of their own.
SHARED = 1 / 8


@dataclass(frozen=True)
class Looked:
    """What many were shown in some seconds.

    Attributes:
        seconds: how many.
        cpu: seconds that the server's process computed.
        frames: how many frames came, of all viewers.
        bytes: how long they were.
    """

    seconds: float
    cpu: float
    frames: int
    bytes: int


# Each with a server of its own: what one has left behind costs the next nothing.
WAYS: Mapping[str, tuple[str, str]] = {
    "idle": (BOARDS, "/still"),
    "own": (BOARDS, "/own"),
    "shared": (BOARDS, "/shared"),
    "written": (PREBUILT, "/shared"),
    "text": (BOARDS, "/text"),
    "frame": (BOARDS, "/frame"),
}


def measure(quick: bool) -> list[Figure]:
    """The rows.

    Args:
        quick: whether there are fewer viewers.
    """
    viewers = files(QUICK_VIEWERS if quick else VIEWERS)
    many = {way: viewers // OWN if way == "own" else viewers for way in WAYS}
    return figures({way: look(*WAYS[way], count, SECONDS) for way, count in many.items()}, viewers)


def look(target: str, path: str, viewers: int, seconds: float) -> Looked:
    """What a page costs.

    Args:
        target: the app.
        path: of the page.
        viewers: how many look at it.
        seconds: for how long.
    """
    with Served("run", target, folder=ROOT) as server:
        options = ["--count", str(viewers), "--seconds", str(seconds)]
        command = [sys.executable, "-m", "bench.faults.lookers", server.url, path, *options]
        looked = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
        server.kill()
        return Looked(**json.loads(looked.stdout))


def figures(looked: Mapping[str, Looked], viewers: int) -> list[Figure]:
    """The rows of what was measured.

    Args:
        looked: by way.
        viewers: how many there were.
    """
    idle = looked["idle"].cpu / looked["idle"].seconds
    cost = {way: 1e6 * (each.cpu - idle * each.seconds) / each.frames for way, each in looked.items() if each.frames}
    who, own = f"{viewers:,} viewers of a board", cost["own"]
    return [
        Figure(f"{who}: what each costs, of one alone", round(cost["shared"] / own, 4), "", SHARED),
        Figure(f"{who}: the same with prebuilt frames (prototype)", round(cost["written"] / own, 4), ""),
        _each(f"{viewers // OWN:,} viewers of a board each: CPU a tick and viewer", own),
        _each(f"{who}: CPU a tick and viewer", cost["shared"]),
        _each(f"{who}: CPU, with prebuilt frames (prototype)", cost["written"]),
        _each(f"{viewers:,} bare sockets: CPU, the same text through ASGI", cost["text"]),
        _each(f"{viewers:,} bare sockets: CPU, a prebuilt frame to the transport", cost["frame"]),
    ]


def _each(figure: str, cost: float) -> Figure:
    return Figure(figure, round(cost, 1), "us")
