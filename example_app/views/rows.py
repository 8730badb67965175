"""A long keyed list: a thousand rows made, changed, swapped and removed, each at the cost of what is different."""

from __future__ import annotations

from dataclasses import dataclass, replace

from liveview import LiveView, event

THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """One row, known by its id."""

    id: int
    label: str


class Rows(LiveView, styles="measuring.css"):
    """Six operations on a list."""

    page_title = "Rows"
    rows: list[Row] = []
    ops: int = 0

    @event
    async def run(self) -> None:
        self.rows = _rows_after(0)
        self.ops += 1

    @event
    async def update(self) -> None:
        for index in range(0, len(self.rows), 10):
            row = self.rows[index]
            self.rows[index] = replace(row, label=f"{row.label} !!!")
        self.ops += 1

    @event
    async def swap(self) -> None:
        if len(self.rows) > 998:
            self.rows[1], self.rows[998] = self.rows[998], self.rows[1]
        self.ops += 1

    @event
    async def remove(self) -> None:
        del self.rows[499:500]
        self.ops += 1

    @event
    async def append(self) -> None:
        self.rows += _rows_after(max((row.id for row in self.rows), default=0))
        self.ops += 1

    @event
    async def clear(self) -> None:
        self.rows = []
        self.ops += 1


def _rows_after(last: int) -> list[Row]:
    return [Row(i, f"row {i}") for i in range(last + 1, last + 1 + THOUSAND)]
