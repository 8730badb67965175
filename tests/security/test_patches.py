"""Risk 8: a page that is patched to another URL is a page that is loaded, for the guards."""

from __future__ import annotations

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.testclient import TestClient

from liveview import LiveApp, LiveView, live
from tests.integration.wire import SECRET, Browser, join, receive, send


class Room(LiveView):
    template_string = "<h1>{{ room }}</h1>"
    room: str = ""

    def params(self, room: str = "hall") -> None:
        self.room = room


def no_secret_room(connection: HTTPConnection) -> str:
    if connection.query_params.get("room") == "secret":
        raise HTTPException(403)
    return "ann"


@pytest.mark.parametrize(("room", "is_shown"), [("garden", True), ("secret", False)])
def test_a_url_is_shown_to_whom_its_guard_lets_in_now(room: str, is_shown: bool) -> None:
    with TestClient(LiveApp(routes=[live("/", Room, guard=no_secret_room)], secret=SECRET)) as client:
        browser = Browser(client)
        data = browser.load()
        with browser.connect(data) as socket:
            join(socket, data)
            send(socket, "p", 1, f"/?room={room}")
            answer = receive(socket)
            assert (answer[2] == [0, room]) is is_shown
            assert (["load", f"/?room={room}"] in answer[-1]) is not is_shown
