"""A panel that does nothing wrong, and says what it felt of those who do."""

from __future__ import annotations

import time
from typing import ClassVar

from example_app.lateness import Felt, Lateness
from example_app.machine.trend import History, Trend
from example_app.views.parts import Chart
from liveview import Component, every, state

TICK = 0.1  # seconds: people notice what is later than that


class Calm(Component, isolated=True):
    """Asks to be called ten times a second, and writes down how late that was."""

    uses = (Chart,)
    ticks: ClassVar = TICK
    felt: Felt = Felt()
    trend: Trend = state(transient=True)

    async def mount(self) -> None:
        await self.restore()

    async def restore(self) -> None:
        self._lateness = Lateness(TICK)
        self._history = History(least_top=16)
        self._looks = 0
        await self.show()

    @every(seconds=TICK)
    async def tick(self) -> None:
        self._lateness.called(time.monotonic())

    @every(seconds=0.5)
    async def show(self) -> None:
        self._looks += 1
        self.felt = self._lateness.felt()
        self.trend = self._history.add(self._looks, self._lateness.worst())
