"""A hundred thousand rows of the view's own, which it changes in place."""

from __future__ import annotations

from typing import Any, ClassVar

from liveview import LiveApp, LiveView, event, live, state
from liveview.ui import Column, Table

MANY = 100_000


class Row:
    """One row, changed in place."""

    __slots__ = ("id", "name", "size")

    def __init__(self, number: int) -> None:
        self.id = number
        self.name = f"row {number}"
        self.size = number * 7 % 1000


class Large(LiveView):
    """The table, and a button that changes each thousandth row."""

    template_string = """
      <div>
        <h1>Large</h1>
        <button id="change" lv-click="change">{{ changes }}</button>
        {{ Table(rows=rows, columns=columns, label="Rows", height="400px", searchable=true, selectable=true,
                 resizable=true, on_edit="edited", on_select="picked") }}
        <p id="picked">{{ picked|length }}</p>
      </div>
    """
    uses = [Table]
    columns: ClassVar = (Column("id"), Column("name"), Column("size", editable=True))
    # No snapshot has room for them, and `mount` and `restore` make them again.
    rows: list[Any] = state(default_factory=list, transient=True)
    picked: list[int] = []
    changes: int = 0

    def mount(self) -> None:
        self.rows = [Row(number) for number in range(MANY)]

    restore = mount

    @event
    async def change(self) -> None:
        self.changes += 1
        for row in self.rows[::1000]:
            row.size = -self.changes

    @event
    async def edited(self, row: int, column: str, value: int) -> None:
        setattr(self.rows[row], column, value)

    @event("picked")
    async def pick(self, rows: list[int]) -> None:
        self.picked = rows


app = LiveApp(routes=[live("/", Large)])
