"""Instances take first values and defaults."""

from __future__ import annotations

from typing import Any

import pytest

from liveview.errors import StateError
from liveview.view.component import Component
from liveview.view.fields import prop


class Card(Component):
    template_string = ""
    heading: str
    tags: list[str] = prop([])


def test_values_and_defaults() -> None:
    card, other = Card(heading="x"), Card(heading="y")
    assert (card.heading, card.tags) == ("x", [])
    assert card.tags is not other.tags


def test_unknown_values() -> None:
    values: dict[str, Any] = {"heading": "x", "tag": 1}
    with pytest.raises(StateError, match=r"Card has no field `tag`. Did you mean `tags`"):
        Card(**values)
