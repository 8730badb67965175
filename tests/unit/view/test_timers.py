"""@every: what it refuses."""

from __future__ import annotations

import math

import pytest

from liveview.errors import DefinitionError
from liveview.view.live_view import LiveView
from liveview.view.timers import every


def test_a_class_knows_its_timers() -> None:
    class Clock(LiveView):
        template_string = ""

        @every(seconds=2)
        def tick(self) -> None: ...

        @every(seconds=0.5)
        async def tock(self) -> None: ...

    assert Clock._spec.timers == {"tick": 2.0, "tock": 0.5}


@pytest.mark.parametrize("seconds", [0, -1, math.nan, math.inf, "1"])
def test_an_interval_is_a_positive_number(seconds: float) -> None:
    with pytest.raises(DefinitionError, match="positive number"):
        every(seconds=seconds)


def test_it_is_called_without_arguments() -> None:
    with pytest.raises(DefinitionError, match="takes only `self`"):

        @every(seconds=1)
        def tick(self: LiveView, more: int) -> None: ...


def test_it_goes_on_a_method() -> None:
    with pytest.raises(DefinitionError, match="right above"):
        every(seconds=1)(print)
