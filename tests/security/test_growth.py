"""Risks 22 and 32: what strangers name is not kept for ever, and who comes again and again waits."""

from __future__ import annotations

import gc
from types import FunctionType, ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from liveview import LiveApp, LiveView, event, live
from liveview.channel.limits import Limits
from liveview.runtime.clock import LoopClock
from liveview.testing import visit
from liveview.testing.asgi import get
from liveview.web import admission, downloads, failures, serving
from liveview.web.admission import Admission
from liveview.web.downloads import Downloads
from liveview.web.failures import Failures
from tests.integration.views import channel_of
from tests.integration.wire import SECRET, Browser, join, receive, send

# More than any of a page's own bounds, such as the frames that are kept for one that comes back.
NAMES = 600
TABS = 10_000
# What may be kept of so many strangers beside the registries that have a bound of their own.
SLACK = 50
UNCOUNTED = (type, ModuleType, FunctionType, str, bytes)


class Box(LiveView):
    template_string = "<h1>{{ n }}</h1>"
    n: int = 0

    def params(self, page: int = 1) -> None:
        self.n = page

    @event
    def take(self, n: int = 0) -> None:
        self.n = n


def app_of(**limits: Any) -> LiveApp:
    return LiveApp(routes=[live("/", Box), live("/{path}", Box)], secret=SECRET, limits=Limits(**limits))


def entries(root: object) -> int:
    """All entries of all dicts, lists and sets that an object holds, however deep; not those of the test's browser."""
    found, seen, count = [root], {id(root)}, 0
    while found:
        one = found.pop()
        count += len(one) if isinstance(one, (dict, list, set)) else 0
        for other in gc.get_referents(one):
            is_tests = type(other).__module__.startswith("liveview.testing")
            if id(other) not in seen and not is_tests and not isinstance(other, UNCOUNTED):
                seen.add(id(other))
                found.append(other)
    return count


async def test_names_of_a_pages_events_leave_nothing_behind() -> None:
    app = app_of()
    async with visit(app) as page:
        channel = channel_of(page)

        async def ask(number: int) -> None:
            await page.push(f"name-{number}", {f"value-{number}": number})
            await page.push("take", {f"value-{number}": 1})
            await page.push(f"take@{number}")
            page.frames.clear()
            page.errors.clear()

        for number in range(NAMES):
            await ask(number)
        before = entries(channel._events)
        for number in range(NAMES, 2 * NAMES):
            await ask(number)
        assert entries(channel._events) - before < SLACK


async def test_ten_thousand_tabs_that_are_made_up_leave_what_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "MOST", 100)
    app = app_of()
    async with visit(app) as page:
        assert page.text("h1") == "1"
        before = len(app.live.admission._arrivals._of), len(app.live.visits._count), len(app.live.views)
        made_up = Admission(Limits(), lambda: 0.0)
        for number in range(TABS):
            made_up.arrive(f"2001:db8:{number // 65536:x}:{number % 65536:x}::1")
            made_up.join(f"session-{number}")
            made_up.pace(f"session-{number}").spend(1)
        for kept in (made_up._arrivals, made_up._joins, made_up._frames):
            assert len(kept._of) == 100
        for number in range(200):
            cookie = [("cookie", f"liveview={number:022d}"), ("purpose", "prefetch")]
            assert (await get(app, f"/{number}?page={number}", cookie)).status == 200
        assert (len(app.live.admission._arrivals._of), len(app.live.visits._count), len(app.live.views)) <= before


def test_pages_that_crash_and_files_that_nobody_fetches_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "MOST", 100)
    monkeypatch.setattr(downloads, "OF_ALL", downloads.Room(100, 1000))
    clock = LoopClock()
    monkeypatch.setattr(clock, "now", lambda: 0.0)
    crashes, offers = Failures(clock, Limits()), Downloads([SECRET], "worker", lambda: clock)
    for number in range(TABS):
        crashes.add((f"session-{number}", f"/{number}"))
    assert len(crashes._pages) == 100
    for number in range(TABS):
        offers.offer(b"", "a", session=f"session-{number}", prefix="")
    assert len(offers._offers) == 100
    for number in range(TABS):
        offers.offer(bytes(100), "a", session=f"session-{number}", prefix="")
    assert len(offers._offers) == 10


def test_who_connects_again_and_again_is_told_to_come_later() -> None:
    with TestClient(app_of(joins=0.01, joins_at_once=3)) as client:
        browser = Browser(client)
        data = browser.load()
        for _ in range(3):
            with browser.connect(data) as socket:
                assert join(socket, data)[0] == "j"
        with browser.connect(data) as socket, pytest.raises(WebSocketDisconnect) as closed:
            join(socket, data)
        assert closed.value.code == 1013


def test_an_address_of_too_many_strangers_gets_no_page_and_who_is_known_does() -> None:
    app = app_of(arrivals=0.01, arrivals_at_once=3)
    with TestClient(app, client=("192.0.2.1", 1)) as client:
        client.get("/")
        known = client.cookies["liveview"]
        answers = []
        for number in range(4):
            client.cookies.clear()
            answers.append(client.get("/", headers={"cookie": f"liveview={number:022d}"}).status_code)
        assert answers == [200, 200, 503, 503]
        assert client.get("/", headers={"cookie": f"liveview={known}"}).status_code == 200


def test_who_says_too_much_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "PATIENCE", 0.01)
    monkeypatch.setattr(admission, "PATIENCE", 0.01)
    with TestClient(app_of(frames=1.0, frames_at_once=3)) as client:
        browser = Browser(client)
        data = browser.load()
        with browser.connect(data) as socket:
            join(socket, data)
            with pytest.raises(WebSocketDisconnect) as closed:
                ask_on_and_on(socket)
        assert closed.value.code == 4008


def ask_on_and_on(socket: WebSocketTestSession) -> None:
    for _ in range(100):
        send(socket, "h")
        receive(socket)
