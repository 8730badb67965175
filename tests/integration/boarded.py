"""Pages that show shared components."""

from __future__ import annotations

from typing import Any, ClassVar

from liveview import Component, Event, LiveApp, LiveView, event, every, live, on
from tests.integration.wire import SECRET


class Row(Component):
    template_string = '<li><b>{{ n }}</b><button class="more" lv-click="more">{{ clicks }}</button></li>'
    n: int
    clicks: int = 0

    @event
    async def more(self) -> None:
        self.clicks += 1


class Board(Component, shared=True):
    """A list that everybody sees and anybody changes."""

    template_string = """
    <ul class="{{ room }}"><li style="width: {{ count }}%">{{ room }} {{ count }} {{ ticks }} {{ last }}</li>
    {% for n in rows %}{{ Row(n=n, key=n) }}{% endfor %}</ul>
    <button class="add" lv-click="add">+</button><button class="fail" lv-click="fail">!</button>
    <button class="spoil" lv-click="spoil">x</button><button class="shout" lv-click="shout">shout</button>
    {{ 1 / divisor }}"""
    uses = (Row,)
    fails: ClassVar[set[str]] = set()
    made: ClassVar[list[str]] = []
    ended: ClassVar[list[str]] = []
    room: str
    count: int = 0
    ticks: int = 0
    divisor: int = 1
    last: str = ""
    rows: list[int] = []

    async def mount(self) -> None:
        if self.room in self.fails:
            raise RuntimeError("it cannot begin")
        self.made.append(self.room)

    async def terminate(self, reason: str) -> None:
        self.ended.append(f"{self.room} {reason}")

    @event
    async def add(self, event: Event) -> int:
        self.count += 1
        self.rows.append(self.count)
        self.last = event.viewer.url.partition("?")[2]
        self.flash("info", f"{self.room} {self.count}")
        return self.count

    @event
    async def fail(self) -> None:
        self.count = 1000
        raise ValueError("no")

    @event
    async def spoil(self) -> None:
        self.divisor = 0

    @event
    async def shout(self) -> None:
        self.live.patch("/elsewhere")

    @every(seconds=1)
    async def tick(self) -> None:
        self.ticks += 1

    @on("bell")
    async def ring(self, message: str) -> None:
        self.last = message
        self.push_event("ring", {"text": message})


class Hall(LiveView):
    template_string = """
    <h1>{{ own }}</h1><button id="own" lv-click="add">+</button><button id="bell" lv-click="bell">bell</button>
    {% if room %}{{ Board(room=room) }}{% endif %}"""
    uses = (Board,)
    room: str = "a"
    own: int = 0

    async def params(self, room: str = "a") -> None:
        self.room = room

    @event
    async def add(self) -> None:
        self.own += 1

    @event
    async def bell(self) -> None:
        self.publish("bell", "ding")


class House(LiveView):
    """Halls beside each other, of which each place takes what comes."""

    template_string = """
    <button id="turn" lv-click="turn">turn</button><button id="bell" lv-click="bell">bell</button>
    {% for room in rooms %}<section>{{ Board(room=room) }}</section>{% endfor %}"""
    uses = (Board,)
    rooms: list[str] = ["a", "b", "c"]

    @event
    async def turn(self) -> None:
        self.rooms = self.rooms[::-1]

    @event
    async def bell(self) -> None:
        self.publish("bell", "ding")


def hall_app(**options: Any) -> LiveApp:
    """A hall at `/`, and several at `/house`."""
    return LiveApp(routes=[live("/", Hall), live("/house", House)], secret=SECRET, **options)


app = hall_app()
