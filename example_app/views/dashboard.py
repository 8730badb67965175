"""A busy board: 24 tiles, 100 services and a log, ten small changes a second, and who else looks at it."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from uuid import uuid4

from liveview import LiveView, PresenceDiff, Tracker, event, every, on

SECONDS = int(os.environ.get("TICK_MS", "100")) / 1000
NAMES = 5  # that are told


@dataclass(frozen=True, slots=True)
class Tile:
    """One metric."""

    label: str
    value: int
    delta: int = 0
    is_up: bool = True


@dataclass(frozen=True, slots=True)
class Service:
    """One row. Frozen: the engine skips a row that is the same object as before."""

    name: str
    rps: int
    p50: int
    p99: int
    errors: float
    status: str = "ok"


def told(count: int, names: list[str]) -> str:
    """How many people look, and who of them is known: the first few."""
    if count == 1:
        return "Nobody else is looking at this"
    shown = ", ".join(names[:NAMES]) + (" and others" if len(names) > NAMES else "")
    return f"{count} people are looking at this{': ' if names else ''}{shown}"


class Dashboard(LiveView, styles="measuring.css"):
    """Moves by itself; with `?manual=1` at each click."""

    page_title = "Dashboard"
    me: str = ""
    watching: str = ""
    manual: bool = False
    tick: int = 0
    tiles: list[Tile] = [Tile(f"Metric {i}", i * 17 % 1000) for i in range(24)]
    services: list[Service] = [
        Service(f"service-{i}", i * 13 % 5000, i * 3 % 90, i * 7 % 900, i % 7 / 10) for i in range(100)
    ]
    log: list[str] = [f"line {n}: service-{n % 100} handled request {n}" for n in range(20)]

    async def mount(self) -> None:
        name: str = self.session.get("user", "")
        # Somebody with two tabs is one person; of those who have not signed in nobody can say.
        self.me = f"user:{name}" if name else uuid4().hex
        self.look_around()

    async def joined(self, resumed: bool) -> None:
        self.live.track("dashboard", self.me, self.session.get("user", ""))

    @on("presence:dashboard", coalesce=lambda diff: None)
    async def moved(self, diff: PresenceDiff) -> None:
        self.look_around()

    def look_around(self) -> None:
        """Says who watches, in a text that costs a tick nothing: a `Presence` field is looked through each time."""
        here = self.live.whereis("liveview.tracker", Tracker).list("dashboard")
        names = [metas[-1] for metas in here.values() if metas[-1]]
        self.watching = told(len({self.me, *here}), names)  # this page is there once it has joined

    async def params(self, manual: bool = False) -> None:
        self.manual = manual

    @every(seconds=SECONDS)
    async def play(self) -> None:
        if not self.manual:
            await self.step()

    @event
    async def step(self) -> None:
        self.tick = t = self.tick + 1
        for k in range(6):
            i = (t * 5 + k * 4) % 24
            self.tiles[i] = replace(
                self.tiles[i], value=(t * 31 + k * 17) % 1000, delta=(t + k) % 50, is_up=(t + k) % 2 == 1
            )
        for k in range(10):
            i = (t * 7 + k * 11) % 100
            status = "warn" if (t + k) % 10 == 0 else self.services[i].status
            self.services[i] = replace(
                self.services[i], rps=(t * 13 + k) % 5000, p50=(t + k) % 90, p99=(t * 7 + k) % 900, status=status
            )
        n = 19 + t
        self.log = [*self.log[1:], f"line {n}: service-{n % 100} handled request {n}"]
