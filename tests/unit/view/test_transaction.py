"""An instance is what it was before, or it is said that nobody can tell."""

from __future__ import annotations

from typing import Any

import pytest

from liveview.view.events import event
from liveview.view.fields import state
from liveview.view.live_view import LiveView
from liveview.view.transaction import Transaction


class Handle:
    def __init__(self) -> None:
        self.used = 0


class Board(LiveView):
    template_string = ""
    count: int = 0
    rows: list[dict[str, int]] = []
    handle: Any = state(default_factory=Handle, transient=True)
    thing: Any = None

    @event
    async def everything(self) -> None:
        self.count = 5
        self.rows[0]["a"] = 2
        self.rows = []
        self.handle.used += 1
        self.other: Any = 1
        self.cache.append(1)

    cache: list[int] = []

    @event
    async def use(self) -> None:
        self.thing.used = 1

    @event
    async def assign(self) -> None:
        self.thing = None


async def test_assignments_and_what_is_within_are_undone() -> None:
    board = Board(rows=[{"a": 1}])
    rows = board.rows
    before = Transaction(board, "everything")
    await board.everything()
    assert before.undo()
    assert board.count == 0 and board.rows is rows and rows == [{"a": 1}] and board.cache == []
    assert not hasattr(board, "other")
    assert board.handle.used == 1  # no state, but a way to something else


@pytest.mark.parametrize(("method", "is_whole"), [("use", False), ("assign", True)])
async def test_a_value_of_no_known_type_matters_where_it_is_reached(method: str, is_whole: bool) -> None:
    board = Board(thing=Handle())
    before = Transaction(board, method)
    await getattr(board, method)()
    assert before.undo() is is_whole
    assert isinstance(board.thing, Handle)


def test_too_much_matters_where_it_is_reached() -> None:
    board = Board(rows=[{"a": 1}] * 2000)
    assert Transaction(board, "assign").undo()
    assert not Transaction(board, "everything").undo()
    assert Transaction(board, "everything", 10_000).undo()


def test_who_keeps_account_of_the_instance_is_left_alone() -> None:
    board = Board()
    live = board.live
    before = Transaction(board, "everything")
    assert before.undo() and board.live is live
