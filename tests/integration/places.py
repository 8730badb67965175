"""An app of several views, for navigation in a browser: `app`."""

from __future__ import annotations

from collections.abc import Iterator

import jinja2

from liveview import LiveApp, LiveView, download, event, group, live

LAYOUT = """<!doctype html>
<html lang="en"><head><title>{{ title }}</title><link rel="icon" href="data:,">
<meta name="where" content="{{ path }}">{{ head }}</head>
<body><nav>{% for to in ["/", "/list", "/closed"] %}<a lv-navigate href="{{ to }}"
{% if to == path %}aria-current="page"{% endif %}>{{ to }}</a>{% endfor %}</nav><main>{{ live }}</main></body></html>"""


class Home(LiveView):
    template_string = """<h1>Home</h1><p id="count">{{ count }}</p><button id="add" lv-click="add">+</button>
      <button id="go" lv-click="go">go</button><button id="file" lv-click="export">file</button>
      <form id="form" lv-unsaved="Leave?" lv-submit="add"><input name="text"></form>"""
    page_title = "At home"
    count: int = 0

    @event
    def add(self) -> None:
        self.count += 1

    @event
    def go(self) -> None:
        self.flash("info", "You were sent")
        self.navigate("/list?page=2")

    @download("count.txt")
    def export(self) -> Iterator[str]:
        yield f"{self.count}\n"


class Listing(LiveView):
    template_string = """<h1>List</h1><p id="page">{{ page }}</p>
      <a id="next" lv-patch href="?page={{ page + 1 }}">next</a>
      <button id="turn" lv-click="turn">turn</button><div style="height: {{ height }}px"></div>
      <button id="seven" lv-click="{{ JS.patch('?page=7') }}">seven</button>
      <button id="home" lv-click="{{ JS.navigate('/') }}">home</button>
      <a id="end" lv-navigate href="/">end</a>"""
    page: int = 1
    height: int = 3000

    def params(self, page: int = 1) -> None:
        self.page = page
        if page < 1:
            self.patch(page=1, replace=True)

    @event
    def turn(self) -> None:
        self.patch(page=self.page + 10)


class Person(LiveView):
    template_string = """<h1>Person {{ number }}</h1><a id="other" lv-navigate href="/people/{{ 3 - number }}">other</a>
      <form lv-submit="save"><input name="name" value="{{ name }}"><textarea name="note"></textarea>
      <button id="save">save</button></form><details><summary>more</summary>…</details><p id="saved">{{ saved }}</p>"""
    number: int = 0
    name: str = ""
    saved: str = ""

    def mount(self, number: int) -> None:
        self.number = number
        self.name = ["Alice", "Bob"][number - 1]

    @event
    def save(self, name: str, note: str) -> None:
        self.saved = f"{self.number}: {name}, {note}"


class Ping(LiveView):
    template_string = """<h1>Ping</h1>"""

    def joined(self, resumed: bool) -> None:
        self.navigate("/pong")


class Pong(LiveView):
    template_string = """<h1>Pong</h1>"""

    def joined(self, resumed: bool) -> None:
        self.navigate("/ping")


class Tick(LiveView):
    template_string = """<h1>Tick</h1>"""

    def joined(self, resumed: bool) -> None:
        self.redirect("/tock")


class Tock(LiveView):
    template_string = """<h1>Tock</h1>"""

    def joined(self, resumed: bool) -> None:
        self.redirect("/tick")


app = LiveApp(
    routes=[
        live("/", Home),
        live("/list", Listing),
        live("/people/{number:int}", Person),
        live("/ping", Ping),
        live("/pong", Pong),
        live("/tick", Tick),
        live("/tock", Tock),
        *group("closed", [live("/closed", Home, name="closed")]),
    ],
    templates=jinja2.Environment(loader=jinja2.DictLoader({"layout.html": LAYOUT}), autoescape=True),
    layout="layout.html",
)
