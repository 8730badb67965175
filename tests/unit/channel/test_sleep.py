"""Pages to which nothing happens: what their templates have given is dropped, and nobody notices."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import AsyncIterator
from typing import Any, ClassVar

import anyio
import pytest
import pytest_asyncio

from liveview.channel.channel import Channel
from liveview.channel.messages import Keep
from liveview.runtime.life import Life
from liveview.runtime.process import Process
from liveview.view.component import Component
from liveview.view.events import event
from liveview.view.fields import state
from liveview.view.live_view import LiveView
from tests.unit.channel.stage import Client, Stage

pytestmark = pytest.mark.asyncio

LONG = 20.0  # seconds
# Bytes of a page that sleeps, beside its state and its connection; 7,000 now, with the client of this test. Each object
# that every page has is some 60 more, or some 100 with a dictionary of its own.
ASLEEP = 8_000
updated: list[str] = []


class Mark(Component):
    template_string = '<b lv-click="press">{{ label }} {{ pressed }}</b>'
    label: str
    pressed: int = 0

    def updated(self, before: Any) -> None:
        updated.append(self.label)

    @event
    async def press(self) -> None:
        self.pressed += 1


class Clock(Component, isolated=True):
    template_string = "<i>{{ label }}</i>"
    label: str = ""


class Board(LiveView):
    template_string = """
      <h1>{{ count }}</h1><p>{{ outside[0] }}</p>
      {% for name in names %}<i>{{ name }}</i>{{ Mark(label=name, key=name) }}{% endfor %}
    """
    uses = (Mark,)
    outside: ClassVar[list[Any]] = [""]
    count: int = 0
    names: list[str] = state(default_factory=lambda: [f"name {number}" for number in range(30)])

    @event
    async def add(self) -> None:
        self.count += 1

    @event
    async def rename(self) -> None:
        self.names[3] = "other"


class Fragile(Board):
    template_string = "<h1>{{ count }}</h1>{{ 1 // outside[0] }}"
    outside: ClassVar[list[Any]] = [1]


class Plain(LiveView):
    template_string = "<h1>{{ count }}</h1>"
    count: int = 0


class Grouped(LiveView):
    template_string = "<h1>{{ count }}</h1>"
    keeps_task = True
    count: int = 0

    async def mount(self) -> None:
        self.group = anyio.create_task_group()
        await self.group.__aenter__()

    @event
    async def add(self) -> None:
        self.count += 1

    async def terminate(self, reason: str) -> None:
        await self.group.__aexit__(None, None, None)
        updated.append(reason)


class Panelled(LiveView):
    template_string = "<h1>{{ count }}</h1>{{ Clock() }}"
    uses = (Clock,)
    count: int = 0


@pytest_asyncio.fixture
async def stage() -> AsyncIterator[Stage]:
    updated.clear()
    Board.outside[0], Fragile.outside[0] = "", 1
    stage = Stage()
    yield stage
    await stage.close()


async def asleep(stage: Stage, view: type[LiveView] = Board) -> tuple[Channel, Client]:
    channel, client = await stage.joined(view)
    await pause(stage, channel)
    client.take()
    return channel, client


async def pause(stage: Stage, channel: Channel) -> None:
    for seconds in (6.0, LONG):  # first it is kept for other processes
        stage.clock.turn(seconds)
        await stage.settle(channel)


def memos(channel: Channel) -> list[object]:
    return [node.rendering.memo for node in channel._tree]


def is_asleep(channel: Channel) -> bool:
    return channel._tree.is_asleep and not any(isinstance(memo, list) for memo in memos(channel))


async def test_a_page_to_which_nothing_happens_gives_its_memory_back(stage: Stage) -> None:
    channel, client = await stage.joined(Board)
    gc.collect()
    before = len(gc.get_objects())
    await pause(stage, channel)
    gc.collect()
    assert is_asleep(channel)
    assert before - len(gc.get_objects()) > 60  # a list for each item, and for each component
    assert client.take()[-1][0] != "="


async def test_what_is_left_of_one_is_little(stage: Stage) -> None:
    """Of a page of little state: what the framework itself holds, which has no task meanwhile."""
    pages = 40
    await asleep(stage, Plain)  # what the first brings into being serves the others too
    gc.collect()
    tracemalloc.start(1)
    for _ in range(pages):
        await asleep(stage, Plain)
    gc.collect()
    size = tracemalloc.get_traced_memory()[0] / pages
    tracemalloc.stop()
    assert size < ASLEEP
    assert not any(isinstance(each, Channel) for each in Life._running_.values())


async def test_one_to_which_something_happens_does_not(stage: Stage) -> None:
    channel, _ = await stage.joined(Board)
    for _ in range(4):
        stage.clock.turn(LONG / 2)
        await stage.event(channel, "add")
        assert not is_asleep(channel)


async def test_what_it_is_woken_for_is_sent_alone(stage: Stage) -> None:
    channel, client = await asleep(stage)
    await stage.event(channel, "rename")
    (frame,) = client.take()
    assert frame[0] == 0 and "name 4" not in str(frame)
    assert client.values is not None and "other" in str(client.values)
    await stage.event(channel, "add")
    assert client.take() == [[0, frame[1] + 1, [0, 1], 2]]


async def test_its_components_stay_who_they_are(stage: Stage) -> None:
    channel, client = await asleep(stage)
    number = next(node.number for node in channel._tree if node.key == "name 7")
    await stage.event(channel, f"press@{number}")
    (frame,) = client.take()
    assert frame[0] == 0 and len(str(frame)) < 60
    assert "press" in str(client.fragments)
    assert updated == []  # nothing has changed for them
    node = channel._tree.get(number)
    assert node is not None and node.instance.pressed == 1


async def test_it_falls_asleep_again(stage: Stage) -> None:
    channel, client = await asleep(stage)
    for count in (1, 2):
        await stage.event(channel, "add")
        assert not is_asleep(channel)
        await pause(stage, channel)
        assert is_asleep(channel)
        assert [frame[2] for frame in client.take()] == [[0, count]]


async def test_what_has_changed_beside_it_is_told(stage: Stage) -> None:
    channel, client = await asleep(stage)
    Board.outside[0] = "somebody else's"
    await stage.event(channel, "add")
    assert [frame[0] for frame in client.take()] == ["="]
    assert "somebody else's" in str(client.values)


async def test_a_page_comes_back_to_one_that_sleeps(stage: Stage) -> None:
    channel, client = await stage.joined(Board)
    channel.detach(client)
    await pause(stage, channel)
    assert is_asleep(channel)
    client.take()
    channel.join(client, {0: client.version})
    await stage.settle(channel)
    assert [frame[0] for frame in client.take()] == ["j", "t"]  # it has missed nothing
    await stage.event(channel, "add")
    assert [frame[0] for frame in client.take()] == [0]


async def test_to_be_kept_it_is_not_woken(stage: Stage) -> None:
    channel, _ = await asleep(stage)
    channel._queue(Keep())
    await stage.settle(channel)
    assert is_asleep(channel)


async def test_a_page_that_does_not_show_its_state_does_not_sleep(stage: Stage) -> None:
    channel, client = await stage.joined(Board)
    channel.detach(client)
    channel.send(object())
    await stage.event(channel, "add")
    await pause(stage, channel)
    assert not is_asleep(channel)


async def test_a_template_that_fails_when_it_is_woken_is_told_of(stage: Stage) -> None:
    channel, client = await asleep(stage, Fragile)
    Fragile.outside[0] = 0
    await stage.event(channel, "add")
    Fragile.outside[0] = 1
    await stage.event(channel, "add")
    assert client.values is not None and client.values[1:2] == [2]


async def test_a_page_with_a_process_within_stays_awake(stage: Stage) -> None:
    channel, _ = await asleep(stage, Panelled)
    assert not is_asleep(channel)


async def test_a_view_may_keep_its_task_for_what_belongs_to_it(stage: Stage) -> None:
    channel, client = await asleep(stage, Grouped)
    assert is_asleep(channel) and channel in Life._running_.values()
    await stage.event(channel, "add")
    assert client.values is not None and client.values[1:2] == [1]
    await pause(stage, channel)
    await channel.stop("enough")
    assert updated == ["enough"]


async def test_one_whose_fellow_fails_says_so_to_its_page(stage: Stage) -> None:
    class Failing(Process):
        async def info(self, message: object) -> None:
            raise ValueError("at fault")

    class Tied(Plain):
        async def terminate(self, reason: str) -> None:
            updated.append(reason)

    fellow = await Failing().start(stage.clock)
    channel, client = await asleep(stage, Tied)
    channel.monitor(fellow)
    channel.link(fellow)  # who ends tells those who watch first: mail, and the end, in one turn
    fellow.send("go")
    await channel.ended()
    assert ["at fault" in reason for reason in updated] == [True]
    assert client.closed is not None


async def test_it_can_be_kept_awake() -> None:
    stage = Stage(sleep_after=None)
    channel, _ = await asleep(stage)
    assert not is_asleep(channel)
    await stage.close()
