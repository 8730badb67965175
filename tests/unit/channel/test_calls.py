"""Users' methods: where they run, and where their mistakes go."""

from __future__ import annotations

import functools
import sqlite3
import threading
from collections.abc import Callable
from typing import Any

import pytest

from liveview.channel.calls import Calls
from liveview.channel.faults import Faults
from liveview.channel.limits import Limits
from liveview.channel.outbox import Outbox
from liveview.view.component import Component
from liveview.view.effects import Effects
from liveview.view.events import event
from liveview.view.fields import state
from liveview.view.live_view import LiveView
from tests.unit.channel.stage import Client, Stage

pytestmark = pytest.mark.asyncio


def decorated(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def around(*args: Any) -> Any:
        return method(*args)

    return around


class Tile(Component):
    template_string = ""
    ran: list[str] = []

    def in_thread(self) -> None:
        self.ran.append(threading.current_thread().name)

    async def on_the_loop(self) -> None:
        self.ran.append(threading.current_thread().name)

    @decorated
    async def behind_a_decorator(self) -> None:
        self.ran.append("awaited")

    async def fail(self) -> None:
        raise LookupError("x")


class Board(LiveView):
    template_string = ""

    async def fail(self) -> None:
        raise LookupError("x")


def calls_of(stage: Stage) -> tuple[Calls, Client]:
    outbox, client = Outbox(Limits()), Client({}, [""])
    outbox.resume(client, {0: 0}, 0)
    client.take()
    faults = Faults("Board", outbox, shown=True)
    return Calls(stage.threads, faults, Effects(), stage.clock, Limits()), client


async def test_a_def_runs_in_a_thread_and_an_async_def_on_the_loop(stage: Stage) -> None:
    calls, _ = calls_of(stage)
    tile = Tile()
    for method in ("in_thread", "on_the_loop", "behind_a_decorator"):
        await calls.call(tile, method)
    assert tile.ran[0].startswith("liveview-") and tile.ran[1:] == ["MainThread", "awaited"]


async def test_what_nobody_wrote_takes_no_thread(stage: Stage) -> None:
    calls, _ = calls_of(stage)
    await calls.call(Tile(), "mount")
    await calls.call(Board(), "joined", False)
    assert stage.threads._started == 0


async def test_a_mistake_is_said_with_the_component_until_it_is_over(stage: Stage) -> None:
    calls, client = calls_of(stage)
    assert not await calls.run("event `fail`", Tile(), "fail")
    assert not await calls.run("event `fail`", Board(), "fail")
    assert [frame[1]["title"] for frame in client.take()] == ["Board: Tile, event `fail`", "Board: event `fail`"]
    assert await calls.run("event `fail`", Tile(), "on_the_loop")
    assert client.take()[0][1]["title"] == "Board: event `fail`"


class Archive(LiveView):
    template_string = "<p>{{ found }}</p>"
    connection: Any = state(None, transient=True)
    found: int = 0

    async def mount(self) -> None:
        self.connection = sqlite3.connect(":memory:")

    @event
    def look(self) -> None:
        (self.found,) = self.connection.execute("SELECT 7").fetchone()


async def test_a_connection_that_another_thread_made_says_what_to_write(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    channel, _ = await stage.joined(Archive)
    await stage.event(channel, "look")
    assert "SQLite objects created in a thread" in caplog.text
    assert "say sqlite3.connect(…, check_same_thread=False)" in caplog.text
