"""The machine this runs on: gauges, their last minute, and every process, pushed once a second."""

from __future__ import annotations

from operator import attrgetter
from typing import ClassVar, Literal, NamedTuple

from example_app.machine.gauges import Reading
from example_app.machine.processes import ProcessRow
from example_app.machine.sampler import Sampler
from example_app.machine.system import System, read_system
from example_app.views.parts import Chart, Rate
from liveview import LiveView, computed, event, every, state
from liveview.ui import EmptyState, Meter

ColumnName = Literal["pid", "name", "user", "cpu", "memory", "threads", "status"]


class Column(NamedTuple):
    """A column of the process table: what it shows and how it is called."""

    name: ColumnName
    title: str
    is_number: bool


class Overview(LiveView, styles="overview.css"):
    """The start page."""

    uses = [Chart, EmptyState, Meter, Rate]
    states: ClassVar = {"running": "good", "disk-sleep": "warn", "zombie": "bad", "dead": "bad"}
    sampler: ClassVar = Sampler()
    system: ClassVar[System] = read_system()
    columns: ClassVar = [
        Column("pid", "PID", True),
        Column("name", "Name", False),
        Column("user", "User", False),
        Column("cpu", "CPU", True),
        Column("memory", "Memory", True),
        Column("threads", "Threads", True),
        Column("status", "Status", False),
    ]

    page_title: str = system.hostname
    reading: Reading = state(transient=True)
    processes: tuple[ProcessRow, ...] = state(transient=True)
    query: str = ""
    sorted_by: ColumnName = "cpu"
    descending: bool = True

    def mount(self) -> None:
        self.look()

    def restore(self) -> None:
        self.look()

    @every(seconds=1)
    def look(self) -> None:  # a plain `def`: psutil blocks, so it runs in a worker thread
        self.reading = self.sampler.reading()
        self.processes = self.sampler.processes()

    @event
    async def search(self, query: str = "") -> None:
        self.query = query.strip()

    @event
    async def sort(self, by: ColumnName) -> None:
        is_number = next(column.is_number for column in self.columns if column.name == by)
        self.descending = not self.descending if by == self.sorted_by else is_number
        self.sorted_by = by

    @computed
    def rows(self) -> list[ProcessRow]:
        wanted = self.query.casefold()
        found = [p for p in self.processes if wanted in f"{p.pid} {p.name} {p.user}".casefold()]
        return sorted(found, key=attrgetter(self.sorted_by), reverse=self.descending)
