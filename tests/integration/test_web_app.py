"""Pages and sockets over HTTP: what is served, who may connect, and what is refused."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.websockets import WebSocketDisconnect

from liveview import LiveApp, LiveView, event, live
from liveview.channel.limits import Limits
from liveview.runtime.exits import Reason, Shutdown, word_of
from liveview.runtime.process import Process
from tests.integration.wire import SECRET, Browser, join, receive, send

Browse = Callable[..., Browser]


class Counter(LiveView):
    template_string = '<h1 style="width: {{ count }}%">{{ count }}</h1><button lv-click="add">+</button>'
    count: int = 0

    @event
    async def add(self, by: int = 1) -> None:
        self.count += by


class Room(LiveView):
    template_string = "<p>{{ number }} {{ word }}</p>"
    number: int = 0
    word: str = ""

    def mount(self, room_id: int) -> None:
        self.number = room_id

    def params(self, word: str = "none") -> None:
        self.word = word


def counter_app(**options: Any) -> LiveApp:
    return LiveApp(routes=[live("/", Counter), live("/rooms/{room_id}", Room)], secret=SECRET, **options)


def closing_code(socket: Any) -> int:
    """The code of the close that must come now."""
    with pytest.raises(WebSocketDisconnect) as caught:
        socket.receive_text()
    return caught.value.code


def test_a_page_is_served_and_joined_and_clicked(browse: Browse) -> None:
    browser = browse(counter_app())
    data = browser.load()
    with browser.connect(data) as socket:
        assert join(socket, data) == ["j", 1, 0]
        send(socket, "e", 1, 0, "add", {"by": "5"})
        assert receive(socket) == [0, 1, [0, 5, 1, 5], 1]


def test_headers_are_strict_and_the_sheet_has_the_nonce(browse: Browse) -> None:
    response = browse(counter_app()).client.get("/")
    policy = response.headers["content-security-policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert nonce is not None
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert f'<style nonce="{nonce[1]}" lv-sheet>' in response.text
    assert "style=" not in response.text.partition("<body>")[2].partition("<script")[0]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "no-store"


def test_the_session_cookie_is_out_of_reach_of_scripts(browse: Browse) -> None:
    cookie = browse(counter_app()).client.get("/").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    assert "Secure" in browse(counter_app()).client.get("https://testserver/").headers["set-cookie"]


def test_path_and_query_go_to_mount_and_params_by_type(browse: Browse) -> None:
    client = browse(counter_app()).client
    assert "<p>7 hi</p>" in client.get("/rooms/7?word=hi").text
    assert client.get("/rooms/seven").status_code == 404


def test_client_files_are_served_at_urls_that_never_change_content(browse: Browse) -> None:
    browser = browse(counter_app())
    page = browser.client.get("/").text
    for url in re.findall(r'(?:src|href)="(/live/assets/[^"]+)"', page):
        response = browser.client.get(url)
        assert response.status_code == 200
        assert "immutable" in response.headers["cache-control"]
    assert browser.client.get("/live/assets/liveview.0.js").status_code == 404
    assert browser.client.get("/live/assets/liveview-more.0123456789ab.js").status_code == 404
    assert browser.client.get("/live/assets/..%2f..%2fpyproject.toml").status_code == 404


def test_client_files_are_compressed_for_whoever_takes_that(browse: Browse) -> None:
    client = browse(counter_app()).client
    url = client.app.live.assets.url("liveview.js", "")  # type: ignore[attr-defined]
    plain = client.get(url, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    for _ in range(2):
        compressed = client.get(url, headers={"Accept-Encoding": "br, gzip;q=0.8"})
        assert compressed.headers["content-encoding"] == "gzip"
        assert compressed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
        assert compressed.content == plain.content
        assert int(compressed.headers["content-length"]) < len(plain.content) / 2
    for refusal in ("gzip;q=0", "gzip; q=0.00", "br", "notgzip"):
        assert "content-encoding" not in client.get(url, headers={"Accept-Encoding": refusal}).headers, refusal


def test_a_page_of_before_a_deploy_gets_the_modules_that_it_asks_for(browse: Browse) -> None:
    browser = browse(counter_app())
    for name, url in browser.load()["modules"].items():
        of_then = re.sub(r"[0-9a-f]{12}", "0123456789ab", url)
        response = browser.client.get(of_then)
        assert response.text == browser.client.get(url).text, name
        assert response.headers["cache-control"] == "no-store", "the name is not of this content"


def test_a_page_that_is_only_looked_at_is_not_kept(browse: Browse) -> None:
    app = counter_app()
    browser = browse(app)
    assert browser.client.head("/").status_code == 200
    assert "lv-data" in browser.client.get("/", headers={"sec-purpose": "prefetch"}).text
    assert len(app.live.views) == 0
    browser.load()
    assert len(app.live.views) == 1


def test_beyond_the_limit_new_pages_are_turned_away_and_old_ones_live(browse: Browse) -> None:
    app = counter_app(limits=Limits(views=1))
    browser = browse(app)
    data = browser.load()
    with browser.connect(data) as socket:
        join(socket, data)
        response = browser.client.get("/")
        assert (response.status_code, response.headers["retry-after"]) == (503, "5")
        send(socket, "e", 1, 0, "add")
        assert receive(socket)[:2] == [0, 1]


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "http://evil.example",
        "https://testserver",
        "http://testserver:8080",
        "http://testserver.evil.example",
        "http://evil-testserver",
        "http://testserver@evil.example",
        "testserver",
        "",
    ],
)
def test_a_socket_from_another_origin_is_refused(
    browse: Browse, caplog: pytest.LogCaptureFixture, origin: str | None
) -> None:
    browser = browse(counter_app())
    data = browser.load()
    headers = {} if origin is None else {"origin": origin}
    with (
        pytest.raises(WebSocketDisconnect),
        browser.client.websocket_connect(data["socket"], subprotocols=["lv1"], headers=headers),
    ):
        pass
    assert "a page of another site" in caplog.text


@pytest.mark.parametrize("origin", ["http://testserver", "HTTP://TestServer", "http://testserver:80"])
def test_the_same_origin_however_written_is_admitted(browse: Browse, origin: str) -> None:
    browser = browse(counter_app())
    data = browser.load()
    with browser.connect(data, origin=origin) as socket:
        assert join(socket, data)[0] == "j"


def test_an_origin_may_be_allowed(browse: Browse) -> None:
    browser = browse(counter_app(origins=["https://admin.example"]))
    data = browser.load()
    with browser.connect(data, origin="https://admin.example") as socket:
        assert join(socket, data)[0] == "j"


@pytest.mark.parametrize("change", ["flip", "cut", "empty", "foreign key"])
def test_a_forged_token_sends_the_page_for_a_new_one(
    browse: Browse, caplog: pytest.LogCaptureFixture, change: str
) -> None:
    browser = browse(counter_app())
    data = browser.load()
    token = data["token"]
    forged = {
        "flip": ("A" if token[20] != "A" else "B").join((token[:20], token[21:])),
        "cut": token[:-4],
        "empty": "",
        "foreign key": browse(LiveApp(routes=[live("/", Counter)], secret=SECRET[::-1])).load()["token"],
    }[change]
    with browser.connect(data) as socket:
        send(socket, "j", forged, [0, 0])
        assert closing_code(socket) == 4004
    assert "the client at testclient is at fault" in caplog.text


def test_a_token_of_another_session_is_refused(browse: Browse) -> None:
    browser = browse(counter_app())
    data = browser.load()
    browser.client.cookies.clear()
    browser.load()
    with browser.connect(data) as socket:
        send(socket, "j", data["token"], [0, 0])
        assert closing_code(socket) == 4004


def test_a_token_without_the_cookie_is_refused(browse: Browse) -> None:
    browser = browse(counter_app())
    data = browser.load()
    browser.client.cookies.clear()
    with browser.connect(data) as socket:
        send(socket, "j", data["token"], [0, 0])
        assert closing_code(socket) == 4004


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "nonsense", '["j"]', '["j", 5, []]', '["e", 1, 0, "add"]', '["zzz"]', "[" * 5000, "1e999"]
)
def test_bytes_that_are_no_frame_close_this_socket_only(
    browse: Browse, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    browser = browse(counter_app())
    healthy = browser.load()
    with browser.connect(healthy) as other, browser.connect(browser.load()) as socket:
        join(other, healthy)
        socket.send_text(text)
        assert closing_code(socket) == 4003
        send(other, "e", 1, 0, "add")
        assert receive(other)[:2] == [0, 1]
    assert "the client at testclient is at fault" in caplog.text


def test_a_binary_frame_closes_the_socket(browse: Browse) -> None:
    browser = browse(counter_app())
    data = browser.load()
    with browser.connect(data) as socket:
        join(socket, data)
        socket.send_bytes(b"\0")
        assert closing_code(socket) == 4003


def test_an_undeclared_event_is_refused_and_the_view_lives(browse: Browse, caplog: pytest.LogCaptureFixture) -> None:
    browser = browse(counter_app())
    data = browser.load()
    with browser.connect(data) as socket:
        join(socket, data)
        send(socket, "e", 1, 0, "__init__")
        assert receive(socket) == ["a", 1, {"error": "refused"}]
        send(socket, "e", 2, 0, "add", {"by": "many"})
        assert receive(socket) == ["a", 2, {"error": "refused"}]
        send(socket, "e", 3, 0, "add")
        assert receive(socket) == [0, 1, [0, 1, 1, 1], 3]
    assert "Counter declares no event `__init__`" in caplog.text


def test_a_guard_is_asked_for_the_page_and_again_for_the_socket(browse: Browse) -> None:
    allowed = [True]
    asked: list[tuple[str, str]] = []

    async def guard(connection: HTTPConnection) -> str:
        asked.append((connection.scope["type"], connection.url.path))
        if not allowed[0]:
            raise HTTPException(403)
        return "ann"

    class Who(LiveView):
        template_string = "<p>{{ name }}</p>"
        name: str = ""

        def mount(self) -> None:
            self.name = self.user

    browser = browse(LiveApp(routes=[live("/me", Who, guard=guard)], secret=SECRET))
    data = browser.load("/me")
    assert "<p>ann</p>" in browser.client.get("/me").text
    with browser.connect(data) as socket:
        assert join(socket, data) == ["j", 1, 0]
    allowed[0] = False
    assert browser.client.get("/me").status_code == 403
    with browser.connect(data) as socket:
        send(socket, "j", data["token"], [0, 0])
        assert closing_code(socket) == 4004
    assert asked[-1] == ("websocket", "/me")


def test_a_raising_mount_is_a_500_and_in_development_a_page_with_the_source(browse: Browse) -> None:
    class Broken(LiveView):
        template_string = "<p>{{ 1 // zero }}</p>"
        zero: int = 0

    routes = [live("/", Broken)]
    plain = browse(LiveApp(routes=routes, secret=SECRET)).client.get("/")
    assert (plain.status_code, plain.text) == (500, "Internal Server Error")
    shown = browse(LiveApp(debug=True, routes=routes, secret=SECRET)).client.get("/")
    assert shown.status_code == 500
    assert "ZeroDivisionError" in shown.text
    assert "1 // zero" in shown.text


def brief(reason: Reason) -> Route:
    """A page that ends between its `mount` and the answer."""

    class Brief(LiveView):
        template_string = "<p>x</p>"

        async def mount(self) -> None:
            me = Process.current()
            assert me is not None
            me.exit(reason)

    return live("/", Brief)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("reason", ["signed out", Shutdown("enough")])
def test_a_view_that_ends_before_it_is_shown_may_be_asked_for_again(
    browse: Browse, caplog: pytest.LogCaptureFixture, reason: Reason, method: str
) -> None:
    for debug, said in ((False, "the page is not there yet"), (True, "Brief ended before it was shown")):
        browser = browse(LiveApp(debug=debug, routes=[brief(reason)], secret=SECRET))
        response = browser.client.request(method, "/")
        assert (response.status_code, response.headers["retry-after"]) == (503, "1")
        assert response.text == (said if method == "GET" else "")
    told = [record.getMessage() for record in caplog.records if record.name == "liveview.web"]
    assert told == [f"Brief ended before it was shown: {word_of(reason)}"] * 2


def test_a_view_that_crashes_before_it_is_shown_is_a_500_that_says_why_in_development(browse: Browse) -> None:
    routes = [brief(LookupError("no such gauge"))]
    plain = browse(LiveApp(routes=routes, secret=SECRET)).client.get("/")
    assert (plain.status_code, plain.text) == (500, "Internal Server Error")
    shown = browse(LiveApp(debug=True, routes=routes, secret=SECRET)).client.get("/")
    assert shown.status_code == 500
    assert "LookupError: no such gauge" in shown.text


def test_templates_are_compiled_at_the_start_and_a_bad_one_is_its_pages_problem(
    browse: Browse, caplog: pytest.LogCaptureFixture
) -> None:
    class Misspelt(LiveView):
        template_string = "<p>{{ cuont }}</p>"
        count: int = 0

    routes = [Mount("/deep", routes=[live("/misspelt", Misspelt)]), live("/", Counter)]
    browser = browse(LiveApp(routes=routes, secret=SECRET))
    assert [record.getMessage() for record in caplog.records if "Misspelt cannot be shown" in record.getMessage()]
    assert "did you mean `count`" in caplog.text.lower()
    assert browser.client.get("/").status_code == 200
    assert browser.client.get("/deep/misspelt").status_code == 500


def test_in_development_too_an_apps_own_handler_answers_its_exception(browse: Browse) -> None:
    class NoSuchRoomError(Exception):
        pass

    class Missing(LiveView):
        template_string = "<p>room</p>"

        def mount(self) -> None:
            raise NoSuchRoomError

    async def explain(request: Any, error: Exception) -> PlainTextResponse:
        return PlainTextResponse("no such room", 410)

    handlers = {NoSuchRoomError: explain}
    app = LiveApp(debug=True, routes=[live("/", Missing)], exception_handlers=handlers, secret=SECRET)
    assert browse(app).client.get("/").status_code == 410


def test_a_guard_that_fails_on_a_join_is_the_apps_fault(browse: Browse, caplog: pytest.LogCaptureFixture) -> None:
    def guard(connection: HTTPConnection) -> str:
        return {"http": "ann"}[connection.scope["type"]]

    browser = browse(LiveApp(routes=[live("/", Counter, guard=guard)], secret=SECRET))
    data = browser.load()
    with browser.connect(data) as socket:
        send(socket, "j", data["token"], [0, 0])
        assert closing_code(socket) == 4004
    assert "the guard of / failed; the mistake is in the app's code" in caplog.text


def test_a_page_longer_than_what_may_wait_is_sent_whole(browse: Browse) -> None:
    class Long(LiveView):
        template_string = "<p>{{ text }}</p>"
        text: str = ""

        @event
        async def fill(self) -> None:
            self.text = "x" * 3_000_000

    browser = browse(LiveApp(routes=[live("/", Long)], secret=SECRET))
    data = browser.load()
    with browser.connect(data) as socket:
        join(socket, data)
        send(socket, "e", 1, 0, "fill")
        send(socket, "e", 2, 0, "fill")
        assert len(receive(socket)[2][1]) == 3_000_000
        assert receive(socket) == ["a", 2]


@pytest.mark.parametrize("part", ["head", "live"])
def test_a_layout_that_leaves_a_part_out_is_named(browse: Browse, tmp_path: Path, part: str) -> None:
    (tmp_path / "shell.html").write_text("{{ head }}{{ live }}".replace(f"{{{{ {part} }}}}", ""))
    app = LiveApp(debug=True, routes=[live("/", Counter)], secret=SECRET, templates=tmp_path, layout="shell.html")
    response = browse(app).client.get("/", headers={"accept": "text/plain"})
    assert response.status_code == 500
    assert f"a layout has to contain {{{{ {part} }}}}" in response.text


def test_other_routes_are_ordinary(browse: Browse) -> None:
    async def health(request: Any) -> PlainTextResponse:
        return PlainTextResponse("fine")

    app = LiveApp(routes=[Route("/health", health), live("/", Counter)], secret=SECRET)
    assert browse(app).client.get("/health").text == "fine"


def test_a_layout_of_the_app_is_used(browse: Browse, tmp_path: Any) -> None:
    (tmp_path / "shell.html").write_text("<title>{{ title }} | ours</title>{{ head }}<main>{{ live }}</main>{{ path }}")
    app = LiveApp(routes=[live("/", Counter)], secret=SECRET, templates=tmp_path, layout="shell.html")
    text = browse(app).client.get("/").text
    assert text.startswith("<title>Counter | ours</title>")
    assert json.loads(re.findall(r'id="lv-data">([^<]*)<', text)[0])["version"] == 0


def test_links_in_views_know_the_routes(browse: Browse) -> None:
    class Menu(LiveView):
        template_string = "<a href=\"{{ url_for('Room', room_id=number) }}\">{{ number }}</a>"
        number: int = 7

        @event
        async def next(self) -> None:
            self.number += 1

    browser = browse(LiveApp(routes=[live("/", Menu), live("/rooms/{room_id}", Room)], secret=SECRET))
    data = browser.load()
    with browser.connect(data) as socket:
        join(socket, data)
        send(socket, "e", 1, 0, "next")
        assert receive(socket) == [0, 1, [0, "/rooms/8", 1, 8], 1]


def test_a_resumed_page_gets_what_it_missed(browse: Browse) -> None:
    browser = browse(counter_app())
    data = browser.load()
    with browser.connect(data) as socket:
        join(socket, data)
        send(socket, "e", 1, 0, "add")
        receive(socket)
        send(socket, "e", 2, 0, "add")
        receive(socket)
    with browser.connect(data) as socket:
        assert join(socket, {**data, "version": 1}) == ["j", 1, 2]
        assert receive(socket) == [0, 2, [0, 2, 1, 2], 2]
        assert receive(socket) == ["t", "Counter"]
        send(socket, "e", 2, 0, "add")  # answered already: not run again
        assert receive(socket) == ["a", 2]
        send(socket, "j", data["token"], [0, 2])  # its own view once more: it stays where it is
        assert receive(socket) == ["j", 1, 2]


def test_the_log_does_not_hold_tokens(browse: Browse, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "liveview")
    browser = browse(counter_app())
    data = browser.load()
    with browser.connect(data) as socket:
        send(socket, "j", data["token"] + "x", [0, 0])
        assert closing_code(socket) == 4004
    assert data["token"] not in caplog.text
