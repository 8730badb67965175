"""Live parts whose server has gone: another process goes on with each, where its page still has it."""

from __future__ import annotations

import logging
from typing import Any, ClassVar

import pytest
from starlette.authentication import AuthCredentials, AuthenticationBackend, SimpleUser
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from liveview import Component, LiveApp, LiveView, event, live
from liveview.store import MemoryAdapter
from liveview.testing import Page, visit
from tests.integration.parts import Tile, templates
from tests.integration.parts import app as status_app
from tests.integration.test_web_parts import parts_of
from tests.integration.views import channel_of
from tests.integration.wire import SECRET, Browser, join, receive, send

ADD = "[lv-click^=add]"


class Note(LiveView):
    template_string = "<p>{{ topic }}: {{ text }} for {{ who }}</p>"
    topic: str = ""
    text: str = "nothing"
    who: str = ""

    def mount(self, topic: str) -> None:
        self.topic = topic
        self.who = f"{self.user}"

    @event
    async def write(self, text: str) -> None:
        self.text = text


class Around:
    """The page, as the test changes it."""

    source: ClassVar[str]
    values: ClassVar[dict[str, Any]]
    response: ClassVar[Response | None]
    user: ClassVar[str]
    staff: ClassVar[str]
    asked: ClassVar[list[str]]


@pytest.fixture(autouse=True)
def around() -> None:
    Around.source = "{{ live_part(Tile, label='CPU', start=3) }}{{ live_part(Note, topic='x') }}"
    Around.values, Around.response, Around.user, Around.staff, Around.asked = {}, None, "", "ann", []


def shown(request: Request) -> Response:
    Around.asked.append(f"{request.method} {request.url.path}?{request.url.query}")
    if Around.response is not None:
        return Around.response
    if "session" in request.scope:
        request.session.update(Around.values.get("session", {}))
    template = templates.env.from_string(f"<title>Page</title>{Around.source}")
    return HTMLResponse(template.render(request=request, Tile=Tile, Note=Note, **Around.values))


def staff(connection: HTTPConnection) -> str:
    if not Around.staff:
        raise HTTPException(403)
    return Around.staff


class Header(AuthenticationBackend):
    async def authenticate(self, conn: HTTPConnection) -> tuple[AuthCredentials, SimpleUser] | None:
        return (AuthCredentials(["in"]), SimpleUser(Around.user)) if Around.user else None


def app(*middleware: Middleware, guarded: bool = False, store: MemoryAdapter | None = None) -> LiveApp:
    routes: list[Any] = [Route("/", shown), Route("/deep", shown)]
    if guarded:
        routes.append(live("/note/{topic}", Note, guard=staff))
    return LiveApp(routes=routes, middleware=list(middleware), secret=SECRET, store=store)


async def answer_of(page: Page) -> int | None:
    """The server starts again, and the part tries to join: with which code it is sent away, or None."""
    await page.drop()
    await page._browser._restart()
    page._browser.connect()
    await page._browser.wire.settled()
    return page.closed


async def test_a_component_and_a_view_go_on_with_their_state() -> None:
    served = app()
    async with visit(served, "/?q=1", part=0) as tile, visit(served, "/?q=1", part=1) as note:
        await tile.click(ADD)
        await note.push("write", {"text": "kept"})
        gone = channel_of(tile)
        await tile.restart()
        await note.reconnect()
        assert (tile.text("b"), note.text("p")) == ("4", "x: kept for None")
        assert channel_of(tile) is not gone and channel_of(tile).id == gone.id
        assert Around.asked[-2:] == ["GET /?q=1"] * 2  # the page that it was, for each of them
        await tile.click(ADD)
        assert tile.text("b") == "5" and tile.errors == note.errors == []


