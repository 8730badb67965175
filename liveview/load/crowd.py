"""Many clients at once, and what they felt together."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from liveview.errors import ConfigurationError, LoadError
from liveview.load.report import Report, Series
from liveview.load.script import Action
from liveview.load.visitor import Visitor

# Pages that are loaded at the same time: a crowd that comes all at once measures only its own queue.
ARRIVING = 20


@dataclass(frozen=True)
class Load:
    """What a crowd does.

    Attributes:
        url: the page.
        clients: how many.
        seconds: for how long, once all are there.
        actions: of which each client chooses; none to listen only.
        rate: events a second of each client, sent when they are due; None to send the next when the last is answered.
        headers: sent with every request: the cookie of a login, for example.
        pid: the server's process, to tell what it used.
        seed: makes the choices the same again.
    """

    url: str
    clients: int = 10
    seconds: float = 10.0
    actions: Sequence[Action] = ()
    rate: float | None = None
    headers: dict[str, str] = field(default_factory=dict)
    pid: int | None = None
    seed: int = 0


class Crowd:
    """The clients of one load.

    Args:
        load: what they do.
    """

    def __init__(self, load: Load) -> None:
        self._load = load
        self._visitors = [Visitor(load.url, load.headers) for _ in range(load.clients)]
        self._errors: Counter[str] = Counter()

    async def run(self) -> Report:
        """Bring all clients to the page, let them act, and tell what they felt.

        Raises:
            LoadError: where none can join.
            ConfigurationError: where the server's process cannot be looked at.
        """
        joined = await self._arrive()
        report = Report(clients=len(joined))
        with _usage(self._load.pid, report):
            start = time.monotonic()
            await asyncio.gather(*(self._act(visitor, number) for number, visitor in enumerate(joined)))
            report.seconds = time.monotonic() - start
        self._tell(report)
        await asyncio.gather(*(visitor.leave() for visitor in joined), return_exceptions=True)
        return report

    async def _arrive(self) -> list[Visitor]:
        gate = asyncio.Semaphore(ARRIVING)

        async def arrive(visitor: Visitor) -> Visitor | LoadError:
            async with gate:
                try:
                    await visitor.arrive()
                except LoadError as error:
                    return error
                return visitor

        arrived = await asyncio.gather(*map(arrive, self._visitors))
        joined = [each for each in arrived if isinstance(each, Visitor)]
        refused = [each for each in arrived if isinstance(each, LoadError)]
        self._errors.update(str(error) for error in refused)
        if not joined and refused:
            raise refused[0]
        return joined

    async def _act(self, visitor: Visitor, number: int) -> None:
        load = self._load
        interval = None if load.rate is None else 1 / load.rate
        await visitor.act(load.actions, interval, load.seconds, random.Random(load.seed + number))

    def _tell(self, report: Report) -> None:
        felt = [visitor.felt for visitor in self._visitors]
        report.answers = Series(sample for each in felt for sample in each.answers)
        report.loads = Series(sample for each in felt for sample in each.loads)
        report.joins = Series(sample for each in felt for sample in each.joins)
        report.bytes_up = sum(each.bytes_up for each in felt)
        report.bytes_down = sum(each.bytes_down for each in felt)
        report.frames = sum(each.frames for each in felt)
        report.page_bytes = max((each.page_bytes for each in felt), default=0)
        report.errors = self._errors + Counter(error for each in felt for error in each.errors)


@contextmanager
def _usage(pid: int | None, report: Report) -> Iterator[None]:
    """What the server uses meanwhile, by what the operating system says of its process."""
    if pid is None:
        yield
        return
    try:
        import psutil
    except ImportError as error:
        raise ConfigurationError('--pid needs psutil: pip install "liveview[demo]"') from error
    try:
        server: Any = psutil.Process(pid)
        before = server.cpu_times()
        yield
        after = server.cpu_times()
        report.cpu_seconds = round(after.user + after.system - before.user - before.system, 3)
        report.rss_bytes = server.memory_info().rss
    except psutil.Error as error:
        raise ConfigurationError(f"--pid {pid}: {error}") from error
