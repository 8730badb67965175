"""What of a class is kept, and what it is told where that cannot work."""

from __future__ import annotations

import dataclasses
import socket
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import InitVar, dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final, Generic, Literal, NamedTuple, NewType, TypeVar

import pytest
import typing_extensions
from pydantic import BaseModel, PrivateAttr, SecretStr

from liveview import Async, Component, Form, LiveView, Presence, prop, state
from liveview.errors import DefinitionError, StateError
from liveview.view.snapshots.encoding import encode
from liveview.view.snapshots.schema import UNRESOLVED, Schema

if TYPE_CHECKING:
    from decimal import Decimal

T = TypeVar("T")


class Account(BaseModel):
    name: str
    password: SecretStr


class Loose(BaseModel, extra="allow"):
    name: str


class Hidden(BaseModel):
    _cache: int = PrivateAttr(1)


class Boxed(BaseModel):
    """Its field is no text that anybody enters."""

    box: dict[str, Any]


@dataclass
class Connected:
    sockets: list[socket.socket]


@dataclass
class Opened:
    path: InitVar[str]


@dataclass
class Page(Generic[T]):
    items: list[T]


class Point(NamedTuple):
    x: int


class Fixed(typing_extensions.TypedDict):
    id: typing_extensions.ReadOnly[int]


class Below(NamedTuple):
    x: int


def schema(annotations: dict[str, Any], name: str = "Shown", default: Any = None) -> Schema:
    """What of a view with some fields is kept."""
    body = {"__annotations__": annotations, "__module__": __name__, **dict.fromkeys(annotations, default)}
    made: Any = type(name, (LiveView,), body)
    found: Schema = made._spec.snapshot
    return found


@pytest.mark.parametrize(
    ("annotation", "why"),
    [
        (Any, "nobody knows what it may hold"),
        (object, "nobody knows what it may hold"),
        (socket.socket, "a `socket.socket` is no plain data"),
        (Callable[[], int], "no plain data"),
        (Iterator[int], "no plain data"),
        (list, "a `list` may hold anything; write `list[…]`"),
        (dict[str, Any], "nobody knows what it may hold"),
        (defaultdict[str, int], "no plain data"),
        (list[socket.socket | None], "a `socket.socket` is no plain data"),
        (SecretStr, "a `SecretStr` is a secret"),
        (Account, "`Account.password`: a `SecretStr` is a secret"),
        (dict[str, list[Account]], "`Account.password`: a `SecretStr` is a secret"),
        (Connected, "`Connected.sockets`: a `socket.socket` is no plain data"),
        (Opened, "has an `InitVar`"),
        (Loose, "may hold more than it declares"),
        (Hidden, "has private attributes"),
        (Page[int], "no plain data"),
        (list[int] | list[str], "several of its types are a `list`"),
        (Point | tuple[int, int], None),
        (tuple[int] | tuple[str, ...], "several of its types are a `tuple`"),
        (T, "may be any type"),
        (Async[int], "no plain data"),
        (Presence, "no plain data"),
        (Form, "no plain data"),
        (Form[Account], None),
        (Form[Boxed], "its field `box` is not entered as text"),
        (Literal["a", b"b", None], None),
    ],
)
def test_a_type_that_cannot_be_kept_is_told_why(annotation: Any, why: str | None) -> None:
    if why is None:
        with pytest.raises(KeyError):
            schema({"field": annotation}).transient["field"]
    else:
        assert why in schema({"field": annotation}).transient["field"]


@pytest.mark.parametrize(
    "annotation",
    [
        NewType("Key", int),
        Annotated[int, "said"],
        Final[int],
        int | Annotated[str, "said"],
        Fixed,
    ],
)
def test_what_says_nothing_of_the_values_is_passed_over(annotation: Any) -> None:
    assert list(schema({"field": annotation}).kept) == ["field", "page_title"]


def test_a_field_that_is_not_kept_and_has_no_value_then_is_an_error_that_says_what_to_write() -> None:
    with pytest.raises(DefinitionError) as raised:

        class Ticker(LiveView):
            rate: float = 0.0
            client: socket.socket = state()

    assert raised.value.filename == __file__
    assert raised.value.lineno == line_of("client: socket.socket = state()")
    assert str(raised.value).endswith(
        "Ticker.client is not kept when another process goes on with the page (a `socket.socket` is no plain data), "
        "and has no value then. Assign it in `mount`, or in `restore`, or give it a default: `client: … = …`."
    )


