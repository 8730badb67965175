"""Isolated components where HTML is particular about what stands in what, and on two pages with a way between them."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from pydantic import BaseModel

from liveview import Component, Form, LiveApp, LiveView, event, live, state
from tests.integration.wire import SECRET


class Line(Component, isolated=True):
    template_string = (
        '<tr id="{{ name }}"><td>{{ name }} {{ count }}</td><td><button lv-click="add">+</button></td></tr>'
    )
    name: str
    count: int = 0

    @event
    async def add(self) -> None:
        self.count += 1


class Cell(Component, isolated=True):
    template_string = '<td id="{{ name }}"><input name="note"><b>{{ count }}</b><button lv-click="add">+</button></td>'
    name: str
    count: int = 0

    @event
    async def add(self) -> None:
        self.count += 1


class Dot(Component, isolated=True):
    template_string = '<svg id="svg"><circle r="{{ radius }}" cx="9" cy="9" lv-click="grow"/></svg>'
    radius: int = 1

    @event
    async def grow(self) -> None:
        self.radius += 1


class Fading(Component, isolated=True):
    template_string = '<p id="fading" lv-remove=\'{{ JS.hide(transition="fade", time=50) }}\'>{{ text }}</p>'
    text: str


class Greeting(Component, isolated=True):
    template_string = '<p id="greeting">{{ text }}</p>'
    text: str = "first"


class Frames(LiveView):
    template_string = """
    <button id="turn" lv-click="turn">turn</button><button id="toggle" lv-click="toggle">toggle</button>
    <a id="other" lv-navigate href="/two">other</a>
    <table><tbody id="lines">{% for name in names %}{{ Line(name=name, key=name) }}{% endfor %}</tbody></table>
    <table><tbody id="rows">{% for name in names %}
      <tr lv-key="{{ name }}">{{ Cell(name="cell-" ~ name) }}</tr>{% endfor %}</tbody></table>
    {% if is_open %}{{ Dot() }}{{ Fading(text="fades") }}{% endif %}"""
    uses = (Line, Cell, Dot, Fading)
    names: list[str] = ["a", "b", "c"]
    is_open: bool = True

    @event
    async def turn(self) -> None:
        self.names = self.names[::-1] if len(self.names) > 2 else ["a", "b", "c"]

    @event
    async def toggle(self) -> None:
        self.is_open = not self.is_open


class Two(LiveView):
    """Its panels are there before it is."""

    template_string = """<h1>two</h1><a id="back" lv-navigate href="/">back</a>
    <section>{{ Greeting() }}</section><table><tbody id="other-lines">
      {% for name in names %}{{ Line(name="two-" ~ name, key=name) }}{% endfor %}</tbody></table>"""
    uses = (Line, Greeting)
    names: list[str] = ["x", "y"]
    wait: ClassVar[float] = 0.05

    async def joined(self, resumed: bool) -> None:
        await asyncio.sleep(self.wait)


class Who(BaseModel):
    name: str = ""


class Sheet(Component, isolated=True):
    """Controls whose names and ids are the framework's."""

    template_string = """
    <button id="end" lv-click="end">end</button><input lv-bind="note" id="note">
    <form lv-form="form" lv-submit="save"><input name="{{ form.name.name }}" id="{{ form.name.id }}"></form>"""
    note: str = state("", bind=True)
    form: Form[Who] = Form()

    @event
    async def end(self) -> None:
        raise SystemExit(1)

    @event
    async def save(self, form: Who) -> None: ...


class Sheets(LiveView):
    template_string = """<button id="turn" lv-click="turn">turn</button>
    {% for name in names %}<section>{% if name %}{{ Sheet(key=name) }}{% endif %}</section>{% endfor %}"""
    uses = (Sheet,)
    names: list[str] = ["sheet", ""]

    @event
    async def turn(self) -> None:
        self.names = self.names[::-1]


app = LiveApp(routes=[live("/", Frames), live("/two", Two), live("/sheets", Sheets)], secret=SECRET)
