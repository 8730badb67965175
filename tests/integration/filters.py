"""An app whose controls are bound to fields, for tests with and without a browser: `app`."""

from __future__ import annotations

import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from liveview import Component, LiveApp, LiveView, changed, event, live, state


class Hosts(LiveView):
    """A list with its filter in the URL."""

    template_string = """<h1>{{ shown|length }} hosts</h1>
      <form><input id="q" type="search" lv-bind="q"><select id="zone" lv-bind="zone">
        <option value="all">All</option>
        {% for zone in zones %}<option value="{{ zone }}">{{ zone }}</option>{% endfor %}
      </select><label><input id="up" type="checkbox" lv-bind="up"> up</label></form>
      <ul>{% for name in shown %}<li lv-key="{{ name }}">{{ name }}</li>{% endfor %}</ul>
      <button id="east" lv-click="go" lv-value-zone="east">east</button>
      <button id="both" lv-click="both">both</button>
      <button id="fail" lv-click="fail">fail</button>
      <a id="west" lv-patch href="?zone=west&amp;x=1">west</a>
      <p id="log">{{ log|join(" ") }}</p><p id="page">{{ page }}</p>"""
    zones: ClassVar[list[str]] = ["east", "west"]
    hosts: ClassVar[dict[str, str]] = {"web-1": "east", "web-2": "east", "db-1": "west"}
    q: str = state("", bind=True, url=True)
    zone: Literal["all", "east", "west"] = state("all", bind=True, url=True)
    up: bool = state(False, bind=True, url=True)
    page: int = state(1, url=True)
    log: list[str] = []
    shown: list[str] = []

    def mount(self) -> None:
        self.find()

    def find(self) -> None:
        self.shown = [name for name, zone in self.hosts.items() if self.q in name and self.zone in ("all", zone)]

    @changed("q", "zone")
    def filtered(self) -> None:
        self.page = 1
        self.find()

    @changed("up")
    async def turned(self, before: bool) -> None:
        self.log.append(f"{before}->{self.up}")

    @event
    def go(self, zone: Literal["east", "west"]) -> None:
        self.zone = zone
        self.page = 2
        self.find()

    @event
    def both(self) -> None:
        self.page = 7
        self.patch(zone="west", x=3)

    @event
    def fail(self) -> None:
        self.zone = "west"
        raise RuntimeError("no")


class Limits(LiveView):
    """Fields that take what they like."""

    template_string = """<p id="state">{{ (most, one, size, boxes, word) }}</p><p id="turns">{{ turns }}</p>
      <input id="on" type="checkbox" lv-bind="on"><input id="most" type="number" lv-bind="most">
      <select id="one" lv-bind="one"><option>a</option><option>b</option></select>
      <input id="s" type="radio" lv-bind="size" value="s"><input id="l" type="radio" lv-bind="size" value="l">
      {% for box in "xy" %}<input id="{{ box }}" type="checkbox" lv-bind="boxes" value="{{ box }}">{% endfor %}
      <input id="word" lv-bind="word" lv-debounce="0">"""
    turns: int = 0
    on: bool = state(False, bind=True)
    most: int = state(1, bind=True)
    one: str = state("a", bind=True)
    size: str = state("s", bind=True)
    boxes: list[str] = state(default_factory=list, bind=True)
    word: str = state("", bind=True)

    @changed("on", "most", "one", "size", "boxes", "word")
    def limited(self) -> None:
        self.turns += 1
        self.on = False
        self.most = min(self.most, 10)
        self.one, self.size, self.boxes = "a", "s", []
        self.word = self.word.strip()


class Box(Component):
    """A component with a bound field of its own."""

    template_string = """<p class="box"><input lv-bind="text"><b>{{ text }}</b>
      <input type="radio" lv-bind="size" value="s"><input type="radio" lv-bind="size" value="l"><i>{{ size }}</i></p>"""
    text: str = state("", bind=True)
    size: str = state("s", bind=True)


class Kinds(LiveView):
    """Every kind of control."""

    template_string = """
      <input id="name" lv-bind="name" lv-debounce="0"><textarea id="note" lv-bind="note"></textarea>
      <input id="age" type="number" lv-bind="age"><small id="age-error" lv-error="age"></small>
      <input id="code" lv-bind="code"><small id="code-error" lv-error="code"></small>
      <input id="rate" lv-bind="rate" lv-debounce="0"><small id="rate-error" lv-error="rate"></small>
      <input id="day" type="date" lv-bind="day"><input id="level" type="range" lv-bind="level">
      <input id="secret" type="password" lv-bind="secret">
      <input id="news" type="checkbox" lv-bind="news">
      {% for color in colors %}<input class="color" type="checkbox" lv-bind="chosen" value="{{ color }}">{% endfor %}
      <input id="small" type="radio" lv-bind="size" value="s"><input id="large" type="radio" lv-bind="size" value="l">
      <select id="many" multiple lv-bind="many"><option>1</option><option>2</option><option>3</option></select>
      <select id="one" lv-bind="one"><option value="">none</option>
        <optgroup label="Some"><option value="1">one</option><option value="2">two</option></optgroup></select>
      <button id="reset" lv-click="reset">reset</button>
      <pre id="state">{{ (name, note, age, code, rate, day, level, secret, news, chosen, size, many, one) }}</pre>
      <p id="fixed">{{ fixed }}</p>{{ Box() }}{{ Box() }}"""
    uses = [Box]
    colors: ClassVar[list[str]] = ["red", "green"]
    name: str = state("Ann", bind=True)
    note: str = state("<a>", bind=True)
    age: int | None = state(None, bind=True)
    code: Annotated[str, Field(max_length=3)] = state("abc", bind=True)
    rate: float = state(1.5, bind=True)
    day: datetime.date = state(datetime.date(2026, 1, 2), bind=True)
    level: int = state(50, bind=True)
    secret: str = state("hush", bind=True)
    news: bool = state(True, bind=True)
    chosen: list[Literal["red", "green"]] = state(["green"], bind=True)
    size: Literal["s", "l"] = state("l", bind=True)
    many: list[int] = state([2], bind=True)
    one: int | None = state(2, bind=True)
    fixed: str = "mine"

    @event
    def reset(self) -> None:
        self.rate = 1.5
        self.name = "Ann"


class Notes(LiveView):
    """Fields in the URL beside parameters."""

    template_string = """<input id="note" lv-bind="note">
      {% for tag in ["a", "b", "c"] %}<input type="checkbox" lv-bind="tag" value="{{ tag }}">{% endfor %}
      <select id="loud" lv-bind="loud"><option>quiet</option><option>boom</option></select>
      <small id="loud-error" lv-error="loud"></small><p id="was">{{ loud }}</p>
      <button id="both" lv-click="both">both</button>
      <p id="state">{{ note }} {{ tag|join(",") }} x={{ x }}</p><p id="seen">{{ seen }}</p>"""
    note: str = state("-", bind=True, url=True)
    tag: list[str] = state(["a"], bind=True, url=True)
    loud: str = state("quiet", bind=True)
    x: int = 0
    seen: str = ""

    def params(self, x: int = 0, note: str = "") -> None:
        if note == "bad":
            raise RuntimeError("params fails")
        self.x, self.seen = x, note

    @changed("loud")
    def on_loud(self) -> None:
        raise RuntimeError(self.loud)

    @event
    def both(self) -> None:
        self.note = "new"
        self.tag[:] = ["b"]
        self.patch(x=3)


app = LiveApp(routes=[live("/", Hosts), live("/kinds", Kinds), live("/limits", Limits), live("/notes", Notes)])
