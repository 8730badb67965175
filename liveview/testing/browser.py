"""A browser in a test: loads the page, keeps its cookies, connects it to its view, and comes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.types import ASGIApp

from liveview.channel.channel import Channel
from liveview.errors import TokenError, VisitError
from liveview.testing import asgi
from liveview.testing.client import Client
from liveview.testing.document import Document
from liveview.testing.fetching import LIVE, Fetched, Fetcher
from liveview.testing.history import History
from liveview.testing.running import Running
from liveview.testing.wire import Wire

GONE = 4004  # the process is not there any more: get the page again
SUBPROTOCOL = "lv1"
SESSION = "liveview"
LEAVE = ["l"]


class Browser:
    """One tab.

    Args:
        app: the app.
        running: its running side.
        url: path and query of the page.
        cookies: those that the browser has already.
        headers: sent with each request.

    Attributes:
        history: where it is and was.
        fetcher: its requests.
        client: the page's side of the protocol.
        wire: its connection.
        is_live: whether it shows a view, and not some other page.
    """

    client: Client
    wire: Wire

    def __init__(
        self, app: ASGIApp, running: Running, url: str, cookies: Mapping[str, str], headers: Mapping[str, str]
    ) -> None:
        self.history = History(url)
        self.fetcher = Fetcher(app, cookies, headers)
        self.clock = running.clock
        self.is_live = True
        self._app = app
        self._hosts = running.hosts
        self._restart = running.restart
        self._served = ""
        self._socket_url = ""
        self._group = ""
        self._shown: tuple[str | None, Document] | None = None

    @property
    def url(self) -> str:
        """Where it is."""
        return self.history.current.url

    @property
    def is_offline(self) -> bool:
        """Whether the network is away, as far as it knows."""
        return self.is_live and not self.wire.is_open and self.wire.closed is None

    # Pages.

    async def start(self) -> None:
        """Load the first page, and connect it.

        Raises:
            VisitError: where there is no live page, or a redirect.
        """
        fetched = await self.fetcher.get_once(self.url)
        self.client = Client(fetched.require_data(), fetched.title)
        self.wire = Wire(self.client, self.clock)
        self.wire.channel = self._channel
        self._take(fetched)
        self.connect()

    async def load(self, url: str, *, replaces: bool = False) -> None:
        """Load another page in the place of this one, which is gone then.

        Args:
            url: path, query and fragment.
            replaces: whether it takes the place of the current entry of the history.
        """
        await self._leave()
        fetched = await self.fetcher.get(url)
        self.history.enter(fetched.url, replaces=replaces or url == self.url, is_loaded=True)
        self.client.load(fetched.data or {}, fetched.title)
        self._take(fetched)
        if self.is_live:
            self.connect()

    async def leave_for(self, url: str) -> None:
        """Go to another site, of which nothing is known here."""
        await self._leave()
        self.history.enter(url, is_loaded=True)
        self.client.load({}, "")
        self._take(Fetched(url, asgi.Response()))

    async def fetch_view(self, url: str) -> Fetched | None:
        """The page of another view that can be shown in this one's place; None where it has to be loaded."""
        if not self.is_live:
            return None
        fetched = await self.fetcher.get(url, [("lv-navigate", self._group)])
        data = fetched.data or {}
        fits = (data.get("socket"), data.get("group")) == (self._socket_url, self._group)
        return fetched if fits and fetched.data is not None else None

    def show(self, fetched: Fetched) -> None:
        """Show another view, whose values are asked for: over this connection, if there is one."""
        self.client.renew(fetched.require_data(), fetched.title)
        self._take(fetched)
        if self.wire.is_open:
            self.wire.join()
        else:
            self.connect()

    def _take(self, fetched: Fetched) -> None:
        self.is_live = fetched.data is not None
        self._served = fetched.response.text
        self._shown = None
        if fetched.data is not None:
            self._socket_url, self._group = fetched.data["socket"], fetched.data["group"]

    async def _leave(self) -> None:
        if self.wire.is_open:
            self.wire.send(LEAVE)
        await self.wire.close()

    # The connection.

    def connect(self) -> None:
        """Open the page's WebSocket, and ask for the view."""
        headers = [*self.fetcher.headers(), ("origin", asgi.ORIGIN)]
        self.wire.open(asgi.Socket(self._app, self._socket_url, headers, [SUBPROTOCOL]))

    async def reconnect(self) -> None:
        """Connect again; where the process has gone, to a new one."""
        self._require_live()
        await self.wire.close()
        self.connect()
        await self.wire.settled()
        if self.wire.closed is not None and self.wire.closed.code == GONE:
            await self._renew()

    async def restart(self) -> None:
        """Start the app anew, and come back."""
        self._require_live()
        await self._restart()
        await self.reconnect()

    async def _renew(self) -> None:
        fetched = await self.fetcher.get(self.url)
        if fetched.data is None or fetched.url != self.url:
            await self.load(self.url)  # somewhere else by now: browsers show what it is
        else:
            self.show(fetched)

    def send_event(
        self, address: int, name: str, values: Mapping[str, Any], form: str | None, control: Mapping[str, Any]
    ) -> int:
        """Send an event; while there is no connection, after the next join. Returns its number."""
        return self._ask(self.client.event(address, name, values, form, control))

    def ask(self, kind: str, *parts: Any) -> int:
        """Send a frame that is answered, as `send_event` does."""
        return self._ask(self.client.numbered(kind, *parts))

    def _ask(self, frame: list[Any]) -> int:
        self._require_live()
        if self.wire.is_open:
            self.wire.send(frame)
        ref: int = frame[1]
        return ref

    def _require_live(self) -> None:
        if not self.is_live:
            raise VisitError(f"the page is at {self.url} now, and that is no live page")

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
        return LIVE.sub(lambda found: f"{found['open']}{html}{found['close']}{found['data']}<", self._served, count=1)

    def _channel(self) -> Channel | None:
        """The view's process, while it is there."""
        prefix = self._socket_url.removesuffix("/live/socket")
        for host in self._hosts:
            try:
                session = self.fetcher.cookies.get(SESSION, "")
                grant = host.tokens.read(self.client.token, session=session, prefix=prefix)
            except TokenError:
                continue
            return host.views.get(grant.channel)
        return None
