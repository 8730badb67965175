"""Props: required, optional, the caller's."""

from __future__ import annotations

from typing import Any

import pytest

from liveview.errors import StateError
from liveview.view.component import Component
from liveview.view.computed import computed
from liveview.view.fields import prop, state


class Tile(Component):
    template_string = ""
    label: str
    value: float = prop(0.0)

    @computed
    def shown(self) -> str:
        return f"{self.label}: {self.value:.1f}"


class Empty(Component):
    template_string = ""
    note: str = prop("")


class Counter(Component):
    template_string = ""
    label: str
    count: int = 0
    rows: list[int] = state(default_factory=list)


def test_computed_reads_props() -> None:
    given: dict[str, Any] = {"label": "CPU", "value": 3}
    assert Tile(**given).shown == "CPU: 3.0"


def test_props_are_read_only_inside() -> None:
    tile: Any = Tile(label="CPU")
    with pytest.raises(StateError, match=r"Tile\.label is a prop: the caller's"):
        tile.label = "x"
    tile.other = 1


def test_defaults_are_filled_in() -> None:
    assert Tile._props((), {"label": "CPU"}) == {"label": "CPU", "value": 0.0}


def test_a_required_prop_is_missed() -> None:
    with pytest.raises(StateError, match=r"Tile\(…\) needs `label`: `\{\{ Tile\(label=…\) \}\}`"):
        Tile._props((), {"value": 1})


def test_an_unknown_prop() -> None:
    with pytest.raises(StateError, match=r"Tile has no prop `lable`. Did you mean `label`"):
        Tile._props((), {"lable": "x"})


def test_props_have_names() -> None:
    with pytest.raises(StateError, match=r"given by name: `Tile\(label=…\)`"):
        Tile._props(("CPU",), {})
    with pytest.raises(StateError, match=r"`Empty\(note=…\)`"):
        Empty._props(("CPU",), {})


def test_state_is_the_components_own() -> None:
    counter, other = Counter(label="a"), Counter(label="b")
    counter.count += 1
    counter.rows.append(1)
    assert (counter.count, counter.rows, other.count, other.rows) == (1, [1], 0, [])


def test_a_caller_gives_no_state() -> None:
    with pytest.raises(StateError, match=r"Counter\.count is state, the component's own. To let callers give it"):
        Counter._props((), {"label": "a", "count": 1})


def test_the_frameworks_names_are_not_assigned_to() -> None:
    counter: Any = Counter(label="a")
    with pytest.raises(StateError, match=r"self\.live is the framework's"):
        counter.live = 1


def test_callbacks_that_are_not_written_do_nothing() -> None:
    counter = Counter(label="a")
    assert counter.mount() is counter.updated({}) is counter.info("x") is counter.terminate("removed") is None


def test_a_component_of_no_page_sends_to_nobody() -> None:
    with pytest.raises(StateError, match="no page, so it has no components"):
        Counter(label="a").live.send(Counter, "x")
