"""An instance's state as bytes, and a new instance with it; or an error that says what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any, ClassVar, Literal, TypedDict

import msgspec
import pytest
from markupsafe import Markup
from pydantic import BaseModel, SecretStr

from liveview import Component, Form, LiveView, state
from liveview.errors import SnapshotError, StateError
from liveview.view.forms.sent import Sent
from liveview.view.snapshots.containers import MAX_ITEMS
from liveview.view.snapshots.encoding import decode, encode, restore


@dataclass
class Node:
    name: str
    price: float = 0.0
    below: list[Node] = field(default_factory=list)


@dataclass
class Sub(Node):
    more: int = 0


class Local(tzinfo):
    def utcoffset(self, when: datetime | None, /) -> None:
        return None

    dst = tzname = utcoffset


WRONG: Any = "1"


class Phone(BaseModel):
    number: str = ""


class PersonIn(BaseModel):
    name: str
    age: int = 0
    password: SecretStr = SecretStr("")
    phones: list[Phone] = []


class Board(LiveView):
    limit: ClassVar[int] = 10
    count: int = 0
    names: list[str] = []
    nodes: dict[str, list[Node]] = {}
    since: datetime | None = None
    handle: object = None
    pair: tuple[int, int] = (0, 0)
    person: Form[PersonIn] = Form()


class Tile(Component):
    label: str
    is_open: bool = False
    note: str = state("", transient=True)


def test_a_new_instance_goes_on_where_the_other_one_was() -> None:
    board = Board(count=3, handle=open)
    board.names.append("ann")
    board.nodes["a"] = [Node("x", below=[Node("y")])]
    board.page_title = "Board"
    again = Board()
    restore(again, encode(board))
    assert (again.count, again.names, again.nodes, again.page_title) == (3, ["ann"], board.nodes, "Board")
    assert again.handle is None and board.handle is open
    again.names.append("bob")
    assert board.names == ["ann"]


def test_props_are_given_anew_and_what_is_transient_begins_anew() -> None:
    tile = Tile(label="old")
    tile.is_open, tile.note = True, "a draft"
    again = Tile(label="new")
    restore(again, encode(tile))
    assert (again.label, again.is_open, again.note) == ("new", True, "")
    assert b"old" not in encode(tile) and b"draft" not in encode(tile)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("count", 1.5, r"Board\.count cannot be kept, .*: it holds a `float`, and is declared as `bool or int`\."),
        ("names", ("a",), r"Board\.names .*: it holds a `tuple`, and is declared as `list`"),
        ("names", ["a", 1], r"Board\.names\[\] .*: it holds a `int`, and is declared as `str`"),
        ("names", [Markup("a")], r"Board\.names\[\] .*: it holds a `Markup`"),
        (
            "nodes",
            {"a": [Node("b", below=[Node("c", WRONG)])]},
            r"Board\.nodes\[\]\[\]\.below\[\]\.price .*holds a `str`, and is declared as `bool or float or int`",
        ),
        ("nodes", {1: []}, r"Board\.nodes\[key\] .*holds a `int`"),
        ("nodes", {"a": [Sub("b")]}, r"Board\.nodes\[\]\[\] .*holds a `Sub`, and is declared as `Node`"),
        ("pair", (1, 2, 3), r"Board\.pair .*has not 2 parts"),
        (
            "since",
            datetime(2026, 1, 1, tzinfo=Local()),
            r"Board\.since .*a time of a `Local`; use `zoneinfo\.ZoneInfo`",
        ),
        ("names", ["\ud800"], r"the state of Board cannot be kept: .*surrogates"),
        ("names", [""] * (MAX_ITEMS + 1), r"Board\.names .*more than 262,144 values"),
        ("person", Form(Phone), r"Board\.person .*a form of `Phone`, and declared for `PersonIn`"),
    ],
)
def test_a_value_that_is_not_what_was_declared_is_named(name: str, value: Any, message: str) -> None:
    board = Board()
    setattr(board, name, value)
    with pytest.raises(StateError, match=message):
        encode(board)


class Row(TypedDict):
    id: int


def without(made: Any, name: str) -> Any:
    """A record of which a field has been deleted."""
    delattr(made, name)
    return made


class Odd(LiveView):
    mode: Literal["a", 1] = "a"
    row: Row | None = None
    node: Node | Phone | None = None


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("mode", "b", r"Odd\.mode .*it holds 'b', which is none of the values that are declared"),
        ("mode", True, r"Odd\.mode .*it holds a `bool`"),
        ("row", {"id": 1, "x": 2}, r"Odd\.row .*it holds the key 'x', which `Row` does not declare"),
        ("row", {"id": "1"}, r"Odd\.row\['id'\] .*it holds a `str`"),
        ("node", without(Node("a", below=[]), "below"), r"Odd\.node .*a field has no value \(.*below"),
        ("node", without(Phone(), "number"), r"Odd\.node .*its field 'number' has no value"),
        ("node", 1, r"Odd\.node .*it holds a `int`, and is declared as `Node or NoneType or Phone`"),
    ],
)
def test_a_record_that_is_not_what_was_declared_is_named(name: str, value: Any, message: str) -> None:
    odd = Odd()
    setattr(odd, name, value)
    with pytest.raises(StateError, match=message):
        encode(odd)


def test_what_holds_itself_is_no_state_to_keep() -> None:
    node = Node("a")
    node.below.append(node)
    with pytest.raises(StateError, match="holds itself, or is nested too deeply"):
        encode(Board(nodes={"a": [node]}))


def test_what_mount_has_not_assigned_is_named() -> None:
    class Room(LiveView):
        number: int = state()

    with pytest.raises(StateError, match=r"Room\.number is declared as `state\(\)`, without a default"):
        encode(Room())


def test_a_snapshot_is_of_one_class_only() -> None:
    class Other(LiveView):
        count: int = 0

    with pytest.raises(SnapshotError, match="another version of Board, or of another class"):
        decode(Board, encode(Other()))


class Small(LiveView):
    count: int = 0
    pairs: list[tuple[int, int]] = []


# As `encode` packs it: a column for each field, of one value.
WHOLE = {"count": [1], "page_title": [[0], [["title"], []]], "pairs": [[2], [2, [[1, 3], [2, 4]]]]}


def packed(**columns: Any) -> bytes:
    return msgspec.msgpack.encode([Small._spec.snapshot.fingerprint, list({**WHOLE, **columns}.values())])


def test_the_damage_below_is_done_to_a_whole_snapshot() -> None:
    assert decode(Small, packed()) == {"count": 1, "page_title": "title", "pairs": [(1, 2), (3, 4)]}


@pytest.mark.parametrize(
    "columns",
    [
        {"count": ["1"]},
        {"count": [1.0]},
        {"count": [None]},
        {"count": []},
        {"count": [1, 2]},
        {"count": 1},
        {"count": None},
        {"count": [[1]]},
        {"pairs": [[1], [2, [[1, 2], [3, 4]]]]},
        {"pairs": [[3], [2, [[1, 2], [3, 4]]]]},
        {"pairs": [[2], [3, [[1, 2], [3, 4]]]]},
        {"pairs": [[2], [2, [[1, 2], [3]]]]},
        {"pairs": [[2], [2, [[1, 2]]]]},
        {"pairs": [[2], [2, [[1, 2], [3, 4], [5, 6]]]]},
        {"pairs": [[2, 0], [2, [[1, 2], [3, 4]]]]},
        {"pairs": [[-1, 3], [2, [[1, 2], [3, 4]]]]},
        {"page_title": [[7], [["title"], []]]},
        {"page_title": [["0"], [["title"], []]]},
        {"page_title": [[0], [[], []]]},
        {"another": [1]},
    ],
    ids=str,
)
def test_a_snapshot_that_is_damaged_is_none(columns: dict[str, Any]) -> None:
    small = Small(count=7)
    with pytest.raises(SnapshotError, match=r"a snapshot of Small that is damaged"):
        restore(small, packed(**columns))
    assert small.count == 7


# Drafts of forms.


def entered(*fields: tuple[str, str], **changed: Any) -> Board:
    board = Board()
    board.person._draft.take(Sent(fields, keys=board.person._draft.keys, is_whole=True))
    return board


def test_a_draft_comes_back_with_where_somebody_has_been_and_what_the_server_has_said() -> None:
    board = entered(("name", "Ann"), ("age", "1x"), ("phones.0.number", "1"), ("phones.1.number", "2"))
    board.person._draft.visit("age")
    board.person.add_error("name", "is taken")
    again = Board()
    restore(again, encode(board))
    assert again.person.fields.name.value == "Ann"
    assert again.person.fields.age.value == "1x"
    assert again.person.fields.age.errors == board.person.fields.age.errors != []
    assert again.person.fields.name.errors == ["is taken"]
    assert again.person._draft.entries == board.person._draft.entries
    assert repr(again.person) == "<Form person>"
    assert again.person._draft.keys.new() == board.person._draft.keys.new()


def test_a_draft_that_is_edited_can_be_reset_to_what_it_began_with() -> None:
    board = Board()
    board.person = Form(PersonIn, initial={"name": "Ann"})
    board.person._draft.take(Sent([("name", "Bob")], keys=board.person._draft.keys))
    again = Board()
    restore(again, encode(board))
    assert again.person.fields.name.value == "Bob"
    again.person.reset()
    assert again.person.fields.name.value == "Ann"


def test_a_secret_is_never_in_a_snapshot() -> None:
    board = entered(("name", "Ann"), ("password", "hunter2"))
    assert board.person._draft.has_secret("password")
    kept = encode(board)
    assert b"Ann" in kept and b"hunter2" not in kept
    again = Board()
    restore(again, kept)
    assert not again.person._draft.has_secret("password")
