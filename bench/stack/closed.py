"""Closed loops: everybody presses, and again at each answer. What an event costs the server, of the floor and of peers.

The servers are there at the same time and take turns, second by second, so that what else the machine does hits all
of them; the ratios are those of one turn, and their median counts.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from bench.figures import Figure, median_figure
from bench.stack.load import Turn
from bench.stack.servers import Load
from tests.served import Served

# Of the floor, of pyview, and of the handler that is `async` (issue: what Phoenix LiveView reaches on the BEAM is 2.0).
W1_FLOOR, W1_PYVIEW, W1_THREAD = 1.9, 0.4, 2.5
W2_PYVIEW = 0.12
WARM_UP = 0.3  # seconds
RAISED = "limits raised"


@dataclass(frozen=True)
class Way:
    """One server's page under load.

    Attributes:
        kind: of which framework it is.
        path: its path.
        event: what its button sends.
    """

    kind: str
    path: str
    event: str


W1: Mapping[str, Way] = {
    "floor": Way("floor", "/echo", ""),
    "liveview": Way("liveview", "/counter", "inc"),
    "liveview, plain def": Way("liveview", "/plain", "inc"),
    "pyview": Way("pyview", "/counter", "inc"),
    "nicegui": Way("nicegui", "/counter", "inc"),
}
W2: Mapping[str, Way] = {
    "liveview": Way("liveview", "/dashboard?manual=1", "step"),
    "pyview": Way("pyview", "/dashboard?manual=1", "step"),
    "pyview with streams": Way("pyview", "/streamed", "step"),
    "nicegui": Way("nicegui", "/dashboard?manual=1", "step"),
}
# With one client the servers wait as much as they compute: only what is needed to see that.
ALONE = ("floor", "liveview", "pyview")


def measure(load: Load, servers: Mapping[str, Served], quick: bool) -> list[Figure]:
    """The rows.

    Args:
        load: presses.
        servers: by kind; a peer that is not installed is missing.
        quick: whether there are fewer turns.
    """
    rounds, seconds = (3, 0.3) if quick else (5, 1.0)
    many = _turns(load, servers, W1, 50, rounds, seconds)
    one = _turns(load, servers, {name: W1[name] for name in ALONE}, 1, 2 if quick else 3, seconds / 2)
    ticks = _turns(load, servers, W2, 10, rounds, seconds)
    return [
        *_figures("W1 event, 50 clients", many),
        _ratio("W1 event, 50 clients, server CPU, of the floor", many, "liveview", "floor", W1_FLOOR),
        _ratio("W1 event, 50 clients, server CPU, of pyview", many, "liveview", "pyview", W1_PYVIEW),
        _ratio("W1 event, plain def, server CPU, of async def", many, "liveview, plain def", "liveview", W1_THREAD),
        *_figures("W1 event, 1 client", one),
        *_figures("W2 tick by click, 10 clients", ticks),
        _ratio("W2 tick by click, server CPU, of pyview with streams", ticks, "liveview", "pyview with streams", None),
        _ratio("W2 tick by click, server CPU, of pyview", ticks, "liveview", "pyview", W2_PYVIEW),
        _bytes("W1 click, up and down", many["liveview"], 60),
    ]


def default_limits(load: Load, server: Served, quick: bool) -> Figure:
    """The same where an app has the limits that all have: a client may send 200 frames a second.

    Args:
        load: presses.
        server: with those limits.
        quick: whether it is shorter.
    """
    load.open("shipped", "liveview", server, "/counter", 50, "inc")
    try:
        turn = load.press("shipped", 1.0 if quick else 2.0)
    finally:
        load.close("shipped")
    return Figure("W1 event, 50 clients, shipped limits", round(turn.answers / turn.seconds), "1/s")


Turns = Mapping[str, list[Turn]]


def _turns(
    load: Load, servers: Mapping[str, Served], ways: Mapping[str, Way], count: int, rounds: int, seconds: float
) -> Turns:
    """What happened at each server, turn by turn."""
    there = {name: way for name, way in ways.items() if way.kind in servers}
    with ExitStack() as leaving:
        for name, way in there.items():
            load.open(name, way.kind, servers[way.kind], way.path, count, way.event)
            leaving.callback(load.close, name)
            load.press(name, WARM_UP)
        turns: dict[str, list[Turn]] = {name: [] for name in there}
        for _ in range(rounds):
            for name in there:
                turns[name].append(load.press(name, seconds))
    return turns


def _cost(turn: Turn) -> float:
    """Microseconds of the server for one event."""
    return 1e6 * turn.cpu / turn.answers


def _figures(name: str, turns: Turns) -> list[Figure]:
    rows = []
    for system, each in turns.items():
        raised = f" ({RAISED})" if system.startswith("liveview") else ""
        rows.append(median_figure(f"{name}, {system}{raised}", [turn.answers / turn.seconds for turn in each], "1/s"))
        rows.append(median_figure(f"{name}, {system}{raised}, server CPU", [*map(_cost, each)], "us"))
    return rows


def _ratio(name: str, turns: Turns, ours: str, other: str, limit: float | None) -> Figure:
    """Of the same turn, so that both had the same machine."""
    if other not in turns:
        return Figure(f"{name} (not installed)", 0.0, "x")
    pairs = zip(turns[ours], turns[other], strict=True)
    return median_figure(name, [_cost(mine) / _cost(theirs) for mine, theirs in pairs], "x", limit)


def _bytes(name: str, turns: list[Turn], limit: float) -> Figure:
    """Of payloads; acknowledgements, of every eighth, included."""
    sizes = [(turn.up + turn.down) / turn.answers for turn in turns]
    return Figure(name, round(statistics.median(sizes), 1), "B", limit)
