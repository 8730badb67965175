"""An app with the mistakes that authors make, one to a route; `MISTAKES` in the environment says which are there.

`MISTAKES=all` has all of them, `MISTAKES=` none: then each route does the same thing as it should be done.
"""

from __future__ import annotations

import os
import re
import time
from collections import deque
from pathlib import Path
from typing import Annotated, Any, ClassVar
from urllib.parse import parse_qs

import jinja2
from markupsafe import Markup, escape
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from liveview import Component, Form, LiveApp, LiveView, event, live, secret_for, state

MISTAKES = frozenset(os.environ.get("MISTAKES", "all").split())
FOLDER = Path(os.environ.get("WEAK_FOLDER", "/nonexistent"))


def has(mistake: str) -> bool:
    """Whether the app makes a mistake."""
    return "all" in MISTAKES or mistake in MISTAKES


# Who is there.


def member(connection: HTTPConnection) -> str:
    name: str | None = connection.session.get("user")
    if name is None:
        raise HTTPException(401)
    return name


def returns_none(connection: HTTPConnection) -> str | None:
    name: str | None = connection.session.get("user")
    if name is None and not has("guard-lets-in"):
        raise HTTPException(401)
    return name


def of_requests(connection: HTTPConnection) -> bool:
    if connection.scope["type"] == "http" or not has("guard-of-requests-only"):
        member(connection)
    return True


class Admin(LiveView):
    template_string = "<h1>Admin</h1><button lv-click='restart'>Restart</button>"

    @event
    async def restart(self) -> None:
        pass


class Members(LiveView):
    template_string = "<h1>Members</h1>"


class Reports(LiveView):
    template_string = "<h1>Reports</h1>"


class Billing(LiveView):
    template_string = "<h1>Billing</h1>"


class Vault(LiveView):
    template_string = "<h1>Vault</h1>"


class Salaries(LiveView):
    template_string = "<ul>{% for row in rows %}<li>{{ row }}</li>{% endfor %}</ul>"
    rows: list[str] = ["Ann Example earns 61,250", "Bob Example earns 48,900"]


class Directory(LiveView):
    template_string = "<ul>{% for row in rows %}<li>{{ row }}</li>{% endfor %}</ul>"
    rows: list[str] = []

    async def mount(self) -> None:
        self.rows = Salaries().rows if has("guarded-data-elsewhere") else ["Ann Example", "Bob Example"]


NOTES = {1: ("ann", "buy milk"), 2: ("ann", "call the bank"), 3: ("bob", "sell the car")}


class Notes(LiveView):
    template_string = """<ul>{% for id, text in own %}<li lv-key="{{ id }}">{{ text }}
      <button lv-click="delete" lv-value-note-id="{{ id }}">x</button></li>{% endfor %}</ul>"""
    name: str = ""
    own: list[tuple[int, str]] = []

    async def mount(self) -> None:
        self.name = self.session.get("user", "")
        self.own = [(id, text) for id, (owner, text) in NOTES.items() if owner == self.name]

    @event
    async def delete(self, note_id: int) -> None:
        owner = NOTES.get(note_id, ("", ""))[0]
        if has("id-of-others") or (owner and owner == self.name):
            NOTES.pop(note_id, None)
        await self.mount()


# What is shown of what somebody has entered.

safe = "|safe" if has("safe") else ""


class Guestbook(LiveView):
    template_string = f"<form lv-submit='sign'><input name='text'></form><p>{{{{ text{safe} }}}}</p>"
    text: str = ""

    @event
    async def sign(self, text: str) -> None:
        self.text = text[:500]


class Bio(BaseModel):
    about: str = Field(max_length=200)


class Profile(LiveView):
    template_string = """<form lv-form="bio" lv-submit="save"><textarea name="about"></textarea></form>
      <div>{{ about|fancy }}</div>"""
    bio: Form[Bio] = Form()
    about: str = ""

    @event
    async def save(self, bio: Bio) -> None:
        self.about = bio.about


