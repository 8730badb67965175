"""Panels whose beginning takes time, and pages that are away meanwhile."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from liveview import Component, LiveView, event, prop
from liveview.channel.channel import Channel
from liveview.channel.mount import mount
from liveview.protocol import frames
from liveview.view.request import Request
from tests.unit.channel.stage import Stage


class Slow(Component, isolated=True):
    template_string = '<b>{{ count }}</b><button lv-click="add">+</button>'
    released: ClassVar[asyncio.Event]
    count: int = 0

    async def mount(self) -> None:
        await self.released.wait()

    @event
    async def add(self) -> None:
        self.count += 1


class Page(LiveView):
    template_string = "<h1>page</h1>{{ Slow() }}"
    uses = (Slow,)


@pytest.fixture(autouse=True)
def let_go(stage: Stage) -> Iterator[None]:
    """Nobody waits for what a test leaves hanging."""
    Slow.released = asyncio.Event()
    yield
    Slow.released.set()


class Sink:
    """Keeps what is sent."""

    def __init__(self) -> None:
        self.frames: list[Any] = []
        self.pressure = 0

    def send(self, frame: str) -> None:
        self.frames.append(json.loads(frame))

    def close(self, code: int, reason: str) -> None:
        self.frames.append((code, reason))

    def take(self) -> list[Any]:
        taken, self.frames = self.frames, []
        return taken


async def turns(count: int = 20) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def opened(stage: Stage) -> Channel:
    """A page that was served before its panel was there."""
    mounting = asyncio.ensure_future(mount(Page, Request(), stage.services))
    await turns()
    assert not mounting.done()
    stage.clock.turn(stage.services.limits.panels_within)
    channel = await mounting
    stage.channels.append(channel)
    return channel


async def test_the_first_page_does_not_wait_for_long(stage: Stage) -> None:
    channel, sink = await opened(stage), Sink()
    page = channel.page()
    assert page.html.startswith("<h1>page</h1><!--@1 ") and page.html.endswith(" 0--><!---->")
    channel.join(sink, {0: 0, 1: 0})
    await turns()
    assert sink.take() == [["j", 1, 0]]
    Slow.released.set()
    await turns()
    [definitions, [kind, address, version, values]] = sink.take()
    assert definitions[0] == "d" and (kind, address, version, values[1]) == ("=", 1, 1, 0)
    channel.receive(frames.Event(1, 1, "add@2", {}))
    await turns()
    assert sink.take() == [[1, 2, [0, 1], 1]]


async def test_one_that_is_there_before_the_page_joins_says_so_then(stage: Stage) -> None:
    channel, sink = await opened(stage), Sink()
    channel.page()
    Slow.released.set()
    await turns()
    channel.join(sink, {0: 0, 1: 0})
    await turns()
    assert [frame[:3] for frame in sink.take()[2:]] == [["=", 1, 1]]


async def test_a_page_that_asks_for_values_gets_them(stage: Stage) -> None:
    channel, sink = await opened(stage), Sink()
    channel.page()
    channel.join(sink, {0: 0, 1: 0})
    channel.receive(frames.Resend(1))
    Slow.released.set()
    await turns()
    sink.take()
    channel.receive(frames.Resend(1))
    channel.receive(frames.Resend(7))
    channel.receive(frames.Applied(7, 3))
    await turns()
    assert [frame[:3] for frame in sink.take()] == [["=", 1, 2]]


async def test_a_panel_whose_frames_nobody_acknowledges_waits(stage: Stage) -> None:
    channel, sink = await opened(stage), Sink()
    channel.page()
    Slow.released.set()
    channel.join(sink, {0: 0, 1: 0})
    await turns()
    for ref in range(1, 41):
        channel.receive(frames.Event(ref, 1, "add@2", {}))
        await turns()
    assert [frame[1] for frame in sink.take() if isinstance(frame[0], int)][-1] == 32
    channel.receive(frames.Applied(1, 32))
    await turns()
    assert sink.take() == [[1, 33, [0, 40], 40]]


class Broken(Component, isolated=True):
    template_string = "<b></b>"

    async def mount(self) -> None:
        raise LookupError


class Fragile(LiveView):
    template_string = "{% if is_there %}{{ Broken() }}{% endif %}"
    uses = (Broken,)
    is_there: bool = False

    @event
    async def show(self) -> None:
        self.is_there = True


async def test_a_page_that_takes_nothing_is_told_of_a_failure_once_it_does(stage: Stage) -> None:
    channel, sink = await mount(Fragile, Request(), stage.services), Sink()
    stage.channels.append(channel)
    channel.page()
    channel.join(sink, {0: 0})
    channel.receive(frames.Event(1, 0, "show", {}))
    await turns(2)
    sink.pressure = 10**6
    await turns()
    assert not [frame for frame in sink.take() if frame[0] == "="]
    sink.pressure = 0
    stage.clock.turn(1)
    await turns()
    assert [frame[:2] for frame in sink.take() if frame[0] == "="] == [["=", 1]]


class Stuck(Component, isolated=True):
    template_string = "{% if not is_inner %}{{ Stuck(is_inner=True) }}{% endif %}"
    is_inner: bool = prop(False)
    ended: ClassVar[list[str]] = []

    async def terminate(self, reason: str) -> None:
        if self.is_inner:
            await asyncio.Event().wait()
        self.ended.append(reason)


class Wall(LiveView):
    template_string = "{{ Stuck() }}"
    uses = (Stuck,)

    async def terminate(self, reason: str) -> None:
        Stuck.ended.append(f"view: {reason}")


async def test_one_that_does_not_end_leaves_time_for_those_around_it_to_end(stage: Stage) -> None:
    Stuck.ended.clear()
    channel = await mount(Wall, Request(), stage.services)
    ending = asyncio.ensure_future(channel.stop())
    for _ in range(4):  # less than a process has for its end, all in all
        await turns()
        stage.clock.turn(1.2)
    await turns()
    assert Stuck.ended == ["shutdown", "view: shutdown"] and ending.done()
