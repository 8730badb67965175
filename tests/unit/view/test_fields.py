"""Declared values: each instance has its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from liveview.errors import StateError
from liveview.view.fields import MISSING, Field, prop, state
from liveview.view.live_view import LiveView


def test_a_mutable_default_is_copied_for_each_instance() -> None:
    field = Field([[1]])
    first, second = field.fresh(), field.fresh()
    assert first == second == [[1]]
    assert isinstance(first, list) and isinstance(second, list)
    assert first is not second and first[0] is not second[0]


def test_an_atomic_default_is_shared() -> None:
    text = "".join(["a", "b"])
    assert Field(text).fresh() is text


def test_a_factory_makes_the_value() -> None:
    field: Field = state(default_factory=lambda: {"a": 1})
    assert field.fresh() == {"a": 1}
    assert field.fresh() is not field.fresh()


def test_transient_is_remembered() -> None:
    field: object = state(1, transient=True)
    assert isinstance(field, Field) and field.transient and not field.is_prop


def test_a_prop_is_marked() -> None:
    field: object = prop(1)
    assert isinstance(field, Field) and field.is_prop


def test_none_is_a_default() -> None:
    assert Field(None).has_default
    assert not Field(MISSING).has_default


def test_default_and_factory_exclude_each_other() -> None:
    with pytest.raises(TypeError, match="not both"):
        state(1, default_factory=int)  # type: ignore[call-overload]


def test_reading_a_field_that_was_never_assigned_names_the_field() -> None:
    class Late(LiveView):
        template_string = ""
        room: str = state()

    with pytest.raises(StateError, match=r"Late\.room was read before a value was assigned"):
        _ = Late().room
    assert isinstance(vars(Late)["room"], Field)


@dataclass(frozen=True)
class Row:
    name: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Open:
    names: list[str]


def test_rows_that_never_change_are_the_same_for_all() -> None:
    rows, opened = [Row("a", ("x",)), Row("b")], Open(["c"])
    field = Field({"rows": rows, "open": [opened]})
    fresh: Any = field.fresh()
    assert fresh == {"rows": rows, "open": [opened]}
    assert fresh["rows"] is not rows
    assert all(ours is theirs for ours, theirs in zip(fresh["rows"], rows, strict=True))
    assert fresh["open"][0] is not opened and fresh["open"][0].names is not opened.names
