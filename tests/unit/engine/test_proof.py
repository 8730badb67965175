"""What proves a value unchanged, and what never does."""

from __future__ import annotations

import copy
import math
from collections import namedtuple
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest
from markupsafe import Markup

from liveview import Tracked
from liveview.engine import LiveEnvironment, Rendering
from liveview.engine.proof import immutable, prove, same
from liveview.engine.proved import KNOWN
from liveview.engine.tracked import proof


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True)
class Frozen:
    value: Any


@dataclass
class Plain:
    value: Any


Point = namedtuple("Point", "x y")


class Service(Tracked):
    def __init__(self, name: str, load: Any = 0) -> None:
        self.name = name
        self.load = load


@pytest.mark.parametrize(
    "value", [1, "a", None, Markup("<b>"), Decimal(1), Colour.RED, (1, (2,)), Frozen((1,)), Point(1, 2)]
)
def test_what_can_never_change_is_proved(value: Any) -> None:
    assert immutable(value)
    assert proof(value) is True


@pytest.mark.parametrize("value", [[], {}, set(), ([],), Frozen([]), Plain(1), Point(1, []), object(), bytearray()])
def test_what_may_change_is_not(value: Any) -> None:
    assert not immutable(value)
    assert proof(value) is False


@pytest.mark.parametrize(
    ("before", "after"), [(0.0, -0.0), (1, True), (1, 1.0), ("a", Markup("a")), (Decimal(1), Decimal("1.0"))]
)
def test_equal_values_that_read_otherwise_are_not_the_same(before: Any, after: Any) -> None:
    assert not same(before, after)


def test_not_a_number_is_the_same_as_itself() -> None:
    assert same(math.nan, math.nan)
    assert same(float("nan"), float("nan"))


def test_a_tracked_object_has_another_proof_after_each_change() -> None:
    service = Service("db")
    before = proof(service)
    assert proof(service) is before
    service.load = 1
    assert proof(service) is not before


def test_a_copy_of_a_tracked_object_goes_its_own_way() -> None:
    service = Service("db")
    other = copy.copy(service)
    other.load = 7
    assert proof(other) is not proof(service)
    assert service.load == 0


def test_a_tracked_object_that_holds_a_list_proves_nothing_until_it_does_no_more() -> None:
    service = Service("db", [])
    assert proof(service) is False
    service.load = 1
    assert proof(service) is not False
    service.load = (1, [])
    assert proof(service) is False
    del service.load
    assert proof(service) is not False


class Looked:
    """Counts how often a row is read."""

    count = 0

    def __init__(self, name: str) -> None:
        self.name = name


class LookedService(Service):
    @property
    def shown(self) -> str:
        Looked.count += 1
        return self.name


def test_only_the_tracked_rows_that_changed_are_read() -> None:
    template = LiveEnvironment().from_string("<ul>{% for r in rows %}<li>{{ r.shown }}</li>{% endfor %}</ul>")
    rows = [LookedService(f"s{number}") for number in range(10)]
    rendering = Rendering(template)
    rendering.mount({"rows": rows})
    Looked.count = 0
    rows[3].name = "other"
    assert rendering.update({"rows": rows}) == [-1, [3, [0, "other"]]]
    assert Looked.count == 1
    assert rendering.update({"rows": rows}) is None
    rows.reverse()
    assert rendering.update({"rows": rows}) is not None
    assert rendering.html() == "<ul>" + "".join(f"<li>{row.name}</li>" for row in rows) + "</ul>"


class Rude:
    """A value that cannot be compared."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("nobody compares me")

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.text


class Vague(Rude):
    """A value whose comparison gives no bool, as an array's does."""

    def __eq__(self, other: object) -> Any:
        return Rude("neither")


@pytest.mark.parametrize("kind", [Rude, Vague])
def test_values_that_cannot_be_compared_are_shown_all_the_same(kind: type[Rude]) -> None:
    source = '<p title="{{ v }}">{{ v }}</p>{% for r in rows %}<i lv-key="{{ r }}">{{ r }}</i>{% endfor %}'
    rendering = Rendering(LiveEnvironment().from_string(source))
    rendering.mount({"v": kind("a"), "rows": [kind("x"), kind("y")]})
    assert rendering.update({"v": kind("a"), "rows": [kind("x"), kind("y")]}) is None
    assert rendering.update({"v": kind("b"), "rows": [kind("y"), kind("x")]}) is not None
    assert rendering.html() == '<p title="b">b</p><i>y</i><i>x</i>'


def test_a_huge_integer_fails_as_it_does_in_jinja() -> None:
    rendering = Rendering(LiveEnvironment().from_string("<p>{{ n }}</p>"))
    rendering.mount({"n": 10**4000})
    assert rendering.html() == f"<p>{10**4000}</p>"
    assert rendering.update({"n": 10**4000 + 1}) == [0, str(10**4000 + 1)]


def test_what_is_proved_is_known_as_long_as_the_proof_is_there() -> None:
    rows = tuple(Point(x, x) for x in range(100))
    known = prove(rows)
    assert KNOWN[id(rows)] is rows and immutable(rows) and same(rows, rows)
    held = prove(Frozen(rows))
    assert list(KNOWN) == [id(rows)]
    del held
    assert not KNOWN and immutable(rows)  # found out anew
    del known
    assert not KNOWN


@pytest.mark.parametrize("value", [3, "text", [1], ([1],), {"a": 1}, Point(1, 2), None])
def test_of_what_can_change_or_is_small_there_is_nothing_to_know(value: Any) -> None:
    assert prove(value) is None and not KNOWN


def test_what_is_known_is_not_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = tuple(Point(x, x) for x in range(100))
    known = prove(rows)
    monkeypatch.setattr("liveview.engine.proof.SCALARS", frozenset())
    monkeypatch.setattr("liveview.engine.proof._HELD", {})
    assert immutable(rows)
    assert not immutable(rows[:99])
    del known
