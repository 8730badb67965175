"""Views for the integration tests, and a way to the processes behind pages."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from liveview import LiveApp, LiveView, event, every, live
from liveview.channel.channel import Channel
from liveview.testing import Page
from liveview.testing.asgi import ORIGIN, Socket
from tests.integration.wire import SECRET


class Counter(LiveView):
    template_string = '<h1>{{ count }}</h1><button lv-click="add" lv-value-by="1">+</button>'
    count: int = 0

    @event
    async def add(self, by: int = 1) -> None:
        self.count += by
        self.page_title = f"Counter at {self.count}"


class Rows(LiveView):
    """A keyed list that is reversed, cut and extended."""

    template_string = """
    <ul>{% for row in rows %}<li lv-key="{{ row[0] }}" id="row-{{ row[0] }}">{{ row[1] }}
      <button lv-click="remove" lv-value-id="{{ row[0] }}">x</button></li>{% endfor %}</ul>
    <form lv-submit="append"><input name="text"><button>Add</button></form>
    <button id="turn" lv-click="turn">turn</button>"""
    rows: list[tuple[int, str]] = [(1, "one"), (2, "two"), (3, "three")]

    @event
    async def append(self, text: str) -> None:
        self.rows = [*self.rows, (len(self.rows) + 1, text)]

    @event
    async def remove(self, id: int) -> None:
        self.rows = [row for row in self.rows if row[0] != id]

    @event
    async def turn(self) -> None:
        self.rows = self.rows[::-1]


class Ticker(LiveView):
    """Counts time, and as many characters as it is told."""

    template_string = "<p>{{ ticks }}</p><pre>{{ text }}</pre>"
    ticks: int = 0
    text: str = ""
    size: int = 0

    @every(seconds=1)
    async def tick(self) -> None:
        self.ticks += 1
        self.text = str(self.ticks % 10) * self.size

    @event
    async def grow(self, size: int) -> None:
        self.size = size


class Gated(LiveView):
    """Waits in a handler until its test opens the gate."""

    template_string = '<h1>{{ done }}</h1><button lv-click="work">work</button>'
    done: int = 0

    @event
    async def work(self) -> None:
        await GATES[-1].wait()
        self.done += 1


GATES: list[asyncio.Event] = []


class Fragile(LiveView):
    """Fails in its handler, in a thread, or in its template."""

    template_string = '<h1>{{ count }}</h1><p>{{ 100 // divisor }}</p><button lv-click="add">+</button>'
    count: int = 0
    divisor: int = 1

    @event
    async def add(self) -> None:
        self.count += 1

    @event
    async def fail(self) -> None:
        self.count += 10
        raise ValueError("the handler's own secret")

    @event
    def fail_in_thread(self) -> None:
        next(iter(()))

    @event
    async def divide(self, by: int) -> None:
        self.divisor = by

    @event
    async def exit(self) -> None:
        raise SystemExit(1)


def app_of(**options: Any) -> LiveApp:
    """An app with all of them."""
    routes = [
        live("/", Counter),
        live("/rows", Rows),
        live("/ticker", Ticker),
        live("/gated", Gated),
        live("/fragile", Fragile),
    ]
    return LiveApp(routes=routes, secret=SECRET, **options)


def channel_of(page: Page) -> Channel:
    """The process of a page's view."""
    channel = page._browser.wire.channel()
    assert channel is not None
    return channel


def socket_of(app: LiveApp, page: Page, *, origin: str | None = ORIGIN, protocols: Sequence[str] = ("lv1",)) -> Socket:
    """A second WebSocket with a page's cookies, before its join."""
    headers = [("cookie", "; ".join(f"{name}={value}" for name, value in page.cookies.items()))]
    headers += [] if origin is None else [("origin", origin)]
    return Socket(app, "/live/socket", headers, protocols)
