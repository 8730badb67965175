"""Messages are equal by what they say: that is how one that waits is told from a new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pytest

from liveview.channel.messages import Flush, Joined, Left, Tick
from liveview.view.live_view import LiveView
from tests.unit.channel.stage import Stage


class Plain(LiveView):
    template_string = "x"


@dataclass(frozen=True)
class Compared:
    """Counts how often it is compared with others."""

    number: int
    times: ClassVar[list[int]] = []

    def __eq__(self, other: object) -> bool:
        self.times.append(1)
        return isinstance(other, Compared) and other.number == self.number

    def __hash__(self) -> int:
        return hash(self.number)


def test_equality() -> None:
    assert {Tick("a"), Tick("a"), Tick("b"), Flush(), Flush(), Joined(), Left()} == {
        *(Tick("a"), Tick("b"), Flush(), Joined(), Left())
    }


@pytest.mark.asyncio
async def test_each_waits_once_and_is_not_compared_with_all_that_wait(stage: Stage) -> None:
    """A thousand components have their ticks in the same moment."""
    Compared.times.clear()
    channel, _ = await stage.joined(Plain)
    ticks = [Compared(number) for number in range(200)]
    for tick in ticks:
        assert channel._queue(tick)
    assert len(Compared.times) < 200
    assert not channel._queue(Compared(7))
    for tick in ticks:
        channel._taken_out(tick)
    assert not isinstance(channel._queued, set)  # a page to which nothing happens has no set


@pytest.mark.asyncio
async def test_whose_values_are_others_is_remembered_without_copying_all_of_them(stage: Stage) -> None:
    channel, _ = await stage.joined(Plain)
    assert channel._outdated is None
    channel.reloaded(channel._tree.root)
    first = channel._outdated
    channel.reloaded(channel._tree.root)
    assert channel._outdated is first == {channel._tree.root}
    await stage.settle(channel)
    assert channel._outdated is None
