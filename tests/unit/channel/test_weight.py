"""A state that only grows."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from liveview.channel.weight import SELDOM, Weight
from liveview.errors import StateTooLargeError
from liveview.view.component import Component
from liveview.view.events import event
from liveview.view.live_view import LiveView
from liveview.view.tree import Tree
from tests.unit.channel.stage import Stage

pytestmark = pytest.mark.asyncio

MIB = 1024 * 1024


class Log(Component):
    template_string = '<i lv-click="grow">{{ lines|length }}</i>'
    lines: list[str] = []

    @event
    async def grow(self) -> None:
        self.lines.extend(f"{number:0100000}" for number in range(len(self.lines), len(self.lines) + 40))


class Page(LiveView):
    uses = [Log]
    template_string = "{{ Log() }}{{ count }}"
    count: int = 0

    @event
    async def add(self) -> None:
        self.count += 1


async def test_a_state_that_grows_is_named_once_and_then_ends_its_view(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    channel, client = await stage.joined(Page)
    number = next(node.number for node in channel._tree if node.component is Log)
    said: list[str] = []
    while channel.exit_reason is None:
        stage.clock.turn(1)
        await stage.event(channel, f"grow@{number}")
        said += [record.getMessage() for record in caplog.records]
        caplog.clear()
    assert isinstance(channel.exit_reason, StateTooLargeError)
    assert 32 * MIB < channel.exit_reason.size < 40 * MIB
    warnings = [line for line in said if "with 33.6 MB it ends" in line]
    assert len(warnings) == 1
    assert "the state of Page takes about" in warnings[0] and "most of it in `Log.lines`" in warnings[0]
    assert client.closed is not None  # it asks for another view


async def test_it_is_not_looked_at_more_than_once_a_second(stage: Stage) -> None:
    channel, _ = await stage.joined(Page)
    stage.clock.turn(1)
    await stage.event(channel, "add")
    channel.view.kept = "x" * 40 * MIB
    await stage.event(channel, "add")
    assert channel.exit_reason is None
    stage.clock.turn(1)
    await stage.event(channel, "add")
    assert isinstance(channel.exit_reason, StateTooLargeError)


class Held:
    """What the worker holds, as a test says."""

    bytes: int | None = 100 * MIB
    asked = 0

    def held(self) -> int | None:
        self.asked += 1
        return self.bytes


class View:
    """What has a state."""

    def __init__(self) -> None:
        self.ended: list[Exception] = []

    def give_up(self, error: Exception) -> None:
        self.ended.append(error)

    def shared_values(self) -> Sequence[object]:
        return ()


def weighed(stage: Stage, held: Held) -> tuple[Weight, list[str], list[Exception]]:
    """A view of one list, what weighs it, and why it was ended."""
    view = Page()
    whole = View()
    tree = Tree(view, stage.services.templates.of(Page))
    weight = Weight(tree, stage.services.limits, stage.clock, held, whole)
    view.kept = rows = list[str]()
    return weight, rows, whole.ended


@pytest.mark.parametrize(("grown", "seconds"), [(0, SELDOM), (3 * MIB, SELDOM), (4 * MIB, 1), (None, 1)])
async def test_a_small_state_is_looked_at_seldom_unless_the_worker_has_grown(
    stage: Stage, grown: int | None, seconds: float
) -> None:
    held = Held()
    weight, rows, ended = weighed(stage, held)
    stage.clock.turn(SELDOM)
    weight.look()
    rows.append("x" * 40 * MIB)
    held.bytes = None if grown is None else 100 * MIB + grown
    for _ in range(int(seconds)):
        assert not ended
        stage.clock.turn(1)
        weight.look()
    assert ended


async def test_what_others_have_given_back_counts_as_grown_when_it_is_taken_again(stage: Stage) -> None:
    held = Held()
    weight, rows, ended = weighed(stage, held)
    stage.clock.turn(SELDOM)
    weight.look()
    for held.bytes in (20 * MIB, 24 * MIB):
        assert not ended
        rows.append("x" * 20 * MIB)
        stage.clock.turn(1)
        weight.look()
    assert ended


async def test_what_the_worker_holds_is_asked_once_a_second_too(stage: Stage) -> None:
    held = Held()
    weight, _, _ = weighed(stage, held)
    stage.clock.turn(SELDOM)
    weight.look()
    held.asked = 0
    for _ in range(300):
        stage.clock.turn(0.01)
        weight.look()
    assert held.asked in (2, 3)


async def test_a_state_that_is_not_small_is_looked_at_each_second(stage: Stage) -> None:
    weight, rows, ended = weighed(stage, Held())
    rows.append("x" * MIB)
    stage.clock.turn(10)
    weight.look()
    rows.append("x" * 40 * MIB)
    assert not ended
    stage.clock.turn(1)
    weight.look()
    assert ended
