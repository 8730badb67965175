"""What the framework itself refuses is found where its rules are switched off, and so is a server without a guard."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from liveview import LiveApp, LiveView, live
from liveview.attack import Attack, Severity, Site, run, surface_of
from liveview.guard import WebSocket
from tests.attack.attacking import Target, serving
from tests.unit.guard.serving import Server


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with serving(tmp_path_factory.mktemp("broken"), "all", "broken.py") as target:
        yield target


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with serving(tmp_path_factory.mktemp("whole"), "", "broken.py") as target:
        yield target


@pytest.mark.parametrize(
    ("code", "place"), [("forged-token", "/ Page"), ("undeclared-event", "/ Page.clear()")], ids=str
)
def test_a_rule_that_is_switched_off_is_found(code: str, place: str, broken: Target, whole: Target) -> None:
    assert [(str(each.spot), each.severity) for each in broken.findings(code)] == [(place, Severity.CRITICAL)]
    assert whole.findings(code) == []


def test_a_server_that_ends_is_said_and_started_anew(broken: Target, whole: Target) -> None:
    attack = broken.attack()
    before = attack.pid
    found, _ = run(attack, frozenset({"handler-fails"}), tell=lambda what: None)
    assert [(each.code, each.did) for each in found] == [("server-died", "attacked: handler-fails")]
    assert attack.is_alive()
    assert attack.pid != before
    assert whole.findings("server-died", also=("handler-fails",)) == []


class Still(LiveView):
    template_string = "<p>still</p>"


@contextmanager
def served(app: Any, **settings: Any) -> Iterator[Attack]:
    """An attack on an app that plain uvicorn serves, in a thread."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(uvicorn.Config(app, log_config=None, **settings))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            site = Site(f"http://127.0.0.1:{listener.getsockname()[1]}")
            attack = Attack(site, surface_of(app), has_browser=False)
            assert attack.is_alive()
            yield attack
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LiveApp:
    monkeypatch.setenv("LIVEVIEW_STATE_DIR", str(tmp_path / "state"))
    return LiveApp(routes=[live("/", Still)])


@pytest.mark.parametrize("is_guarded", [False, True])
def test_a_server_without_a_guard_is_found(is_guarded: bool, app: LiveApp) -> None:
    with served(app, ws=WebSocket if is_guarded else "websockets-sansio") as attack:
        found, _ = run(attack, frozenset({"unguarded-server"}), tell=lambda what: None)
    assert [finding.code for finding in found] == ([] if is_guarded else ["unguarded-server"])


@pytest.mark.parametrize("is_checked", [False, True])
def test_a_post_to_the_app_around_it_is_found(is_checked: bool, app: LiveApp) -> None:
    async def pay(request: Request) -> Response:
        is_own = request.headers.get("origin") == str(request.base_url).rstrip("/")
        return PlainTextResponse("paid", status_code=200 if is_own or not is_checked else 403)

    outer = Starlette(routes=[Route("/pay", pay, methods=["POST"])])
    app.attach(outer, "/live-pages")
    with served(outer) as attack:
        found, _ = run(attack, frozenset({"cross-site-post"}), tell=lambda what: None)
    assert [str(finding.spot) for finding in found] == ([] if is_checked else ["/pay pay"])
