"""Whether all rows that are found are selected: said again only of the very rows of before."""

from __future__ import annotations

from typing import Any

import pytest

from liveview.ui import Query
from liveview.ui.table.listing import Listing, Memory
from liveview.ui.table.reader import Reader

TEXTS = [("x" if n < 200 else "") + ("y" if n < 100 or n >= 300 else "") for n in range(400)]
WAYS: dict[str, list[Any]] = {
    "without ids": [{"name": text} for text in TEXTS],
    "some without": [{"id": None if n % 2 else n, "name": text} for n, text in enumerate(TEXTS)],
    "with ids": [{"id": n, "name": text} for n, text in enumerate(TEXTS)],
    "tuples": [(text,) for text in TEXTS],
}


@pytest.mark.parametrize("version", [None, 1])
@pytest.mark.parametrize("rows", WAYS.values(), ids=WAYS.keys())
def test_another_search_that_finds_as_many_is_looked_up(rows: list[Any], version: int | None) -> None:
    reader, memory = Reader((), chosen=frozenset(map(str, range(200)))), Memory()

    def is_all_chosen(search: str) -> bool:
        return Listing(rows, reader, Query(search), frozenset(), version, memory).shown(0, 15).is_all_chosen

    assert is_all_chosen("x") and is_all_chosen("x")
    assert not is_all_chosen("y")
    assert is_all_chosen("x")
