"""Computed values are worked out again exactly when they have to be."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import pytest

from liveview import LiveView, computed, pure
from liveview.view.component import Component
from liveview.view.fields import prop
from liveview.view.remembering import outside, remembered
from liveview.view.values import Values

RATE = 2
HELD = [1]


@dataclass(frozen=True)
class Row:
    id: int
    size: int = 0


def twice(value: int) -> int:
    return value * RATE


@pure
def declared(value: int) -> int:
    return value + len(HELD)


def clock() -> float:
    return datetime.datetime.now().timestamp()


class Counting:
    """Says how often each name was worked out, since no value tells."""

    def __init__(self, view: Any) -> None:
        self.view = view

    def render(self) -> dict[str, Any]:
        values = Values(self.view, {})
        return {name: values[name] for name in sorted(self.view._spec.computed)}

    def worked_out(self, change: Callable[[], object] = lambda: None) -> set[str]:
        """The names that are worked out in a render after a change."""
        self.render()
        known = dict(remembered(self.view)._known)
        change()
        shown = self.render()
        assert shown == {name: getattr(self.view, name) for name in shown}
        after = remembered(self.view)._known
        return {name for name in shown if name not in known or known[name] is not after.get(name)}


class Board(LiveView):
    template_string = ""
    rows: tuple[Row, ...] = (Row(1, 5), Row(2, 7))
    loose: list[int] = [1]
    query: str = ""
    other: int = 0
    LIMIT: ClassVar[int] = 10

    @computed
    def total(self) -> int:
        return sum(row.size for row in self.rows)

    @computed
    def found(self) -> list[Row]:
        return [row for row in self.sorted_rows() if self.query in str(row.id)][: self.LIMIT]

    def sorted_rows(self) -> list[Row]:
        return sorted(self.rows, key=lambda row: -row.size)

    @computed
    def share(self) -> float:
        return math.floor(self.total / max(1, len(self.found)))

    @computed
    def of_list(self) -> int:
        return sum(self.loose)

    @computed
    def doubled(self) -> int:
        return twice(self.other) + declared(self.other)

    @computed
    def age(self) -> float:
        return self.other + math.floor(clock() / 1e12)

    @computed
    def nothing(self) -> int:
        return len(HELD)

    @computed
    def where(self) -> str:
        return f"{self.url}{self.other}"


ALWAYS = {"age", "nothing", "of_list", "where"}


@pytest.fixture
def board() -> Counting:
    return Counting(Board())


def test_what_reads_nothing_that_changed_is_not_worked_out(board: Counting) -> None:
    assert board.worked_out() == ALWAYS


def test_what_read_a_changed_field_is_worked_out(board: Counting) -> None:
    assert board.worked_out(lambda: setattr(board.view, "query", "2")) == {"found", "share", *ALWAYS}
    assert board.worked_out(lambda: setattr(board.view, "other", 3)) == {"doubled", *ALWAYS}
    changed = (replace(board.view.rows[0], size=6), board.view.rows[1])
    assert board.worked_out(lambda: setattr(board.view, "rows", changed)) == {"total", "found", "share", *ALWAYS}


def test_what_reads_something_that_may_change_in_place_is_worked_out(board: Counting) -> None:
    board.view.loose.append(4)
    assert board.render()["of_list"] == 5
    HELD.append(1)
    assert board.render()["nothing"] == 2
    HELD.pop()


def test_an_equal_value_of_another_type_is_another_one(board: Counting) -> None:
    board.view.other = 1
    assert board.worked_out(lambda: setattr(board.view, "other", True)) == {"doubled", *ALWAYS}


def test_a_list_is_given_as_a_copy(board: Counting) -> None:
    board.render()["found"].append("mine")
    assert board.render()["found"] == [Row(2, 7), Row(1, 5)]


def test_constants_of_the_module_count(board: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    board.render()
    monkeypatch.setitem(globals(), "RATE", 3)
    assert board.render()["doubled"] == board.view.doubled
    board.view.other = 5
    monkeypatch.setitem(globals(), "twice", lambda value: -value)
    assert board.render()["doubled"] == board.view.doubled


def test_one_that_raises_is_asked_again(board: Counting) -> None:
    board.render()
    board.view.rows = (None,)
    with pytest.raises(Exception, match="size"):
        board.render()
    assert type(board.view) is Board
    board.view.rows = (Row(1, 1),)
    assert board.render()["total"] == 1


def test_components_remember_by_their_props() -> None:
    class Tile(Component):
        template_string = ""
        value: int
        unit: str = prop("%")

        @computed
        def label(self) -> str:
            return f"{self.value} {self.unit}"

    tile = Counting(Tile(value=1))
    assert tile.worked_out() == set()
    assert tile.worked_out(lambda: tile.view.__dict__.update(value=2)) == {"label"}


def test_what_a_base_class_does_is_not_known() -> None:
    class Base(Board):
        @computed
        def total(self) -> int:
            return len(HELD) + self.other

    class Wider(Base):
        @computed
        def total(self) -> int:
            return super().total + self.other

    wider = Counting(Wider())
    assert {"total", "share"} <= wider.worked_out()


def reads_a_file(path: str) -> str:
    return open(path).read()


def imports() -> object:
    import time

    return time


def looks_at_everything(value: Any) -> object:
    return value.__dict__


def keeps(value: Any) -> None:
    value.cache = 1


def goes_round(value: int) -> int:
    return goes_round(value - 1) if value else 0


@pytest.mark.parametrize("function", [reads_a_file, imports, looks_at_everything, keeps, clock])
def test_code_that_may_look_outside_is_recognised(function: Any) -> None:
    assert outside(function) is None


def test_code_that_calls_itself_is_followed_once() -> None:
    assert outside(goes_round) is not None


def test_a_function_with_variables_of_another_is_unknown() -> None:
    held = [1]
    assert outside(lambda: held) is None
