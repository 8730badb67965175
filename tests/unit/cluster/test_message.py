"""Messages as bytes, and back into what a listener declares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel

from liveview.cluster.message import MAX_SIZE, Packed, pack


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True)
class Price:
    symbol: str
    value: Decimal
    at: datetime


class Person(BaseModel):
    name: str
    ids: list[UUID] = []


@dataclass
class Pair:
    left: Person
    right: Price | None = None


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("text ☃", str),
        (7, int),
        (1.5, float),
        (None, None),
        (b"bytes", bytes),
        ([1, 2, 3], list[int]),
        ({"a": [1]}, dict[str, list[int]]),
        (("a", 1), tuple[str, int]),
        (Colour.RED, Colour),
        (Price("ABC", Decimal("12.50"), datetime(2026, 11, 26, tzinfo=UTC)), Price),
        (Person(name="Ann", ids=[UUID(int=7)]), Person),
        (Pair(Person(name="Bob")), Pair),
        ([Person(name="Ann")], list[Person]),
    ],
    ids=str,
)
def test_what_arrives_is_what_was_published(message: object, kind: Any) -> None:
    arrived = Packed(pack(message)).decode(kind)
    assert arrived == message and type(arrived) is type(message)


@pytest.mark.parametrize(
    ("message", "kind"),
    [("seven", int), ({"symbol": "ABC"}, Price), ({"name": 7}, Person), ([1, "2"], list[int]), (7, Person)],
    ids=str,
)
def test_what_is_of_another_type_is_no_message(message: object, kind: Any) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Packed(pack(message)).decode(kind)


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x92\x01", b"\xff" * 9, b"\x91" * 100_000])
def test_what_is_no_message_at_all_is_told_as_such(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Packed(data).decode(Any)


def test_what_cannot_be_sent_is_told_to_who_publishes_it() -> None:
    with pytest.raises(TypeError, match="cannot be sent to other workers: a `object` is no plain data"):
        pack(object())
    with pytest.raises(TypeError, match="has 1,000,005 bytes"):
        pack("x" * MAX_SIZE)
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(TypeError, match="cannot be sent"):
        pack(endless)
