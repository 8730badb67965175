"""`self.live`: what a view or component can do beside being shown."""

from __future__ import annotations

from typing import Any

import pytest

from liveview.errors import StateError
from liveview.view.component import Component
from liveview.view.effects import Effects
from liveview.view.live import Live
from liveview.view.live_view import LiveView
from liveview.view.request import Request


class Tile(Component):
    template_string = ""


class Carrier:
    """Notes what is sent."""

    def __init__(self) -> None:
        self.sent: list[Any] = []

    def send(self, component: type, message: Any, key: Any) -> None:
        self.sent.append((component, message, key))


def test_a_message_goes_to_whoever_carries_it() -> None:
    live = Live()
    carrier: Any = Carrier()
    live.begin(Request(url="http://host/"), Effects())
    live.connect(carrier)
    live.send(Tile, "x")
    live.send(Tile, "y", key=7)
    assert carrier.sent == [(Tile, "x", None), (Tile, "y", 7)] and live.request.url == "http://host/"


def test_an_instance_of_no_page_says_so() -> None:
    for instance in (LiveView(), Tile()):
        with pytest.raises(StateError, match="this instance has no page"):
            instance.live.send(Tile, "x")
        assert instance.live is instance.live
