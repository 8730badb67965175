"""A page's connection over a real ASGI app, frame by frame."""

from __future__ import annotations

import json
import re
from typing import Any

from starlette.testclient import TestClient, WebSocketTestSession

DATA = re.compile(r'<script type="application/json" id="lv-data">([^<]*)</script>')
SECRET = "a secret for tests, long enough for the ring"


class Browser:
    """Loads pages and opens their sockets as a browser would."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.origin = "http://testserver"

    def load(self, path: str = "/", **options: Any) -> dict[str, Any]:
        """The page's `lv-data`."""
        response = self.client.get(path, **options)
        assert response.status_code == 200, response.text
        found = DATA.search(response.text)
        assert found is not None, response.text
        data: dict[str, Any] = json.loads(found[1])
        return data

    def connect(self, data: dict[str, Any], **headers: str) -> WebSocketTestSession:
        """The page's WebSocket, before the join."""
        headers = {"origin": self.origin, **headers}
        return self.client.websocket_connect(data["socket"], subprotocols=["lv1"], headers=headers)


def join(socket: WebSocketTestSession, data: dict[str, Any]) -> list[Any]:
    """Joins with a page's token; the answer."""
    socket.send_text(json.dumps(["j", data["token"], [0, data["version"]]]))
    return receive(socket)


def receive(socket: WebSocketTestSession) -> list[Any]:
    """The next frame. What modules the client is to load says nothing here."""
    frame: list[Any] = json.loads(socket.receive_text())
    return receive(socket) if frame[0] == "m" else frame


def send(socket: WebSocketTestSession, *frame: Any) -> None:
    """Sends a frame."""
    socket.send_text(json.dumps(frame))
