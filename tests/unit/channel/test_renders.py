"""A template that takes long is told with its line, or evaluated in a thread."""

from __future__ import annotations

import asyncio
import logging
import re
import sys
import threading
import time
from collections.abc import Iterator
from types import FrameType
from typing import ClassVar

import pytest

from liveview.channel.renders import FORGIVEN, _place
from liveview.engine import LiveEnvironment
from liveview.errors import DefinitionError
from liveview.protocol import frames
from liveview.runtime.watchdog import HandlerOverrun
from liveview.view.component import Component
from liveview.view.computed import computed
from liveview.view.events import event
from liveview.view.live_view import LiveView
from tests.unit.channel.stage import Stage

pytestmark = pytest.mark.asyncio

LONG = 0.06  # three times as long as a template may take before it is told
THREADS: list[str] = []  # where rows were asked for


class Rows:
    """Asks for its rows when they are read, as an ORM does."""

    def __iter__(self) -> Iterator[str]:
        THREADS.append(threading.current_thread().name)
        time.sleep(LONG)
        return iter("ab")


class Lazy(LiveView):
    template_string = """
      <p>{{ count }}</p>
      {% for row in rows %}
        <b>{{ row }}</b>
      {% endfor %}
    """
    count: int = 0
    rows: Rows = Rows()

    @event
    async def add(self) -> None:
        self.count += 1


class InThread(Lazy):
    render_in = "thread"


class Totals(Component):
    template_string = """
      <i>the sum</i>
      <b>{{ total }}</b>
    """
    count: int

    @computed
    def total(self) -> int:
        end = time.thread_time() + LONG
        while time.thread_time() < end:
            pass
        return self.count


class Report(LiveView):
    uses = [Totals]
    template_string = "{{ Totals(count=count) }}"
    count: int = 0

    @event
    async def add(self) -> None:
        self.count += 1


async def told(stage: Stage, view: type[LiveView], caplog: pytest.LogCaptureFixture) -> list[str]:
    channel, _ = await stage.joined(view)
    if view is Lazy:  # which waits: a machine that has other things to do is slow as well, but not twice in a row
        await stage.event(channel, "add")
    # The thread that looks may come too late on a machine that has other things to do: then there is no line to tell.
    for _ in range(8):
        caplog.clear()
        await stage.event(channel, "add")
        lines = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
        if any("was at" in line for line in lines):
            break
    return lines


async def test_a_lazy_query_is_told_with_the_templates_line(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    (line,) = await told(stage, Lazy, caplog)
    assert re.search(
        r"Lazy: its template took \d+ ms on the loop, .* and was at .*test_renders\.py:\d+ `{% for row in rows %}`, "
        r"in __iter__ at .*test_renders\.py:\d+\..* or write `render_in = \"thread\"` in Lazy\.",
        line,
    ), line


async def test_a_slow_computed_is_told_with_the_line_that_reads_it(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    (line,) = await told(stage, Report, caplog)
    assert re.search(
        r"Report: its template took \d+ ms .*test_renders\.py:\d+ `<b>{{ total }}</b>`, in total at .*:\d+\.", line
    ), line


async def test_nobody_looks_where_templates_are_short(stage: Stage) -> None:
    class Short(LiveView):
        template_string = "{{ count }}"
        count: int = 0

        @event
        async def add(self) -> None:
            self.count += 1

    channel, _ = await stage.joined(Short)
    await stage.event(channel, "add")
    assert stage.services.renders._lookout._thread is None


async def test_who_took_long_is_looked_at_until_it_did_not_for_a_while(stage: Stage) -> None:
    class Improving(LiveView):
        template_string = "{{ total }}"
        count: int = 0

        @computed
        def total(self) -> int:
            end = time.thread_time() + (LONG if self.count < 2 else 0)
            while time.thread_time() < end:
                pass
            return self.count

        @event
        async def add(self) -> None:
            self.count += 1

    renders = stage.services.renders
    channel, client = await stage.joined(Improving)
    assert list(renders._watched) == [Improving]
    while renders._watched:  # on a machine that has other things to do, one may be long again
        await stage.event(channel, "add")
        channel.receive(frames.Applied(0, client.version))
    assert client.version >= 1 + FORGIVEN


async def test_a_view_that_asks_for_it_is_rendered_in_a_thread(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    channel, client = await stage.joined(InThread)
    THREADS.clear()
    await stage.event(channel, "add")
    assert [name.startswith("liveview-") for name in THREADS] == [True]
    assert stage.shows_the_state(channel, client)
    assert not caplog.records


async def test_others_go_on_while_a_template_hangs_in_its_thread_and_then_its_view_ends(stage: Stage) -> None:
    class Hanging(InThread):
        template_string = "<p>{{ count }}</p>{{ wait }}"
        begun: ClassVar[threading.Event] = threading.Event()
        go_on: ClassVar[threading.Event] = threading.Event()

        @computed
        def wait(self) -> str:
            if self.count:
                self.begun.set()
                self.go_on.wait(10)
            return ""

    channel, _ = await stage.joined(Hanging)
    await stage.event(channel, "add", wait=False)
    while not Hanging.begun.is_set():
        await asyncio.sleep(0)
    other, client = await stage.joined(InThread)
    await stage.event(other, "add")
    assert client.version == 1
    stage.clock.turn(30)
    assert isinstance(await channel.ended(), HandlerOverrun)
    Hanging.go_on.set()


async def test_there_are_two_places() -> None:
    with pytest.raises(DefinitionError, match='"loop" or "thread", not \'process\''):
        type("Elsewhere", (LiveView,), {"template_string": "", "render_in": "process"})


async def test_a_template_that_is_at_no_line_has_a_place_all_the_same() -> None:
    template = LiveEnvironment().from_string("<b>{{ count }}</b>")
    code = compile("frames.append(_getframe())", "<template>", "exec").replace(co_linetable=b"")
    frames: list[FrameType] = []
    exec(code, {"__jinja_template__": template, "frames": frames, "_getframe": sys._getframe})
    assert frames[0].f_lineno is None  # as it is for a moment between two lines, where the lookout may find it
    assert ":1 " in _place(frames[0])
