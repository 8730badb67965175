"""The data of the screens: tiles, services, a log, and what a tick changes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Tile:
    """One metric."""

    label: str
    value: int
    delta: int = 0
    direction: str = "up"


@dataclass(frozen=True)
class Service:
    """One row."""

    name: str
    rps: int
    p50: int
    p99: int
    errors: str
    status: str = "ok"


def line(n: int) -> str:
    """A line of the log."""
    return f"line {n}: service-{n % 100} handled request {n}"


@dataclass
class Board:
    """What the dashboard shows."""

    tick: int = 0
    tiles: list[Tile] = field(default_factory=lambda: [Tile(f"Metric {i}", i * 17 % 1000) for i in range(24)])
    services: list[Service] = field(
        default_factory=lambda: [
            Service(f"service-{i}", i * 13 % 5000, i * 3 % 90, i * 7 % 900, f"{i % 7 / 10:.1f}") for i in range(100)
        ]
    )
    log: list[str] = field(default_factory=lambda: [line(n) for n in range(20)])

    def step(self) -> list[Service]:
        """One tick. Returns the services that it changed."""
        self.tick = t = self.tick + 1
        for k in range(6):
            i = (t * 5 + k * 4) % 24
            direction = "up" if (t + k) % 2 else "down"
            self.tiles[i] = replace(
                self.tiles[i], value=(t * 31 + k * 17) % 1000, delta=(t + k) % 50, direction=direction
            )
        changed = [(t * 7 + k * 11) % 100 for k in range(10)]
        for k, i in enumerate(changed):
            status = "warn" if (t + k) % 10 == 0 else self.services[i].status
            self.services[i] = replace(
                self.services[i], rps=(t * 13 + k) % 5000, p50=(t + k) % 90, p99=(t * 7 + k) % 900, status=status
            )
        self.log = [*self.log[1:], line(19 + t)]
        return [self.services[i] for i in changed]
