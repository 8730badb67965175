"""What a handler may change is read from its code: too much is allowed, too little never."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ClassVar

import pytest

from liveview.view.computed import computed
from liveview.view.events import event
from liveview.view.live_view import LiveView
from liveview.view.reach import reach


def decorated(function: Callable[..., Any]) -> Any:
    @functools.wraps(function)
    def around(self: Any, *args: Any) -> Any:
        return function(self, *args)

    return around


class Board(LiveView):
    template_string = ""
    limit: ClassVar[int] = 3
    count: int = 0
    rows: list[int] = []
    other: list[int] = []

    @computed
    def first(self) -> int:
        return self.rows[0]

    @property
    def both(self) -> list[int]:
        return [*self.rows, *self.other]

    @both.setter
    def both(self, value: list[int]) -> None:
        self.rows[:] = value

    @functools.cached_property
    def cached(self) -> list[int]:
        return self.rows

    @staticmethod
    def double(value: int) -> int:
        return value * 2

    @event
    async def assigns(self, by: int = 1) -> None:
        self.count += by
        self.rows = [by, self.limit]
        self.flash("info", "done")
        self.live.send(Any, 1)

    @event
    async def appends(self) -> None:
        self.rows.append(self.double(1))

    @event
    async def adds(self) -> None:
        self.rows += [1]

    @event
    async def reads_computed(self) -> None:
        self.count = self.first

    @event
    def calls(self) -> None:
        self.helper()
        self.count = 1

    def helper(self) -> None:
        self.other.clear()
        self.calls()

    @event
    def gives_away(self) -> None:
        print(self)

    @event
    def remembers(self) -> None:
        own = self
        own.rows.clear()

    @event
    def closes(self) -> None:
        print(lambda: self.rows)

    @event
    def by_name(self) -> None:
        self.__dict__["rows"].clear()

    @event
    def sets_property(self) -> None:
        self.both = [1]

    @event
    def reads_property(self) -> None:
        self.both.clear()

    @event
    def reads_cached(self) -> None:
        self.cached.clear()

    @event
    @decorated
    def behind_a_decorator(self) -> None:
        self.count = 1

    @event
    def of_the_base(self) -> None:
        super().mount()


@pytest.mark.parametrize(
    ("method", "names"),
    [
        ("assigns", {"count", "limit"}),
        ("appends", {"rows"}),
        ("adds", {"rows"}),
        ("reads_computed", {"rows"}),
        ("reads_property", {"rows", "other"}),
        ("calls", {"other"}),
        ("joined", set()),
    ],
)
def test_what_is_named_may_be_changed(method: str, names: set[str]) -> None:
    assert reach(Board, method) == frozenset(names)


@pytest.mark.parametrize(
    "method",
    "gives_away remembers closes by_name sets_property reads_cached behind_a_decorator of_the_base".split(),
)
def test_where_self_is_out_of_sight_all_may_be_changed(method: str) -> None:
    assert reach(Board, method) is None


def test_a_class_with_attributes_of_any_name_has_no_limits() -> None:
    class Open(Board):
        def __getattr__(self, name: str) -> Any:
            return self.rows

    assert reach(Open, "assigns") is None