def fancy(text: str) -> Markup:
    return Markup(f"<b>{text}</b>") if has("markup") else Markup("<b>{}</b>").format(text)


class Links(LiveView):
    template_string = f"<input lv-bind='home'><a href='{{{{ home{safe} }}}}'>home</a>"
    home: str = state("/", bind=True)


async def search(request: Request) -> Response:
    wanted = request.query_params.get("q", "")
    return HTMLResponse(f"<p>Nothing found for {wanted if has('reflected') else escape(wanted)}</p>")


class Comment(Component, isolated=True):
    """In a process of its own, with an address of its own."""

    template_string = f"<form lv-submit='write'><input name='text'></form><p>{{{{ text{safe} }}}}</p>"
    text: str = ""

    @event
    async def write(self, text: str) -> None:
        self.text = text[:500]


class Board(Component, shared=True):
    """One for all who look."""

    template_string = f"<form lv-submit='post'><input name='line'></form><p>{{{{ line{safe} }}}}</p>"
    line: str = ""

    @event
    async def post(self, line: str) -> None:
        self.line = line[:500]


class Item(Component):
    """In the view's own process: its events have a number."""

    template_string = f"<button lv-click='rename' lv-value-to='x'>{{{{ title{safe} }}}}</button>"
    title: str = "x"

    @event
    async def rename(self, to: str) -> None:
        self.title = to[:500]


class Panels(LiveView):
    uses = [Comment, Board, Item]
    template_string = "<div>{{ Comment() }}{{ Board() }}{{ Item() }}</div>"


class Hooked(LiveView):
    template_string = (
        """<form lv-submit='show'><input name='text'></form><p id="shown" lv-hook="Shown" lv-ignore></p>"""
    )

    @event
    async def show(self, text: str) -> None:
        self.push_event("shown", text[:500])


HOOKS = """liveview.hooks.Shown = {
  mounted() { this.handleEvent("shown", (text) => { this.el.%s = text; }); },
};"""


async def hooks(request: Request) -> Response:
    return Response(HOOKS % ("innerHTML" if has("hook") else "textContent"), media_type="text/javascript")


# Files.


class Documents(LiveView):
    template_string = "<button lv-click='show' lv-value-name='a.txt'>a</button><pre>{{ text }}</pre>"
    text: str = ""

    @event
    def show(self, name: str) -> None:
        path = FOLDER / "docs" / name
        if (
            len(name) < 200
            and "\0" not in name
            and (has("file-read") or path.resolve().is_relative_to(FOLDER / "docs"))
        ):
            self.text = path.read_text()[:2000] if path.is_file() else ""


class Exports(LiveView):
    template_string = "<button lv-click='save' lv-value-name='list.csv'>save</button>"

    @event
    def save(self, name: str) -> None:
        path = FOLDER / "exports" / name
        if len(name) < 200 and "\0" not in name and (has("file-written") or re.fullmatch(r"\w+\.csv", name)):
            try:
                path.write_text("a,b\n")
            except OSError:
                self.flash("error", "That did not work.")


def download(request: Request) -> Response:
    name = request.query_params.get("file", "a.txt").replace("\0", "")
    path = FOLDER / "docs" / name
    if not (has("file-read-route") or path.resolve().is_relative_to(FOLDER / "docs")) or not path.is_file():
        return PlainTextResponse("not found", status_code=404)
    return Response(path.read_bytes(), headers={"Content-Disposition": "attachment"})


FILES: dict[str, bytes] = {}


async def put_file(request: Request) -> Response:
    FILES[request.path_params["name"]] = (await request.body())[:10_000]
    return PlainTextResponse("kept")


async def get_file(request: Request) -> Response:
    content = FILES.get(request.path_params["name"])
    if content is None:
        return PlainTextResponse("not found", status_code=404)
    headers = {} if has("file-as-page") else {"Content-Disposition": "attachment"}
    return Response(content, media_type="text/html", headers=headers)


# Other sites.


