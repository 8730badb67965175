"""Fan-out: many who look at W2 while it ticks twice a second, each a board of their own, or one for all.

Beside it the floor: a bare Starlette that sends as many the same text twice a second.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import ExitStack

from bench.figures import Figure
from bench.stack import servers
from bench.stack.cpu import cpu_seconds
from bench.stack.load import Turn
from bench.stack.servers import Load, answering
from tests.served import Served

TICK = "500"  # milliseconds
PER_SECOND = 2
MANY = 200
# Of pyview: CPU for a tick and client, memory for a client. A shared board goes through plain ASGI here.
UNSHARED, SHARED, MEMORY = 0.10, 0.015, 0.7
# Who is there before memory is looked at: what the first ones bring into being serves the others too.
FIRST = 20
SETTLING, IDLE_SECONDS = 2.0, 2.0
IDLE = ("floor", "liveview", "pyview")
PATHS = {"floor": "/echo", "liveview": "/dashboard?manual=1", "pyview": "/dashboard?manual=1"}


def measure(load: Load, peers: list[str], quick: bool) -> list[Figure]:
    """The rows.

    Args:
        load: looks.
        peers: which are installed.
        quick: whether fewer are there, for a shorter time.
    """
    counts, seconds = ((50,), 1.0) if quick else ((1, 50, MANY), 3.0)
    with ExitStack() as running:
        ours = running.enter_context(servers.ours(tick=TICK))
        floor = running.enter_context(servers.floor(TICK))
        pages = {
            "own": (ours, "liveview", "/dashboard"),
            "shared": (ours, "liveview", "/shared"),
            "floor": (floor, "floor", "/frames"),
        }
        for name in peers:
            pages[name] = (running.enter_context(servers.peer(name, TICK)), name, "/dashboard")
        for server, kind, path in pages.values():
            if kind != "floor":
                answering(server, path)
        rows: list[Figure] = []
        for count in counts:
            looked = {
                name: _look(load, *page, count, seconds)
                for name, page in pages.items()
                if name != "nicegui" or count == 50  # more would need more than a core
            }
            rows += _figures(count, looked)
    return rows


def _look(load: Load, server: Served, kind: str, path: str, count: int, seconds: float) -> Turn:
    load.open("fan-out", kind, server, path, count)
    try:
        load.look("fan-out", seconds / 4)  # the first ticks are slower
        return load.look("fan-out", seconds)
    finally:
        load.close("fan-out")


def _figures(count: int, looked: Mapping[str, Turn]) -> list[Figure]:
    names = {"own": "liveview", "shared": "liveview, one shared by all", "floor": "floor: one prebuilt frame to all"}
    cost = {name: 1e6 * turn.cpu / max(1, turn.changes) for name, turn in looked.items()}
    rows = []
    for name, turn in looked.items():
        what = f"W2 fan-out, {count} clients, {names.get(name, name)}"
        rows.append(Figure(f"{what}, server CPU a tick and client", round(cost[name], 1), "us"))
        rows.append(Figure(f"{what}, ticks seen of those due", _seen(turn, count), ""))
    ratio = round(cost["shared"] / cost["floor"], 2)
    rows.append(Figure(f"W2 fan-out, {count} clients, shared, server CPU, of the floor", ratio, "x"))
    if "pyview" not in looked:
        return rows
    is_last = count >= 50
    return [
        *rows,
        Figure(
            f"W2 fan-out, {count} clients, server CPU, of pyview",
            round(cost["own"] / cost["pyview"], 4),
            "x",
            UNSHARED if is_last else None,
        ),
        Figure(
            f"W2 fan-out, {count} clients, shared, server CPU, of pyview",
            round(cost["shared"] / cost["pyview"], 4),
            "x",
            SHARED if is_last else None,
        ),
    ]


def _seen(turn: Turn, count: int) -> float:
    return round(turn.changes / (turn.seconds * PER_SECOND * count), 2)


def memory(load: Load, peers: list[str], quick: bool) -> list[Figure]:
    """What a server takes where nothing happens: processor time with no page, memory for each of many that are open.

    The servers are new each time, and have done nothing else.

    Args:
        load: connects.
        peers: which are installed.
        quick: whether fewer are there.
    """
    count = 50 if quick else MANY
    each: dict[str, float] = {}
    resting: dict[str, float] = {}
    for kind in IDLE:
        if kind == "pyview" and kind not in peers:
            continue
        with _starting(kind) as server:
            if kind == "liveview":
                answering(server, "/healthz")  # a page that was only loaded would wait for its browser meanwhile
            elif kind != "floor":
                answering(server)
            resting[kind] = _resting(server, IDLE_SECONDS / 2 if quick else IDLE_SECONDS)
            load.open("first", kind, server, PATHS[kind], FIRST)
            each[kind] = load.open("idle", kind, server, PATHS[kind], count)["rss"] / count / 1024
            load.close("idle")
            load.close("first")
            server.kill()
    rows = [Figure(f"no page open, {kind}, server CPU a second", round(resting[kind]), "us") for kind in resting]
    rows += [Figure(f"W2, an idle client of {count}, {kind}, memory", round(each[kind], 1), "KiB") for kind in each]
    if "pyview" in each:
        ratio = round(each["liveview"] / each["pyview"], 2)
        rows.append(Figure(f"W2, an idle client of {count}, memory, of pyview", ratio, "x", MEMORY))
    return rows


def _starting(kind: str) -> Served:
    return servers.floor() if kind == "floor" else servers.ours() if kind == "liveview" else servers.peer(kind)


def _resting(server: Served, seconds: float) -> float:
    """Microseconds of processor time a second, where nobody asks for anything."""
    time.sleep(SETTLING)
    before = cpu_seconds(server.pid)
    time.sleep(seconds)
    return 1e6 * (cpu_seconds(server.pid) - before) / seconds
