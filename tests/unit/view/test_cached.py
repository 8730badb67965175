"""A cached value as a class declares it: no field, no state, read by its name."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from liveview import Cached, Component, LiveApp, LiveView, computed, event, live
from liveview.engine.proved import KNOWN
from liveview.errors import ConfigurationError, NoProcessError, StateError
from liveview.testing import visit
from liveview.view.cached import Status
from liveview.view.reach import reach
from liveview.view.size import size_of
from liveview.view.transaction import Transaction
from tests.unit.channel.stage import Stage


def load() -> list[int]:
    return [1, 2, 3]


NUMBERS = Cached(load, ttl=60)


class Board(LiveView):
    template_string = "{{ plain }}{{ annotated }}{{ of_class }}{{ status.ok }}{{ total }}"
    plain = NUMBERS
    annotated: Cached[list[int]] = NUMBERS
    of_class: ClassVar[Cached[list[int]]] = Cached(load)
    status = NUMBERS.status
    count: int = 0

    @computed
    def total(self) -> int:
        return sum(self.plain) + self.count

    @event
    async def add(self) -> None:
        self.count += len(self.plain)


class Tile(Component):
    template_string = "{{ numbers|length }}"
    numbers = NUMBERS


def test_it_is_declared_in_any_way_and_is_no_field() -> None:
    spec = Board._spec
    assert set(spec.cached) == {"plain", "annotated", "of_class", "status"}
    assert set(spec.fields) == {"page_title", "count"} and spec.constants == set()
    assert spec.visible_names >= set(spec.cached)
    assert not set(spec.cached) & (set(spec.snapshot.transient) | set(spec.snapshot.kept))
    assert Board.plain is NUMBERS and vars(Board)["status"].cached is NUMBERS
    assert Tile._spec.has_life and not Tile._spec.props  # it is evaluated anew by itself


def test_a_class_below_may_say_otherwise() -> None:
    other = Cached(load)

    class Field(Board):
        plain: list[int] = []  # pyright: ignore

    class Value(Board):
        @computed
        def plain(self) -> list[int]:  # pyright: ignore
            return []

    class Again(Field):
        plain = other  # pyright: ignore

    assert "plain" in Field._spec.fields and "plain" not in Field._spec.cached
    assert "plain" in Value._spec.computed and "plain" not in Value._spec.cached
    assert Again._spec.cached["plain"] is other and "plain" not in Again._spec.fields


@pytest.mark.parametrize("kind", [Board, Tile])
def test_it_is_not_assigned_to(kind: Any) -> None:
    name = next(iter(kind._spec.cached))
    with pytest.raises(StateError, match=rf"{kind.__name__}\.{name} is cached, one value for all pages.*refresh\(\)"):
        setattr(kind(), name, [])


def test_without_a_page_it_is_given_or_said_to_be_missing() -> None:
    board: Any = Board  # checkers take it for nothing that an instance is made with
    assert board(plain=[7], status=Status([7], None, ok=True)).total == 7
    with pytest.raises(StateError, match=r"load is loaded where Board is shown.*Board\(…=…\)"):
        _ = Board().total
    with pytest.raises(StateError, match="has no field `plane`"):
        board(plane=[7])


def test_a_status_is_one_of_three() -> None:
    error = LookupError("away")
    each: list[tuple[Status[Any], str]] = [
        (Status(None, None, ok=False), "loading"),
        (Status(None, error, ok=False), "failed"),
        (Status(3, None, ok=True), "ok"),
        (Status(3, error, ok=True), "ok"),  # the value of before is shown on
        (Status(None, None, ok=True), "ok"),
    ]
    for status, which in each:
        assert [name for name in ("loading", "failed", "ok") if getattr(status, name)] == [which]


@pytest.mark.parametrize(
    ("load", "options", "says"),
    [
        ([1, 2], {}, r"takes the function that makes the value"),
        (load, {"ttl": 0}, r"ttl=0\): it is a number of seconds above 0, or None"),
        (load, {"ttl": True}, "ttl=True"),
        (load, {"ttl": float("inf")}, "ttl=inf"),
        (load, {"timeout": None}, r"timeout=None\): it is a number of seconds above 0$"),
        (load, {"keep": -1}, "keep=-1"),
    ],
)
def test_what_cannot_be_meant_is_said_at_once(load: Any, options: Any, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        Cached(load, **options)


def test_a_handler_that_reads_it_reaches_nothing_that_would_have_to_be_noted() -> None:
    assert reach(Board, "add") == frozenset({"count"})


def test_it_weighs_nothing_and_is_not_copied() -> None:
    view = Board()
    before = size_of(view)
    large = [str(number) * 100 for number in range(10_000)]
    view.__dict__["_lv_cached"] = {NUMBERS: large}
    assert size_of(view) - before < 1000
    Transaction(view, "add").undo()
    assert view.__dict__["_lv_cached"][NUMBERS] is large


async def test_outside_of_an_app_it_says_whom_to_ask() -> None:
    with pytest.raises(StateError, match=r"await app\.caches\.get"):
        await NUMBERS.get()
    for ask in (NUMBERS.refresh, NUMBERS.invalidate):
        with pytest.raises(StateError, match=r"app\.caches"):
            ask()


async def test_a_page_without_an_app_cannot_show_it() -> None:
    stage = Stage()
    with pytest.raises(NoProcessError):
        await stage.open(Board)
    await stage.close()


def test_an_app_that_was_not_started_has_none() -> None:
    with pytest.raises(ConfigurationError, match="was not started"):
        _ = LiveApp(routes=[live("/", Board)]).caches


async def test_a_large_value_that_cannot_change_is_looked_through_once() -> None:
    rows = tuple((number, str(number)) for number in range(50))
    shared = Cached(lambda: rows)

    class Rows(LiveView):
        template_string = "{{ rows|length }}"
        rows = shared

    served = LiveApp(routes=[live("/", Rows)])
    async with visit(served) as page:
        assert page.html and KNOWN[id(rows)] is rows
        served.caches.invalidate(shared)
        await served.caches.loaded()
        assert KNOWN[id(rows)] is rows
    assert id(rows) not in KNOWN
