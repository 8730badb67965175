"""The kit's figures, states and texts, each of them alive."""

from __future__ import annotations

import asyncio
from math import sin
from typing import ClassVar, Literal

from liveview import Async, LiveView, computed, event, every
from liveview.ui import DISPLAY, LogLine, Sparkline

KEPT = 200  # lines of the log
SHOWN = 40  # values of a trend
SECONDS = 1.2  # that a database thinks
JOBS = ("Backup of orders", "Nightly report", "Mail to customers", "Index of articles")
SNIPPET = """from liveview import LiveView, every
from liveview.ui import Stat


class Queue(LiveView):
    template_string = "{{ Stat(label='Waiting', value=waiting) }}"
    uses = [Stat]
    waiting: int = 0

    @every(seconds=1)
    async def look(self) -> None:
        self.waiting = await jobs.count()
"""


async def load_jobs(kind: str) -> list[str]:
    """What a database would answer, after a while."""
    await asyncio.sleep(SECONDS)
    if kind == "broken":
        raise ConnectionError("The database at db-2:5432 did not answer within a second.")
    return [] if kind == "empty" else list(JOBS)


def level(tick: int, period: float) -> float:
    """Something that goes up and down, between 0 and 1."""
    return (sin(tick / period) + sin(tick / period / 2.7) * 0.6 + 1.6) / 3.2


class Display(LiveView):
    """A service that somebody keeps an eye on."""

    page_title = "Figures, states and texts"
    uses = [*DISPLAY, Sparkline]
    snippet: ClassVar = SNIPPET
    tick: int = 100
    lines: list[LogLine] = [LogLine(0, "The service has started", "12:00:00", "good")]
    jobs: Async[list[str]] = Async()
    asked: str = "some"

    async def mount(self) -> None:
        self.jobs.run(load_jobs, self.asked)

    restore = mount  # another process asks for the same again

    @every(seconds=1)
    async def look(self) -> None:
        self.tick += 1
        number = self.tick - 100
        status: Literal["", "warn", "bad"] = "bad" if number % 13 == 0 else "warn" if number % 7 == 0 else ""
        text = {"bad": "Job failed: no route to db-2", "warn": "Queue is longer than 80"}.get(status, "Job done")
        at = f"12:{number // 60 % 60:02}:{number % 60:02}"
        self.lines = [*self.lines, LogLine(number, f"{text} ({number})", at, status)][-KEPT:]

    @event
    async def load(self, what: str = "some") -> None:
        self.asked = what
        self.jobs.run(load_jobs, what)

    @computed
    def requests(self) -> int:
        return self.requests_at(self.tick)

    @computed
    def more(self) -> int:
        return self.requests - self.requests_at(self.tick - 60)

    @computed
    def trend(self) -> list[tuple[int, int]]:
        """The requests of the last seconds."""
        return [(tick, self.requests_at(tick)) for tick in range(self.tick - SHOWN, self.tick + 1)]

    @computed
    def latency(self) -> int:
        return 20 + round(level(self.tick, 5) * 60)

    @computed
    def slower(self) -> int:
        return self.latency - 20 - round(level(self.tick - 10, 5) * 60)

    @computed
    def queue(self) -> int:
        return round(level(self.tick, 4) * 100)

    @computed
    def done(self) -> int:
        return self.tick * 3 % 101

    @computed
    def health(self) -> tuple[str, str]:
        if self.queue > 95:
            return "bad", "overloaded"
        return ("warn", "busy") if self.queue > 80 else ("good", "healthy")

    def requests_at(self, tick: int) -> int:
        """Requests a second at some moment."""
        return 200 + round(level(tick, 9) * 1200)
