"""What an app's own routes say of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from liveview import Component, LiveApp, LiveView, group, live
from liveview.attack.surface import sample_path, surface_of

SECRET = "k" * 40


class Inner(Component):
    template_string = "<b>inner</b>"


class Outer(Component):
    uses = [Inner]
    template_string = "<b>{{ Inner() }}</b>"


class Page(LiveView):
    uses = [Outer]
    template_string = "<p>{{ Outer() }}</p>"


def guard(connection: Any) -> None:
    return None


async def find(request: Request) -> Response:
    return PlainTextResponse(request.query_params["q"] + request.query_params.get("sort", ""))


def app_of(folder: Path) -> LiveApp:
    return LiveApp(
        routes=[
            *group("all", [live("/rooms/{room}", Page, guard=guard)], guard=guard),
            Route("/find", find, methods=["GET", "POST"]),
            Mount("/sub", routes=[live("/page", Page)]),
            Mount("/static", StaticFiles(directory=folder)),
        ],
        middleware=[Middleware(SessionMiddleware, secret_key=SECRET)],
        secret="s" * 40,
    )


@pytest.fixture
def app(tmp_path: Path) -> LiveApp:
    return app_of(tmp_path)


def test_pages_have_their_guards_and_components(app: LiveApp) -> None:
    pages = surface_of(app).pages
    assert [(page.route, page.guards, page.parameters) for page in pages] == [
        ("/rooms/{room}", 2, ["room"]),
        ("/sub/page", 0, []),
    ]
    assert pages[0].components == (Outer, Inner)


def test_ordinary_routes_have_the_names_that_they_read(app: LiveApp) -> None:
    found = {plain.route: plain for plain in surface_of(app).plain}
    assert found.keys() == {"/find"}
    assert found["/find"].names == ("q", "sort")
    assert found["/find"].methods >= {"GET", "POST"}


def test_folders_and_secrets_are_known(app: LiveApp, tmp_path: Path) -> None:
    surface = surface_of(app)
    assert [(folder.route, folder.directory) for folder in surface.folders] == [("/static", tmp_path)]
    assert surface.secrets == {"the app's secret": "s" * 40, "the secret_key of SessionMiddleware": SECRET}
    assert surface.sources == [Path(__file__)]


def test_an_app_in_another_is_found_under_its_prefix(app: LiveApp) -> None:
    api = FastAPI(openapi_url=None)

    @api.get("/items")
    def items(kind: str) -> str:
        return kind

    app.attach(api, "/ops", guard=guard)
    surface = surface_of(api)
    assert [(page.route, page.guards) for page in surface.pages] == [("/ops/rooms/{room}", 3), ("/ops/sub/page", 1)]
    assert {plain.route: plain.names for plain in surface.plain} == {"/items": ("kind",), "/ops/find": ("q", "sort")}


def test_only_some_routes_are_left(app: LiveApp) -> None:
    surface = surface_of(app).only("/find", "/static")
    assert (surface.count, surface.pages) == (2, [])


def test_paths_are_filled_in() -> None:
    assert sample_path("/a/{b}/{c:int}", b="..%2f") == "/a/..%2f/1"
    assert sample_path("/files/{path:path}", path="../x") == "/files/../x"
