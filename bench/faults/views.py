"""The views that `make faults` serves: one that is good, and one for each way of being bad."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bench.faults.boards import TEMPLATE
from bench.faults.quiet import Dashboard
from bench.faults.told import ROUTES
from liveview import LiveApp, LiveView, computed, event, every, live, on, state, telemetry
from liveview.channel.limits import Limits

# A query over ten thousand orders that somebody forgot an index for. SQLite lets go of the interpreter meanwhile, and
# the loop stands still all the same.
QUERY = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200000) SELECT sum(i), max(i) FROM n
"""
COMPUTING = 0.3  # seconds: a slow property, as long as the query takes


def compute(seconds: float) -> int:
    """Keep the interpreter busy."""
    count, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        count += 1
    return count


class Good(LiveView):
    """What everybody else has open; and what a client floods."""

    template_string = '<h1>{{ count }}</h1><button lv-click="add">+</button>'
    count: int = 0

    @event
    async def add(self) -> None:
        """Count."""
        self.count += 1


@dataclass
class Service:
    """A row of a board."""

    id: int
    name: str
    load: float = 0.5
    errors: int = 0
    version: str = "1.0"


class Board(LiveView):
    """What many have open and look at: forty rows of five cells."""

    template_string = """
      <table><tbody>{% for service in services %}
        <tr lv-key="{{ service.id }}"><td>{{ service.name }}</td><td>{{ service.load }}</td>
        <td>{{ service.errors }}</td><td>{{ service.version }}</td></tr>
      {% endfor %}</tbody></table>
    """
    services: list[Service] = state(default_factory=lambda: [Service(id, f"service {id}") for id in range(40)])


class Spin(Good):
    """Computes in an `async def`."""

    @event
    async def misbehave(self) -> None:
        """For ever."""
        while True:
            self.count += 1


class Sleep(Good):
    """Sleeps in an `async def`."""

    @event
    async def misbehave(self) -> None:
        """For a minute."""
        time.sleep(60)  # noqa: ASYNC251 (the mistake that is measured)


class Orders:
    """Rows that are asked for when a template reads them."""

    def __iter__(self) -> Iterator[tuple[int, int]]:
        with sqlite3.connect(":memory:") as connection:
            yield from connection.execute(QUERY)


class Query(LiveView):
    """A lazy query in a template."""

    template_string = """
      <p>{{ count }}</p>
      {% if count %}{% for sum, most in orders %}<b>{{ sum }} {{ most }}</b>{% endfor %}{% endif %}
    """
    count: int = 0
    orders: Orders = Orders()

    @event
    async def misbehave(self) -> None:
        """Show it once more."""
        self.count += 1


class Computed(LiveView):
    """A property that takes its time."""

    template_string = "<p>{{ count }}</p><b>{{ total }}</b>"
    count: int = 0

    @computed
    def total(self) -> int:
        """Of something."""
        return compute(COMPUTING) if self.count else 0

    @event
    async def misbehave(self) -> None:
        """Show it once more."""
        self.count += 1


class QueryInThread(Query):
    """The same, off the loop."""

    render_in = "thread"


class ComputedInThread(Computed):
    """The same, off the loop."""

    render_in = "thread"


class Talker(LiveView):
    """Sends itself a message for each that it gets."""

    template_string = "<p>{{ count }}</p>"
    count: int = 0

    @on("talk:{own}")
    async def heard(self, message: int) -> None:
        """And says the next thing."""
        self.count += 1
        self.publish(f"talk:{self.own}", self.count)

    own: int = 0

    @event
    async def misbehave(self) -> None:
        """Begin."""
        self.publish(f"talk:{self.own}", 0)


class Growing(Talker):
    """Keeps everything that it hears."""

    kept: list[str] = []

    @on("talk:{own}")
    async def heard(self, message: int) -> None:
        """And keeps 10 KB of it."""
        self.kept.append(str(self.count) * 2_000)
        await super().heard(message)


class Spinner(Good):
    """Waits for nothing, again and again."""

    @event
    async def misbehave(self) -> None:
        """For ever."""
        while True:
            await asyncio.sleep(0)


class Crashing(Good):
    """Fails a hundred times a second."""

    is_bad: bool = False

    @every(seconds=0.01)
    async def tick(self) -> None:
        """Fail."""
        if self.is_bad:
            raise RuntimeError("planned")

    @event
    async def misbehave(self) -> None:
        """From now on."""
        self.is_bad = True


class Ending(Good):
    """Crashes as a whole: the process of its page ends."""

    @event
    async def misbehave(self) -> None:
        """At once."""
        raise SystemExit("planned")


class Thread(Good):
    """Computes in a plain `def`."""

    @event
    def misbehave(self) -> None:
        """For three seconds, in a thread."""
        compute(3.0)


class Kept(LiveView):
    """What somebody has typed and clicked, and wants to find again."""

    template_string = (
        '<h1>{{ count }}</h1><button lv-click="add">+</button><input name="note" lv-input="write" value="{{ note }}">'
    )
    count: int = 0
    note: str = ""

    @event
    async def add(self, by: int = 1) -> None:
        self.count += by

    @event
    async def write(self, note: str) -> None:
        self.note = note


class Ticking(Dashboard):
    """W2, which moves four times a second, with a counter beside it."""

    template_string = f'<h1>{{{{ tick }}}}</h1><b>{{{{ count }}}}</b><button lv-click="add">+</button>{TEMPLATE}'
    count: int = 0

    @every(seconds=0.25)
    async def play(self) -> None:
        """One tick."""
        await self.step()

    @event
    async def add(self) -> None:
        """Count."""
        self.count += 1


PAUSES: list[float] = []  # of collections of garbage, in milliseconds


def pauses(request: Request) -> Response:
    """How long each collection of garbage took since the last request."""
    told = JSONResponse(PAUSES.copy())
    PAUSES.clear()
    return told


telemetry.subscribe("garbage", lambda span: PAUSES.append(span.seconds * 1000))

BAD: dict[str, type[LiveView]] = {
    "spin": Spin,
    "sleep": Sleep,
    "query": Query,
    "query-in-thread": QueryInThread,
    "computed": Computed,
    "computed-in-thread": ComputedInThread,
    "talker": Talker,
    "flood": Good,
    "growth": Growing,
    "spinner": Spinner,
    "crashes": Crashing,
    "ends": Ending,
    "thread": Thread,
}

app = LiveApp(
    routes=[
        live("/", Good),
        live("/board", Board),
        live("/kept", Kept),
        live("/ticking", Ticking),
        *(live(f"/{name}", view, name=name) for name, view in BAD.items()),
        Route("/pauses", pauses),
        *ROUTES,
    ],
    # All visitors come from one address here, thousands of them.
    limits=Limits(return_within=float(os.environ.get("RETURN_WITHIN", "60")), arrivals=None),
)
