"""Plain arguments by annotation, and where a text gets into one."""

from __future__ import annotations

import enum
import uuid
from datetime import date
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from liveview.attack.samples import has_length, is_number, sample_of, text_place
from liveview.view.arguments import parameter_of
from liveview.view.fields import MISSING


class Size(enum.Enum):
    SMALL = "small"


class Point(BaseModel):
    x: int
    label: str


KINDS: list[Any] = [
    str, int, float, bool, uuid.UUID, date, Size, Point, list[int], list[str], int | None, Any, dict[str, int], dict,
    Literal["a", "b"], Annotated[int, Field(ge=5, le=9)], Annotated[float, Field(gt=0, le=0.5)],
    Annotated[str, Field(min_length=3)], set[str], tuple[int, str], list[Point],
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_sample_is_taken(kind: Any) -> None:
    parameter = parameter_of("x", kind, MISSING)
    sample = sample_of(parameter)
    parameter.convert([sample])


def test_what_has_a_default_is_left_out() -> None:
    assert sample_of(parameter_of("x", int, 3)) is MISSING


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (str, "T"),
        (Any, "T"),
        (str | None, "T"),
        (list[str], ["T"]),
        (Point, {"x": 1, "label": "T"}),
        (list[Point], [{"x": 1, "label": "T"}]),
        (Annotated[str, Field(max_length=9)], "T"),
    ],
    ids=str,
)
def test_a_text_gets_where_one_may_be(kind: Any, value: object) -> None:
    parameter = parameter_of("x", kind, MISSING)
    place = text_place(parameter)
    assert place is not None
    assert place("T") == value
    parameter.convert([value])


@pytest.mark.parametrize("kind", [int, bool, Size, Literal["a"], date, list[int]], ids=str)
def test_a_text_gets_nowhere_else(kind: Any) -> None:
    assert text_place(parameter_of("x", kind, MISSING)) is None


def test_numbers_and_lengths_are_known() -> None:
    assert is_number(parameter_of("x", int | None, MISSING))
    assert not is_number(parameter_of("x", str, MISSING))
    assert has_length(parameter_of("x", Annotated[str, Field(max_length=9)], MISSING))
    assert not has_length(parameter_of("x", str, MISSING))
