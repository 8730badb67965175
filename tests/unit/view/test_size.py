"""About how much memory a state takes."""

from __future__ import annotations

import tracemalloc
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pytest
from pydantic import BaseModel

from liveview.view.live_view import LiveView
from liveview.view.size import size_of


@dataclass
class Row:
    id: int
    name: str
    price: float
    note: str


@dataclass(slots=True)
class Slotted:
    id: int
    name: str


class Model(BaseModel):
    id: int
    name: str


class Plain:
    def __init__(self, id: int) -> None:
        self.id = id
        self.name = "n" * 500


MAKERS: dict[str, Callable[[], Any]] = {
    "nothing much": lambda: [1000 + number for number in range(300)],
    "rows": lambda: [Row(i, f"name {i}", i * 1.5, "x" * (i % 100)) for i in range(5000)],
    "rows with slots": lambda: [Slotted(i, "name" * (i % 50)) for i in range(5000)],
    "models": lambda: [Model(id=i, name=f"name {i}" * 9) for i in range(1000)],
    "objects": lambda: [Plain(i) for i in range(2000)],
    "dicts": lambda: tuple({"id": i, "n": str(i) * 10} for i in range(3000)),
    "a text again and again": lambda: ["".join(map(str, range(3000)))] * 20_000,
    "a few texts again and again": lambda: [t for t in [str(i) * 3000 for i in range(9)] for _ in range(500)],
    "within each other": lambda: {i: {j: [j * 1000 + i] * 3 for j in range(100)} for i in range(100)},
    "a set": lambda: {f"{i}" * 20 for i in range(3000)},
    "a queue": lambda: deque(str(i) * 20 for i in range(3000)),
    "one long text": lambda: "a" * 1_000_000,
    "bytes": lambda: bytearray(1_000_000),
}


@pytest.mark.parametrize("name", MAKERS)
def test_it_is_about_what_python_allocates(name: str) -> None:
    MAKERS[name]()  # what is made once for all is there
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        value = MAKERS[name]()
        allocated = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert 0.5 * allocated < size_of(value) < 2 * allocated


def test_what_is_shared_counts_once() -> None:
    text = "a" * 100_000
    assert size_of([text, {"again": text}, (text,)]) < 110_000


def test_what_refers_to_itself_is_looked_at_once() -> None:
    circle: list[Any] = []
    circle.append(circle)
    assert size_of(circle) < 200


def test_a_view_is_its_values_and_not_what_the_framework_keeps_with_it() -> None:
    class Board(LiveView):
        template_string = ""
        rows: list[str] = []

    view = Board()
    view.live.move(view.live.request)
    before = size_of(view)
    view.rows = ["x" * 100_000 + str(number) for number in range(10)]
    assert 1_000_000 < size_of(view) - before < 1_010_000


def test_what_an_object_is_connected_to_is_not_its_own() -> None:
    class Client:
        def __init__(self) -> None:
            self.pool = ["x" * 100_000 + str(number) for number in range(10)]

    assert size_of([Client(), MappingProxyType({}), len, Client]) < 3_000  # a class itself is one