async def go(request: Request) -> Response:
    target = request.query_params.get("next", "/")
    return RedirectResponse(target if has("open-redirect") or re.match(r"/\w", target) else "/")


class Pay(LiveView):
    template_string = "<button lv-click='leave' lv-value-to='/'>back</button>"

    @event
    async def leave(self, to: str) -> None:
        if has("open-redirect-event") and to.startswith("https://"):
            self.redirect(to, external=True)
        elif re.match(r"/\w", to):
            self.redirect(to)


async def transfer(request: Request) -> Response:
    return PlainTextResponse("done")


async def theme(request: Request) -> Response:
    response = PlainTextResponse("set")
    if has("cookie"):
        response.set_cookie("session_theme", "dark", samesite="none")
    else:
        response.set_cookie("session_theme", "dark", samesite="lax", httponly=True)
    return response


# What takes long, grows, or fails.

Count = int if has("others-wait") else Annotated[int, Field(ge=0, le=1000)]
Pattern = str if has("pattern") else Annotated[str, Field(max_length=30)]


class Primes(LiveView):
    template_string = "<button lv-click='count' lv-value-to='10'>count</button>{{ found }}"
    found: int = 0

    @event
    async def count(self, to: Count) -> None:  # type: ignore[valid-type]
        self.found = 0
        for number in range(to):
            self.found += number % 7 == 0


class Addresses(LiveView):
    template_string = "<input name='address' lv-input='check'>{{ is_right }}"
    is_right: bool = False

    @event
    async def check(self, address: Pattern = "") -> None:  # type: ignore[valid-type]
        self.is_right = re.fullmatch(r"(\w+\s?)*", address) is not None


VISITS: Any = [] if has("memory-grows") else deque(maxlen=20)


class Visits(LiveView):
    template_string = "<form lv-submit='write'><input name='text'></form>{{ count }}"
    count: int = 0

    @event
    async def write(self, text: str) -> None:
        knot: list[Any] = [text]
        knot.append(knot)  # stays until the collector comes by, which is no leak
        VISITS.append(text)
        self.count = len(VISITS)


class Drafts(LiveView):
    template_string = "<form lv-submit='keep'><input name='draft'></form>{{ count }}"
    drafts: list[str] = []
    count: int = 0

    @event
    async def keep(self, draft: str) -> None:
        self.drafts = [*self.drafts, draft] if has("page-grows") else [*self.drafts, draft[:200]][-20:]
        self.count += 1


class Slow(LiveView):
    template_string = "<button lv-click='work'>work</button>{{ count }}"
    count: int = 0

    @event
    async def work(self) -> None:
        self.count += 1
        if has("flood"):
            time.sleep(0.6)  # noqa: ASYNC251 - the mistake


class Orders(LiveView):
    template_string = "<button lv-click='show' lv-value-number='1'>1</button>{{ shown }}"
    orders: ClassVar = {1: "a chair"}
    shown: str = ""

    @event
    async def show(self, number: str) -> None:
        if has("handler-fails") or (number.isdecimal() and len(number) < 10):
            self.shown = self.orders.get(int(number), "")


class Lookup(LiveView):
    template_string = "<form lv-submit='look'><input name='number'></form>{{ error }}"
    error: str = ""

    @event
    async def look(self, number: str = "1") -> None:
        try:
            self.error = ""
            int(number[:20])
        except ValueError as error:
            self.error = str(error) if has("exception-shown") else "That is no number."


class About(LiveView):
    template_string = "<h1>About</h1>{{ build }}"
    build: str = ""

    async def mount(self) -> None:
        self.build = os.environ.get("PAYMENT_TOKEN", "") if has("secret-shown") else "1.0"


class Embed(LiveView):
    template_string = "<h1>Embedded</h1>"


# Around all of it.


