"""Text to arguments."""

from __future__ import annotations

import datetime
import enum
import re
from typing import Annotated, Any, Literal

import pydantic
import pytest

from liveview.errors import DefinitionError
from liveview.view.arguments import Parameters
from liveview.view.fields import MISSING


class Color(enum.Enum):
    RED = "red"


class Person(pydantic.BaseModel):
    name: str


class View:
    def handler(  # type: ignore[no-untyped-def]
        self,
        number: int,
        ratio: float,
        flag: bool,
        text: str,
        plain,
        anything: Any,
        color: Color,
        size: Literal["s", "m"],
        day: datetime.date,
        numbers: list[int],
        pair: tuple[int, ...],
        maybe: int | None,
        noted: Annotated[str | None, "a note"],
        either: int | str,
        *,
        given: int = 3,
    ) -> None: ...


parameters = Parameters(View.handler)


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("number", ["1", "2"], 2),
        ("number", [3], 3),
        ("ratio", ["1.5"], 1.5),
        ("flag", ["on"], True),
        ("flag", ["false"], False),
        ("text", ["1"], "1"),
        ("text", [""], ""),
        ("plain", ["1"], "1"),
        ("anything", ["1"], "1"),
        ("color", ["red"], Color.RED),
        ("size", ["m"], "m"),
        ("day", ["2026-11-24"], datetime.date(2026, 11, 24)),
        ("numbers", ["1", "2"], [1, 2]),
        ("numbers", [], []),
        ("pair", ["1", "2"], (1, 2)),
        ("maybe", ["4"], 4),
        ("maybe", [""], None),
        ("noted", [""], None),
        ("noted", ["x"], "x"),
        ("either", ["x"], "x"),
    ],
)
def test_converts(name: str, given: list[object], expected: object) -> None:
    value = parameters.by_name[name].convert(given)
    assert value == expected and type(value) is type(expected)


@pytest.mark.parametrize(
    ("name", "text"),
    [("number", ""), ("number", "x"), ("number", "1" * 5000), ("ratio", "nan"), ("ratio", "inf"), ("size", "l")],
)
def test_refuses(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=rf"^{name} \("):
        parameters.by_name[name].convert([text])


def test_evidence_says_the_kind_and_not_the_value() -> None:
    with pytest.raises(ValueError, match=r"^number \(str of 10000\): ") as caught:
        parameters.by_name["number"].convert(["secret" + "x" * 9_994])
    assert "secret" not in str(caught.value)
    assert len(str(caught.value)) < 250


def test_what_a_form_leaves_out() -> None:
    assert parameters.by_name["flag"].unchecked() is False
    assert parameters.by_name["numbers"].unchecked() == []
    assert parameters.by_name["pair"].unchecked() == ()
    assert parameters.by_name["number"].unchecked() is MISSING


def test_defaults() -> None:
    assert parameters.by_name["given"].default == 3
    assert parameters.by_name["number"].default is MISSING


def test_models_bring_their_own_settings() -> None:
    def handler(self: object, person: Person) -> None: ...

    assert Parameters(handler).by_name["person"].adapter is not None


def test_what_no_text_can_become() -> None:
    def handler(self: object, view: View) -> None: ...

    with pytest.raises(DefinitionError, match="cannot be made from the text that a browser sends"):
        _ = Parameters(handler).by_name


@pytest.mark.parametrize("annotation", [re.Pattern, re.Pattern[str], list[re.Pattern[str] | None]], ids=str)
def test_no_regular_expression_comes_from_a_browser(annotation: object) -> None:
    def handler(self: object, pattern: Any) -> None: ...

    handler.__annotations__["pattern"] = annotation
    with pytest.raises(DefinitionError, match=r"handler.*re\.escape\(pattern\)"):
        _ = Parameters(handler).by_name


@pytest.mark.parametrize("source", ["lambda self, *many: 0", "lambda self, **named: 0", "lambda self, only, /: 0"])
def test_arguments_without_names(source: str) -> None:
    with pytest.raises(DefinitionError, match="arguments are given by name"):
        Parameters(eval(source))
