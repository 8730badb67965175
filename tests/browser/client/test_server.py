"""The client against a real WebSocket server, under the strict policy: killed, started again, and the page lives on."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http import HTTPStatus
from queue import SimpleQueue
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve
from websockets.typing import Subprotocol

from tests.browser.client.harness import BUNDLE, POLICY, page_html
from tests.browser.client.reference import values_to_html
from tests.served import PATIENCE

FRAGMENTS = {"rootAA": ['<h1><!--$--></h1><button lv-click="add">+1</button><input id="note">', 0]}


class Counter:
    """A server with one page and one process, which forgets all when it ends.

    Args:
        name: of the process: a token of another one is refused.
        port: of one that has ended.
    """

    def __init__(self, name: str, port: int = 0) -> None:
        self.name = name
        self.count = 0
        self.version = 0
        self.joins: SimpleQueue[list[Any]] = SimpleQueue()
        self.connections: set[ServerConnection] = set()
        self._server = self._listen(port)
        self.port: int = self._server.socket.getsockname()[1]
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def _listen(self, port: int) -> Server:
        return serve(self._converse, "127.0.0.1", port, subprotocols=[Subprotocol("lv1")], process_request=self._page)

    def kill(self) -> None:
        """Ends without a word to anybody."""
        self._server.shutdown()
        self.cut()
        self._thread.join()

    def cut(self) -> None:
        """Cuts the connections, as a network would."""
        for connection in list(self.connections):
            connection.socket.shutdown(2)

    def _page(self, connection: ServerConnection, request: Request) -> Response | None:
        if request.path == "/live/socket":
            return None
        if request.path == "/client.js":
            return _response(BUNDLE.read_text(), "text/javascript")
        if request.path.startswith("/comeback.js"):
            return _response(BUNDLE.with_name("liveview-comeback.min.js").read_text(), "text/javascript")
        if request.path != "/":
            return _response("", "text/plain", HTTPStatus.NOT_FOUND)
        data = {
            "version": self.version,
            "fragment": "rootAA",
            "token": self.name,
            "socket": "/live/socket",
            "modules": {"comeback": "/comeback.js"},
            "fragments": FRAGMENTS,
        }
        html = values_to_html(["rootAA", self.count], FRAGMENTS)
        page = page_html(html, data).replace('<script src="/harness.js"></script>', "")
        return _response(page, "text/html", HTTPStatus.OK, POLICY)

    def _converse(self, connection: ServerConnection) -> None:
        self.connections.add(connection)
        try:
            join = json.loads(connection.recv())
            self.joins.put(join)
            if join[1] != self.name:
                connection.close(4004)
                return
            connection.send(json.dumps(["j", int(join[2][1] >= 0), 0]))
            if join[2][1] < self.version:
                connection.send(json.dumps(["=", 0, self.version, ["rootAA", self.count]]))
            for text in connection:
                self._frame(connection, json.loads(text))
        except ConnectionClosed:
            pass
        finally:
            self.connections.discard(connection)

    def _frame(self, connection: ServerConnection, frame: list[Any]) -> None:
        if frame[0] == "e":
            self.count += 1
            self.version += 1
            connection.send(json.dumps([0, self.version, [0, self.count], frame[1]]))


def _response(body: str, kind: str, status: HTTPStatus = HTTPStatus.OK, policy: str | None = None) -> Response:
    content = body.encode()
    headers = Headers({"content-type": f"{kind}; charset=utf-8", "content-length": str(len(content))})
    if policy:
        headers["content-security-policy"] = policy
    headers["connection"] = "close"
    return Response(status.value, status.phrase, headers, content)


@pytest.fixture
def servers() -> Iterator[list[Counter]]:
    """The servers that a test has started; the last one is killed in the end."""
    started: list[Counter] = []
    yield started
    if started:
        started[-1].kill()


def test_a_cut_connection_resumes(own_page: Page, servers: list[Counter]) -> None:
    servers.append(Counter("one"))
    own_page.goto(f"http://127.0.0.1:{servers[0].port}/")
    own_page.evaluate("liveview.settled()")
    own_page.click("button")
    own_page.evaluate("liveview.settled()")
    assert own_page.inner_text("h1") == "1"
    assert servers[0].joins.get(timeout=PATIENCE) == ["j", "one", [0, 0]]
    servers[0].cut()
    assert servers[0].joins.get(timeout=PATIENCE) == ["j", "one", [0, 1]]
    own_page.click("button")
    own_page.evaluate("liveview.settled()")
    assert own_page.inner_text("h1") == "2"


def test_a_killed_server_is_found_again_with_what_was_typed(own_page: Page, servers: list[Counter]) -> None:
    problems: list[str] = []
    own_page.on("console", lambda message: problems.append(message.text))
    servers.append(Counter("one"))
    own_page.goto(f"http://127.0.0.1:{servers[0].port}/")
    own_page.evaluate("liveview.settled()")
    own_page.click("button")
    own_page.fill("#note", "typed")
    own_page.evaluate("window.before = document.querySelector('#note')")
    own_page.evaluate("liveview.settled()")
    servers[0].kill()
    own_page.locator(".lv-disconnected").wait_for()
    servers.append(Counter("two", servers[0].port))
    expect(own_page.locator("h1")).to_have_text("0")
    assert own_page.evaluate("[before.isConnected, before.value, document.activeElement.id]") == [True, "typed", "note"]
    own_page.click("button")
    own_page.evaluate("liveview.settled()")
    assert own_page.inner_text("h1") == "1"
    assert [problem for problem in problems if "net::ERR_" not in problem and "WebSocket" not in problem] == []
