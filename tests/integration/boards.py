"""A page of components: cards with slots, a keyed list of tasks in one, and a tree of one class."""

from __future__ import annotations

from typing import Any

from liveview import Component, LiveApp, LiveView, event, live, prop
from tests.integration.wire import SECRET


class Task(Component):
    template_string = """
      <article id="{{ id }}"><h3 lv-click="toggle">{{ title }}{{ " open" if open else "" }}</h3>
      <form lv-submit="rename"><input name="title"></form>
      <button class="done" lv-click="^remove" lv-value-id="{{ id }}">done</button></article>
    """
    emits = ["remove"]
    id: str
    title: str = prop("-")
    open: bool = False
    log: list[str] = []

    @event
    async def toggle(self) -> None:
        self.open = not self.open

    @event
    def rename(self, title: str) -> None:
        self.log = [*self.log, title]

    async def info(self, message: str) -> None:
        self.open = message == "open"


class Card(Component):
    template_string = """<section><h2 lv-click="press">{{ heading }} {{ count }}</h2>{{ caller(count) }}
      {% if footer %}<footer>{{ footer() }}</footer>{% endif %}</section>"""
    heading: str
    footer: Any = prop(None)
    count: int = 0

    @event
    async def press(self) -> None:
        self.count += 1


class Tree(Component):
    """Itself, to any depth."""

    template_string = """<div class="d{{ depth }}"><b lv-click="grow">{{ depth }}:{{ children }}</b>
      {% for child in range(children) %}{{ Tree(depth=depth + 1) }}{% endfor %}</div>"""
    depth: int = prop(0)
    children: int = 0

    @event
    async def grow(self) -> None:
        self.children += 1


class Board(LiveView):
    template_string = """
      {% macro foot() %}<i lv-click="press">foot {{ presses }}</i>{% endmacro %}
      {% call(count) Card(heading="Tasks", footer=foot) %}
        <em lv-click="press">{{ presses }} {{ count }}</em>
        {% for id in ids %}{{ Task(key=id, id=id, title=id|upper) }}{% endfor %}
      {% endcall %}
      {{ Tree() }}
      <button id="turn" lv-click="turn">turn</button><button id="tell" lv-click="tell">tell</button>
    """
    uses = [Task, Card, Tree]
    ids: list[str] = ["a", "b", "c"]
    presses: int = 0

    @event
    async def press(self) -> None:
        self.presses += 1

    @event
    async def turn(self) -> None:
        self.ids.reverse()

    @event
    async def remove(self, id: str) -> None:
        self.ids.remove(id)

    @event
    def tell(self) -> None:
        self.live.send(Task, "open")
        self.live.send(Task, "close", key="b")


app = LiveApp(routes=[live("/", Board)], secret=SECRET)
