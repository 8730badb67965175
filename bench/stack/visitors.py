"""Who loads a server: a page of each framework, without a browser, saying what the framework's own client says."""

from __future__ import annotations

import asyncio
import re
import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import orjson

from bench.stack.wire import Wire, connect
from liveview.load.first_page import first_page

ACKNOWLEDGED_EVERY = 8  # (docs/reference/protocol.md, section 5)
JOINED_WITHIN = 30.0


class Visitor(ABC):
    """A page that is open.

    Args:
        url: the page's.
        event: the name of what its button sends; empty where it has none.

    Attributes:
        wire: its connection.
        answers: how many events were answered.
        changes: how many frames changed the page.
        last: the last of these.
        on_answer: called at each answer.
        page_bytes: of its HTML.
    """

    def __init__(self, url: str, event: str) -> None:
        self.url = url
        self.event = event
        self.wire: Wire
        self.answers = self.changes = self.page_bytes = 0
        self.last = b""
        self.on_answer: Any = None
        self._ref = 0
        self._joined = asyncio.Event()

    @abstractmethod
    async def arrive(self) -> None:
        """Load the page, and join it."""

    @abstractmethod
    def press(self) -> None:
        """Press the button."""

    @abstractmethod
    def take(self, text: bytes) -> None:
        """What the server says."""

    @property
    def origin(self) -> str:
        """Of the page."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    def leave(self) -> None:
        """Close the page."""
        self.wire.close()

    async def _connect(self, url: str, headers: Mapping[str, str]) -> None:
        self.wire = await connect(url, headers)
        self.wire.listen(self.take)

    async def _join(self) -> None:
        await asyncio.wait_for(self._joined.wait(), JOINED_WITHIN)

    async def _html(self) -> str:
        content = await asyncio.to_thread(_get, self.url)
        self.page_bytes = len(content)
        return content.decode()

    def _changed(self, text: bytes) -> None:
        self.changes += 1
        self.last = text

    def _answered(self) -> None:
        self.answers += 1
        if self.on_answer is not None:
            self.on_answer(self)


class Echo(Visitor):
    """No page at all: a text there and back, as long as an event of a framework."""

    async def arrive(self) -> None:
        await self._connect(self.url, {"Origin": self.origin})

    def press(self) -> None:
        self._ref += 1
        self.wire.send(b'["e",%d,0,"inc",{},"padding to the sixty bytes of a click"]' % self._ref)

    def take(self, text: bytes) -> None:
        self._changed(text)
        self._answered()


class Ours(Visitor):
    """A page of this framework (docs/reference/protocol.md)."""

    def __init__(self, url: str, event: str) -> None:
        super().__init__(url, event)
        self._unacknowledged = 0
        self.join_up = self.join_down = 0

    async def arrive(self) -> None:
        page = await asyncio.to_thread(first_page, self.url, {})
        self.page_bytes = page.size
        headers = {"Origin": page.origin, "Cookie": page.cookies, "Sec-WebSocket-Protocol": "lv1"}
        await self._connect(page.socket, headers)
        self.wire.send(orjson.dumps(["j", page.token, [0, page.version]]))
        await self._join()
        self.join_up, self.join_down = self.wire.up, self.wire.down

    def press(self) -> None:
        self._ref += 1
        self.wire.send(b'["e",%d,0,"%s"]' % (self._ref, self.event.encode()))

    def take(self, text: bytes) -> None:
        match orjson.loads(text):
            case [int(address), int(version), _, *ref] | ["=", int(address), int(version), _, *ref]:
                self._changed(text)
                self._acknowledge(address, version)
                if ref and ref[0] == self._ref:
                    self._answered()
            case ["j", *_]:
                self._joined.set()
            case ["a", ref, {"error": error}, *_]:
                raise RuntimeError(f"event {ref} was refused: {error}")
            case _:
                pass

    def leave(self) -> None:
        self.wire.send(b'["l"]')  # or the server would keep it, ticking, for when it comes back
        super().leave()

    def _acknowledge(self, address: int, version: int) -> None:
        self._unacknowledged += 1
        if self._unacknowledged >= ACKNOWLEDGED_EVERY:
            self._unacknowledged = 0
            self.wire.send(b'["v",%d,%d]' % (address, version))


class PyView(Visitor):
    """A page of pyview: Phoenix LiveView's protocol."""

    async def arrive(self) -> None:
        html = await self._html()
        self._topic = "lv:" + _found(r'id="(phx-[^"]+)"', html)
        payload = {
            "url": self.url,
            "params": {"_csrf_token": _found(r'csrf-token" content="([^"]+)"', html), "_mounts": 0},
            "session": _found(r'data-phx-session="([^"]*)"', html),
            "static": "",
        }
        await self._connect(f"{self.origin}/live/websocket?vsn=2.0.0", {"Origin": self.origin})
        self.wire.send(orjson.dumps(["4", "4", self._topic, "phx_join", payload]))
        await self._join()
        click = orjson.dumps(["4", "REF", self._topic, "event", {"type": "click", "event": self.event, "value": {}}])
        self._before, self._behind = click.split(b"REF")

    def press(self) -> None:
        self._ref += 1
        self.wire.send(b"%s%d%s" % (self._before, self._ref + 4, self._behind))

    def take(self, text: bytes) -> None:
        match orjson.loads(text):
            case [_, _, _, "diff", _]:
                self._changed(text)
            case [_, "4", _, "phx_reply", _]:
                self._joined.set()
            case [_, _, _, "phx_reply", {"status": "ok"}]:
                self._changed(text)
                self._answered()
            case other:
                raise RuntimeError(f"pyview said {other!r:.200}")