async def test_what_was_clicked_meanwhile_is_done_once() -> None:
    async with visit(app(), "/", part=0) as page:
        await page.click(ADD)
        await page.drop()
        await page.click(ADD, settle=False)
        await page.click(ADD, settle=False)
        await page.restart()
        assert page.text("b") == "6"
        await page.restart()
        assert page.text("b") == "6"


async def test_it_goes_from_worker_to_worker() -> None:
    store = MemoryAdapter()
    workers = [app(store=store) for _ in range(2)]
    async with visit(workers[0], "/", part=0) as page, visit(workers[1], "/", part=0) as other:
        browser = page._browser
        for times in range(1, 6):
            await page.drop()
            browser._app, browser._hosts = workers[times % 2], [workers[times % 2].live]
            await page.reconnect()
            await page.click(ADD)
            assert page.text("b") == str(3 + times)
            await page.clock.advance(1)
            await other.clock.advance(1)
        assert page.errors == [] and other.text("b") == "3"


async def test_only_the_part_itself_is_mounted_again() -> None:
    served = app()
    async with visit(served, "/", part=0) as page:
        await page.restart()
        assert len(served.live.views) == 1 and len(Around.asked) == 2


async def test_what_the_page_gives_now_counts_for_a_component() -> None:
    Around.source = "{{ live_part(Tile, label=label, start=start) }}"
    Around.values = {"label": "CPU", "start": 3}
    async with visit(app(), "/", part=0) as page:
        await page.click(ADD)
        Around.values = {"label": "Processor", "start": 10}
        await page.restart()
        assert (page.text("h2"), page.text("b")) == ("Processor", "11")


async def test_a_view_of_something_else_begins_anew() -> None:
    Around.source = "{{ live_part(Note, topic=topic) }}"
    Around.values = {"topic": "x"}
    async with visit(app(), "/", part=0) as page:
        await page.push("write", {"text": "of x"})
        Around.values = {"topic": "y"}
        await page.restart()
        assert page.text("p") == "y: nothing for None"


async def test_parts_that_have_moved_are_found() -> None:
    Around.source = "{% for name in names %}{{ live_part(Tile, label=name, start=0) }}{% endfor %}"
    Around.values = {"names": ["a", "b", "c"]}
    served = app()
    async with visit(served, "/", part=0) as a, visit(served, "/", part=2) as c:
        await a.click(ADD)
        await c.click(ADD)
        await c.click(ADD)
        Around.values = {"names": ["c", "new", "a"]}
        await a.restart()
        await c.reconnect()
        assert [(page.text("h2"), page.text("b")) for page in (a, c)] == [("a", "1"), ("c", "2")]


async def test_a_part_that_the_page_has_no_more_takes_nobody_elses_place() -> None:
    Around.source = "{% for name in names %}{{ live_part(Tile, label=name, start=0) }}{% endfor %}"
    Around.values = {"names": ["a", "b"]}
    async with visit(app(), "/", part=0) as page:
        await page.click(ADD)
        Around.values = {"names": ["b"]}
        await page.restart()
        assert (page.text("h2"), page.text("b")) == ("b", "0")  # as a page that is loaded


@pytest.mark.parametrize(
    ("name", "is_back"), [("same", True), ("user", False), ("staff", False), ("refused", None), ("other", False)]
)
async def test_it_is_for_the_same_user_only(name: str, is_back: bool | None) -> None:
    Around.user = "Ann"
    served = app(Middleware(AuthenticationMiddleware, backend=Header()), guarded=True)
    async with visit(served, "/", part=1) as page:
        await page.push("write", {"text": "private"})
        if name == "user":
            Around.user = "Bob"
        elif name == "other":
            Around.user = ""
        elif name in ("staff", "refused"):
            Around.staff = "bob" if name == "staff" else ""
        assert await answer_of(page) == (None if is_back else 4004)
        if is_back is not None:
            await page.reconnect()
            assert ("private" in page.text("p")) is is_back


