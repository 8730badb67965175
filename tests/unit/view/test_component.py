"""Props: required, optional, the caller's."""

from __future__ import annotations

from typing import Any

import pytest

from liveview.errors import StateError
from liveview.view.component import Component
from liveview.view.computed import computed
from liveview.view.fields import prop


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
