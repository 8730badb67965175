"""Which rows have an identity, and which loops make use of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import jinja2
import pytest
from jinja2 import nodes

from liveview.check.finding import CODES
from liveview.check.speed import identity, is_keyed, message_of
from liveview.engine.notes import Note
from tests.check.shop import Line, Order, Row


class Service(NamedTuple):
    service_id: str


@dataclass
class Method:
    name: str

    def id(self) -> int:
        return 1


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Order, "id"),
        (Row, "id"),
        (Order | None, "id"),
        (Service, "service_id"),
        (Line, None),
        (int, None),
        (Any, None),
        (Method, None),
    ],
)
def test_identity(kind: Any, name: str | None) -> None:
    assert identity(kind) == name


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("{% for r in x %}<p></p>{% endfor %}", False),
        ("{% for r in x %}<p lv-key='{{ r.id }}'></p>{% endfor %}", True),
        ("{% for r in x|keyed('id') %}<p></p>{% endfor %}", True),
        ("{% for r in x %}{{ Row(row=r) }}{% endfor %}", True),  # the key may be in there
        ("{% for r in x %}<p>{% for s in r %}<i lv-key='{{ s }}'></i>{% endfor %}</p>{% endfor %}", False),
        ("{% for r in x %}{{ r.id }}, {% endfor %}", True),
    ],
)
def test_key(source: str, answer: bool) -> None:
    loop = jinja2.Environment().parse(source).find(nodes.For)
    assert loop is not None
    assert is_keyed(loop) is answer


@pytest.mark.parametrize("kind", ["whole", "position", "impure"])
def test_each_note_has_a_code(kind: str) -> None:
    code, message = message_of(Note(kind, "this", 1))
    assert code in CODES
    assert "this" in message
