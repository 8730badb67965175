"""Processes as users write them: handlers keep their types on both sides."""

from __future__ import annotations

from collections import deque
from typing import Any

from liveview import (
    Caller,
    Down,
    DynamicSupervisor,
    NoReply,
    Process,
    Registry,
    Supervisor,
    TaskResult,
    TaskSupervisor,
    call,
    cast,
    child,
)


class NotMeasuredError(Exception):
    pass


class Sampler(Process, restart="transient", shutdown=10, limit=1000, when_full="drop_oldest"):
    def __init__(self, seconds: float, *, keep: int = 60) -> None:
        self.seconds = seconds
        self.samples: deque[float] = deque(maxlen=keep)
        self.waiting: list[Caller] = []

    async def init(self) -> None:
        self.send_every(self.seconds, self.measure)
        self.continue_with(self.load, "yesterday")

    async def load(self, day: str) -> None:
        self.samples.append(float(len(day)))

    @cast
    async def measure(self, times: int = 1) -> None:
        self.samples.extend([0.0] * times)
        for caller in self.waiting:
            caller.reply(self.samples[-1])

    @call
    async def latest(self, count: int = 1) -> list[float]:
        return list(self.samples)[-count:]

    @call(timeout=None, raises=NotMeasuredError)
    async def newest(self) -> float:
        if not self.samples:
            raise NotMeasuredError
        return self.samples[-1]

    @call
    async def following(self) -> float:
        self.waiting.append(self.caller)
        raise NoReply

    async def info(self, message: Any) -> None:
        match message:
            case Down(ref, process, reason):
                print(ref, process, reason)
            case TaskResult(task, value):
                print(task, value)
            case _:
                await super().info(message)


async def double(number: int, *, plus: int = 0) -> int:
    return 2 * number + plus


async def main() -> None:
    rooms = Registry()
    async with Supervisor(
        [child(Sampler(1.0), name="sampler"), DynamicSupervisor(name="many"), TaskSupervisor(name="tasks")],
        strategy="rest_for_one",
    ) as top:
        sampler = top.whereis("sampler", Sampler)
        values: list[float] = await sampler.latest(3)
        value: float = await sampler.newest.within(1)()
        taken: bool = sampler.measure(times=2)
        many = top.which_child("many", DynamicSupervisor)
        another: Sampler = await many.start_child(Sampler(0.1, keep=3))
        await many.start_child(child(Sampler(0.1), name=rooms.via(7)))
        tasks = top.whereis("tasks", TaskSupervisor)
        four: int = await tasks.async_(double, 2, plus=0)
        async for outcome in tasks.stream(double, range(3)):
            doubled: int = outcome.value
            print(outcome.item, doubled)
        print(values, value, taken, another.seconds, four)
