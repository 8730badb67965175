"""A page of the attacker's: loaded, joined over a real WebSocket, and asked for what no browser would ask for."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from socket import SHUT_RDWR
from typing import Any

from websockets.exceptions import ConnectionClosed, InvalidHandshake, WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from liveview.attack.site import Jar, Response, Site
from liveview.errors import AttackError, VisitError
from liveview.testing.client import Client
from liveview.testing.document import Document

SUBPROTOCOL = Subprotocol("lv1")
# Connections that are cut in the middle are what this is about, and no news.
QUIET = logging.getLogger("liveview.attack.websockets")
QUIET.setLevel(logging.CRITICAL + 1)
# What is not answered within it hangs: a handler that blocks is broken off after a second, one in a thread after 30.
ANSWER_WITHIN = 4.0
# Panels that take longer are slow, and come when they come.
PANELS_WITHIN = 1.0


@dataclass(frozen=True)
class Answer:
    """What came of an event.

    Attributes:
        status: "done", "refused", "failed" (the handler raised), "closed" or "silent".
        seconds: until then.
        effects: what the handler asked of the page.
    """

    status: str
    seconds: float = 0.0
    effects: list[list[Any]] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        """Whether the page cannot be used any more."""
        return self.status in ("closed", "silent")


class Visitor:
    """One open page.

    Args:
        site: the server.
        path: of the page.
        jar: whose browser it is.
    """

    def __init__(self, site: Site, path: str, jar: Jar) -> None:
        self.site = site
        self.path = path
        self.jar = jar
        self.client: Client | None = None
        self.socket: ClientConnection | None = None
        self.response: Response | None = None
        self._data: Mapping[str, Any] = {}

    def load(self) -> Response:
        """GET the page; not live pages have no data."""
        self.response = self.site.get(self.path, self.jar)
        self._data = self.response.live() or {}
        return self.response

    @property
    def is_live(self) -> bool:
        """Whether it can be joined."""
        return bool(self._data)

    @property
    def token(self) -> str:
        """For the join."""
        token: str = self._data.get("token", "")
        return token

    @property
    def socket_path(self) -> str:
        """Of the WebSocket."""
        path: str = self._data.get("socket", "/live/socket")
        return path

    def join(self) -> bool:
        """Connect and join; whether the view answers."""
        if not self.is_live:
            return False
        self.client = Client(self._data, "")
        socket = self.handshake(self.jar)
        if socket is None:
            return False
        self.socket = socket
        self.send(self.client.join())
        joined = self._wait(lambda client: client.is_joined and client.html() is not None)
        if joined == "done":  # isolated components come by themselves, in a moment
            self._wait(lambda client: not client.missing(), PANELS_WITHIN)
        return joined == "done"

    def handshake(self, jar: Jar, origin: str | None = "") -> ClientConnection | None:
        """Open the WebSocket.

        Args:
            jar: whose cookies are sent.
            origin: what the `Origin` header says; "" for the site's own, None for no header.

        Returns:
            The connection; None where it is refused.
        """
        try:
            connecting = connect(
                f"{self.site.socket_origin}{self.socket_path}",
                origin=None if origin is None else Origin(origin or self.site.origin),
                subprotocols=[SUBPROTOCOL],
                additional_headers=jar.header(),
                compression=None,
                max_size=None,
                ping_interval=None,
                proxy=None,
                logger=QUIET,
                open_timeout=5.0,
                close_timeout=1.0,
            )
            # Each is closed by whoever has it, often long after this.
            return ExitStack().enter_context(connecting)
        except (InvalidHandshake, OSError, TimeoutError, EOFError):
            return None

    @property
    def html(self) -> str:
        """What the page shows by now."""
        shown = None if self.client is None else self.client.html()
        return shown if shown is not None else (self.response.text if self.response else "")

    @property
    def document(self) -> Document:
        """The same, to be searched."""
        return Document(f"<body><div lv-root>{self.html}</div>")

    def send(self, frame: list[Any]) -> None:
        """Send a frame."""
        with suppress(ConnectionClosed):
            if self.socket is not None:
                self.socket.send(json.dumps(frame))

    def ask(
        self,
        name: str,
        values: Mapping[str, Any] | None = None,
        *,
        address: int = 0,
        form: str | None = None,
        control: Mapping[str, Any] | None = None,
        within: float = ANSWER_WITHIN,
    ) -> Answer:
        """Send an event and wait for what comes of it.

        Args:
            name: as it is sent, `add` or `add@7`.
            values: its arguments.
            address: whose event it is.
            form: fields, urlencoded.
            control: the control that fired.
            within: seconds to wait.
        """
        client = self._client()
        before, seen = len(client.errors), len(client.effects)
        frame = client.event(address, name, values or {}, form, control or {})
        return self._answered(frame, before, seen, within)

    def patch(self, url: str, within: float = ANSWER_WITHIN) -> Answer:
        """Ask for the view at another URL."""
        client = self._client()
        return self._answered(client.numbered("p", url), len(client.errors), len(client.effects), within)

    def _client(self) -> Client:
        if self.client is None:
            raise AttackError(f"{self.path} was not joined")
        return self.client

    def _answered(self, frame: list[Any], before: int, seen: int, within: float) -> Answer:
        client, ref = self._client(), frame[1]
        start = time.monotonic()
        self.send(frame)
        status = self._wait(lambda client: ref not in client.unanswered, within)
        if status == "done" and len(client.errors) > before:
            status = "refused" if client.errors[-1].endswith("refused") else "failed"
        return Answer(status, time.monotonic() - start, client.effects[seen:])

    def listen(self, seconds: float) -> None:
        """Take what comes, for a time."""
        self._wait(lambda client: False, seconds)

    def _wait(self, condition: Callable[[Client], bool], within: float = ANSWER_WITHIN) -> str:
        client, socket, end = self._client(), self.socket, time.monotonic() + within
        while socket is not None and not condition(client):
            try:
                text = socket.recv(timeout=max(0.0, end - time.monotonic()))
                answers = client.receive(text if isinstance(text, str) else text.decode())
            except TimeoutError:
                return "silent"
            except VisitError:
                answers = [["f", 0]]  # a view that began anew: its values come as a whole
            except (WebSocketException, OSError, EOFError):
                return "closed"
            for frame in answers:
                self.send(frame)
            if client.asked_to_reload:
                return "closed"
        return "done" if socket is not None else "closed"

    def cut(self) -> None:
        """Lose the connection, as a network does that breaks."""
        if self.socket is not None:
            with suppress(OSError):
                self.socket.socket.shutdown(SHUT_RDWR)

    def close(self) -> None:
        """Leave the page for good."""
        socket, self.socket = self.socket, None
        if socket is not None:
            with suppress(WebSocketException, OSError):
                socket.send('["l"]')
            with suppress(WebSocketException, OSError):
                socket.close()

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
