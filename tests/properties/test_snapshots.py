"""Snapshots: what comes back is what was kept, of its very type, whatever was declared; or it is no snapshot at all."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import decimal
import enum
import ipaddress
import pathlib
import uuid
import zoneinfo
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple, NotRequired, TypedDict

import msgspec
import pytest
import typing_extensions
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from markupsafe import Markup
from pydantic import BaseModel, Field

from liveview import LiveView
from liveview.errors import SnapshotError
from liveview.view.snapshots.encoding import decode, encode


class Level(enum.Enum):
    LOW = ("low", 1)
    HIGH = ("high", 2)


class Right(enum.Flag):
    READ = enum.auto()
    WRITE = enum.auto()


class Weekday(enum.IntEnum):
    MONDAY = 1
    TUESDAY = 2


@dataclasses.dataclass(frozen=True)
class Point:
    x: float
    y: float | None = None


@dataclasses.dataclass(slots=True)
class Tree:
    name: str
    below: list[Tree] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(kw_only=True)
class Counted:
    """Its constructor would not accept what it holds by now."""

    value: int
    doubled: int = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        self.value += 1
        self.doubled = self.value * 2


class Empty(NamedTuple):
    pass


class Pair(NamedTuple):
    left: int
    right: str = ""


class Row(TypedDict):
    id: int
    note: NotRequired[str]


class Model(BaseModel):
    name: str = Field("", alias="fullName", max_length=3)
    points: list[Point] = []


class Said(typing_extensions.TypedDict, total=False):
    text: typing_extensions.Required[str]


class Deep(BaseModel, frozen=True):
    model: Model
    said: Said | None = None


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
ZONES = st.sampled_from(
    [
        None,
        datetime.UTC,
        datetime.timezone(datetime.timedelta(hours=-3, seconds=7, microseconds=5)),
        datetime.timezone(datetime.timedelta(hours=1), "ONE"),
        zoneinfo.ZoneInfo("Europe/Berlin"),
        zoneinfo.ZoneInfo("America/New_York"),
    ]
)
FOLDS = st.sampled_from([0, 1])
TIMES = st.builds(lambda time, zone, fold: time.replace(tzinfo=zone, fold=fold), st.times(), ZONES, FOLDS)
DATES = st.builds(lambda date, zone, fold: date.replace(tzinfo=zone, fold=fold), st.datetimes(), ZONES, FOLDS)
NUMBERS = st.one_of(st.integers(), st.sampled_from([2**63, -(2**63) - 1, 2**64, 10**40, -(10**40)]))
FLOATS = st.one_of(st.floats(), NUMBERS, st.booleans())
POINTS = st.builds(Point, FLOATS, st.none() | FLOATS)


@st.composite
def counted(draw: st.DrawFn) -> Counted:
    made = Counted(value=draw(NUMBERS))
    made.value = draw(NUMBERS)
    return made


@st.composite
def rows(draw: st.DrawFn) -> Row:
    entries = draw(st.permutations([("id", draw(NUMBERS)), ("note", draw(TEXTS))]))
    return dict(entries[: draw(st.integers(0, 2))])  # type: ignore[return-value]  # keys may be missing


@st.composite
def models(draw: st.DrawFn) -> Model:
    made = Model.model_validate({"fullName": "abc"} if draw(st.booleans()) else {})
    made.points = draw(st.lists(POINTS, max_size=3))
    if draw(st.booleans()):
        made.name = draw(TEXTS)  # longer than it may be: nobody validates an assignment
    return made


Declared = tuple[Any, SearchStrategy[Any]]
TREES = st.recursive(st.builds(Tree, TEXTS), lambda below: st.builds(Tree, TEXTS, st.lists(below, max_size=2)))
LEAVES: list[Declared] = [
    (None, st.none()),
    (bool, st.booleans()),
    (int, NUMBERS),
    (float, FLOATS),
    (str, TEXTS),
    (bytes, st.binary(max_size=5)),
    (bytearray, st.binary(max_size=5).map(bytearray)),
    (Markup, TEXTS.map(Markup)),
    (decimal.Decimal, st.decimals()),
    (datetime.datetime, DATES),
    (datetime.date, st.dates()),
    (datetime.time, TIMES),
    (datetime.timedelta, st.timedeltas()),
    (uuid.UUID, st.uuids()),
    (ipaddress.IPv4Address, st.ip_addresses(v=4)),
    (pathlib.Path, st.just(pathlib.Path("a/b"))),
    (Level, st.sampled_from(Level)),
    (Right, st.sampled_from([Right(0), Right.READ, Right.READ | Right.WRITE])),
    (Weekday, st.sampled_from(Weekday)),
    (Literal["a", 1, True, None], st.sampled_from(["a", 1, True, None])),
    (int | str | None, NUMBERS | TEXTS | st.none()),
    (Point, POINTS),
    (Tree, TREES),
    (Counted, counted()),
    (Empty, st.just(Empty())),
    (Pair, st.builds(Pair, NUMBERS, TEXTS)),
    (Row, rows()),
    (Model, models()),
    (Deep, st.builds(Deep, model=models(), said=st.none() | st.builds(Said, text=TEXTS))),
]
HASHABLE = (int, str, bytes, bool, decimal.Decimal, uuid.UUID, Level, datetime.date, Pair, Right)
# Of these no two have values of one type, so that they can be told apart.
APART: list[Declared] = [one for one in LEAVES if one[0] in (None, str, decimal.Decimal, Level, Point, Pair, Model)]


def containers_of(declared: Declared) -> list[Declared]:
    """What may hold any number of something."""
    kind, values = declared
    lists = st.lists(values, max_size=4)
    kinds: list[Declared] = [
        (of(list, kind), lists),
        (of(tuple, (kind, ...)), lists.map(tuple)),
        (of(tuple, (kind, int)), st.tuples(values, NUMBERS)),
        (of(tuple, ()), st.just(())),
        (of(dict, (str, kind)), st.dictionaries(TEXTS, values, max_size=4)),
        (of(Mapping, (int, kind)), st.dictionaries(st.integers(0, 9), values, max_size=4)),
        (of(Sequence, kind), lists | lists.map(tuple)),
        (of(collections.deque, kind), st.builds(collections.deque, lists, st.none() | st.integers(0, 5))),
        (of(collections.OrderedDict, (str, kind)), st.dictionaries(TEXTS, values).map(collections.OrderedDict)),
    ]
    if kind in HASHABLE:
        kinds += [
            (of(set, kind), lists.map(set)),
            (of(frozenset, kind), lists.map(frozenset)),
            (of(collections.Counter, kind), lists.map(collections.Counter)),
        ]
    return kinds


def of(kind: Any, arguments: Any) -> Any:
    return kind[arguments]


def union(members: Sequence[Declared]) -> Declared:
    kinds: Any = members[0][0]
    for kind, _ in members[1:]:
        kinds = kinds | kind
    return kinds, st.one_of([values for _, values in members])


UNIONS = st.lists(st.sampled_from(APART), min_size=2, max_size=4, unique_by=id).map(union)
DECLARED: SearchStrategy[Declared] = st.recursive(
    st.sampled_from(LEAVES) | UNIONS,
    lambda within: within.flatmap(lambda declared: st.sampled_from(containers_of(declared))),
    max_leaves=4,
)


def exact(value: Any) -> Any:
    """A value such that what is equal but not the same is another one."""
    kind = type(value)
    if isinstance(value, BaseModel):
        return kind, exact(value.__dict__), value.model_fields_set
    if dataclasses.is_dataclass(value):
        return kind, [exact(getattr(value, field.name)) for field in dataclasses.fields(value)]
    if isinstance(value, Mapping):
        return kind, [(exact(key), exact(inner)) for key, inner in value.items()]
    if isinstance(value, collections.deque):
        return kind, value.maxlen, [exact(inner) for inner in value]
    if isinstance(value, (list, tuple)):
        return kind, [exact(inner) for inner in value]
    if isinstance(value, (set, frozenset)):
        return kind, value
    return kind, repr(value)


def view_of(kind: Any) -> type[LiveView]:
    annotations = {"field": kind, "other": int}
    body = {"__annotations__": annotations, "template_string": "", "field": None, "other": 0, "__module__": __name__}
    return type("Shown", (LiveView,), body)


def assert_comes_back(view: type[LiveView], value: Any) -> None:
    instance: Any = view()
    instance.field = value
    back = decode(view, encode(instance))
    assert exact(back) == exact({"field": instance.field, "other": 0, "page_title": ""})


@pytest.mark.parametrize(
    "declared", LEAVES + containers_of(LEAVES[1]), ids=lambda declared: str(declared[0]).rpartition(".")[2]
)
def test_a_value_of_each_type_comes_back_as_it_was(declared: Declared) -> None:
    kind, values = declared
    view, lists = view_of(kind), view_of(of(list, kind))
    assert view._spec.snapshot.transient == {}

    @settings(settings(), max_examples=settings().max_examples // 5)
    @given(st.lists(values, min_size=1, max_size=5))
    def comes_back(values: list[Any]) -> None:
        assert_comes_back(view, values[0])
        assert_comes_back(lists, values)

    comes_back()


@given(st.data())
def test_what_comes_back_is_what_was_kept_however_it_is_nested(data: st.DataObject) -> None:
    kind, values = data.draw(DECLARED, "declared")
    assert_comes_back(view_of(kind), data.draw(values, "value"))


@given(st.data())
def test_what_was_changed_on_the_way_is_another_state_of_the_declared_types_or_none(data: st.DataObject) -> None:
    """The seal is what keeps strangers out; behind it, too, nothing but declared types is made."""
    kind, values = data.draw(DECLARED, "declared")
    view = view_of(kind)
    instance: Any = view()
    instance.field = data.draw(values, "value")
    kept = bytearray(encode(instance))
    for _ in range(data.draw(st.integers(1, 3))):
        kept[data.draw(st.integers(0, len(kept) - 1))] = data.draw(st.integers(0, 255))
    try:
        back = decode(view, bytes(kept[: data.draw(st.integers(0, len(kept)))]))
    except SnapshotError:
        return
    instance.__dict__.update(back)
    encode(instance)  # raises where a value is not of its declared type


@given(st.binary(max_size=200))
def test_bytes_of_anybody_are_no_snapshot(data: bytes) -> None:
    with pytest.raises(SnapshotError):
        decode(view_of(of(dict, (str, list[Tree]))), data)


@pytest.mark.parametrize("packed", [None, 1, [], [b"", []], [b"", [], []], {"a": 1}, [[[]]] * 2])
def test_other_data_is_no_snapshot(packed: object) -> None:
    with pytest.raises(SnapshotError):
        decode(view_of(int), msgspec.msgpack.encode(packed))