class Paths:
    """Keeps strangers from `/vault`, and takes headers from `/embed`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        is_vault = scope["raw_path"] == b"/vault" and has("path-around-guard")
        if scope["type"] == "http" and is_vault and "user" not in scope["session"]:
            await PlainTextResponse("who are you?", status_code=401)(scope, receive, send)
            return

        async def without(message: Message) -> None:
            if message["type"] == "http.response.start" and scope["path"] == "/embed" and has("csp-missing"):
                gone = (b"content-security-policy", b"x-content-type-options")
                message["headers"] = [(name, value) for name, value in message["headers"] if name not in gone]
            await send(message)

        await self._app(scope, receive, without)


async def login(request: Request) -> Response:
    if request.method == "GET":
        return HTMLResponse("<form method='post'><input name='name'><input name='password' type='password'></form>")
    given = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
    if given.get("password") != "correct":
        return PlainTextResponse("no", status_code=403)
    request.session["user"] = given["name"]
    return RedirectResponse("/", status_code=303)


class Start(LiveView):
    template_string = "<h1>Hello</h1>"


if FOLDER.is_dir():
    for name in ("docs", "exports", "static"):
        (FOLDER / name).mkdir(exist_ok=True)
    (FOLDER / "docs" / "a.txt").write_text("a document")
    (FOLDER / "static" / "style.css").write_text("h1 { margin: 0 }")
    (FOLDER / "deploy.key").write_text("nobody should see this")
    link = FOLDER / "static" / "latest"
    if has("static-file") and not link.is_symlink():
        link.symlink_to(FOLDER / "deploy.key")

SESSION_SECRET = "wn7-Kq0vXb2e.written.down.in.code.93hTzLa5" if has("known-secret") else secret_for("sessions")

LAYOUT = """<!doctype html><html lang="en"><head><title>{{ title }}</title>{{ head }}
<script type="module" src="/hooks.js"></script></head><body>{{ live }}</body></html>"""
templates = jinja2.Environment(autoescape=True, loader=jinja2.DictLoader({"layout.html": LAYOUT}))
templates.filters["fancy"] = fancy

app = LiveApp(
    debug=has("debug-on"),
    routes=[
        live("/", Start),
        live("/admin", Admin, guard=None if has("open-page") else member),
        live("/members", Members, guard=returns_none),
        live("/reports", Reports, guard=member),
        live("/reports-of-before", Reports, guard=None if has("open-twin") else member),
        live("/billing", Billing, guard=of_requests),
        live("/vault", Vault, guard=None if has("path-around-guard") else member),
        live("/payments", Salaries, guard=member),
        live("/directory", Directory),
        live("/notes", Notes),
        live("/guestbook", Guestbook),
        live("/profile", Profile),
        live("/links", Links),
        live("/panels", Panels),
        live("/hooked", Hooked),
        Route("/hooks.js", hooks),
        Route("/search", search),
        live("/documents", Documents),
        live("/exports", Exports),
        Route("/download", download),
        Route("/files/{name}", put_file, methods=["PUT"]),
        Route("/files/{name}", get_file),
        Route("/go", go),
        live("/pay", Pay),
        Route("/transfer", transfer, methods=["POST"]),
        Route("/theme", theme),
        live("/primes", Primes),
        live("/addresses", Addresses),
        live("/visits", Visits),
        live("/drafts", Drafts),
        live("/slow", Slow),
        live("/orders", Orders),
        live("/lookup", Lookup),
        live("/about", About),
        live("/embed", Embed),
        Route("/login", login, methods=["GET", "POST"]),
        *(
            [Mount("/static", StaticFiles(directory=FOLDER / "static", follow_symlink=has("static-file")))]
            if FOLDER.is_dir()
            else []
        ),
    ],
    middleware=[
        *([Middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)] if has("cors") else []),
        Middleware(SessionMiddleware, secret_key=SESSION_SECRET),
        Middleware(Paths),
    ],
    origins=["null"] if has("foreign-origin") else [],
    post_origins=["null"] if has("cross-site-post") else [],
    content_security_policy={
        **({"script-src": "'self' 'unsafe-inline'"} if has("csp-weak") else {}),
        **({"require-trusted-types-for": ""} if has("hook") else {}),
    },
    templates=templates,
    layout="layout.html",
)
