"""A browser in a test: loads the page, keeps its cookies, connects it to its view, and comes back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from starlette.types import ASGIApp

from liveview.channel.channel import Channel
from liveview.errors import TokenError, VisitError
from liveview.testing import asgi
from liveview.testing.client import Client
from liveview.testing.document import Document
from liveview.testing.running import Running
from liveview.testing.wire import Wire

GONE = 4004  # the process is not there any more: get the page again
SUBPROTOCOL = "lv1"
SESSION = "liveview"
SHOWN_OF_A_RESPONSE = 300
_LIVE = re.compile(
    r"(?P<open><div lv-root>)(?P<html>.*)"
    r'(?P<close></div>\s*<script type="application/json" id="lv-data">)(?P<data>[^<]*)<',
    re.DOTALL,
)


class Browser:
    """One tab.

    Args:
        app: the app.
        running: its running side.
        url: path and query of the page.
        cookies: those that the browser has already.
        headers: sent with each request.

    Attributes:
        client: the page's side of the protocol.
        wire: its connection.
    """

    client: Client
    wire: Wire

    def __init__(
        self, app: ASGIApp, running: Running, url: str, cookies: Mapping[str, str], headers: Mapping[str, str]
    ) -> None:
        self.url = url
        self.clock = running.clock
        self.cookies = dict(cookies)
        self._app = app
        self._hosts = running.hosts
        self._headers = dict(headers)
        self._served = ""
        self._socket_url = ""
        self._shown: tuple[str | None, Document] | None = None

    async def load(self) -> None:
        """Load the page, and connect it."""
        data, title = await self._get()
        self.client = Client(data, title)
        self.wire = Wire(self.client, self.clock)
        self.wire.channel = self._channel
        self.connect()

    def connect(self) -> None:
        """Open the page's WebSocket, and ask for the view."""
        headers = [*self._request_headers(), ("origin", asgi.ORIGIN)]
        self.wire.open(asgi.Socket(self._app, self._socket_url, headers, [SUBPROTOCOL]))

    async def reconnect(self) -> None:
        """Connect again; where the process has gone, to a new one."""
        await self.wire.close()
        self.connect()
        await self.wire.settled()
        if self.wire.closed is not None and self.wire.closed.code == GONE:
            self.client.renew(*await self._get())
            self.connect()

    def send_event(self, name: str, values: Mapping[str, Any], form: str | None, control: Mapping[str, Any]) -> int:
        """Send an event; while there is no connection, after the next join. Returns its number."""
        frame = self.client.event(name, values, form, control)
        if self.wire.is_open:
            self.wire.send(frame)
        ref: int = frame[1]
        return ref

    def document(self) -> tuple[Document, bool]:
        """What the page shows, and whether that is new since the last call."""
        html = self.client.html()
        is_new = self._shown is None or self._shown[0] != html
        if self._shown is None or is_new:
            self._shown = html, Document(self._whole(html))
        return self._shown[1], is_new

    def _whole(self, html: str | None) -> str:
        if html is None:
            return self._served
        return _LIVE.sub(lambda found: f"{found['open']}{html}{found['close']}{found['data']}<", self._served, count=1)

    async def _get(self) -> tuple[dict[str, Any], str]:
        response = await asgi.get(self._app, self.url, self._request_headers())
        for name, value in response.headers:
            if name == "set-cookie":
                self._keep(value)
        found = _LIVE.search(response.text)
        if response.status != 200 or found is None:
            raise VisitError(_no_page(self.url, response))
        self._served = response.text
        data: dict[str, Any] = json.loads(found["data"])
        self._socket_url = data["socket"]
        titles = Document(response.text).all("title")
        return data, titles[0].text if titles else ""

    def _request_headers(self) -> list[tuple[str, str]]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return [*self._headers.items(), *([("cookie", cookie)] if cookie else [])]

    def _keep(self, header: str) -> None:
        name, _, value = header.partition(";")[0].partition("=")
        if "max-age=0" in header.lower():
            self.cookies.pop(name.strip(), None)
        else:
            self.cookies[name.strip()] = value.strip()

    def _channel(self) -> Channel | None:
        """The view's process, while it is there."""
        prefix = self._socket_url.removesuffix("/live/socket")
        for host in self._hosts:
            try:
                grant = host.tokens.read(self.client.token, session=self.cookies.get(SESSION, ""), prefix=prefix)
            except TokenError:
                continue
            return host.views.get(grant.channel)
        return None


def _no_page(url: str, response: asgi.Response) -> str:
    where = response.header("location")
    if where is not None:
        return f"GET {url} sends the browser to {where}; write `visit(app, {where!r})` if that is what you test"
    shown = response.text[:SHOWN_OF_A_RESPONSE]
    return f"GET {url} answered {response.status} and no live page; `live({url!r}, …)` would make one. It said: {shown}"
