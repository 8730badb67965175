"""What a template sees."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from liveview.errors import StateError
from liveview.view.computed import computed
from liveview.view.live_view import LiveView
from liveview.view.values import Values


class Board(LiveView):
    template_string = ""
    LIMIT: ClassVar[int] = 10
    hidden = 1
    count: int = 0
    calls: list[str] = []

    @computed
    def double(self) -> int:
        self.calls.append("double")
        return self.count * 2

    @computed
    def broken(self) -> int:
        return {"a": 1}["b"]

    @computed
    def odd(self) -> Any:
        raise AttributeError("no such thing")


def test_state_computed_constants_and_components() -> None:
    board = Board(count=2)
    values = Values(board, {"Tile": "the tile"})
    assert (values["count"], values["double"], values["LIMIT"], values["Tile"]) == (2, 4, 10, "the tile")
    assert set(values) == {"count", "calls", "page_title", "double", "broken", "odd", "LIMIT", "Tile"}
    assert len(values) == 8


def test_everything_else_is_invisible() -> None:
    board: Any = Board()
    board.connection = object()
    values = Values(board, {})
    assert not {"connection", "hidden", "mount", "session", "_live"} & set(values)
    with pytest.raises(KeyError):
        values["connection"]


def test_a_computed_value_is_worked_out_once_a_render_and_only_if_read() -> None:
    board = Board()
    values = Values(board, {})
    assert "double" in values and board.calls == []
    assert values["double"] == values["double"] == 0
    assert board.calls == ["double"]


@pytest.mark.parametrize(("name", "kind"), [("broken", "KeyError"), ("odd", "AttributeError")])
def test_a_mistake_in_a_computed_value_is_no_missing_name(name: str, kind: str) -> None:
    with pytest.raises(StateError, match=rf"Board\.{name} is @computed and raised {kind}"):
        Values(Board(), {})[name]
