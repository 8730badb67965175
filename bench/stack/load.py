"""`python -m bench.stack.load`: those who load servers, in a process of their own, told by lines of JSON what to do.

    {"do": "open", "name": "W1", "kind": "liveview", "url": "http://…", "event": "inc", "count": 50, "pid": 4711}
    {"do": "press", "name": "W1", "seconds": 1}     everybody presses again once they are answered
    {"do": "look", "name": "W1", "seconds": 5}      everybody only listens
    {"do": "close", "name": "W1"}

Each is answered by a line of JSON. Groups stay connected until they are closed, so that several can take turns.
"""

from __future__ import annotations

import asyncio
import gc
import json
import re
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any

import uvloop

from bench.stack.cpu import cpu_seconds, rss
from bench.stack.visitors import KINDS, Ours, Visitor

ARRIVING = 10  # at the same time: more would fill a server's queue, and that is not what is measured
SILENCE = 0.05  # seconds without a frame: all of a tick have come
TAIL = 10.0  # seconds until the last answers, of a server that has fifty in its queue


@dataclass(frozen=True)
class Turn:
    """What happened in some seconds.

    Attributes:
        seconds: how many.
        cpu: seconds that the server's process computed.
        answers: events that were answered.
        changes: frames that changed a page.
        down: bytes of the texts that came.
        up: bytes of those that were sent.
    """

    seconds: float
    cpu: float
    answers: int
    changes: int
    down: int
    up: int


class Group:
    """Some pages of one server.

    Args:
        kind: of `KINDS`.
        url: the page's.
        event: what its button sends.
        count: how many.
        pid: the server's process.
    """

    def __init__(self, kind: str, url: str, event: str, count: int, pid: int) -> None:
        self.visitors: list[Visitor] = [KINDS[kind](url, event) for _ in range(count)]
        self._pid = pid
        self._presses = 0
        self._ends = 0.0
        self._waiting = 0
        self._done = asyncio.Event()

    async def arrive(self) -> dict[str, Any]:
        """Bring all of them; what the first of them was told."""
        gate = asyncio.Semaphore(ARRIVING)
        before = rss(self._pid)

        async def one(visitor: Visitor) -> None:
            async with gate:
                await visitor.arrive()

        await asyncio.gather(*map(one, self.visitors))
        first = self.visitors[0]
        joined = {"up": first.join_up, "down": first.join_down} if isinstance(first, Ours) else {}
        return {"html": first.page_bytes, "rss": rss(self._pid) - before, **joined}

    async def press(self, seconds: float) -> Turn:
        """A closed loop: everybody presses, and again at each answer, until the time is over."""
        loop = asyncio.get_running_loop()
        before = self._sums()
        began, cpu = time.perf_counter(), cpu_seconds(self._pid)
        self._ends = loop.time() + seconds
        self._waiting = len(self.visitors)
        self._done.clear()
        for visitor in self.visitors:
            visitor.on_answer = self._on_answer
            visitor.press()
        await asyncio.wait_for(self._done.wait(), seconds + TAIL)
        turn = self._turn(before, time.perf_counter() - began, cpu_seconds(self._pid) - cpu)
        self._check()
        return turn

    def _on_answer(self, visitor: Visitor) -> None:
        if asyncio.get_running_loop().time() < self._ends:
            visitor.press()
            return
        self._waiting -= 1
        if not self._waiting:
            self._done.set()

    async def look(self, seconds: float) -> Turn:
        """Only listen."""
        await self._silence()
        before = self._sums()
        began, cpu = time.perf_counter(), cpu_seconds(self._pid)
        await asyncio.sleep(seconds)
        await self._silence()
        turn = self._turn(before, time.perf_counter() - began, cpu_seconds(self._pid) - cpu)
        self._check()
        return turn

    async def _silence(self) -> None:
        """Between two ticks, where there is such a moment: what is on its way counts neither for nor against."""
        for _ in range(10):
            before = self._sums()[1]
            await asyncio.sleep(SILENCE)
            if self._sums()[1] == before:
                return

    def rss(self) -> int:
        """Bytes of the server's memory."""
        return rss(self._pid)

    def _sums(self) -> tuple[int, int, int, int]:
        each = [(one.answers, one.changes, one.wire.down, one.wire.up) for one in self.visitors]
        answers, changes, down, up = map(sum, zip(*each, strict=True))
        return answers, changes, down, up

    def _turn(self, before: tuple[int, int, int, int], seconds: float, cpu: float) -> Turn:
        grown = [now - then for now, then in zip(self._sums(), before, strict=True)]
        return Turn(seconds, cpu, *grown)

    def _check(self) -> None:
        """Nobody was cut off, and what each saw last is as many as they pressed."""
        for visitor in self.visitors:
            assert visitor.wire.closed is None, f"{visitor.url}: {visitor.wire.closed}"
            if visitor.event and visitor.answers:
                assert re.search(rb"\b%d\b" % visitor.answers, visitor.last), (visitor.answers, visitor.last[:300])

    def close(self) -> None:
        """Everybody leaves."""
        for visitor in self.visitors:
            visitor.leave()


async def obey(groups: dict[str, Group], order: dict[str, Any]) -> dict[str, Any]:
    """Do what a line says.

    Args:
        groups: those that are connected, by name.
        order: the line.

    Returns:
        The answer.
    """
    match order:
        case {"do": "open", "name": str(name), **rest}:
            rest.pop("do", None)
            groups[name] = Group(**rest)
            answer = await groups[name].arrive()
            # What this process collects later would keep the processor from the servers.
            gc.collect()
            gc.freeze()
            return answer
        case {"do": "press", "name": str(name), "seconds": seconds}:
            return asdict(await groups[name].press(seconds))
        case {"do": "look", "name": str(name), "seconds": seconds}:
            return asdict(await groups[name].look(seconds))
        case {"do": "rss", "name": str(name)}:
            return {"rss": groups[name].rss()}
        case {"do": "close", "name": str(name)}:
            groups.pop(name).close()
            return {}
        case _:
            raise ValueError(f"no such order: {order}")


async def main() -> None:
    """Obey line after line, until there are no more."""
    gc.disable()
    groups: dict[str, Group] = {}
    while line := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(await obey(groups, json.loads(line))), flush=True)


if __name__ == "__main__":
    uvloop.run(main())
