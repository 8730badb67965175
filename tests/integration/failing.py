"""Views that fail wherever code of users runs, with something beside it that must not notice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, ClassVar

from liveview import Async, Component, LiveApp, LiveView, computed, event, every, live, state
from tests.integration.wire import SECRET


class Stop(BaseException):
    """What no `except Exception` catches."""


def endless() -> None:
    """Calls itself until Python gives up."""
    endless()


def throw(how: str) -> None:
    """Fails in the way that is named."""
    kinds: dict[str, Callable[[], BaseException]] = {
        "exception": lambda: LookupError("the app's own secret"),
        "memory": MemoryError,
        "base": Stop,
        "exit": SystemExit,
        "cancelled": asyncio.CancelledError,
    }
    if how == "recursion":
        endless()
    raise kinds[how]()


async def work() -> int:
    """Fails beside its view."""
    throw("exception")
    return 0


class Tile(Component):
    """Counts, and fails where it is told to."""

    template_string = """<p class="tile">{{ name }} {{ count }} {{ shown }}
      <button lv-click="add" id="{{ name }}-add">+</button><button lv-click="fail" id="{{ name }}-fail">x</button>
      <button lv-click="spoil" id="{{ name }}-spoil">y</button>
      <button lv-click="use" id="{{ name }}-use">z</button></p>"""
    name: str
    level: int
    count: int = 0
    wrong: bool = False
    thing: Any = state(default_factory=object)
    fails_in: ClassVar[set[tuple[str, str]]] = set()
    ended: ClassVar[list[tuple[str, str]]] = []

    @computed
    def shown(self) -> str:
        if self.wrong or (self.name, "render") in self.fails_in:
            throw("exception")
        return "!" * self.level

    def mount(self) -> None:
        self._fail("mount")

    def updated(self, before: Any) -> None:
        self.count += 100
        self._fail("updated")
        self.count -= 100

    def info(self, message: Any) -> None:
        self.count += 100
        throw("exception")

    def terminate(self, reason: str) -> None:
        self.ended.append((self.name, reason))
        self._fail("terminate")

    def _fail(self, where: str) -> None:
        if (self.name, where) in self.fails_in:
            throw("exception")

    @every(seconds=10)
    async def tick(self) -> None:
        self.count += 1000
        self._fail("timer")
        self.count -= 1000

    @event
    async def add(self) -> None:
        self.count += 1

    @event
    async def fail(self) -> None:
        self.count += 100
        throw("exception")

    @event
    async def spoil(self) -> None:
        self.wrong = True

    @event
    async def use(self) -> None:
        print(self.thing)
        throw("exception")


class Panel(Component):
    """A component around others."""

    template_string = """<div class="panel">{{ clicks }}<button lv-click="click" id="panel">c</button>
      {{ Tile(name="inner", level=level) }}</div>"""
    uses: ClassVar[Any] = [Tile]
    level: int
    clicks: int = 0

    @event
    async def click(self) -> None:
        self.clicks += 1


class Board(LiveView):
    """Two tiles, and one within a panel."""

    template_string = """<h1>{{ count }}</h1><h2>{{ 1 // divisor }}</h2>
      {% if work.failed %}<i>{{ work.error }}</i>{% endif %}
      {{ Tile(name="left", level=level) }}{{ Tile(name="right", level=0) }}{{ Panel(level=level) }}
      <input name="note" id="note"><button lv-click="sabotage" id="sabotage">s</button>
      <button lv-click="repair" id="repair">r</button>
      <button lv-click="fail" lv-value-how="exit" id="exit">e</button>
      <button lv-click="fail" lv-value-how="exception" id="fail">f</button>"""
    uses: ClassVar[Any] = [Tile, Panel]
    count: int = 0
    level: int = 0
    divisor: int = 1
    rows: list[dict[str, int]] = [{"a": 1}]
    many: list[int] = []
    work: Async[int] = Async()
    timer: str = ""
    ended: ClassVar[list[str]] = []

    async def mount(self) -> None:
        self.count = 1

    def joined(self, resumed: bool) -> None:
        if ("board", "joined") in Tile.fails_in:
            throw("exit")

    def params(self, fail: bool = False) -> None:
        self.count += 1
        if fail:
            self.count += 100
            throw("exception")

    def terminate(self, reason: str) -> None:
        self.ended.append(reason)

    def info(self, message: Any) -> None:
        self.count += 100
        throw("exception")

    @every(seconds=1)
    async def tick(self) -> None:
        self.count += 1000
        if self.timer:
            throw(self.timer)
        self.count -= 1000

    @event
    async def fail(self, how: str) -> None:
        self.count += 10
        self.rows[0]["a"] += 1
        self.rows.append({})
        self.push_event("done")
        throw(how)

    @event
    def fail_in_thread(self, how: str) -> None:
        self.count += 10
        throw(how)

    @event
    async def set_timer(self, how: str) -> None:
        self.timer = how

    @event
    async def say(self) -> None:
        self.live.send(Tile, "x")

    @event
    async def later(self) -> None:
        self.live.send_after(1, "x")

    @event
    async def run(self) -> None:
        self.work.run(work)

    @event
    async def lose(self) -> None:
        self.many = list(range(5000))

    @event
    async def fail_with_many(self) -> None:
        self.many.append(1)
        throw("exception")

    @event
    async def divide(self, by: int) -> None:
        self.divisor = by

    @event
    async def raise_level(self) -> None:
        self.level += 1

    @event
    async def sabotage(self) -> None:
        Tile.fails_in.add(("left", "mount"))

    @event
    async def repair(self) -> None:
        Tile.fails_in.clear()


class Unmountable(LiveView):
    template_string = ""

    def mount(self) -> None:
        throw("exception")


def board_app(**options: Any) -> LiveApp:
    """An app with a board."""
    return LiveApp(routes=[live("/", Board), live("/unmountable", Unmountable)], secret=SECRET, **options)


app = board_app()
