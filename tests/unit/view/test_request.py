"""What a view sees of its request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from starlette.authentication import BaseUser, SimpleUser

from liveview.errors import StateError
from liveview.view.request import Request, Session


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


@dataclass
class Somebody:
    id: int = 7
    name: str = "Ann"


class Starlettes(BaseUser):
    """Raises where it is asked who it is, as Starlette's own do."""


@pytest.mark.parametrize(
    ("user", "identity"),
    [
        (None, ""),
        ("ann", "str ann"),
        (7, "int 7"),
        (UUID(int=7), "UUID 00000000-0000-0000-0000-000000000007"),
        (Somebody(), "Somebody.id 7"),
        ({"sub": "ann@example.org", "roles": ["staff"]}, "dict.sub ann@example.org"),
        (Starlettes(), "Starlettes"),
        (object(), "object"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_users_are_told_apart_by_what_they_are_called(user: object, identity: str) -> None:
    assert Request(user=user).identity == identity


def test_starlettes_users_are_told_apart_by_what_their_version_has() -> None:
    assert Request(user=SimpleUser("ann")).identity in ("SimpleUser.identity ann", "SimpleUser.username ann")