async def test_another_session_of_the_page_gets_no_other_props() -> None:
    Around.source = "{{ live_part(Tile, label=request.session.user, start=0) }}"
    served = app(Middleware(SessionMiddleware, secret_key=SECRET))
    Around.values = {"session": {"user": "Ann"}}
    async with visit(served, "/", part=0) as page:
        await page.click(ADD)
        Around.values = {"session": {"user": "Bob"}}
        await page.restart()
        assert (page.text("h2"), page.text("b")) == ("Bob", "0")


@pytest.mark.parametrize(
    "response", [RedirectResponse("/deep"), PlainTextResponse("gone", 404), HTMLResponse("<p>other</p>")]
)
async def test_a_page_that_is_another_one_by_now_decides(response: Response) -> None:
    served = app()
    async with visit(served, "/", part=0) as page:
        await page.click(ADD)
        Around.response = response
        assert await answer_of(page) == 4004  # then it asks for the page itself
        assert len(served.live.views) == 0


async def test_a_page_that_fails_is_told_with_its_mistake(caplog: pytest.LogCaptureFixture) -> None:
    async with visit(app(), "/", part=0) as page:
        await page.click(ADD)
        Around.source += "{{ 1 // 0 }}"
        with caplog.at_level(logging.ERROR, "liveview"):
            assert await answer_of(page) == 4004
        assert "a page cannot be rendered for one of its live parts" in caplog.text


class Wider(Component):
    template_string = "<b>{{ count }}</b>"
    label: str
    start: int
    count: int = 0
    more: int = 0


async def test_another_version_of_its_class_begins_anew() -> None:
    async with visit(app(), "/", part=0) as page:
        await page.click(ADD)
        Wider.__qualname__, Wider.__module__ = Tile.__qualname__, Tile.__module__
        Around.source = "{{ live_part(Wider, label='CPU', start=3) }}"
        Around.values = {"Wider": Wider}
        await page.restart()
        assert page.text("b") == "0"


async def test_one_that_crashes_leaves_nothing() -> None:
    async with visit(status_app, "/", part=2) as page:
        await page.push("say", {"text": "kept"})
        await page.clock.advance(1)
        assert page.text(".said") == "kept"
        await page.push("die", settle=False)
        await page.settled()
        await page.reconnect()
        assert page.text(".said") == ""  # without what has made it crash


@pytest.mark.parametrize("whose", ["ours", "another session", "a forged name", "another prefix"])
def test_a_token_opens_for_its_browser_session_alone(whose: str) -> None:
    class Kept(MemoryAdapter):
        async def close(self) -> None: ...

    served = LiveApp(routes=[Route("/", shown)], secret=SECRET, store=Kept())
    with TestClient(served) as client:
        browser = Browser(client)
        data = parts_of(client.get("/").text)[0]
        with browser.connect(data) as socket:
            join(socket, data)
            send(socket, "e", 1, 0, "add@1")
            assert receive(socket)[:2] == [0, 1]
        session = client.cookies["liveview"]
    with TestClient(served) as client:
        client.cookies["liveview"] = session
        prefix = ""
        if whose == "another session":
            client.cookies["liveview"] = "A" * 22
        elif whose == "a forged name":  # of this session, and of what this session has not
            grant = served.live.tokens.read(data["token"], session=session, prefix="")
            name = "B" * 22 + grant.channel[22:]
            data["token"] = served.live.tokens.issue(name, "/", session=session, prefix="")
        elif whose == "another prefix":
            prefix = "/elsewhere"
            data["token"] = served.live.tokens.issue("x", "/", session=session, prefix=prefix)
        with Browser(client).connect(data) as socket:
            send(socket, "j", data["token"], [0, 1])
            if whose == "ours":
                assert receive(socket)[:2] == ["j", 2]
                assert receive(socket)[0] == "d"
                assert 4 in receive(socket)[3][1]
            else:
                assert socket.receive()["code"] == 4004
                assert len(served.live.views) == 0
