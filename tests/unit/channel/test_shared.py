"""Shared components, where it counts what comes before what."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import pytest

from liveview import Component, Event, LiveView, event
from liveview.channel.channel import Channel
from liveview.channel.shared_unit import SharedUnit
from liveview.channel.sharing import Sharing
from liveview.errors import StateError
from liveview.protocol import frames
from tests.unit.channel.stage import Stage


class Board(Component, shared=True):
    template_string = '<b style="width: {{ count }}%">{{ count }} {{ heard }}</b>'
    count: int = 0
    heard: str = ""

    @event
    async def add(self) -> str:
        self.count += 1
        self.push_event("added", self.count)
        return SharedUnit._doing_(unit_of(stages[-1]))

    @event
    async def look(self, event: Event) -> str:
        with pytest.raises(StateError, match="a WebSocket cannot set a cookie"):
            event.viewer.session["a"] = 1  # type: ignore[index]
        return repr(event)

    async def info(self, message: str) -> None:
        self.heard = message
        self.push_event("heard", message)


class Hall(LiveView):
    template_string = "{{ Board() }}"
    uses = (Board,)

    @event
    async def tell(self) -> None:
        self.live.send(Board, "news")


stages: list[Stage] = []
MARK = re.compile('lv-s="(.*?)"')


def unit_of(stage: Stage) -> SharedUnit:
    assert isinstance(stage.services.sharing, Sharing)
    (place,) = stage.services.sharing._places.values()
    assert isinstance(place.panel, SharedUnit)
    return place.panel


class Sink:
    """A page that keeps what it is asked for."""

    def __init__(self) -> None:
        self.pressure = 0
        self.effects: list[Any] = []

    def send(self, frame: str) -> None:
        parts = json.loads(frame)
        if isinstance(parts[0], int) and len(parts) > 4:
            self.effects += parts[4]

    def close(self, code: int, reason: str) -> None: ...


async def arrive(stage: Stage, **request: Any) -> tuple[Channel, Sink]:
    channel, _ = await stage.open(Hall, **request)
    sink = Sink()
    channel.join(sink, {0: 0, -1: 2})
    await channel.idle()
    return channel, sink


@pytest.fixture
def stage() -> Stage:
    stages[:] = [Stage()]
    return stages[0]


async def test_what_all_are_asked_for_does_not_go_to_who_clicks_next(stage: Stage) -> None:
    (one, seen), (_, also_seen) = await arrive(stage), await arrive(stage)
    stage.clock.turn(1)
    one.receive(frames.Event(1, -1, "add"))
    one.receive(frames.Event(2, 0, "tell"))
    await one.idle()
    one.receive(frames.Event(3, -1, "add"))
    for _ in range(3):
        await one.idle()
        await asyncio.sleep(0)
        stage.clock.turn(1)
    heard = ["push_event", "heard", "news"]
    assert seen.effects.count(heard) == also_seen.effects.count(heard) == 1
    assert ["push_event", "added", 2] in seen.effects and ["push_event", "added", 2] not in also_seen.effects
    await stage.close()


async def test_what_hangs_is_named(stage: Stage) -> None:
    channel, seen = await arrive(stage)
    channel.receive(frames.Event(1, -1, "add"))
    await channel.idle()
    assert ["reply", 1, "event `add`"] in seen.effects
    await stage.close()


async def test_the_session_of_a_viewer_is_read_only_and_seldom_printed(stage: Stage) -> None:
    channel, seen = await arrive(stage, session={"token": "secret"})
    channel.receive(frames.Event(1, -1, "look"))
    await channel.idle()
    ((_, _, shown),) = seen.effects
    assert "<Session with token>" in shown and "secret" not in shown
    await stage.close()


async def test_two_versions_in_one_document_have_styles_of_their_own(stage: Stage) -> None:
    channel, _ = await arrive(stage)
    marks = [MARK.findall(channel.page().html)]
    channel.receive(frames.Event(1, -1, "add"))
    await channel.idle()
    for _ in range(2):
        other, _ = await stage.open(Hall)
        marks.append(MARK.findall(other.page().html))
    assert marks[0] != marks[1] == marks[2]
    await stage.close()
