"""Navigation over HTTP and the socket, frame by frame: URLs of a view, other views, groups, redirects, notices."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route
from starlette.websockets import WebSocketDisconnect

from liveview import Limits, LiveApp, LiveView, event, group, live
from liveview.channel.screen import FAILED
from liveview.errors import StateError
from liveview.store import MemoryAdapter, SQLiteAdapter
from tests.integration.wire import SECRET, Browser, join, receive, send

Browse = Callable[..., Browser]


class Room(LiveView):
    template_string = "<p>{{ number }} {{ page }}</p>"
    number: int = 0
    page: int = 1

    def params(self, room_id: int, page: int = 1) -> None:
        if page > 100:
            raise LookupError(page)
        if page == 99:
            self.patch(page=1)
        self.number, self.page = room_id, page

    @event
    def turn(self, to: int) -> None:
        self.patch(page=to)

    @event
    def go(self, to: str) -> None:
        self.navigate(to)

    @event
    def patch_to(self, to: str) -> None:
        self.patch(to)

    @event
    def fail_after_patch(self) -> None:
        self.patch(page=5)
        raise LookupError("after")


class Lobby(LiveView):
    template_string = "<p>lobby</p>"


class Loop(LiveView):
    template_string = "<p>{{ page }}</p>"
    page: int = 1

    def params(self, page: int = 0) -> None:
        self.page = page
        if page:
            self.patch(page=page + 1)


def let_in(connection: HTTPConnection) -> str:
    if connection.path_params["room_id"] == "13":
        raise HTTPException(403)
    return "ann"


def rooms(**options: Any) -> LiveApp:
    routes = [
        live("/rooms/{room_id}", Room, guard=let_in),
        Mount("/deep", routes=[live("/lobby", Lobby)]),
        live("/loop", Loop),
    ]
    return LiveApp(routes=routes, secret=SECRET, **options)


def test_a_patch_of_the_page_runs_params_and_says_where_it_is(browse: Browse) -> None:
    browser = browse(rooms())
    data = browser.load("/rooms/7")
    with browser.connect(data) as socket:
        join(socket, data)
        send(socket, "p", 1, "/rooms/7?page=2")
        assert receive(socket) == [0, 1, [0, [7, 2]], 1, [["url", "/rooms/7?page=2", False]]]
        send(socket, "p", 2, "?page=3", 1)
        assert receive(socket) == [0, 2, [0, [7, 3]], 2, [["url", "/rooms/7?page=3", True]]]
        send(socket, "p", 3, "/rooms/7?page=2", 2)
        assert receive(socket) == [0, 3, [0, [7, 2]], 3], "the browser is there already"
        send(socket, "p", 3, "/rooms/7?page=2", 2)
        assert receive(socket) == ["a", 3], "a patch runs once"
        send(socket, "p", 4, "/rooms/8")
        assert receive(socket) == [0, 4, [0, [8, 1]], 4, [["url", "/rooms/8", False]]]


def test_a_handler_patches_the_query_it_names(browse: Browse) -> None:
    browser = browse(rooms())
    data = browser.load("/rooms/7?sort=name")
    with browser.connect(data) as socket:
        join(socket, data)
        send(socket, "e", 1, 0, "turn", {"to": "4"})
        assert receive(socket) == [0, 1, [0, [7, 4]], 1, [["url", "/rooms/7?sort=name&page=4", False]]]


def test_a_patch_in_params_is_followed_and_a_circle_is_broken(browse: Browse, caplog: pytest.LogCaptureFixture) -> None:
    browser = browse(rooms())
    data = browser.load("/rooms/7")
    with browser.connect(data) as socket:
        join(socket, data)
        send(socket, "e", 1, 0, "turn", {"to": "99"})
        urls = [["url", "/rooms/7?page=99", False], ["url", "/rooms/7?page=1", False]]
        assert receive(socket) == [0, 1, [], 1, urls]
    data = browser.load("/loop")
    with browser.connect(data) as socket:
        join(socket, data)
        send(socket, "p", 1, "/loop?page=1")
        assert receive(socket)[:2] == [0, 1]
        assert receive(socket) == ["a", 1, {"error": "internal error"}]
    assert "Loop.params patches the URL again and again" in caplog.text


@pytest.mark.parametrize("target", ["/deep/lobby", "/rooms/seven", "/rooms/13", "/elsewhere", "/live/assets/x"])
def test_a_url_that_is_not_the_views_is_loaded(browse: Browse, target: str) -> None:
    browser = browse(rooms())
    data = browser.load("/rooms/7")
    with browser.connect(data) as socket:
        join(socket, data)
        send(socket, "p", 1, target)
        assert receive(socket) == [0, 1, [], 1, [["load", target]]]


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "\\\\evil.example", "javascript:x"])
def test_a_url_of_another_site_is_refused(browse: Browse, target: str) -> None:
    browser = browse(rooms())
    data = browser.load("/rooms/7")
    with browser.connect(data) as socket:
        join(socket, data)
        send(socket, "p", 1, target)
        assert receive(socket) == ["a", 1, {"error": "refused"}]
        send(socket, "e", 2, 0, "go", {"to": target})
        assert receive(socket)[2:] == [[], None, [FAILED]]
        assert receive(socket) == ["a", 2, {"error": "internal error"}]


def test_params_that_raise_leave_the_view_where_it_was(browse: Browse) -> None:
    browser = browse(rooms())
    data = browser.load("/rooms/7?page=2")
    with browser.connect(data) as socket:
        join(socket, data)
        send(socket, "e", 1, 0, "turn", {"to": "101"})
        assert receive(socket)[2:] == [[], None, [FAILED]]
        assert receive(socket) == ["a", 1, {"error": "internal error"}]
        send(socket, "e", 2, 0, "patch_to", {"to": "?"})
        assert receive(socket)[-1] == [["url", "/rooms/7", False]]
        send(socket, "e", 3, 0, "fail_after_patch")
        assert receive(socket)[2:] == [[], None, [FAILED]]
        assert receive(socket) == ["a", 3, {"error": "internal error"}]


def test_after_a_patch_a_page_comes_back_to_where_it_is(browse: Browse) -> None:
    browser = browse(rooms())
    data = browser.load("/rooms/7")
    with browser.connect(data) as socket:
        join(socket, data)
        send(socket, "p", 1, "/rooms/8")
        receive(socket)
    with browser.connect(data) as socket:
        assert join(socket, {**data, "version": 1}) == ["j", 1, 1]


def test_one_connection_leaves_a_view_for_another(browse: Browse) -> None:
    app = rooms()
    browser = browse(app)
    room = browser.load("/rooms/7")
    with browser.connect(room) as socket:
        join(socket, room)
        lobby = browser.load("/deep/lobby", headers={"lv-navigate": ""})
        assert len(app.live.views) == 2
        assert lobby["socket"] == room["socket"], "of one app, in whatever mounts its routes are"
        assert join(socket, lobby) == ["j", 1, 0]
        send(socket, "h")
        assert receive(socket) == ["h"], "and not a word of the view before"
        again = browser.load("/rooms/8")
        assert join(socket, again) == ["j", 1, 0]
        send(socket, "e", 5, 0, "turn", {"to": "4"})
        assert receive(socket)[:3] == [0, 1, [0, [8, 4]]]
    assert len(app.live.views) <= 1, "who is left has ended"


def test_a_join_that_is_not_good_ends_the_connection(browse: Browse) -> None:
    browser = browse(rooms())
    data = browser.load("/rooms/7")
    with browser.connect(data) as socket:
        join(socket, data)
        send(socket, "j", "nonsense", [0, 0])
        with pytest.raises(WebSocketDisconnect) as caught:
            socket.receive_text()
        assert caught.value.code == 4004


# Groups.


def test_a_group_has_guards_and_a_beginning_and_is_entered_by_loading(browse: Browse) -> None:
    asked: list[str] = []

    def staff(connection: HTTPConnection) -> str:
        asked.append("staff")
        return "bob"

    async def own(connection: HTTPConnection) -> str:
        asked.append("own")
        return "ann"

    def load_team(view: Users) -> None:
        view.team = f"team of {view.user}"

    class Users(LiveView):
        template_string = "<p>{{ team }} {{ mounted_with }}</p>"
        team: str = ""
        mounted_with: str = ""

        def mount(self) -> None:
            self.mounted_with = self.team

    inner = group("inner", [live("/inner", Users)], guard=own)
    routes = [*group("admin", [live("/users", Users), *inner], guard=staff, on_mount=[load_team]), live("/", Lobby)]
    browser = browse(LiveApp(routes=routes, secret=SECRET))
    assert browser.load("/")["group"] == ""
    assert browser.load("/users")["group"] == "admin"
    assert "<p>team of bob team of bob</p>" in browser.client.get("/users").text
    assert asked == ["staff", "staff"]
    asked.clear()
    assert browser.load("/inner")["group"] == "admin/inner"
    assert asked == ["staff", "own"]
    response = browser.client.get("/users", headers={"lv-navigate": ""})
    assert (response.status_code, response.text) == (204, "")
    assert asked == ["staff", "own"], "nobody is asked, and nothing is mounted"
    assert browser.client.get("/users", headers={"lv-navigate": "admin"}).status_code == 200


def test_a_view_and_what_begins_it_may_send_visitors_elsewhere(browse: Browse) -> None:
    class Away(LiveView):
        template_string = "<p>never</p>"

        def mount(self, how: str) -> None:
            self.flash("info", "not here")
            getattr(self, how)("/lobby")

        def params(self) -> None:
            raise AssertionError("not reached")

    def turn_away(view: LiveView) -> None:
        view.redirect("/lobby?by=hook")

    routes = [
        live("/away/{how}", Away),
        live("/lobby", Lobby),
        *group("closed", [live("/closed", Lobby)], on_mount=[turn_away]),
    ]
    app = LiveApp(routes=routes, secret=SECRET)
    browser = browse(app)
    for how in ("redirect", "navigate", "patch"):
        response = browser.client.get(f"/away/{how}", follow_redirects=False)
        assert (response.status_code, response.headers["location"]) == (303, "/lobby")
    assert browser.client.get("/closed", follow_redirects=False).headers["location"] == "/lobby?by=hook"
    assert len(app.live.views) == 0
    data = browser.load("/lobby")
    with browser.connect(data) as socket:
        join(socket, data)
        assert receive(socket) == [0, 1, [], None, [["flash", "info", "not here"]]]
    data = browser.load("/lobby")
    with browser.connect(data) as socket:
        join(socket, data)
        send(socket, "h")
        assert receive(socket) == ["h"], "a notice is shown once"


# Sessions.


class SignIn(LiveView):
    template_string = "<p>{{ who }}</p>"
    who: str = ""

    def mount(self) -> None:
        self.who = self.session.get("user", "nobody")

    @event
    async def sign_in(self, name: str) -> None:
        await self.flash("info", f"Hello {name}")
        await self.redirect("/", session={"user": name})

    @event
    def sign_out(self) -> None:
        self.redirect("/", session={"user": None})

    @event
    def too_much(self) -> None:
        self.redirect("/", session={"user": "x" * 10_000})

    @event
    def no_json(self) -> None:
        self.redirect("/", session={"user": object()})


def signing(**options: Any) -> LiveApp:
    def session(request: Request) -> JSONResponse:
        return JSONResponse(dict(request.session))

    middleware = [Middleware(SessionMiddleware, secret_key="a secret of the sessions")]
    routes = [live("/", SignIn), Route("/session", session)]
    return LiveApp(routes=routes, middleware=middleware, secret=SECRET, **options)


def hop_of(browser: Browser, data: dict[str, Any], *frame: Any) -> str:
    """Where the page is sent."""
    with browser.connect(data) as socket:
        join(socket, data)
        send(socket, "e", 1, 0, *frame)
        answer = receive(socket)
        ((kind, url),) = answer[4]
        assert kind == "load"
        return str(url)


def test_signing_in_and_out_over_the_socket(browse: Browse) -> None:
    browser = browse(signing())
    client = browser.client
    data = browser.load()
    before = client.cookies["liveview"]
    hop = hop_of(browser, data, "sign_in", {"name": "ann"})
    assert "ann" not in hop
    response = client.get(hop, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/")
    assert response.headers["cache-control"] == "no-store"
    assert client.get("/session").json() == {"user": "ann"}
    assert client.cookies["liveview"] != before, "who knew the old id knows nothing"
    data = browser.load()
    with browser.connect(data) as socket:
        join(socket, data)
        assert receive(socket) == [0, 1, [], None, [["flash", "info", "Hello ann"]]]
    assert client.get(hop_of(browser, browser.load(), "sign_out"), follow_redirects=False).status_code == 303
    assert client.get("/session").json() == {}


def test_a_hop_works_once_and_for_its_browser_only(browse: Browse) -> None:
    browser = browse(signing())
    client = browser.client
    hop = hop_of(browser, browser.load(), "sign_in", {"name": "ann"})
    mine = client.cookies["liveview"]
    client.cookies.clear()
    browser.load()
    assert client.get(hop, follow_redirects=False).headers["location"] == "/"
    assert client.get("/session").json() == {}, "another browser"
    client.cookies.clear()
    client.cookies["liveview"] = mine
    client.get(hop)
    assert client.get("/session").json() == {"user": "ann"}
    client.cookies.clear()
    client.cookies["liveview"] = mine
    client.get(hop)
    assert client.get("/session").json() == {}, "a second time"


def test_who_asks_for_the_headers_alone_does_not_use_a_hop_up(browse: Browse) -> None:
    browser = browse(signing())
    hop = hop_of(browser, browser.load(), "sign_in", {"name": "ann"})
    refused = browser.client.head(hop, follow_redirects=False)
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET")
    browser.client.get(hop)
    assert browser.client.get("/session").json() == {"user": "ann"}


def test_the_other_pages_of_a_browser_are_loaded_anew(browse: Browse) -> None:
    browser = browse(signing())
    first, second = browser.load(), browser.load()
    with browser.connect(second) as socket:
        join(socket, second)
        hop = hop_of(browser, first, "sign_in", {"name": "ann"})
        browser.client.get(hop)
        with pytest.raises(WebSocketDisconnect) as caught:
            socket.receive_text()
        assert caught.value.code == 4001


@pytest.mark.parametrize("signs_in", [True, False])
def test_a_page_whose_process_has_gone_comes_back_until_its_browser_signs_in_or_out(
    browse: Browse, tmp_path: Path, signs_in: bool
) -> None:
    """In whatever worker, with the cookies of before, which somebody may have kept."""

    def worker() -> LiveApp:
        return signing(store=SQLiteAdapter(tmp_path / "store"), limits=Limits(return_within=0.01))

    app = worker()
    here, elsewhere = browse(app), browse(worker())
    page = here.load()
    with here.connect(page) as socket:
        join(socket, page)
    while app.live.visits.all():
        time.sleep(0)
    elsewhere.client.cookies["liveview"] = here.client.cookies["liveview"]
    if signs_in:
        here.client.get(hop_of(here, here.load(), "sign_in", {"name": "ann"}))
    with elsewhere.connect(page) as socket:
        socket.send_text(json.dumps(["j", page["token"], [0, page["version"]]]))
        if signs_in:
            with pytest.raises(WebSocketDisconnect) as caught:
                socket.receive_text()
            assert caught.value.code == 4004
        else:
            assert receive(socket)[:2] == ["j", 2]


class Away(MemoryAdapter):
    async def put(self, key: str, value: bytes, fence: int, expires_in: float) -> bool:
        raise ConnectionError("no such host")


def test_who_signs_out_while_the_store_is_away_is_signed_out(browse: Browse, caplog: pytest.LogCaptureFixture) -> None:
    browser = browse(signing(store=Away()))
    browser.client.get(hop_of(browser, browser.load(), "sign_in", {"name": "ann"}))
    assert browser.client.get("/session").json() == {"user": "ann"}
    assert "may come back with its old cookies" in caplog.text


def test_a_page_that_passes_through_a_hop_is_left_to_its_way(browse: Browse) -> None:
    browser = browse(signing())
    data = browser.load()
    with browser.connect(data) as socket:
        join(socket, data)
        send(socket, "e", 1, 0, "sign_in", {"name": "ann"})
        ((_, hop),) = receive(socket)[4]
        browser.client.get(hop)
        with pytest.raises(WebSocketDisconnect) as caught:
            socket.receive_text()
        assert caught.value.code == 1000, "loading itself, it would break off what it is loading"


class Found(LiveView):
    template_string = "<p>{{ found }}</p>"
    found: str = ""

    @event
    async def look(self, name: str) -> None:
        self.found = self.live.url_for(name, room_id=7)


@pytest.mark.parametrize("prefix", ["", "/ops"])
def test_a_handler_finds_the_paths_of_routes(browse: Browse, prefix: str) -> None:
    made = LiveApp(routes=[live("/", Found), live("/rooms/{room_id}", Room, name="room")], secret=SECRET)
    app = Starlette()
    made.attach(app, prefix)
    browser = browse(app)
    data = browser.load(f"{prefix}/")
    with browser.connect(data) as socket:
        join(socket, data)
        send(socket, "e", 1, 0, "look", {"name": "room"})
        assert receive(socket) == [0, 1, [0, f"{prefix}/rooms/7"], 1]
        send(socket, "e", 2, 0, "look", {"name": "rom"})
        assert receive(socket)[2:] == [[], None, [FAILED]]
        assert receive(socket)[:2] == ["a", 2]


def test_where_there_is_no_page_there_are_no_routes() -> None:
    with pytest.raises(StateError, match=r"self\.live\.url_for"):
        Found().live.url_for("room")


@pytest.mark.parametrize("name", ["too_much", "no_json"])
def test_a_session_that_no_cookie_holds_is_the_handlers_mistake(
    browse: Browse, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    browser = browse(signing())
    data = browser.load()
    with browser.connect(data) as socket:
        join(socket, data)
        send(socket, "e", 1, 0, name)
        assert receive(socket)[2:] == [[], None, [FAILED]]
        assert receive(socket) == ["a", 1, {"error": "internal error"}]
    assert "StateError" in caplog.text


def test_without_sessions_the_error_says_how_to_have_them(browse: Browse, caplog: pytest.LogCaptureFixture) -> None:
    browser = browse(LiveApp(routes=[live("/", SignIn)], secret=SECRET))
    data = browser.load()
    with browser.connect(data) as socket:
        join(socket, data)
        send(socket, "e", 1, 0, "sign_in", {"name": "ann"})
        assert receive(socket)[2:] == [[], None, [FAILED]]
        assert receive(socket) == ["a", 1, {"error": "internal error"}]
    assert "Middleware(SessionMiddleware" in caplog.text


def test_a_redirect_in_mount_may_change_the_session(browse: Browse) -> None:
    class Enter(LiveView):
        template_string = "<p></p>"

        def mount(self) -> None:
            self.redirect("/session", session={"user": "guest"})

    def session(request: Request) -> JSONResponse:
        return JSONResponse(dict(request.session))

    middleware = [Middleware(SessionMiddleware, secret_key="a secret of the sessions")]
    routes = [live("/enter", Enter), Route("/session", session)]
    browser = browse(LiveApp(routes=routes, middleware=middleware, secret=SECRET))
    assert browser.client.get("/enter").json() == {"user": "guest"}
