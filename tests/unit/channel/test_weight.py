"""A state that only grows."""

from __future__ import annotations

import pytest

from liveview.errors import StateTooLargeError
from liveview.view.component import Component
from liveview.view.events import event
from liveview.view.live_view import LiveView
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
