"""A chart by a hook, a menu by commands, and a search by keys, in a component each."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from starlette.responses import FileResponse
from starlette.routing import Route

from liveview import JS, Component, LiveApp, LiveView, event, live

FOLDER = Path(__file__).parent


class Chart(Component):
    template_string = '<div id="chart" lv-hook="Bars"></div><output>{{ seen }}</output><u lv-click="fill">{{ n }}</u>'
    n: int = 0
    seen: int = 0

    @event
    async def fill(self) -> None:
        self.n += 1
        self.push_event("points", [1] * self.n)

    @event
    async def count(self, points: list[int]) -> dict[str, int]:
        self.seen = len(points)
        return {"total": sum(points)}


class Menu(Component):
    template_string = """
    <button id="open" lv-click="{{ JS.toggle('#items').toggle_class('open') }}" class="b {{ mark }}">menu</button>
    <ul id="items"><li id="wish" lv-click="{{ wish }}">wish</li></ul><b id="mark" lv-click="add">mark</b>"""
    mark: str = ""
    wish: ClassVar = JS.add_class("done", until="reply").push("fail")

    @event
    async def add(self) -> None:
        self.mark += "m"

    @event
    async def fail(self) -> None:
        raise LookupError("as wished")


class Page(LiveView):
    template_string = """
    <main lv-window-keydown.ctrl.k.prevent="search"><h1>{{ found }}</h1><input id="q">
      {{ Chart() }}{{ Menu() }}</main>"""
    uses = [Chart, Menu]
    found: int = 0

    @event
    async def search(self) -> None:
        self.found += 1
        self.js(JS.focus("#q"))


app = LiveApp(
    routes=[live("/", Page), Route("/hooks.js", lambda request: FileResponse(FOLDER / "hooks.js"))],
    templates=FOLDER,
    layout="layout.html",
    secret="a secret for tests, long enough for the ring",
)
