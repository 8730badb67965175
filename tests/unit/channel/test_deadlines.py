"""A method that takes too long: its view's problem alone, and nothing of what it still does counts."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from typing import Any, ClassVar

import pytest

from liveview.channel.channel import Channel
from liveview.errors import GivenUpError, HandlerTimeoutError
from liveview.runtime.exits import Reason
from liveview.view.component import Component
from liveview.view.events import event
from liveview.view.live_view import LiveView
from tests.unit.channel.stage import Stage

pytestmark = pytest.mark.asyncio


class Hanging:
    """A plain method that goes on when it is told, and what became of each thing that it did then."""

    def __init__(self) -> None:
        self.begun, self.go_on, self.done = threading.Event(), threading.Event(), threading.Event()
        self.raised: dict[str, type[Exception] | None] = {}

    def hang(self, **late: Callable[[], Any]) -> None:
        self.begun.set()
        self.go_on.wait(10)
        for name, what in late.items():
            try:
                what()
            except Exception as error:
                self.raised[name] = type(error)
            else:
                self.raised[name] = None
        self.done.set()

    async def until(self, state: threading.Event) -> None:
        while not state.is_set():
            await asyncio.sleep(0)


class Part(Component):
    template_string = '<i lv-click="hang">{{ count }}</i>'
    hanging: ClassVar[Hanging]
    count: int = 0
    kept: list[int] = []

    @event
    def hang(self) -> None:
        self.count = 1
        self.hanging.hang(
            assign=lambda: setattr(self, "count", 2),
            change=lambda: self.kept.append(1),
            flash=lambda: self.flash("info", "late"),
            publish=lambda: self.publish("late", "late"),
            later=lambda: self.live.send_after(1, "late"),
            send=lambda: self.live.send(Part, "late"),
        )


class Page(LiveView):
    uses = [Part]
    template_string = "<p>{{ count }}</p>{{ Part() }}"
    hanging: ClassVar[Hanging]
    count: int = 0
    kept: list[int] = []

    @event
    async def add(self) -> None:
        self.count += 1

    @event
    async def spin(self) -> None:
        self.count += 10
        while True:
            await asyncio.sleep(0)

    @event
    def hang(self) -> None:
        self.hanging.hang(assign=lambda: setattr(self, "count", 2), flash=lambda: self.flash("info", "late"))

    def terminate(self, reason: str) -> None:
        self.kept = []  # its own end is not forbidden anything


def shown(channel: Channel) -> Any:
    """What the page of a channel should show."""
    return json.loads(json.dumps(channel._tree.root.rendering.values()))


@pytest.fixture
def hanging() -> Hanging:
    Page.hanging = Part.hanging = Hanging()
    return Page.hanging


async def test_a_handler_that_awaits_for_ever_is_undone_and_its_view_lives_on(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    channel, client = await stage.joined(Page)
    await stage.event(channel, "spin", wait=False)
    for _ in range(5):
        await asyncio.sleep(0)
    stage.clock.turn(5)
    assert "Page.spin has not returned after 5 s" in caplog.text
    stage.clock.turn(25)
    await stage.settle(channel)
    assert "Page.spin took more than 30 s and was given up" in caplog.text
    await stage.event(channel, "add")
    assert channel.view.count == 1  # type: ignore[attr-defined]
    assert shown(channel) == client.values


async def test_a_view_whose_plain_method_was_given_up_ends_and_hears_nothing_of_it_any_more(
    stage: Stage, hanging: Hanging
) -> None:
    channel, client = await stage.joined(Page)
    await stage.event(channel, "hang", wait=False)
    await hanging.until(hanging.begun)
    stage.clock.turn(30)
    reason: Reason = await channel.ended()
    assert isinstance(reason, HandlerTimeoutError)
    assert reason.still_runs
    frames = client.take()
    stage.clock.turn(5)
    hanging.go_on.set()
    await hanging.until(hanging.done)
    assert hanging.raised == dict.fromkeys(("assign", "flash"), GivenUpError)
    assert channel.view.count == 0  # type: ignore[attr-defined]
    assert client.take() == []
    assert frames[-1][:2] == ["a", 1]  # the click was answered


async def test_a_component_whose_plain_method_was_given_up_begins_anew_and_the_method_reaches_nobody(
    stage: Stage, hanging: Hanging
) -> None:
    channel, client = await stage.joined(Page)
    await stage.event(channel, "add")
    before = next(node for node in channel._tree if node.component is Part)
    first: Any = before.instance
    await stage.event(channel, f"hang@{before.number}", wait=False)
    await hanging.until(hanging.begun)
    stage.clock.turn(30)
    await stage.settle(channel)
    second: Any = next(node for node in channel._tree if node.component is Part).instance
    assert second is not first
    client.take()
    stage.clock.turn(5)
    hanging.go_on.set()
    await hanging.until(hanging.done)
    late = hanging.raised
    assert late.pop("change") is None  # what it holds is nobody's any more
    assert late == dict.fromkeys(("assign", "flash", "publish", "later", "send"), GivenUpError)
    assert (second.count, second.kept, first.count) == (0, [], 0)
    await stage.event(channel, "add")
    assert channel.view.count == 2  # type: ignore[attr-defined]
    assert [frame[0] for frame in client.take()] == [0]
    assert shown(channel) == client.values


async def test_a_method_that_never_got_a_thread_leaves_the_state_as_it_was(stage: Stage, hanging: Hanging) -> None:
    busy = [asyncio.create_task(stage.threads.run(lambda: hanging.go_on.wait(10))) for _ in range(4)]
    channel, _ = await stage.joined(Page)
    await stage.event(channel, "add")
    await stage.event(channel, "hang", wait=False)
    for _ in range(5):
        await asyncio.sleep(0)
    stage.clock.turn(30)
    await stage.settle(channel)
    await stage.event(channel, "add")
    assert channel.view.count == 2  # type: ignore[attr-defined]
    hanging.go_on.set()
    await asyncio.gather(*busy)
