"""Panels that do what no panel should, when told to. For a demo: who may press the buttons may slow the worker down.

Each is isolated, a process of its own, so what goes wrong in it stays in it. None holds the loop for longer than the
watchdog lets it, about a second, or its memory for longer than `Limits` says.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Annotated, ClassVar
from uuid import uuid4

from pydantic import Field

from liveview import Component, Gap, Limits, event, every, on, state
from liveview.ui import Meter

Seconds = Annotated[float, Field(gt=0, le=3)]


class Trouble(Component, isolated=True):
    """What all of them have: a number that somebody has counted to, and seconds since they began anew."""

    title: ClassVar = "Trouble"
    count: int = 0
    seconds: int = 0

    @event
    async def add(self) -> None:
        self.count += 1

    @every(seconds=1)
    async def beat(self) -> None:
        self.seconds += 1


class Crash(Trouble):
    """Fails: in a handler, in its template, again and again."""

    title: ClassVar = "Crash"
    emits = ("crash_often",)
    divisor: int = 3

    @event
    async def fail(self) -> None:
        self.count += 100  # which nobody will see
        raise RuntimeError("the handler failed, as it was told to")

    @event
    async def break_template(self) -> None:
        self.divisor = 0

    async def info(self, message: str) -> None:
        self.divisor = 0


class Block(Trouble):
    """Keeps others waiting, or tries to."""

    title: ClassVar = "Block"
    short: ClassVar = 0.5
    long: ClassVar = 3
    spins: int = 0

    @event
    async def block(self, seconds: Seconds) -> None:
        time.sleep(seconds)  # noqa: ASYNC251 - the mistake that is shown

    @event
    def block_thread(self, seconds: Seconds) -> None:
        time.sleep(seconds)

    @event
    async def spin(self, seconds: Seconds) -> None:
        spins, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            spins += 1
            await asyncio.sleep(0)
        self.spins = spins


@dataclass(frozen=True, slots=True)
class Ball:
    """A message that a panel sends to itself.

    Attributes:
        left: how often it is sent again.
    """

    left: int = 0


class Flood(Trouble):
    """Sends itself more than it can read."""

    title: ClassVar = "Flood"
    burst: ClassVar = 2_000
    rounds: ClassVar = 5_000
    me: str = state(default_factory=lambda: uuid4().hex)
    sent: int = 0
    read: int = 0
    gaps: int = 0

    @event
    async def flood(self) -> None:
        for _ in range(self.burst):
            self._send(Ball())

    @event
    async def chase(self) -> None:
        self._send(Ball(self.rounds - 1))

    @on("chaos:{me}")
    async def got(self, ball: Ball) -> None:
        self.read += 1
        if ball.left:
            self._send(Ball(ball.left - 1))

    async def info(self, message: Gap) -> None:
        self.gaps += 1

    def _send(self, ball: Ball) -> None:
        self.sent += 1
        self.publish(f"chaos:{self.me}", ball)


class Leak(Trouble):
    """Keeps what it should let go, until it weighs more than a state may."""

    title: ClassVar = "Leak"
    uses = (Meter,)
    step: ClassVar = 8 * 1024 * 1024
    most: ClassVar = Limits().state_bytes
    hoard: list[bytes] = state(default_factory=list, transient=True)

    @event
    async def leak(self) -> None:
        self.hoard.append(bytes(self.step))  # zeros, which the system gives when they are written to: it only counts
