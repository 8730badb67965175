"""The three measuring screens, value by value against a model in plain Python."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.server import serve
from tests.browser.visitor import no_complaints, open_page, settle, texts, until
from tests.served import Served
from tests.unit.example_app.workloads import DashboardModel, RowsModel

NO_MOVE_BEFORE = "delete Element.prototype.moveBefore;"

READ_BOARD = """() => ({
  tick: +document.querySelector('#tick').textContent,
  tiles: [...document.querySelectorAll('.tile')].map((tile) => [
    tile.querySelector('.label').textContent,
    +tile.querySelector('.value').textContent,
    +tile.querySelector('.up, .down').textContent,
    tile.querySelector('.up, .down').className,
  ]),
  rows: [...document.querySelectorAll('.services tbody tr')].map((row) =>
    [...row.cells].map((cell, index) => (index > 1 && index < 5 ? +cell.textContent : cell.textContent.trim()))),
  badges: [...document.querySelectorAll('.badge')].map((badge) => badge.className),
  log: [...document.querySelectorAll('.log li')].map((line) => line.textContent),
})"""

READ_ROWS = """() => [
  +document.querySelector('#ops').textContent,
  [...document.querySelectorAll('.rows tbody tr')].map(({cells: [id, label]}) => [+id.textContent, label.textContent]),
]"""


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serve(TICK_MS="20") as server:
        yield server


@pytest.fixture(params=["", NO_MOVE_BEFORE], ids=["moveBefore", "insertBefore"])
def visitor(page: Page, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page in a browser that has `moveBefore`, and in one that does not."""
    page.add_init_script(request.param)
    with no_complaints(page):
        yield page


def times(page: Page) -> int:
    """Each operation twice; once without `moveBefore`, which is what `client/test_fuzz.py` looks at closely."""
    return 24 if page.evaluate("'moveBefore' in Element.prototype") else 12


def shown(model: DashboardModel) -> dict[str, Any]:
    return {
        "tick": model.tick,
        "tiles": [list(tile) for tile in model.tiles],
        "rows": model.rows,
        "badges": [f"badge {cells[1]}" for cells in model.rows],
        "log": model.log,
    }


def test_the_counter_counts_many_clicks(visitor: Page, server: Served) -> None:
    open_page(visitor, f"{server.url}/counter")
    words = visitor.inner_text(".prose").split()
    for number in range(1, times(visitor) + 1):
        visitor.click("#inc")
        expect(visitor.locator("#count")).to_have_text(str(number))
    assert len(words) == 200
    assert visitor.inner_text(".prose").split() == words


def test_the_dashboard_is_right_after_each_of_many_ticks(visitor: Page, server: Served) -> None:
    open_page(visitor, f"{server.url}/dashboard?manual=1")
    model = DashboardModel()
    assert visitor.evaluate(READ_BOARD) == shown(model)
    for _ in range(times(visitor)):
        visitor.click("#tick-btn")
        settle(visitor)
        model.step()
        assert visitor.evaluate(READ_BOARD) == shown(model)


def test_the_dashboard_moves_by_itself_and_is_right_at_any_moment(visitor: Page, server: Served) -> None:
    open_page(visitor, f"{server.url}/dashboard")
    assert visitor.locator("#tick-btn").count() == 0
    model = DashboardModel()
    for tick in (1, 20, 50):
        until(visitor, "(tick) => +document.querySelector('#tick').textContent >= tick", tick)
        seen = visitor.evaluate(READ_BOARD)
        while model.tick < seen["tick"]:
            model.step()
        assert seen == shown(model)


def test_the_rows_are_right_after_each_of_many_operations(visitor: Page, server: Served) -> None:
    open_page(visitor, f"{server.url}/rows")
    model = RowsModel()
    order = [
        "swap",
        "run",
        "update",
        "swap",
        "remove",
        "append",
        "swap",
        "update",
        "remove",
        "clear",
        "remove",
        "append",
    ]
    for operation in islice(cycle(order), times(visitor)):
        visitor.click(f"#{operation}")
        settle(visitor)
        model.do(operation)
        assert visitor.evaluate(READ_ROWS) == [model.ops, [list(row) for row in model.rows]]


def test_rows_that_stay_are_the_same_elements(visitor: Page, server: Served) -> None:
    open_page(visitor, f"{server.url}/rows")
    visitor.click("#run")
    settle(visitor)
    visitor.evaluate("() => { window.before = [...document.querySelectorAll('.rows tbody tr')]; }")
    for operation in ("swap", "update", "remove", "append"):
        visitor.click(f"#{operation}")
        settle(visitor)
    kept = visitor.evaluate(
        """() => {
          const rows = [...document.querySelectorAll('.rows tbody tr')];
          const [a, b] = [before[1], before[998]];
          [before[1], before[998]] = [b, a];
          before.splice(499, 1);
          return before.every((row, index) => row === rows[index]) && rows.length === 1999;
        }"""
    )
    assert kept


def test_two_pages_count_apart(visitor: Page, server: Served) -> None:
    open_page(visitor, f"{server.url}/counter")
    other = visitor.context.new_page()
    open_page(other, f"{server.url}/counter")
    visitor.click("#inc")
    settle(visitor)
    settle(other)
    assert (texts(visitor, "#count"), texts(other, "#count")) == (["1"], ["0"])
