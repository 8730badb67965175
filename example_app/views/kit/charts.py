"""Every chart of the kit, some of them of a machine that is made up and never rests."""

from __future__ import annotations

import asyncio
import math
import os
from datetime import UTC, datetime, timedelta
from random import Random
from typing import ClassVar, NamedTuple

from liveview import Async, LiveView, event, every, state
from liveview.ui import CHARTS

SECONDS = int(os.environ.get("TICK_MS", "100")) / 1000
WINDOW = 600
BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Sample(NamedTuple):
    """One reading."""

    at: datetime
    cpu: float
    memory: float
    disk: float | None


def sample(number: int) -> Sample:
    """The reading of a tenth of a second: the disk says nothing for a while, now and then."""
    wave = math.sin(number / 40) + math.sin(number / 7) / 3 + math.sin(number * 1.7) / 8
    disk = None if number % 250 > 230 else round(18 + 8 * math.cos(number / 60), 1)
    return Sample(
        BEGIN + timedelta(seconds=number / 10),
        round(45 + 25 * wave, 1),
        round(62 + 6 * math.sin(number / 150), 1),
        disk,
    )


class Reading(NamedTuple):
    """What a meter says."""

    at: float
    power: float | None


def readings(count: int) -> list[Reading]:
    """A day of a meter, which was off for a while at noon."""
    random, step = Random(7), 86_400 / count
    return [
        Reading(
            BEGIN.timestamp() + round(number * step, 1),
            None
            if 0.45 < number / count < 0.48
            else round(
                900 - 500 * math.cos(number / count * math.tau) + random.gauss(0, 60) + 1500 * (random.random() > 0.999)
            ),
        )
        for number in range(count)
    ]


DAY = tuple(readings(20_000))  # one that cannot change is not looked at again


async def ask_meter(kind: str) -> list[Reading]:
    """What the meter answers, after a while."""
    await asyncio.sleep(1)
    if kind == "broken":
        raise ConnectionError("no route to the meter")
    return [] if kind == "empty" else list(DAY[::200])


class Charts(LiveView, styles="charts.css"):
    """Moves by itself; with `?manual=1` at each click."""

    uses = CHARTS
    render_in = "thread"  # 20,000 rows take longer at first than others should wait
    page_title: str = "Charts"
    days: ClassVar[list[str]] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    day: ClassVar = DAY  # of all pages: none keeps its own
    manual: bool = False
    count: int = WINDOW
    samples: list[Sample] = state(default_factory=lambda: [sample(number) for number in range(WINDOW)])
    traffic: dict[str, list[float]] = {"in": [], "out": []}
    orders: dict[str, float] = {"Berlin": 42, "Lisbon": 31, "Oslo": 27, "Rome": 18, "Vienna": 12.5}
    hours: list[tuple[str, float, float, float]] = []
    waits: list[float] = []
    errors: dict[str, list[float]] = {}
    loaded: Async[list[Reading]] = Async()

    def mount(self) -> None:
        random = Random(7)
        self.traffic = {
            "in": [round(30e6 * abs(math.sin(at / 9)) + random.random() * 9e6) for at in range(90)],
            "out": [round(12e6 + random.random() * 4e6) for _ in range(90)],
        }
        self.hours = [(day, random.randint(1, 4), random.randint(2, 5), random.randint(1, 3)) for day in self.days[:5]]
        self.waits = [random.lognormvariate(4, 0.4) for _ in range(400)]
        self.loaded.run(ask_meter, "some")
        self.errors = {day: [round(random.random() * hour) for hour in range(12)] for day in self.days}

    async def restore(self) -> None:
        """Another process has the page now, and nothing that was loaded."""
        self.loaded.run(ask_meter, "some")

    async def params(self, manual: bool = False) -> None:
        self.manual = manual

    @every(seconds=SECONDS)
    async def sampled(self) -> None:
        if not self.manual:
            await self.step()

    @event
    async def step(self) -> None:
        self.samples.append(sample(self.count))
        del self.samples[0]
        self.count += 1

    @event
    async def load(self, kind: str = "some") -> None:
        self.loaded.run(ask_meter, kind)
