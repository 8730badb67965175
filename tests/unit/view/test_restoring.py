"""What values held is given back to them, in place, as far as it is known how."""

from __future__ import annotations

import copy
import dataclasses
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, PrivateAttr

from liveview.engine import Tracked
from liveview.view.forms.form import Form
from liveview.view.restoring import Note


@dataclasses.dataclass
class Row:
    name: str
    tags: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(slots=True)
class Narrow:
    name: str
    tags: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True)
class Holder:
    rows: list[int]


@dataclasses.dataclass(frozen=True)
class Frozen:
    name: str
    size: float | None
    pair: tuple[int, ...] = ()


class Point(NamedTuple):
    x: int
    inner: list[int]


class Model(BaseModel):
    name: str
    tags: list[str] = []
    _seen: list[int] = PrivateAttr(default_factory=list)


@dataclasses.dataclass
class Watched(Tracked):
    load: float = 0.0


class Person(BaseModel):
    name: str = ""


def noted(value: Any, limit: int = 1000) -> Note:
    note = Note(limit)
    note.take(value)
    return note


def _rename(row: Any) -> None:
    row.name = "other"
    row.tags.append("new")


def _model(model: Any) -> None:
    _rename(model)
    model._seen.append(1)


def _rename_and_take(rows: Any) -> None:
    _rename(rows[1])
    rows.pop(0)


CASES: dict[str, tuple[Any, Callable[[Any], object]]] = {
    "list": ([1, [2]], lambda value: (value.reverse(), value.append(3))),
    "nested": ({"a": [{"b": {1}}]}, lambda value: value["a"][0]["b"].add(2)),
    "dict order": ({"a": 1, "b": 2}, lambda value: value.update(a=value.pop("b"))),
    "set": ({1, 2}, lambda value: value.clear()),
    "deque": (deque([1, 2], maxlen=2), lambda value: value.append(3)),
    "bytearray": (bytearray(b"ab"), lambda value: value.extend(b"c")),
    "defaultdict": (defaultdict(list, {"a": [1]}), lambda value: value["b"].append(2)),
    "ordered": (OrderedDict(a=1, b=2), lambda value: value.move_to_end("a")),
    "counter": (Counter("aab"), lambda value: value.update("b")),
    "tuple": (([1],), lambda value: value[0].append(2)),
    "named tuple": (Point(1, [2]), lambda value: value.inner.clear()),
    "dataclass": (Row("a", ["b"]), _rename),
    "slots": (Narrow("a", ["b"]), _rename),
    "frozen around a list": (Holder([1]), lambda value: value.rows.append(2)),
    "model": (Model(name="a", tags=["b"]), _model),
    "rows": ([Row("a"), Row("b")], _rename_and_take),
}


@pytest.mark.parametrize("name", CASES)
def test_a_value_is_what_it_was(name: str) -> None:
    value, change = CASES[name]
    before, same = copy.deepcopy(value), value
    note = noted(value)
    change(value)
    assert value != before
    note.restore()
    assert value == before and list_of(value) == list_of(before) and value is same
    assert note.is_whole


def list_of(value: Any) -> object:
    """Its order as well, which dicts do not compare."""
    return list(value.items()) if isinstance(value, dict) else value


def test_every_object_stays_the_one_it_was() -> None:
    inner: list[int] = [1]
    row = Row("a")
    value = [inner, row, inner]
    note = noted(value)
    inner.append(2)
    value[:] = []
    note.restore()
    assert value[0] is inner and value[1] is row and value[2] is inner and inner == [1]


def test_what_holds_itself_is_noted_once() -> None:
    value: list[Any] = [1]
    value.append(value)
    note = noted(value)
    value.append(2)
    note.restore()
    assert note.is_whole and len(value) == 2 and value[1] is value


def test_attributes_come_and_go() -> None:
    for row in (Row("a"), Narrow("a")):
        note = noted(row)
        del row.tags
        note.restore()
        assert row.tags == []
    watched = Watched(1.0)
    mark = watched._lv_mark
    note = noted(watched)
    watched.load = 2.0
    note.restore()
    assert watched.load == 1.0 and watched._lv_mark is mark  # proved unchanged, as if nothing had been


def test_a_form_forgets_what_a_handler_said_and_keeps_what_was_entered() -> None:
    form = Form(Person)
    form.submit({"name": "Ann"})
    note = noted(form)
    form.add_error("name", "is taken")
    form.reset()
    note.restore()
    assert form.valid and form.fields.name.value == "Ann" and note.is_whole


def test_beyond_the_limit_nothing_is_promised() -> None:
    assert noted([0] * 1000).is_whole
    assert not noted([0] * 1001).is_whole
    assert not noted([[0] * 10 for _ in range(100)]).is_whole


@pytest.mark.parametrize("value", [object(), [object()], iter(()), type("Rows", (list,), {})()])
def test_what_nothing_is_known_of_is_not_promised(value: Any) -> None:
    assert not noted(value).is_whole


@pytest.mark.parametrize("value", [len, int, LookupError(), Frozen("a", None), [Frozen("a", 1.0, (1, 2))] * 900])
def test_what_no_handler_changes_needs_no_note(value: Any) -> None:
    note = noted(value)
    assert note.is_whole and (noted(value)._held == [] or isinstance(value, list))


VALUES = st.recursive(
    st.integers() | st.text(max_size=3) | st.none(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=2), inner, max_size=4)
        | st.builds(Row, st.text(max_size=2), st.lists(st.text(max_size=2), max_size=2))
    ),
    max_leaves=20,
)


@given(VALUES, st.data())
def test_whatever_is_done_to_a_state_is_undone(value: Any, data: st.DataObject) -> None:
    before = copy.deepcopy(value)
    note = noted(value)
    for _ in range(data.draw(st.integers(1, 5))):
        spoil(value, data)
    note.restore()
    assert value == before and list_of(value) == list_of(before)


def spoil(value: Any, data: st.DataObject) -> None:
    """Change something somewhere in a value."""
    draw: Callable[[Any], Any] = data.draw
    inner = list(value) if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
    if inner and draw(st.booleans()):
        spoil(draw(st.sampled_from(inner)), data)
    elif isinstance(value, list):
        how = draw(st.sampled_from("clear reverse append".split()))
        getattr(value, how)(*([0] if how == "append" else []))
    elif isinstance(value, dict):
        how = draw(st.sampled_from("clear update".split()))
        getattr(value, how)(*([{"new": [1]}] if how == "update" else []))
    elif isinstance(value, Row):
        _rename(value)
