"""The tables that `bench.kit_table` measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from liveview import Cached, LiveApp, LiveView, event, live
from liveview.ui import Column, Table

SMALL, MIDDLE, LARGE = 100, 10_000, 100_000
WORDS = ("amber", "basalt", "cedar", "dune", "ember", "fjord", "grove", "heath", "islet", "jade")


@dataclass(frozen=True, slots=True)
class Part:
    """One row."""

    id: int
    name: str
    place: str
    price: float
    stock: int
    weight: float


def part(number: int) -> Part:
    """The row of a number.

    Args:
        number: its id.
    """
    name = f"{WORDS[number % 10]} {WORDS[number // 10 % 10]} {number:05}"
    price, weight = round(number % 9973 / 7, 2), round(number % 113 / 9, 1)
    return Part(number, name, f"row {number % 71}", price, number * 31 % 997, weight)


def _rows(many: int) -> Cached[list[Part]]:
    async def load() -> list[Part]:
        return [part(number) for number in range(many)]

    return Cached(load, keep=None)


class Parts(LiveView):
    """A table of so many rows."""

    template_string = """
      {{ Table(rows=rows, columns=columns, label="Parts", searchable=true) }}
      <button id="tick" lv-click="tick">tick</button>
    """
    uses = [Table]
    columns: ClassVar = (
        Column("id"),
        Column("name"),
        Column("place"),
        Column("price", format=",.2f", unit="€"),
        Column("stock"),
        Column("weight", format=".1f", unit="kg"),
    )
    rows = _rows(SMALL)

    @event
    async def tick(self) -> None:
        """Nothing, which is then looked for."""


class SmallTable(Parts):
    """All of its rows are in the page."""


class MiddleTable(Parts):
    """What is searched."""

    rows = _rows(MIDDLE)


class LargeTable(Parts):
    """What is scrolled."""

    rows = _rows(LARGE)


app = LiveApp(routes=[live("/small", SmallTable), live("/middle", MiddleTable), live("/large", LargeTable)])
