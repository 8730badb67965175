"""Which live part of a page is the one that a browser has."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liveview.web.signs import Sign, digest, numbered

TILE, ROOM = digest("Tile"), digest("Room")
WHO, SESSION = digest("Ann"), digest({"theme": "dark"})


def page(*parts: tuple[str, object], user: str = WHO, session: str = SESSION) -> list[Sign]:
    return numbered([Sign(kind, 0, 0, digest(given), user, session) for kind, given in parts])


BEFORE = page((TILE, "cpu"), (ROOM, 7), (TILE, "disk"))


def test_a_name_says_what_it_is_of_and_cannot_be_guessed() -> None:
    names = {sign.new_name() for sign in BEFORE for _ in range(10)}
    assert len(names) == 30 and max(map(len, names)) <= 200  # of a store's keys
    assert [Sign.of_name(sign.new_name()) for sign in BEFORE] == BEFORE
    assert [(sign.nth, sign.count) for sign in BEFORE] == [(0, 2), (0, 1), (1, 2)]


@pytest.mark.parametrize("name", ["", "abcdefghijklmnopqrstuv", f"{'a' * 22}.{TILE}.0.", f"{'a' * 22}.{TILE}.a-b...."])
def test_that_of_a_page_of_its_own_says_nothing(name: str) -> None:
    assert Sign.of_name(name) is None


@pytest.mark.parametrize("more", [True, False])
@pytest.mark.parametrize("which", range(3))
def test_what_is_given_the_same_is_the_same_wherever_it_stands(which: int, *, more: bool) -> None:
    assert BEFORE[which].among(BEFORE, may_be_given_more=more) == which
    moved = page((TILE, "new"), (TILE, "disk"), (ROOM, 8), (ROOM, 7), (TILE, "cpu"))
    assert BEFORE[which].among(moved, may_be_given_more=more) == (4, 3, 1)[which]


def test_of_several_that_are_given_the_same_it_is_the_one_in_its_place() -> None:
    twice = page((TILE, "cpu"), (TILE, "cpu"))
    assert [sign.among(twice, may_be_given_more=True) for sign in twice] == [0, 1]
    more = page((TILE, "x"), (TILE, "y"), (TILE, "cpu"), (TILE, "cpu"))
    assert [sign.among(more, may_be_given_more=True) for sign in twice] == [None, None]  # nobody can say which


def test_with_other_arguments_it_is_the_one_in_its_place_if_it_may_be() -> None:
    now = page((TILE, "cpu 2"), (ROOM, 8), (TILE, "disk 2"))
    assert [sign.among(now, may_be_given_more=True) for sign in BEFORE] == [0, 1, 2]
    assert [sign.among(now, may_be_given_more=False) for sign in BEFORE] == [None] * 3


@pytest.mark.parametrize(
    "now",
    [
        page((ROOM, 8), (TILE, "disk 2")),  # one is gone, and nobody knows which
        page((TILE, "cpu 2"), (ROOM, 8), (TILE, "disk 2"), session=digest({"user": "Bob"})),
        page((TILE, "cpu 2"), (ROOM, 8), (TILE, "disk 2"), session=""),
        page((TILE, "cpu"), (ROOM, 7), (TILE, "disk"), user=digest("Bob")),
        page(),
    ],
)
def test_what_may_be_another_ones_begins_anew(now: list[Sign]) -> None:
    assert BEFORE[0].among(now, may_be_given_more=True) is None
    assert replace(BEFORE[2], session="").among(now, may_be_given_more=True) is None


def test_of_what_cannot_be_compared_nobody_says_that_it_is_the_same() -> None:
    assert digest(object()) == digest({"row": {1, 2}}) == ""
    rows = page((TILE, object()), (TILE, object()))
    assert [sign.among(rows, may_be_given_more=False) for sign in rows] == [None, None]
    assert [sign.among(rows, may_be_given_more=True) for sign in rows] == [0, 1]


def test_data_has_one_digest_in_each_process() -> None:
    assert digest({"b": 1, "a": [None, "ü"]}) == digest({"a": [None, "ü"], "b": 1}) == "1a2130970fc95192"
