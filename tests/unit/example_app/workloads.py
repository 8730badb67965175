"""The measuring screens as plain Python, written from their description: what a page must show after each step."""

from __future__ import annotations


class DashboardModel:
    """24 tiles `(label, value, delta, direction)`, 100 rows of cells, 20 log lines."""

    def __init__(self) -> None:
        self.tick = 0
        self.tiles = [(f"Metric {i}", i * 17 % 1000, 0, "up") for i in range(24)]
        self.rows = [
            [f"service-{i}", "ok", i * 13 % 5000, i * 3 % 90, i * 7 % 900, f"{i % 7 / 10:.1f}%"] for i in range(100)
        ]
        self.log = [_line(n) for n in range(20)]

    def step(self) -> None:
        """One tick."""
        self.tick += 1
        t = self.tick
        for k in range(6):
            i = (t * 5 + k * 4) % 24
            direction = "up" if (t + k) % 2 else "down"
            self.tiles[i] = (f"Metric {i}", (t * 31 + k * 17) % 1000, (t + k) % 50, direction)
        for k in range(10):
            cells = self.rows[(t * 7 + k * 11) % 100]
            cells[2:5] = [(t * 13 + k) % 5000, (t + k) % 90, (t * 7 + k) % 900]
            if (t + k) % 10 == 0:
                cells[1] = "warn"
        self.log = [*self.log[1:], _line(19 + t)]


def _line(n: int) -> str:
    return f"line {n}: service-{n % 100} handled request {n}"


class RowsModel:
    """Rows `(id, label)` and the number of operations."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, str]] = []
        self.ops = 0

    def do(self, operation: str) -> None:
        """One of the six operations."""
        self.ops += 1
        rows = self.rows
        if operation in ("run", "append"):
            kept = rows if operation == "append" else []
            last = max((id for id, _ in kept), default=0)
            self.rows = kept + [(i, f"row {i}") for i in range(last + 1, last + 1001)]
        elif operation == "update":
            self.rows = [(id, label + " !!!" * (index % 10 == 0)) for index, (id, label) in enumerate(rows)]
        elif operation == "swap" and len(rows) > 998:
            rows[1], rows[998] = rows[998], rows[1]
        elif operation == "remove":
            self.rows = rows[:499] + rows[500:]
        elif operation == "clear":
            self.rows = []