class NiceGUI(Visitor):
    """A page of NiceGUI: Socket.IO over a WebSocket."""

    async def arrive(self) -> None:
        html = await self._html()
        self._client = _found(r"'client_id': '([^']+)'", html)
        number = _found(r"'next_message_id': (\d+)", html)
        if self.event:
            self._button = self._listener(html)
        query = (
            f"client_id={self._client}&next_message_id={number}&implicit_handshake=true&document_id={uuid.uuid4()}"
            f"&tab_id={uuid.uuid4()}&old_tab_id=&EIO=4&transport=websocket"
        )
        url = f"{self.origin}/_nicegui_ws/socket.io/?{query}"
        self._acknowledged = time.monotonic()
        await self._connect(url, {"Origin": self.origin})
        await self._join()

    def _listener(self, html: str) -> bytes:
        """What the page's only button sends."""
        elements = orjson.loads(html.partition("parseElements(String.raw`")[2].partition("`)")[0])
        number, button = next((id, each) for id, each in elements.items() if each["tag"] == "q-btn")
        listener = next(each for each in button["events"] if each["type"] == "click")
        message = {
            "id": int(number),
            "client_id": self._client,
            "listener_id": listener["listener_id"],
            "args": ["{}"],
        }
        return b"42" + orjson.dumps(["event", message])

    def press(self) -> None:
        self.wire.send(self._button)

    def take(self, text: bytes) -> None:
        if text[:1] == b"0":
            self.wire.send(b"40")
        elif text[:1] == b"2":
            self.wire.send(b"3")
        elif text[:2] == b"40":
            self._joined.set()
        elif text[:2] == b"42":
            name, message = orjson.loads(text[2:])
            self._acknowledge(message.get("_id"))
            if name == "update":
                self._changed(text)
                self._answered()

    def _acknowledge(self, number: int | None) -> None:
        """Every three seconds, as its client does."""
        if number is not None and time.monotonic() - self._acknowledged > 3:
            self._acknowledged = time.monotonic()
            message = {"client_id": self._client, "next_message_id": number + 1}
            self.wire.send(b"42" + orjson.dumps(["ack", message]))


KINDS: dict[str, type[Visitor]] = {"floor": Echo, "liveview": Ours, "pyview": PyView, "nicegui": NiceGUI}


def _get(url: str) -> bytes:
    with urlopen(Request(url, headers={"User-Agent": "bench"}), timeout=30) as response:
        content: bytes = response.read()
        return content


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match is not None, f"no {pattern} in {text[:500]}"
    return match[1]
