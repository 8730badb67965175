"""Entries of one field: from values, from the browser, and to what the model validates."""

from __future__ import annotations

import datetime
import decimal

import pytest

from liveview.view.fields import MISSING
from liveview.view.forms.entries import PLACE, Flag, Kept, Kind, Many, Text, text_of
from liveview.view.forms.sent import Keys, Sent
from tests.unit.view.forms.models import Color, Level

CHOICE = Text(choices={"": None, "1": 1})
SECRET = Text(is_secret=True)


def taken(kind: Kind, entry: object, form: list[tuple[str, str]], *, is_whole: bool = False) -> object:
    return kind.take(entry, Sent(form, keys=Keys(), is_whole=is_whole), "f")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (1.5, "1.5"),
        (decimal.Decimal("1.50"), "1.50"),
        (datetime.date(2001, 2, 3), "2001-02-03"),
        (Color.DARK_BLUE, "b"),
        (Level.HIGH, "2"),
    ],
    ids=repr,
)
def test_a_value_has_a_text(value: object, text: str) -> None:
    assert text_of(value) == text
    assert Text().entry(value, Keys()) == text


def test_a_text_is_the_newest_with_the_line_breaks_of_the_page() -> None:
    assert taken(Text(), "a", []) == "a"
    assert taken(Text(), "a", [("f", "b"), ("f", "c\r\nd")]) == "c\nd"


@pytest.mark.parametrize(
    ("kind", "entry", "data"),
    [
        (Text(), "", ""),
        (Text(allows_none=True), "", None),
        (Text(is_required=True), "", MISSING),
        (CHOICE, "1", 1),
        (CHOICE, "", None),
        (CHOICE, "7", "7"),
        (Many(CHOICE), ["1", "7"], [1, "7"]),
        (Flag(), True, True),
        (Kept(), {"a": 1}, {"a": 1}),
    ],
)
def test_an_entry_is_what_the_model_is_given(kind: Kind, entry: object, data: object) -> None:
    assert kind.data(entry, "f", {}) == data
    assert kind.place(entry, "f", (0,)) == "f"


def test_a_secret_is_in_no_entry() -> None:
    sent = Sent([("f", "hunter2")], keys=Keys())
    assert SECRET.entry("hunter2", Keys()) == SECRET.take("", sent, "f") == ""
    assert sent.secrets == {"f": "hunter2"}
    assert SECRET.data("", "f", sent.secrets) == "hunter2"
    assert SECRET.data("", "f", {}) is MISSING


@pytest.mark.parametrize(
    ("form", "is_whole", "ticked"),
    [
        ([], False, True),  # the page shows no such box now
        ([], True, False),  # HTML's own form has no word for it
        ([("", "f")], False, False),
        ([("f", "on")], False, True),
        ([("f", "")], False, False),
        ([("f", ""), ("f", "yes")], False, True),  # a hidden control before the box
        ([("f", "false")], False, False),
    ],
)
def test_a_box_is_off_where_the_page_says_so(form: list[tuple[str, str]], is_whole: bool, ticked: bool) -> None:
    assert taken(Flag(), True, form, is_whole=is_whole) is ticked


def test_a_box_of_an_empty_form_is_off() -> None:
    assert Flag().entry(MISSING, Keys()) is False
    assert Flag().entry(True, Keys()) is True


def test_choices_are_all_those_that_are_sent() -> None:
    many = Many(Text())
    assert many.entry(MISSING, Keys()) == many.entry(None, Keys()) == []
    assert many.entry({Level.HIGH}, Keys()) == ["2"]
    assert taken(many, ["a"], []) == ["a"]
    assert taken(many, ["a"], [("f", ""), ("f", "b"), ("f", "c")]) == ["b", "c"]
    assert taken(many, ["a"], [("", "f")]) == []
    assert taken(Many(CHOICE), [], [("f", "")]) == [""]  # it is one of them


def test_a_browser_has_no_word_in_what_no_control_enters() -> None:
    assert taken(Kept(), {"a": 1}, [("f", "b")], is_whole=True) == {"a": 1}
    assert Kept().entry(MISSING, Keys()) is MISSING


def test_only_what_differs_has_changed() -> None:
    sent = Sent([("f", "a"), ("g", "b"), ("h", "on")], keys=Keys())
    Text().take("a", sent, "f")
    Text().take("a", sent, "g")
    Flag().take(True, sent, "h")
    assert sent.changed == {"g"}


@pytest.mark.parametrize(
    ("kind", "entry", "places", "characters"),
    [
        (Text(), "", 1, 0),
        (Text(), "12", 1, 2),
        (Flag(), True, 1, 0),
        (Many(Text()), [], 1, 0),
        (Many(Text()), ["3", "45"], 2, 3),
        (Kept(), {"a": ["long"]}, 1, 0),
    ],
)
def test_what_is_empty_takes_its_place_too(kind: Kind, entry: object, places: int, characters: int) -> None:
    assert kind.size(entry) == places * PLACE + characters
