"""A page of panels with processes of their own."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from typing import Any, ClassVar

from liveview import Async, Component, LiveApp, LiveView, event, every, live, on, prop
from tests.integration.wire import SECRET


async def answer() -> int:
    """What takes its time."""
    return 42


class Probe(Component, isolated=True):
    """Does on demand what a panel may do."""

    template_string = """
    <section id="{{ name }}"><p>{{ name }} {{ count }} {{ level }} {{ ticks }} {{ heard|join }} {{ rows|length }}</p>
      <button class="add" lv-click="add">+</button><button class="wait" lv-click="wait">wait</button>
      <button class="break" lv-click="break_">break</button><button class="up" lv-click="^remove">remove</button>
      <button class="work" lv-click="work">work</button><i>{{ result.value }}</i>
      <form lv-submit="note"><input name="text"></form>{{ 1 / divisor }}
      {% if nested %}{{ Probe(name=name ~ "-in") }}{% endif %}
    </section>"""
    emits = ("remove",)

    released: ClassVar[asyncio.Event] = asyncio.Event()
    fails: ClassVar[set[tuple[str, str]]] = set()
    ended: ClassVar[list[tuple[str, str]]] = []

    name: str
    level: int = prop(0)
    rows: list[int] = prop([])
    nested: bool = prop(False)
    count: int = 0
    ticks: int = 0
    heard: list[str] = []
    divisor: int = 1
    result: Async[int] = Async()

    def fail(self, where: str) -> None:
        if (self.name, where) in self.fails:
            raise RuntimeError(f"{self.name} in {where}")

    async def mount(self) -> None:
        self.fail("mount")
        if (self.name, "slow") in self.fails:
            await self.released.wait()

    async def updated(self, before: Mapping[str, Any]) -> None:
        self.fail("updated")
        self.count += self.level - before["level"]

    async def info(self, message: str) -> None:
        self.heard = [*self.heard, message]

    async def terminate(self, reason: str) -> None:
        self.ended.append((self.name, reason))

    @event
    async def add(self) -> None:
        self.count += 1
        self.flash("info", f"{self.name} {self.count}")

    @event
    async def wait(self) -> None:
        await self.released.wait()
        self.count = 1000

    @event
    async def break_(self) -> None:
        self.divisor = 0

    @event
    async def leave(self) -> None:
        self.live.patch("/?zoom=1")

    @event
    async def work(self) -> None:
        self.result.run(answer)

    @event
    async def note(self, text: str) -> str:
        return text.upper()

    @event
    async def exit(self) -> None:
        raise SystemExit(3)

    @every(seconds=1)
    async def tick(self) -> None:
        self.ticks += 1

    @on("news")
    async def news(self, message: str) -> None:
        self.heard = [*self.heard, message]


class Panels(LiveView):
    template_string = """
    <h1>{{ count }} {{ zoom }}</h1><button id="add" lv-click="add">+</button>
    <button id="raise" lv-click="raise_level">raise</button><button id="append" lv-click="append">append</button>
    <button id="release" lv-click="release">release</button><button id="refill" lv-click="refill">refill</button>
    <form lv-change="type"><input id="typed" name="text" aria-label="Text"></form><b id="told">{{ typed }}</b>
    <button id="turn" lv-click="turn">turn</button><button id="tell" lv-click="tell">tell</button>
    <button id="nest" lv-click="nest">nest</button>
    {% for name in columns %}<div id="column-{{ loop.index }}">
      {% if name %}{{ Probe(name=name, key=name, level=level, rows=rows, nested=nested) }}{% endif %}
    </div>{% endfor %}
    {% for name in names %}<div lv-key="{{ name }}">{{ Probe(name=name, key=name) }}</div>{% endfor %}"""
    uses = (Probe,)
    count: int = 0
    zoom: int = 0
    level: int = 0
    nested: bool = False
    columns: list[str] = ["left", ""]
    rows: list[int] = []
    names: list[str] = ["right"]
    typed: str = ""

    async def params(self, zoom: int = 0) -> None:
        self.zoom = zoom

    @event
    async def add(self) -> None:
        self.count += 1

    @event
    async def raise_level(self) -> None:
        self.level += 10

    @event
    async def append(self) -> None:
        self.rows.append(1)

    @event
    async def turn(self) -> None:
        self.columns = self.columns[::-1]

    @event
    async def tell(self) -> None:
        self.live.send(Probe, "hello", key="left")
        self.publish("news", "!")

    @event
    async def nest(self) -> None:
        self.nested = not self.nested

    @event
    async def type(self, text: str) -> None:
        self.typed = text

    @event
    async def release(self) -> None:
        Probe.released.set()

    @event
    async def remove(self) -> None:
        self.names = []

    @event
    async def refill(self) -> None:
        self.names = ["right", "other"]


def panels_app() -> LiveApp:
    """Panels at `/`."""
    return LiveApp(routes=[live("/", Panels)], secret=SECRET, store=os.environ.get("STORE"))


app = panels_app()
# A served app is told by its environment who is slow.
Probe.fails |= {(name, "slow") for name in os.environ.get("SLOW_PANELS", "").split()}
