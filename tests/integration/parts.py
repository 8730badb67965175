"""An app of ordinary routes and templates, with live parts on one of its pages."""

from __future__ import annotations

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from liveview import Component, LiveApp, LiveView, event, every, live, live_part
from tests.integration.wire import SECRET

templates = Jinja2Templates(Path(__file__).parent)
templates.env.globals["live_part"] = live_part


class Tile(Component):
    """A number that goes up, with a bar."""

    template_string = """
    <div class="tile"><h2>{{ label }}</h2><b style="width: {{ start + count }}%">{{ start + count }}</b>
      <button lv-click="add">Add to {{ label }}</button>
      <button lv-click="say">Say {{ label }}</button>
      <button lv-click="fail">Fail {{ label }}</button></div>"""
    label: str
    start: int
    count: int = 0

    @event
    async def add(self) -> None:
        self.count += 1

    @event
    async def say(self) -> None:
        self.live.flash("info", f"It is {self.label}")

    @event
    async def fail(self) -> None:
        raise LookupError(self.label)


class Room(LiveView):
    """A view of several kinds of state, which names itself in the title of pages of its own."""

    template_string = """
    <h2>Room {{ room_id }}</h2><p class="ticks">{{ ticks }}</p><p class="said">{{ said }}</p>
    <form lv-submit="say"><input name="text" aria-label="Text" lv-change="note"><button>Say it</button></form>
    <a lv-navigate href="/alone/9">Alone</a> <button lv-click="turn">Turn</button>"""
    page_title = "Room"
    room_id: int = 0
    ticks: int = 0
    said: str = ""
    noted: str = ""

    def mount(self, room_id: int) -> None:
        if room_id == 13:
            raise LookupError(room_id)
        self.room_id = room_id

    def params(self, ticks: int = 0) -> None:
        self.ticks = ticks

    @every(seconds=60)
    async def tick(self) -> None:
        self.ticks += 1

    @event
    async def say(self, text: str) -> None:
        self.said = text

    @event
    async def note(self, text: str) -> None:
        self.noted = text

    @event
    async def die(self) -> None:
        raise SystemExit

    @event
    async def turn(self) -> None:
        self.patch(ticks=40)


class Staff(LiveView):
    template_string = "<p>For {{ name }} only</p>"
    name: str = ""

    def mount(self) -> None:
        self.name = self.user


def staff(connection: HTTPConnection) -> str:
    if "x-staff" not in connection.headers:
        raise HTTPException(403)
    return connection.headers["x-staff"]


async def status(request: Request) -> Response:
    values = {"Tile": Tile, "Room": Room, "Staff": Staff, "words": request.query_params.get("words", "")}
    return templates.TemplateResponse(request, "status.html", values | {"with_staff": "staff" in request.query_params})


def blocking(request: Request) -> Response:
    template = templates.env.from_string("<title>One</title>{{ live_part(Tile, label='One', start=1) }}")
    return HTMLResponse(template.render(request=request, Tile=Tile))


def plain(request: Request) -> Response:
    return HTMLResponse("<title>Plain</title><p>nothing is live here</p>", headers={"etag": "1"})


routes = [
    Route("/", status),
    Route("/one", blocking),
    Route("/plain", plain),
    live("/alone/{room_id}", Room),
    live("/staff", Staff, guard=staff),
]
app = LiveApp(routes=routes, secret=SECRET)
