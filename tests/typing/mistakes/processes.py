from __future__ import annotations

from liveview import Process, Supervisor, call, cast


class Sampler(Process):
    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    @call
    async def latest(self, count: int = 1) -> list[float]:
        return [0.0] * count

    @cast
    async def measure(self, times: int) -> None:
        self.seconds *= times


async def main(top: Supervisor) -> None:
    sampler = top.whereis("sampler", Sampler)
    await sampler.latest("3")  # MISTAKE: a call keeps its types
    await sampler.latest(number=3)  # MISTAKE: and its names
    number: int = await sampler.latest()  # MISTAKE: and what it returns
    sampler.measure()  # MISTAKE: so does a cast
    Sampler()  # MISTAKE: a class keeps the arguments of its __init__
    Supervisor([], strategy="one_for_none")  # MISTAKE: there is no such strategy
    print(number)
