"""Supervision trees whose processes write down when they start and stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from liveview.runtime.children import ChildSpec, child
from liveview.runtime.exits import Ignore, Reason
from liveview.runtime.handlers import cast
from liveview.runtime.process import Process
from liveview.runtime.supervisor import Supervisor
from liveview.testing import VirtualClock
from tests.unit.runtime.settling import quiet

Log = list[tuple[Any, ...]]


class Worker(Process):
    """Writes down its life, and does what it is told to.

    Args:
        id: what it is called in the log.
        log: where it writes.
        plan: called at each start; what it raises is raised by `init`.
    """

    def __init__(self, id: Any, log: Log, plan: Callable[[], object] | None = None) -> None:
        self.id = id
        self.log = log
        self.plan = plan

    async def init(self) -> None:
        if self.plan is not None:
            result = self.plan()
            if asyncio.iscoroutine(result):
                await result
        self.log.append(("start", self.id))

    async def info(self, message: Any) -> None:
        found = message()
        if asyncio.iscoroutine(found):
            await found

    @cast
    async def crash(self) -> None:
        raise RuntimeError("crash")

    async def terminate(self, reason: Reason) -> None:
        self.log.append(("stop", self.id))


class Tree:
    """A supervisor of workers.

    Attributes:
        log: the starts and stops of them all, in their order.
        top: the supervisor.
    """

    def __init__(self, *specs: ChildSpec | str, **options: Any) -> None:
        self.clock = VirtualClock()
        self.log: Log = []
        given = [self.child(spec) if isinstance(spec, str) else spec for spec in specs]
        self.top = Supervisor(given, **options)

    def child(self, id: Any, plan: Callable[[], object] | None = None, **options: Any) -> ChildSpec:
        return child(Worker(id, self.log, plan), id=id, **options)

    async def start(self) -> Tree:
        await self.top.start(self.clock)
        return self

    def worker(self, id: Any) -> Worker:
        return self.top.which_child(id, Worker)

    async def crash(self, id: Any) -> None:
        self.worker(id).crash()
        await quiet()

    async def end(self, id: Any, reason: Reason) -> None:
        self.worker(id).exit(reason)
        await quiet()

    def take(self) -> str:
        """What was written since the last time: `+a` for a start, `-a` for a stop."""
        taken = " ".join(("+" if what == "start" else "-") + str(id) for what, id in self.log)
        self.log.clear()
        return taken

    def counts(self) -> tuple[int, int, int, int]:
        count = self.top.count_children()
        return count.specs, count.active, count.supervisors, count.workers

    async def close(self) -> None:
        await self.top.stop()


class Flaky:
    """A plan that fails at some starts, counted from 1."""

    def __init__(self, *failing: int, error: Callable[[], BaseException] = lambda: ValueError("no")) -> None:
        self.failing = set(failing)
        self.error = error
        self.starts = 0

    def __call__(self) -> None:
        self.starts += 1
        if self.starts in self.failing:
            raise self.error()


class Unneeded(Flaky):
    """A plan that says at some starts that the process is not needed."""

    def __init__(self, *starts: int) -> None:
        super().__init__(*starts, error=lambda: Ignore("not needed"))
