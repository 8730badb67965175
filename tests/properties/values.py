"""Values that are hard to tell apart, to compare or to keep; and what changes them where they are."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import uuid
from collections import OrderedDict, defaultdict, deque, namedtuple
from collections.abc import Callable
from typing import Any, NoReturn

import numpy
import pandas
import polars
import pydantic
from markupsafe import Markup

from liveview import Tracked


class Stubborn:
    """Cannot be compared, and is not to be asked whether it is true."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> NoReturn:
        raise ValueError("compared")

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> NoReturn:
        raise ValueError("asked whether it is true")

    def __str__(self) -> str:
        return self.text


class Vague:
    """Says of everything that it is equal, in a way that is no bool."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> Any:
        return numpy.array([True, True])

    def __hash__(self) -> int:
        return 1

    def __str__(self) -> str:
        return self.text


class Lazy:
    """Like an ORM's object: what it has is found when it is read."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.__dict__["row"] = row

    def __getattr__(self, name: str) -> Any:
        try:
            return self.row[name]
        except KeyError:
            raise AttributeError(name) from None

    def __str__(self) -> str:
        return f"{self.row}"


class Temperature:
    """Its property follows what it holds."""

    def __init__(self, celsius: float) -> None:
        self.celsius = celsius

    @property
    def fahrenheit(self) -> float:
        return self.celsius * 1.8 + 32

    def __str__(self) -> str:
        return f"{self.celsius} is {self.fahrenheit}"


class Html:
    """Marked up by itself."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __html__(self) -> str:
        return f"<b>{self.text}</b>"


class Shouted(str):
    """A str of its own kind."""

    def __str__(self) -> str:
        return self.upper()


class Failing:
    """Cannot be shown."""

    def __str__(self) -> str:
        raise RuntimeError("not to be shown")


class Colour(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    ONE = 1


class Word(enum.StrEnum):
    ONE = "1"


@dataclasses.dataclass(frozen=True)
class Frozen:
    held: Any


@dataclasses.dataclass
class Noted(Tracked):
    held: Any


class Person(pydantic.BaseModel):
    name: str = "a"


Pair = namedtuple("Pair", "one two")

NAN = float("nan")
SHARED: list[Any] = [1]

# Of each line, some are equal and are shown otherwise, or are not equal and shown alike.
PLAIN: tuple[Any, ...] = (
    *(1, True, 1.0, 1 + 0j, "1", Markup("1"), decimal.Decimal(1), decimal.Decimal("1.0"), Level.ONE, Word.ONE, b"1"),
    *(numpy.int64(1), numpy.float64(1), numpy.bool_(True), numpy.str_("1"), numpy.datetime64("2026-01-01")),
    *(0.0, -0.0, 0, False, None, "", Markup(""), (), [], {}, numpy.float64(-0.0)),
    *(NAN, float("nan"), numpy.nan, pandas.NA, pandas.NaT, float("inf")),
    *(2**53, 2**53 + 1, -(2**64), 10**400, 1e22, 1e-7),
    *("<b>", Markup("<b>x</b>"), Html("x"), Html("y"), "&lt;", Markup("&lt;"), Shouted("loud"), "loud"),
    *("\ud800", "a\udfff", "\x00", "\r\n", "\u2028", "\ufeff", "é", "é"),
    *(Colour.RED, datetime.date(2026, 1, 1), datetime.timedelta(1), uuid.UUID(int=1), range(3), frozenset({1})),
    *((1, 2), (True, 2), Pair(1, 2), Pair([1], 2), Frozen(1), Frozen(True), Frozen([1]), Frozen(SHARED)),
)
FAILING: tuple[Any, ...] = (Failing(),)


def fresh() -> list[Any]:
    """Values that are changed in place, each made anew."""
    return [
        *([1], {"a": 1}, {1}, deque([1]), OrderedDict(a=1), defaultdict(int, a=1), bytearray(b"a")),
        *(Stubborn("a"), Vague("a"), Lazy({"a": 1}), Temperature(1), Html("a"), Person(), Noted(1), Noted([1])),
        *(Frozen([1]), Pair([1], 1), ([1], 1)),
        *(numpy.array([1, 2]), numpy.array(1), numpy.zeros((2, 2)), numpy.array(["a"], dtype=object)),
        *(pandas.Series([1, 2]), pandas.DataFrame({"a": [1, 2]}), pandas.DataFrame({"a": [1, 2]}).iloc[0]),
        *(polars.Series("a", [1, 2]), polars.DataFrame({"a": [1, 2]})),
    ]


def change(value: Any) -> bool:
    """Change a value where it is; False for one that cannot be."""
    for kind, changed in CHANGES:
        if isinstance(value, kind):
            changed(value)
            return True
    return False


CHANGES: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (dict, lambda held: held.update(a=held.get("a", 0) + 1)),
    (set, lambda held: held.add(len(held) + 7)),
    ((list, deque, bytearray), lambda held: held.append(len(held))),
    ((Stubborn, Vague, Html), lambda held: setattr(held, "text", held.text + "'")),
    (Lazy, lambda held: held.row.update(a=held.row["a"] + 1)),
    (Temperature, lambda held: setattr(held, "celsius", held.celsius + 1)),
    (Person, lambda held: setattr(held, "name", held.name + "'")),
    (Noted, lambda held: held.held.append(1) if isinstance(held.held, list) else setattr(held, "held", held.held + 1)),
    (Frozen, lambda held: held.held.append(1) if isinstance(held.held, list) else None),
    (tuple, lambda held: held[0].append(1) if held and isinstance(held[0], list) else None),
    (numpy.ndarray, lambda held: held.fill(held.flat[0] * 2 + held.flat[0])),
    (pandas.Series, lambda held: held.__setitem__(held.index[0], held.iloc[0] + 1)),
    (pandas.DataFrame, lambda held: held.__setitem__(f"c{len(held.columns)}", len(held.columns))),
    (polars.Series, lambda held: held.extend(held)),
    (polars.DataFrame, lambda held: held.insert_column(0, polars.Series(f"c{held.width}", [held.width] * held.height))),
)
