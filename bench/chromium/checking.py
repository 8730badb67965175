"""Whether a page shows what the model of its screen says: before that no figure of it counts."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.unit.example_app.workloads import DashboardModel, RowsModel

READ_BOARD = """() => {
  const text = (node) => node.textContent.trim();
  return {
    tick: +text(document.querySelector('#tick')),
    tiles: [...document.querySelectorAll('.tile')].map((tile) => [
      text(tile.querySelector('.label')),
      +text(tile.querySelector('.value')),
      +text(tile.querySelector('.up, .down')),
      tile.querySelector('.up, .down').classList.contains('up') ? 'up' : 'down',
    ]),
    rows: [...document.querySelectorAll('.services tbody tr')].map((row) =>
      [...row.cells].map((cell, index) => (index > 1 && index < 5 ? +text(cell) : text(cell)))),
    badges: [...document.querySelectorAll('.badge')].map((badge) => badge.className),
    log: [...document.querySelectorAll('.log li, .log .q-scrollarea__content > div')].map(text),
  };
}"""

READ_ROWS = """() => [
  +document.querySelector('#ops').textContent,
  [...document.querySelectorAll('.rows tbody tr')].map(({cells: [id, label]}) => [+id.textContent, label.textContent]),
]"""


def counter(page: Page, count: int) -> None:
    """W1 after some clicks."""
    assert page.inner_text("#count") == str(count), f"{page.url} shows {page.inner_text('#count')}, not {count}"


def dashboard(page: Page, ticks: int) -> None:
    """W2 after some ticks."""
    model = DashboardModel()
    for _ in range(ticks):
        model.step()
    expected: dict[str, Any] = {
        "tick": model.tick,
        "tiles": [list(tile) for tile in model.tiles],
        "rows": model.rows,
        "badges": [f"badge {cells[1]}" for cells in model.rows],
        "log": model.log,
    }
    seen = page.evaluate(READ_BOARD)
    for name, value in expected.items():
        assert seen[name] == value, f"{page.url} after {ticks} ticks, {name}: {seen[name]}, not {value}"


def rows(page: Page, operations: list[str]) -> None:
    """W3 after some operations."""
    model = RowsModel()
    for operation in operations:
        model.do(operation)
    ops, seen = page.evaluate(READ_ROWS)
    assert ops == model.ops, f"{page.url}: {ops} operations, not {model.ops}"
    assert seen == [list(row) for row in model.rows], f"{page.url} shows other rows after {operations[-4:]}"
