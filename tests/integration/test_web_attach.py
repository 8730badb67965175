"""A LiveApp inside another app: prefix, lifespan, guard, on Starlette and on FastAPI."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocketDisconnect

from liveview import LiveApp, LiveView, event, live
from liveview.errors import ConfigurationError
from tests.integration.wire import SECRET, Browser, join, receive, send

Browse = Callable[..., Browser]


class Counter(LiveView):
    template_string = '<h1>{{ count }}</h1><button lv-click="add">+</button>'
    count: int = 0

    @event
    def add(self) -> None:
        self.count += 1


def live_app(**options: Any) -> LiveApp:
    return LiveApp(routes=[live("/counter", Counter)], secret=SECRET, **options)


@pytest.mark.parametrize("kind", [Starlette, FastAPI])
@pytest.mark.parametrize("prefix", ["", "/ops"])
def test_an_attached_app_is_whole_under_its_prefix(browse: Browse, kind: Any, prefix: str) -> None:
    events: list[str] = []

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[dict[str, str]]:
        events.append("up")
        yield {"from": "outside"}
        events.append("down")

    outer = kind(lifespan=lifespan)
    live_app().attach(outer, prefix)
    browser = browse(outer)
    data = browser.load(f"{prefix}/counter")
    assert data["socket"] == f"{prefix}/live/socket"
    with browser.connect(data) as socket:
        assert join(socket, data) == ["j", 1, 0]
        send(socket, "e", 1, 0, "add")
        assert receive(socket) == [0, 1, [0, 1], 1]
    assert events == ["up"]


@pytest.mark.parametrize("kind", [Starlette, FastAPI])
def test_its_own_lifespan_runs_inside_the_others(browse: Browse, kind: Any) -> None:
    events: list[str] = []

    @asynccontextmanager
    async def inner(app: Any) -> AsyncIterator[None]:
        events.append("inner up")
        yield
        events.append("inner down")

    outer = kind()
    live_app(lifespan=inner).attach(outer, "/ops")
    browser = browse(outer)
    browser.load("/ops/counter")
    assert events == ["inner up"]
    browser.client.__exit__(None, None, None)
    assert events == ["inner up", "inner down"]
    browser.client.__enter__()


@pytest.mark.parametrize("kind", [Starlette, FastAPI])
def test_the_guard_covers_pages_files_and_the_socket(browse: Browse, kind: Any) -> None:
    def guard(connection: HTTPConnection) -> str:
        if connection.headers.get("x-user") != "ann":
            raise HTTPException(401, "sign in first")
        return "ann"

    outer = kind()
    live_app().attach(outer, "/ops", guard=guard)
    browser = browse(outer)
    assert browser.client.get("/ops/counter").status_code == 401
    assert browser.client.get("/ops/live/assets/x.js").status_code == 401
    data = browser.load("/ops/counter", headers={"x-user": "ann"})
    with browser.connect(data) as socket, pytest.raises(WebSocketDisconnect) as caught:
        socket.receive_text()
    assert caught.value.code == 4004  # the page GETs itself, and sees the 401
    with pytest.raises(WebSocketDisconnect), browser.client.websocket_connect("/ops/live/socket"):
        pass
    with browser.connect(data, **{"x-user": "ann"}) as socket:
        assert join(socket, data) == ["j", 1, 0]


def test_what_the_guard_returns_is_the_user(browse: Browse) -> None:
    class Who(LiveView):
        template_string = "<p>{{ name }}</p>"
        name: str = ""

        def mount(self) -> None:
            self.name = self.user

    outer = Starlette()
    app = LiveApp(routes=[live("/", Who), live("/own", Who, guard=lambda _: "bob")], secret=SECRET)
    app.attach(outer, "/ops", guard=lambda _: "ann")
    client = browse(outer).client
    assert "<p>ann</p>" in client.get("/ops/").text
    assert "<p>bob</p>" in client.get("/ops/own").text


@pytest.mark.parametrize("kind", [Starlette, FastAPI])
def test_an_app_that_is_only_mounted_says_how_to_attach(kind: Any, caplog: pytest.LogCaptureFixture) -> None:
    from starlette.testclient import TestClient

    outer = kind()
    outer.mount("/ops", live_app())
    with TestClient(outer) as client, pytest.raises(ConfigurationError, match=r"attach\(app, path="):
        client.get("/ops/counter")


def test_a_live_route_in_a_plain_app_says_where_it_belongs() -> None:
    from starlette.testclient import TestClient

    with pytest.raises(ConfigurationError, match="belong to a LiveApp"):
        TestClient(Starlette(routes=[live("/", Counter)])).get("/")


def test_a_prefix_begins_with_a_slash() -> None:
    with pytest.raises(ConfigurationError, match="begins with a slash"):
        live_app().attach(Starlette(), "ops")


def test_a_live_route_takes_a_view() -> None:
    with pytest.raises(ConfigurationError, match="takes a LiveView class"):
        live("/", Starlette)  # type: ignore[arg-type]


def test_url_for_knows_the_prefix(browse: Browse, tmp_path: Any) -> None:
    (tmp_path / "layout.html").write_text("{{ head }}{{ live }}<a href=\"{{ url_for('Counter') }}\">c</a>")
    outer = Starlette()
    live_app(templates=tmp_path, layout="layout.html").attach(outer, "/ops")
    assert 'href="/ops/counter"' in browse(outer).client.get("/ops/counter").text


def test_behind_a_proxy_that_takes_a_prefix_away(browse: Browse) -> None:
    """`uvicorn --root-path /proxy`: the server says so in `root_path`."""
    browser = browse(live_app(), root_path="/proxy")
    data = browser.load("/proxy/counter")
    assert data["socket"] == "/proxy/live/socket"
    page = browser.client.get("/proxy/counter")
    (script,) = re.findall(r'<script src="(/proxy/live/assets/[^"]+)"', page.text)
    assert browser.client.get(script).status_code == 200
    assert "Path=/proxy" in page.headers["set-cookie"]
    with browser.connect(data) as socket:
        assert join(socket, data) == ["j", 1, 0]