def test_so_is_one_that_is_declared_so() -> None:
    with pytest.raises(DefinitionError, match=r"Ticker\.rate is not kept .*declared `transient=True`"):

        class Ticker(LiveView):
            rate: float = state(transient=True)


def test_with_a_default_or_somebody_who_assigns_it_it_is_right() -> None:
    class Ticker(LiveView):
        client: socket.socket | None = None
        rate: float = state(0.0, transient=True)

    class Restored(LiveView):
        client: socket.socket = state()

        def mount(self) -> None:
            self.client = socket.socket()

    class Inherited(Restored):
        other: socket.socket = state()

    class Tile(Component):
        client: socket.socket = state()

        async def restore(self) -> None: ...

    assert list(Ticker._spec.snapshot.transient) == ["client", "rate"]
    for kind in (Restored, Inherited, Tile):
        assert kind._spec.snapshot.lost == []
    assert list(Inherited._spec.snapshot.transient) == ["client", "other"]


def test_restore_is_called_without_arguments() -> None:
    with pytest.raises(DefinitionError, match=r"it is called without arguments"):

        class Ticker(LiveView):
            def restore(self, resumed: bool) -> None:  # type: ignore[override]
                pass


def test_props_are_their_callers_and_the_rest_of_a_class_is_no_state() -> None:
    class Tile(Component):
        client: socket.socket
        other: socket.socket | None = prop(None)
        count: int = 0

    assert list(Tile._spec.snapshot.kept) == ["count"]
    assert Tile._spec.snapshot.transient == {}


class Early(LiveView):
    rows: list[Later] = []
    connected: LaterConnected | None = None


class TooEarly(LiveView):
    connected: LaterConnected = state()


def test_what_stands_further_down_in_the_module_is_found_when_the_class_is_used() -> None:
    Early._spec.resolve()
    assert list(Early._spec.snapshot.kept) == ["page_title", "rows"]
    assert list(Early._spec.snapshot.transient) == ["connected"]


def test_one_that_turns_out_to_have_no_value_is_told_when_the_class_is_used() -> None:
    with pytest.raises(DefinitionError, match=r"TooEarly\.connected is not kept"):
        TooEarly._spec.resolve()


def test_what_only_type_checkers_see_is_not_kept_and_breaks_no_class() -> None:
    class Shop(LiveView):
        price: Decimal | None = None
        total: Decimal = state()

    shop: Any = Shop()
    shop.total = 1
    assert Shop._spec.snapshot.transient == dict.fromkeys(("price", "total"), UNRESOLVED)
    with pytest.raises(StateError, match=r"Shop\.total cannot be kept.*its annotation names cannot be found"):
        encode(shop)


def versions(*fields: tuple[str, Any]) -> Any:
    return dataclasses.make_dataclass("Row", fields)


def test_another_version_of_a_class_has_another_fingerprint() -> None:
    kinds: list[Any] = [
        *(int, str, int | None, list[int], list[str], tuple[int, ...], tuple[int, int], dict[int, str], dict[str, int]),
        *(Literal["a"], Literal["a", "b"], Point, Below, versions(), versions(("a", int)), versions(("a", str))),
        *(versions(("b", int)), versions(("a", int), ("b", int)), versions(("a", list[Point])), Form[Account]),
    ]
    schemas = [schema({"field": kind, "other": int}) for kind in kinds]
    schemas += [schema({"field": int, "other": int}, name="Other"), schema({"another": int, "other": int})]
    found = [one.fingerprint for one in schemas]
    assert len(set(found)) == len(found)
    assert {len(one) for one in found} == {16}


def test_what_does_not_change_the_values_changes_no_fingerprint() -> None:
    schemas = schema({"a": int, "b": str}), schema({"b": str, "a": int}), schema({"a": int, "b": str}, default=5)
    assert len({one.fingerprint for one in schemas}) == 1


def line_of(text: str) -> int:
    with open(__file__) as file:
        return next(number for number, line in enumerate(file, 1) if line.strip() == text)


@dataclass
class Later:
    value: int = 0


@dataclass
class LaterConnected:
    client: socket.socket
