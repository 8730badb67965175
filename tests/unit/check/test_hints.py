"""Annotations one by one: one that cannot be resolved takes no other with it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, NewType, TypeVar

import pytest

from liveview import computed
from liveview.check.hints import hints_of, kind_of_member, plain, returned

if TYPE_CHECKING:
    from nowhere import Absent  # type: ignore[import-not-found]  # pyright: ignore

UserId = NewType("UserId", int)
T = TypeVar("T")
B = TypeVar("B", bound=str)


class Holder:
    number: int
    absent: Absent
    limit: ClassVar[int] = 3

    @computed
    def text(self) -> str:
        return ""

    @property
    def size(self) -> int:
        return 0

    @functools.cached_property
    def cached(self) -> list[str]:
        return []

    @classmethod
    def made(cls) -> Holder:
        return cls()

    async def later(self) -> int:
        return 1

    def free(self):  # type: ignore[no-untyped-def]
        return 1


def test_what_cannot_be_resolved_is_any() -> None:
    assert hints_of(Holder) == {"number": int, "absent": Any, "limit": ClassVar[int]}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("text", str),
        ("size", int),
        ("cached", list[str]),
        ("made", Callable[..., Holder]),
        ("later", Callable[..., Any]),
        ("free", Callable[..., Any]),
        ("limit", Any),
    ],
)
def test_a_member_tells_by_its_annotation(name: str, kind: Any) -> None:
    assert kind_of_member(vars(Holder)[name]) == kind


def test_a_decorated_function_may_give_anything() -> None:
    @functools.wraps(Holder.made)
    def around() -> object:
        return None

    assert returned(around) is Any


@pytest.mark.parametrize(
    ("annotation", "kind"),
    [
        (ClassVar[Annotated[int, "x"]], int),
        (Final[str], str),
        (ClassVar, Any),
        (UserId, int),
        (T, Any),
        (B, str),
        ("Later", Any),
        (list[int], list[int]),
    ],
)
def test_what_surrounds_a_type_is_taken_off(annotation: Any, kind: Any) -> None:
    assert plain(annotation) == kind
