"""What an instance has sent itself finds its place, whatever else waits."""

from __future__ import annotations

from typing import Any

from liveview.channel.channel import Channel
from liveview.view.events import event
from liveview.view.live_view import LiveView
from tests.unit.channel.stage import Stage


class Alarm(LiveView):
    template_string = "<p>{{ told }}</p>"
    told: list[Any] = []

    async def mount(self) -> None:
        self.live.send_after(1, "wake up")

    async def info(self, message: Any) -> None:
        self.told.append(message)

    @event
    async def press(self) -> None:
        self.told.append("pressed")


async def flooded(stage: Stage) -> Channel:
    channel, _ = await stage.joined(Alarm)
    while await stage.event(channel, "press", wait=False):
        pass
    return channel


async def test_a_message_to_oneself_comes_after_a_flood_of_events() -> None:
    stage = Stage(mailbox=2)
    channel = await flooded(stage)
    assert channel.mailbox.is_full
    stage.clock.turn(1)
    await stage.settle(channel)
    assert channel.view.told == ["pressed", "pressed", "wake up"]  # type: ignore[attr-defined]
    await stage.close()


async def test_none_comes_to_a_view_that_has_ended(stage: Stage) -> None:
    channel, _ = await stage.joined(Alarm)
    await channel.stop()
    stage.clock.turn(1)
    assert channel.view.told == []  # type: ignore[attr-defined]
