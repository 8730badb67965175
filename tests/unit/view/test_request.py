"""What a view sees of its request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from liveview.errors import StateError
from liveview.view.request import Session


def test_a_session_reads_like_a_mapping() -> None:
    session = Session({"user": 1, "theme": "dark"})
    assert session["user"] == 1 and session.get("none") is None
    assert dict(session) == {"user": 1, "theme": "dark"} and len(session) == 2
    assert "theme" in session


def test_it_is_a_copy() -> None:
    values = {"user": 1}
    session = Session(values)
    values["user"] = 2
    assert session["user"] == 1


@pytest.mark.parametrize(
    "write",
    [
        lambda session: session.__setitem__("a", 1),
        lambda session: session.__delitem__("a"),
        lambda session: session.update(a=1),
        lambda session: session.pop("a", None),
        lambda session: session.setdefault("a", 1),
        lambda session: session.clear(),
    ],
    ids=["set", "delete", "update", "pop", "setdefault", "clear"],
)
def test_writing_says_how_to_do_it(write: Callable[[Any], object]) -> None:
    with pytest.raises(StateError, match='method="post"'):
        write(Session({"a": 1}))


def test_values_are_not_printed() -> None:
    assert "secret" not in repr(Session({"token": "secret"}))
