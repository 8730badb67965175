"""What an annotation says of a value, and that it says nothing where it is not sure."""

from __future__ import annotations

import collections
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, Generic, Literal, TypedDict, TypeVar, cast

import pytest

from liveview.check.kinds import ABSENT, attribute, called, item, members, names_of, shown, subscript, union, unpacked
from tests.check.shop import Anything, Circle, Express, Line, Loose, Order, Page, Person, Plain, Row, Square, Status

T = TypeVar("T")


class Numbers:
    def __iter__(self) -> Iterator[int]:
        return iter(())


class Names(list[str]): ...


class Wide(TypedDict):
    id: int


class Wider(Wide):
    label: str


class Assigning:
    def __init__(self) -> None:
        self.made: int = 1


class Mapped(Generic[T]):
    """What an ORM writes for a descriptor, which gives something else."""


class Descriptor:
    def __get__(self, instance: object, owner: type) -> str:
        return ""


class Mail:
    """A text, for pydantic."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any: ...


class User:
    name: Mapped[str] = cast(Any, Descriptor())
    mail: Mail


class Both(Enum):
    ONE = 1


@pytest.mark.parametrize(
    ("annotation", "name", "kind"),
    [
        (Order, "total", float),
        (Order, "is_large", bool),
        (Order, "customer", Person),
        (Order, "totl", ABSENT),
        (Order | None, "totl", ABSENT),
        (Express, "total", float),
        (Order, "courier", Any),  # a subclass has it
        (Person, "email", str | None),
        (Person, "mail", ABSENT),
        (Anything, "mail", Any),
        (Row, "label", str),
        (Row, "note", str),
        (Row, "lable", ABSENT),
        (Row, "items", Any),
        (Wider, "id", int),
        (Wider, "label", str),
        (Wider, "x", ABSENT),
        (Status, "value", Any),
        (Status, "label", str),
        (Status, "lable", ABSENT),
        (Plain, "assigned", Any),
        (Plain, "missing", ABSENT),
        (Assigning, "made", Any),
        (Loose, "anything", Any),
        (Page[Order], "items", list[Order]),
        (Page, "number", int),
        (Circle | Square, "side", float),
        (Circle | Square, "corner", ABSENT),
        (Circle | Any, "corner", Any),
        (dict[str, Order], "anything", Order),
        (dict[str, Order], "items", Callable[..., list[tuple[str, Order]]]),
        (Mapping[str, int], "x", int),
        (list[Order], "total", ABSENT),
        (str, "upper", Callable[..., str]),
        (str, "uper", ABSENT),
        (Literal["a"], "uper", ABSENT),
        (object, "x", Any),
        (User, "name", Any),
        (attribute(User, "mail"), "upper", Any),
        (type[Order], "x", Any),
        (Callable[..., int], "x", Any),
        (None, "x", Any),
    ],
)
def test_attribute(annotation: Any, name: str, kind: Any) -> None:
    assert attribute(annotation, name) == kind


@pytest.mark.parametrize(
    ("annotation", "kind"),
    [
        (list[Order], Order),
        (Sequence[Order], Order),
        (tuple[Order, ...], Order),
        (tuple[int, str], int | str),
        (dict[str, Order], str),
        (collections.deque[int], int),
        (str, str),
        (range, int),
        (list, Any),
        (Row, str),
        (Numbers, int),
        (Names, str),
        (Loose, Any),
        (list[int] | None, int),
        (list[int] | int, int),
        (int, ABSENT),
        (Plain, ABSENT),
        (Both, ABSENT),
        (Any, Any),
    ],
)
def test_item(annotation: Any, kind: Any) -> None:
    assert item(annotation) == kind


@pytest.mark.parametrize(
    ("annotation", "key", "kind"),
    [
        (dict[str, int], "x", int),
        (Row, "label", str),
        (Row, "lable", ABSENT),
        (Row, None, Any),
        (Order, "total", float),
        (tuple[int, str], 1, str),
        (tuple[int, ...], 1, int),
        (list[Order], 0, Order),
        (list[Order], None, Order),
        (Loose, 0, Any),
    ],
)
def test_subscript(annotation: Any, key: object, kind: Any) -> None:
    assert subscript(annotation, key) == kind


def test_call() -> None:
    assert called(Callable[..., int]) is int
    assert called(Order) is Any


@pytest.mark.parametrize(
    ("annotation", "kinds"),
    [
        (tuple[int, str], [int, str]),
        (tuple[int, ...], [int, int]),
        (list[int], [int, int]),
        (Line, [str, int]),
        (int, [Any, Any]),
        (Any, [Any, Any]),
    ],
)
def test_unpacking(annotation: Any, kinds: list[Any]) -> None:
    assert unpacked(annotation, 2) == kinds


def test_members_and_unions() -> None:
    assert members(int | None) == [int]
    assert members(int | Any) == [Any]
    assert union([int, int]) is int
    assert union([]) is Any
    assert union([int, Any]) is Any


def test_an_annotation_is_shown_as_it_was_written() -> None:
    assert shown(Order) == "Order"
    assert shown(Circle | None) == "Circle | NoneType"
    assert shown(list[Order]) == "list[Order]"


def test_the_names_that_may_have_been_meant() -> None:
    assert {"id", "total", "is_large", "due"} <= names_of(Order | None)
    assert not any(name.startswith("_") for name in names_of(Order))
