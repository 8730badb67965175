"""Models of every kind for the tests of forms."""

from __future__ import annotations

import datetime
import decimal
import enum
import uuid
from typing import Annotated, Literal

from pydantic import BaseModel, Field, SecretStr


class Color(enum.Enum):
    RED = "r"
    DARK_BLUE = "b"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Address(BaseModel):
    street: str
    zip: str | None = None


class Cat(BaseModel):
    kind: Literal["cat"] = "cat"
    name: str = ""
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog", "wolf"] = "dog"
    name: str = ""
    barks: bool = True


Pet = Annotated[Cat | Dog, Field(discriminator="kind")]


class Node(BaseModel):
    label: str = ""
    children: list[Node] = []


class Everything(BaseModel):
    text: str = "t"
    number: int = 0
    real: float = 0.5
    money: decimal.Decimal = decimal.Decimal("1.50")
    perhaps: int | None = None
    day: datetime.date = datetime.date(2001, 2, 3)
    moment: datetime.datetime | None = None
    time: datetime.time | None = None
    id: uuid.UUID = uuid.UUID(int=7)
    flag: bool = False
    unsure: bool | None = None
    color: Color = Color.RED
    level: Level = Level.LOW
    word: Literal["a", "b", 3] = "a"
    words: list[str] = []
    levels: set[Level] = set()
    several: tuple[int, ...] = ()
    address: Address | None = None
    pet: Pet = Cat()
    pets: list[Pet] = []
    rows: list[Address] = []
    tree: Node = Node()
    kept: dict[str, int] = {}
    pair: tuple[int, str] = (1, "x")


class Account(BaseModel):
    name: str = Field(title="Full name", description="As on the door.", min_length=2, max_length=9)
    password: SecretStr
    age: int | None = Field(None, ge=0, le=150)
    share: float = Field(0.0, multiple_of=0.5)
    alias: str = Field("", alias="other-name")
    address: Address
    phones: list[Address] = Field([], max_length=2)
    pet: Pet
