"""W3 in pyview: a stream, which the server forgets; what the operations need to know is kept beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypedDict

from pyview import LiveView, LiveViewSocket, Stream

THOUSAND = 1000


@dataclass(frozen=True)
class Row:
    """One row."""

    id: int
    label: str


class Context(TypedDict):
    """What the template sees."""

    ops: int
    rows: Stream[Row]


class Rows(LiveView[Context]):
    """Six operations on a list."""

    async def mount(self, socket: LiveViewSocket[Context], session: dict[str, Any]) -> None:
        self.rows: list[Row] = []
        socket.context = {"ops": 0, "rows": Stream(name="rows")}

    async def handle_event(self, event: str, payload: Any, socket: LiveViewSocket[Context]) -> None:
        getattr(self, event)(socket.context["rows"])
        socket.context["ops"] += 1

    def run(self, stream: Stream[Row]) -> None:
        """Make a thousand rows."""
        self.rows = rows_after(0)
        stream.reset(self.rows)

    def update(self, stream: Stream[Row]) -> None:
        """Change every tenth."""
        for index in range(0, len(self.rows), 10):
            row = self.rows[index] = replace(self.rows[index], label=self.rows[index].label + " !!!")
            stream.insert(row)

    def swap(self, stream: Stream[Row]) -> None:
        """Change the places of two."""
        if len(self.rows) > 998:
            first, second = self.rows[1], self.rows[998]
            self.rows[1], self.rows[998] = second, first
            stream.delete(first)
            stream.delete(second)
            stream.insert(second, at=1)
            stream.insert(first, at=998)

    def remove(self, stream: Stream[Row]) -> None:
        """Remove one."""
        if len(self.rows) > 499:
            stream.delete(self.rows.pop(499))

    def append(self, stream: Stream[Row]) -> None:
        """A thousand more."""
        added = rows_after(max((row.id for row in self.rows), default=0))
        self.rows += added
        stream.insert_many(added)

    def clear(self, stream: Stream[Row]) -> None:
        """Remove all."""
        self.rows = []
        stream.reset()


def rows_after(last: int) -> list[Row]:
    """A thousand rows."""
    return [Row(i, f"row {i}") for i in range(last + 1, last + 1 + THOUSAND)]
