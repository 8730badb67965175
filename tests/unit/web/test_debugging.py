"""Debug is for this machine."""

from __future__ import annotations

from typing import Any

import pytest

from liveview import LiveApp
from liveview.errors import ConfigurationError
from liveview.web.debugging import VARIABLE

pytestmark = pytest.mark.asyncio


async def status(app: LiveApp, client: tuple[str, int] | None, kind: str = "http") -> Any:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request" if kind == "http" else "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope: dict[str, Any] = {
        "type": kind,
        "method": "GET",
        "path": "/healthz",
        "raw_path": b"/healthz",
        "query_string": b"",
    }
    scope |= {"headers": [(b"host", b"x")], "client": client, "server": ("x", 80)}
    scope |= {"root_path": "", "http_version": "1.1", "subprotocols": []}
    await app({**scope, "scheme": "http" if kind == "http" else "ws"}, receive, send)
    return sent[0].get("status", sent[0].get("code"))


NEAR = [("127.0.0.1", 1), ("127.8.9.1", 1), ("::1", 1), ("::ffff:127.0.0.1", 1), None, ("testclient", 1)]
FAR = [("192.168.1.7", 1), ("10.0.0.1", 1), ("8.8.8.8", 1), ("2001:db8::1", 1), ("::ffff:8.8.8.8", 1), ("0.0.0.0", 1)]


@pytest.mark.parametrize("client", NEAR, ids=str)
async def test_this_machine_is_served(client: tuple[str, int] | None) -> None:
    assert await status(LiveApp(debug=True), client) != 403


@pytest.mark.parametrize("client", FAR, ids=str)
async def test_others_are_not_and_the_log_says_so_once(
    client: tuple[str, int], caplog: pytest.LogCaptureFixture
) -> None:
    app = LiveApp(debug=True)
    assert await status(app, client) == 403
    assert await status(app, client) == 403
    assert await status(app, client, "websocket") == 4003
    assert caplog.text.count("debug is on") == 1


@pytest.mark.parametrize("client", FAR, ids=str)
async def test_without_debug_everybody_is(client: tuple[str, int]) -> None:
    assert await status(LiveApp(debug=False), client) != 403


async def test_what_names_no_network_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "192.168.1.0/24, home")
    with pytest.raises(ConfigurationError, match="home"):
        LiveApp(debug=True)


async def test_whoever_is_named_is_served_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "192.168.1.0/24, 2001:db8::/32")
    app = LiveApp(debug=True)
    assert await status(app, ("192.168.1.7", 1)) != 403
    assert await status(app, ("2001:db8::1", 1)) != 403
    assert await status(app, ("192.168.2.7", 1)) == 403
