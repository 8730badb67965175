"""`visit`: where pages come from, and what is said to a test that asks for what is not there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route

from liveview import Event, LiveApp, LiveView, event, every, live
from liveview.errors import VisitError
from liveview.runtime.clock import LoopClock
from liveview.testing import VirtualClock, visit, wire
from liveview.testing.client import Client

SECRET = "a secret for tests, long enough for the ring"


class Form(LiveView):
    template_string = """
    <h1 lv-click="add">{{ count }}</h1><p>plain</p><a target="_blank" href="/x">link</a>
    <form lv-submit="save"><input name="q" value="{{ q }}"><input type="checkbox" name="on">
      <select name="s"><option>1</option><option>2</option></select><button>go</button></form>
    <form id="other"><input name="z"><button id="other-go">go</button></form>
    <input id="keys" lv-keydown="key" lv-focus="key" lv-blur="key"><button id="off" lv-click="add" disabled>off</button>
    <label lv-click="add"><button id="inner">inner</button></label>"""
    count: int = 0
    q: str = ""

    @event
    async def add(self) -> None:
        self.count += 1

    @event
    async def save(self, q: str) -> None:
        self.q = q
        self.count += 10

    @event
    async def key(self, event: Event) -> None:
        self.q = " ".join((event.key or "none", *event.modifiers))

    @event
    async def wait(self) -> None:
        await asyncio.Event().wait()

    @every(seconds=60)
    async def tick(self) -> None:
        self.count += 100


async def text_page(request: HTTPConnection) -> PlainTextResponse:
    return PlainTextResponse("just text")


async def away(request: HTTPConnection) -> RedirectResponse:
    return RedirectResponse("/login")


def app_of(**options: Any) -> LiveApp:
    routes = [live("/", Form), Route("/text", text_page), Route("/away", away)]
    return LiveApp(routes=routes, secret=SECRET, **options)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("/missing", "GET /missing answered 404 and no live page; `live('/missing', …)` would make one. It said: Not"),
        ("/text", "GET /text answered 200 and no live page"),
        ("/away", "GET /away sends the browser to /login; write `visit(app, '/login')`"),
    ],
)  # fmt: skip
async def test_a_url_without_a_live_page_is_told(url: str, said: str) -> None:
    with pytest.raises(VisitError) as caught:
        async with visit(app_of(), url):
            pass
    assert said in str(caught.value)


async def test_an_app_without_views_is_told() -> None:
    with pytest.raises(VisitError, match="takes a LiveApp, or an app that one is attached to, not Starlette"):
        async with visit(Starlette()):
            pass


@pytest.mark.parametrize(
    ("action", "arguments", "said"),
    [
        ("click", ("button.add",), "no element matches 'button.add'; the page has: <button>go"),
        ("click", ("p",), "<p>plain has no lv-click, nor has anything around it, and it submits no form"),
        ("click", ("a[target]",), "opens another tab: write `visit(app, …, cookies=page.cookies)`"),
        ("click", ("#off",), "is disabled: nobody can use it now"),
        ("click", ("#other-go",), "has no lv-submit, nor has anything around it: a browser would load another page"),
        ("fill", ("p", "x"), "<p>plain takes no text"),
        ("fill", ("select", "1"), "takes no text; write `page.change('select', …)`"),
        ("change", ("select", "3"), "has no option '3'; it has: '1', '2'"),
        ("change", ("[type=checkbox]", "on"), "is on or off: give True or False, not 'on'"),
        ("submit", ("p",), "is no form; a button is pressed by `page.click('p')`"),
        ("press", ("p", "a"), "<p>plain has no lv-keydown or lv-keyup, nor has anything around it"),
        ("focus", ("p",), "<p>plain has no lv-focus, nor has anything around it"),
    ],
)  # fmt: skip
async def test_what_nobody_could_do_is_told(action: str, arguments: tuple[Any, ...], said: str) -> None:
    async with visit(app_of()) as page:
        with pytest.raises(VisitError) as caught:
            await getattr(page, action)(*arguments)
        assert said in str(caught.value)
        assert page.text("h1") == "0"


async def test_a_field_that_a_form_does_not_have_is_told() -> None:
    async with visit(app_of()) as page:
        with pytest.raises(VisitError, match="has no control named 'query'; it has: 'q', 'on', 's'"):
            await page.submit("form[lv-submit]", query="x")


async def test_everything_that_somebody_does() -> None:
    async with visit(app_of()) as page:
        await page.click("h1")
        await page.submit("form[lv-submit]", q="a")
        assert (page.text("h1"), page.value("[name=q]")) == ("11", "a")
        await page.change("select", "2")
        await page.change("[type=checkbox]", True)
        await page.click("[type=checkbox]")
        await page.change("[name=q]", "b")
        await page.click("form[lv-submit] button")
        assert page.frames[-3].parts == ["e", 3, 0, "save", {}, "q=b&s=2"]
        await page.press("#keys", "Enter", modifiers="ctrl")
        assert page.value("[name=q]") == "Enter ctrl"
        await page.focus("#keys")
        await page.blur("#keys")
        await page.click("#inner")  # the label's event
        assert page.text("h1") == "22"
        assert page.errors == []
        assert (page.url, page.title) == ("/", "Form")


async def test_time_stands_still_until_it_is_moved() -> None:
    app = app_of()
    before = app.live.settings.clock
    assert isinstance(before, LoopClock)
    async with visit(app) as page:
        await page.clock.advance(59)
        assert page.text("h1") == "0"
        await page.clock.advance(61)
        assert page.text("h1") == "200"
    assert app.live.settings.clock is before


async def test_an_apps_own_virtual_clock_is_kept() -> None:
    clock = VirtualClock()
    async with visit(app_of(clock=clock)) as page:
        assert page.clock is clock


@pytest.mark.parametrize("outer", [Starlette, FastAPI])
async def test_an_app_in_another_is_found(outer: type[Starlette]) -> None:
    events: list[str] = []

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        events.append("started")
        yield
        events.append("stopped")

    async def guard(connection: HTTPConnection) -> None:
        if connection.headers.get("x-key") != "open":
            raise HTTPException(403)

    app = outer(lifespan=lifespan)
    app_of().attach(app, "/ops", guard=guard)
    with pytest.raises(VisitError, match="answered 403"):
        async with visit(app, "/ops/"):
            pass
    async with visit(app, "/ops/", headers={"x-key": "open"}) as page:
        await page.click("h1")
        await page.clock.advance(60)
        assert page.text("h1") == "101"
    assert events == ["started", "stopped", "started", "stopped"]


async def test_a_handler_that_hangs_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "PATIENCE", 0.05)
    async with visit(app_of()) as page:
        with pytest.raises(VisitError, match=r"not settled after 0\.05 s; no answer to event `wait`"):
            await page.push("wait")
        channel = page._browser.wire.channel()
        assert channel is not None
        stopping = asyncio.create_task(channel.stop(timeout=1))
        await asyncio.sleep(0)
        page.clock.turn(1)
        await stopping


async def test_a_page_that_is_away_says_so() -> None:
    async with visit(app_of()) as page:
        await page.drop()
        with pytest.raises(VisitError, match=r"not connected \(it was dropped\); `await page.reconnect\(\)`"):
            await page.send(["h"])
        await page.reconnect()
        await page.leave()
        with pytest.raises(VisitError, match="the server closed it: 1000 left"):
            await page.send(["h"])


async def test_a_frame_that_does_not_fit_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async with visit(app_of()) as page:
        page._browser.client._shown[0].version += 1
        with pytest.raises(VisitError, match="the page could not apply a frame of the server: a patch to version 2"):
            await page.click("h1")


def test_frames_of_every_kind_are_understood() -> None:
    client = Client({"token": "t", "fragments": {}}, "Before")
    assert client.join() == ["j", "t", [0, -1]]
    assert client.html() is None
    event = client.event(0, "add", {}, None, {})
    assert event == ["e", 1, 0, "add"]
    assert client.event(0, "add", {}, "", {}) == ["e", 2, 0, "add", {}, ""]
    assert client.receive('["j",0,0]') == [event, ["e", 2, 0, "add", {}, ""]]
    assert client.receive('["d",{"F":["<p><!--$--></p>",0]}]') == []
    assert client.receive('["=",0,7,["F","x"],2]') == []
    assert (client.html(), client.version, client.unanswered) == ("<p>x</p>", 7, {})
    assert client.receive('[0,8,[0,"y"]]') == [["v", 0, 8]]
    assert client.acknowledgement() is None
    assert client.receive('[0,9,[0,"z"]]') == []
    assert client.acknowledgement() == ["v", 0, 9]
    client.receive('["t","After"]')
    client.receive('["k","newer"]')
    client.receive('["r"]')
    client.receive('["!",{"title":"x"}]')
    assert (client.title, client.token, client.asked_to_reload, client.reports) == (
        "After",
        "newer",
        True,
        [{"title": "x"}],
    )
    client.receive('["!",null]')
    assert client.reports == []
    assert client.receive('["newer server",1]') == []
    with pytest.raises(VisitError, match="a patch to version 11 of address 0 came to a page at version 9"):
        client.receive("[0,11,[]]")


def test_addresses_have_versions_answers_and_places_of_their_own() -> None:
    client = Client({"token": "t", "fragments": {"F": ["<p><!--$--></p><!--$-->", 0, ["f"]], "G": ["<b></b>"]}}, "")
    client.receive('["j",0,0]')
    slow, quick = client.event(5, "run@6", {}, None, {}), client.event(0, "add", {}, None, {})
    assert slow == ["e", 1, 5, "run@6"] and quick == ["e", 2, 0, "add"]
    client.receive('["=",0,1,["F","x",5]]')
    assert client.html() == "<p>x</p><!---->"  # its values are on their way
    client.receive('["=",5,3,["G"]]')
    assert client.html() == "<p>x</p><!--@5--><b></b><!--/@5-->"
    client.receive('[0,2,[0,"y"],2]')
    assert client.unanswered == {1: slow}  # the view does not answer for whoever is at address 5
    client.receive('["a",1,{"error":"refused"}]')
    assert client.unanswered == {} and client.errors == ["event `run@6`: refused"]
    assert client.join() == ["j", "t", [0, 2, 5, 3]]
    client.receive('["j",1,2]')
    with pytest.raises(VisitError, match="of address 7 came to a page that does not have its values"):
        client.receive("[7,1,[]]")
