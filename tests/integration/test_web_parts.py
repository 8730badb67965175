"""Live parts of ordinary pages over HTTP and the socket: what is put in their places, and for whom."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import HTMLResponse, StreamingResponse
from starlette.routing import Mount, Route
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from liveview import LiveApp, live_part
from liveview.channel.screen import FAILED
from liveview.errors import ConfigurationError
from tests.integration.parts import Room, Tile, app, routes, templates
from tests.integration.wire import SECRET, Browser, join, receive, send

GUIDE = (Path(__file__).parents[2] / "docs" / "how-to" / "live-parts.md").read_text()
DATA = re.compile(
    r'<div lv-root="(\d+)">.*?<script type="application/json" id="lv-data-\1">([^<]*)</script>', re.DOTALL
)


def parts_of(html: str) -> dict[int, dict[str, Any]]:
    return {int(number): json.loads(data) for number, data in DATA.findall(html)}


def page_of(source: str, **values: Any) -> LiveApp:
    """An app whose one ordinary page has this template."""

    def page(request: Request) -> HTMLResponse:
        return HTMLResponse(templates.env.from_string(source).render(request=request, Tile=Tile, Room=Room, **values))

    return LiveApp(routes=[Route("/", page)], secret=SECRET)


def test_each_part_is_joined_and_answers_by_itself() -> None:
    with TestClient(app) as client:
        browser = Browser(client)
        parts = parts_of(client.get("/").text)
        assert sorted(parts) == [0, 1, 2]
        with browser.connect(parts[0]) as cpu, browser.connect(parts[1]) as disk:
            join(cpu, parts[0])
            join(disk, parts[1])
            send(cpu, "e", 1, 0, "add@1")
            send(disk, "e", 1, 0, "add@1")
            assert receive(cpu)[2] != receive(disk)[2]
            send(cpu, "e", 2, 0, "fail@1")
            assert receive(cpu)[-1] == [FAILED]
            assert receive(cpu)[:2] == ["a", 2]
            send(disk, "e", 2, 0, "add@1")
            assert receive(disk)[:2] == [0, 2]


def close_code(socket: WebSocketTestSession) -> int:
    """Of the close that comes, after whatever frames."""
    try:
        while True:
            receive(socket)
    except WebSocketDisconnect as closed:
        return closed.code


def test_a_part_that_keeps_failing_is_left_as_it_is_and_its_page_is_not_loaded_anew() -> None:
    codes = []
    with TestClient(app) as client:
        browser = Browser(client)
        for _ in range(4):
            data = parts_of(client.get("/").text)[2]
            with browser.connect(data) as socket:
                join(socket, data)
                send(socket, "e", 1, 0, "die")
                codes.append(close_code(socket))
    assert codes == [4004, 4004, 4004, 1000]


def test_the_response_is_one_browsers() -> None:
    with TestClient(app) as client:
        response = client.get("/")
        assert response.headers["cache-control"] == "no-store"
        assert int(response.headers["content-length"]) == len(response.content)
        assert response.text.count("<output lv-status>") == 1
        assert "<!--lv-part" not in response.text
        before = client.cookies["liveview"]
        client.get("/")
        assert client.cookies["liveview"] == before
        plain = client.get("/plain")
        assert (plain.headers["etag"], "cache-control" in plain.headers) == ("1", False), "others are left as they are"


def test_one_part_can_be_asked_for_alone() -> None:
    with TestClient(app) as client:
        html = client.get("/", headers={"lv-part": "1"}).text
        assert list(parts_of(html)) == [1]
        assert "CPU</h2>" not in html
        assert len(app.live.visits.all()) == 1, "nothing else was mounted"


@pytest.mark.parametrize("headers", [{"purpose": "prefetch"}, {"lv-navigate": ""}])
def test_nothing_is_mounted_for_a_page_that_nobody_sees(headers: dict[str, str]) -> None:
    with TestClient(app) as client:
        assert parts_of(client.get("/", headers=headers).text) == {}
        assert client.head("/").status_code == 200
        assert not app.live.visits.all()


def test_a_value_that_looks_like_a_mark_is_none() -> None:
    source = "{{ live_part(Tile, label='CPU', start=1) }}{{ words|safe }}"
    words = "<!--lv-part 0123456789abcdef-->"
    with TestClient(page_of(source, words=words)) as client:
        assert len(parts_of(client.get("/").text)) == 1


def test_the_guard_of_a_views_route_is_its_guard_everywhere() -> None:
    with TestClient(app) as client:
        refused = client.get("/?staff=1").text
        assert sorted(parts_of(refused)) == [0, 1, 2]
        assert '<section id="staff"></section>' in refused
        admitted = client.get("/?staff=1", headers={"x-staff": "ann"})
        assert "For ann only" in admitted.text
        data = parts_of(admitted.text)[3]
        with Browser(client).connect(data) as socket:  # the header is gone
            socket.send_text(json.dumps(["j", data["token"], [0, 0]]))
            assert socket.receive()["code"] == 4004


def test_a_part_that_cannot_be_mounted_fails_alone(caplog: pytest.LogCaptureFixture) -> None:
    source = "{{ live_part(Room, room_id=13) }}{{ live_part(Room, room_id=7) }}"
    with TestClient(page_of(source), raise_server_exceptions=False) as client:
        html = client.get("/").text
        assert list(parts_of(html)) == [1]
        assert 'role="alert">This part of the page cannot be shown now.' in html
        assert "Room cannot be shown on /" in caplog.text
        assert client.get("/", headers={"lv-part": "0"}).status_code == 500, "it is asked for again later"


def test_under_a_prefix_in_another_app() -> None:
    outer = LiveApp(routes=[Mount("/deep", routes=[Route("/", routes[1].endpoint)])], secret=SECRET)
    with TestClient(outer) as client:
        assert "One</h2>" in client.get("/deep/").text


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{{ live_part(Room, rom_id=7) }}", "takes `rom_id`"),
        ("{{ live_part('Room') }}", "takes a LiveView or a Component class"),
    ],
)
def test_mistakes_say_what_to_write(source: str, message: str) -> None:
    with TestClient(page_of(source)) as client, pytest.raises(ConfigurationError, match=message):
        client.get("/")


def test_a_prop_that_a_component_does_not_have_is_said(caplog: pytest.LogCaptureFixture) -> None:
    with TestClient(page_of("{{ live_part(Tile, label='CPU', start=1, colour='red') }}")) as client:
        assert parts_of(client.get("/").text) == {}
    assert "colour" in caplog.text


def test_the_guides_page_is_live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (python,) = re.findall(r"^```python\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
    (html,) = re.findall(r"^```html\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "status.html").write_text(html)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": __name__}
    exec(python, names)
    with TestClient(names["app"]) as client:
        assert sorted(parts_of(client.get("/").text)) == [0, 1]


def test_outside_of_an_apps_routes_there_is_nothing_to_put_it_into() -> None:
    with pytest.raises(ConfigurationError, match="ordinary routes of a LiveApp"):
        templates.env.from_string("{{ live_part(Tile) }}").render(Tile=Tile)


def test_a_page_with_parts_is_not_streamed() -> None:
    def page(request: Request) -> StreamingResponse:
        template = templates.env.from_string("<p>one</p>{{ live_part(Tile, label='CPU', start=1) }}")
        return StreamingResponse(template.generate(request=request, Tile=Tile, live_part=live_part))

    made = LiveApp(routes=[Route("/", page)], secret=SECRET)
    with TestClient(made) as client, pytest.raises(ConfigurationError, match="not streamed"):
        client.get("/")
