"""Whatever happens, in whichever order: a page that is connected and keeps up shows the state."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "channel"))  # where the stage is

from liveview.engine import LiveEnvironment
from liveview.protocol import frames
from liveview.view.component import Component
from liveview.view.computed import computed
from liveview.view.events import event
from liveview.view.live_view import LiveView
from liveview.view.template import Templates
from liveview.view.timers import every
from tests.unit.channel.stage import Client, Stage


class Cell(Component):
    template_string = "<td>{{ row.text }}{% if last %}!{% endif %}</td>"
    row: dict[str, Any]
    last: bool


class Table(LiveView):
    template_string = """
      <h1 class="{{ 'odd' if ticks % 2 else 'even' }}">{{ ticks }} {{ total }} {{ 10 // divisor }}</h1>
      {% for row in rows %}<p lv-key="{{ row.id }}">{{ Cell(row=row, last=loop.last) }}</p>{% else %}none{% endfor %}
      {% if ticks > 3 %}<b>{{ ticks }}</b>{% endif %}
    """
    uses = [Cell]
    rows: list[dict[str, Any]] = []
    ticks: int = 0
    divisor: int = 1

    @computed
    def total(self) -> int:
        return sum(row["id"] for row in self.rows)

    @event
    async def add(self, id: int) -> None:
        if all(row["id"] != id for row in self.rows):
            self.rows.append({"id": id, "text": ""})

    @event
    async def remove(self, id: int) -> None:
        self.rows = [row for row in self.rows if row["id"] != id]

    @event
    async def write(self, id: int, text: str) -> None:
        for row in self.rows:
            if row["id"] == id:
                row["text"] = text  # in place, deep down

    @event
    async def reverse(self) -> None:
        self.rows.reverse()

    @event
    async def divide(self, by: int) -> None:
        self.divisor = by  # by 0 the template fails

    @event
    async def fail(self) -> None:
        self.ticks += 1
        raise LookupError

    @every(seconds=0.01)
    async def tick(self) -> None:
        self.ticks += 1


IDS = st.integers(0, 4).map(str)
STEPS = st.one_of(
    st.tuples(st.just("event"), st.sampled_from(["add", "remove"]), st.fixed_dictionaries({"id": IDS})),
    st.tuples(st.just("event"), st.just("write"), st.fixed_dictionaries({"id": IDS, "text": st.text(max_size=3)})),
    st.tuples(st.just("event"), st.sampled_from(["reverse", "fail", "unknown"]), st.just({})),
    st.tuples(st.just("event"), st.just("divide"), st.fixed_dictionaries({"by": st.sampled_from("0123")})),
    st.tuples(st.just("turn"), st.sampled_from([0.001, 0.01, 0.1, 1.0]), st.none()),
    st.tuples(st.sampled_from(["acknowledge", "away", "back", "new page", "resend", "pressure", "no pressure"])),
    st.tuples(st.just("settle")),
)


TEMPLATES = Templates(LiveEnvironment())  # compiled once for all examples


class Run:
    """A page and its view, step by step."""

    async def start(self) -> None:
        self.stage = Stage(unacknowledged=4, mailbox=5, max_restarts=1000)  # the view is to live on
        self.stage.services.templates = TEMPLATES
        self.channel, self.client = await self.stage.joined(Table)
        self.is_away = False

    async def step(self, kind: str, *details: Any) -> None:
        match kind, *details:
            case "event", name, values:
                await self.stage.event(self.channel, name, values=values, wait=False)
            case "turn", seconds, None:
                self.stage.clock.turn(seconds)
            case ["acknowledge"]:
                self.channel.receive(frames.Applied(0, self.client.version))
            case ["away"]:
                self.channel.detach(self.client)
                self.is_away = True
            case ["back"]:
                self.join(self.client)
            case ["new page"]:
                self.join(Client(self.client.fragments))
            case ["resend"]:
                self.channel.receive(frames.Resend(0))
            case ["pressure"]:
                self.client.pressure = 1_000_000
            case ["no pressure"]:
                self.client.pressure = 0
            case ["settle"]:
                await self.stage.settle(self.channel)

    def join(self, client: Client) -> None:
        if self.is_away:
            self.client, self.is_away = client, False
            self.channel.join(client, {0: client.version})

    async def finish(self) -> None:
        """The page is connected and keeps up, the template works, and a while passes."""
        self.join(self.client)
        self.client.pressure = 0
        await self.stage.settle(self.channel)
        await self.stage.event(self.channel, "divide", values={"by": "1"})
        for _ in range(3):
            self.channel.receive(frames.Applied(0, self.client.version))
            self.stage.clock.turn(0.5)
            await self.stage.settle(self.channel)


@given(st.lists(STEPS, max_size=40))
@settings(deadline=None, max_examples=150)  # the first example compiles the template
def test_a_connected_page_shows_the_state(steps: list[Any]) -> None:
    async def run() -> None:
        run = Run()
        await run.start()
        for step in steps:
            await run.step(*step)
        await run.finish()
        assert run.stage.shows_the_state(run.channel, run.client)
        await run.stage.close()

    asyncio.run(run())


@given(st.lists(st.tuples(st.sampled_from(["first", "again", "lost"]), st.integers(0, 3)), max_size=20))
@settings(deadline=None)
def test_each_event_runs_once_and_in_order(sends: list[tuple[str, int]]) -> None:
    class Log(LiveView):
        template_string = "{{ taken|join(' ') }}"
        taken: list[int] = []

        @event
        async def take(self, number: int) -> None:
            self.taken.append(number)

    async def run() -> None:
        stage = Stage(mailbox=100)
        channel, client = await stage.joined(Log)
        last = 0
        for kind, back in sends:
            if kind == "first":
                last += 1
                channel.receive(frames.Event(last, 0, "take", {"number": str(last)}))
            elif kind == "again" and last > back:
                channel.receive(frames.Event(last - back, 0, "take", {"number": str(last - back)}))
            else:
                channel.detach(client)
                channel.join(client, {0: client.version})
        await stage.settle(channel)
        assert channel.view.taken == list(range(1, last + 1))  # type: ignore[attr-defined]
        assert stage.shows_the_state(channel, client)
        await stage.close()

    asyncio.run(run())
