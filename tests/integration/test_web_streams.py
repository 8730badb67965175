"""Streams and posts: the gate is that of WebSockets, and nothing that is posted runs twice or for somebody else."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from liveview import LiveApp, LiveView, Process, child, event, live, on
from liveview.channel.limits import Limits
from liveview.cluster import UnixHub
from liveview.protocol.codec import MAX_FRAME
from liveview.web import stream as stream_module
from liveview.web import streaming as streaming_module
from liveview.web.admission import Admission
from liveview.web.bodies import MOST_BYTES
from liveview.web.streaming import MAX_BODY, MAX_FIRST, MAX_HEAD, MOST_FRAMES
from tests.integration.streamed import Visitor, visiting
from tests.integration.wire import SECRET


class Counter(LiveView):
    template_string = '<h1>{{ count }}</h1><button lv-click="add">+</button><p>{{ text }}</p>'
    count: int = 0
    text: str = ""

    @event
    async def add(self) -> None:
        self.count += 1

    @event
    async def grow(self, size: int) -> None:
        self.text = "x" * size

    @event
    async def wait(self) -> None:
        await gates[-1].wait()


gates: list[asyncio.Event] = []


@pytest.fixture
async def gate() -> AsyncIterator[asyncio.Event]:
    """What `wait` waits for."""
    gates.append(asyncio.Event())
    yield gates[-1]
    gates.pop().set()


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits a second for a last word that does not come, or for a refusal."""
    monkeypatch.setattr(streaming_module, "REFUSAL_SECONDS", 0.0)
    monkeypatch.setattr(stream_module, "LAST_WORD_SECONDS", 0.1)


def app_of(**options: Any) -> LiveApp:
    return LiveApp(routes=[live("/", Counter)], secret=SECRET, **options)


def view_of(app: LiveApp) -> Counter:
    """The only view that there is."""
    (channel,) = app.live.views._channels.values()
    assert isinstance(channel.view, Counter)
    return channel.view


def add(ref: int) -> list[Any]:
    return ["e", ref, 0, "add"]


async def test_a_page_joins_and_is_clicked() -> None:
    async with visiting(app_of()) as visitor:
        stream = await (await visitor.load()).join()
        assert await visitor.say(add(1)) == 204
        assert await stream.frame() == [0, 1, [0, 1], 1]
        assert await stream.said("taken") == "1"
        assert await visitor.say(add(2), add(3), ["v", 0, 1]) == 204
        assert await stream.said("taken") == "2"


async def test_the_answer_is_a_stream_that_nobody_keeps_or_changes() -> None:
    async with visiting(app_of()) as visitor:
        stream = await (await visitor.load()).join()
        assert stream.headers == {
            "content-type": "text/event-stream",
            "cache-control": "no-store, no-transform",
            "x-accel-buffering": "no",
            "x-content-type-options": "nosniff",
        }


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "http://evil.example",
        "https://testserver",
        "http://testserver:8080",
        "http://testserver.evil.example",
        "http://evil-testserver",
        "http://testserver@evil.example",
        "testserver",
        "",
    ],
)
@pytest.mark.parametrize("what", ["a stream", "a post"])
async def test_another_origin_is_refused(caplog: pytest.LogCaptureFixture, origin: str | None, what: str) -> None:
    app = app_of()
    async with visiting(app) as visitor:
        await (await visitor.load()).join()
        headers = {**visitor.headers, "origin": origin or ""}
        if origin is None:
            del headers["origin"]
        body = "\n" + visitor.join_frame() if what == "a stream" else f"{visitor.id} 1\n{json.dumps(add(1))}"
        assert (await visitor.post(body, headers)).status == 403
        assert view_of(app).count == 0
        assert len(app.live.streams) == 1
    assert "a page of another site" in caplog.text


async def test_an_origin_may_be_allowed() -> None:
    async with visiting(app_of(origins=["https://admin.example"])) as visitor:
        await visitor.load()
        visitor.origin = "https://admin.example"
        await visitor.join()
        assert await visitor.say(add(1)) == 204


@pytest.mark.parametrize("spoken", [None, "", "lv2", "lv1, lv2"])
async def test_whoever_does_not_speak_the_protocol_is_refused(spoken: str | None) -> None:
    async with visiting(app_of()) as visitor:
        await (await visitor.load()).join()
        headers = {**visitor.headers, "lv-socket": spoken or ""}
        if spoken is None:
            del headers["lv-socket"]
        for body in ("\n" + visitor.join_frame(), f"{visitor.id} 1\n{json.dumps(add(1))}"):
            assert (await visitor.post(body, headers)).status == 400


@pytest.mark.parametrize("change", ["none", "another", "forged"])
async def test_a_join_of_another_session_is_sent_for_the_page(change: str) -> None:
    async with visiting(app_of()) as visitor:
        await visitor.load()
        if change == "forged":
            visitor.data["token"] = visitor.data["token"][:-2] + "AA"
        elif change == "another":
            visitor.cookie = (await Visitor(visitor.app).load()).cookie
        else:
            visitor.cookie = ""
        stream = await visitor.post("\n" + visitor.join_frame())
        assert (stream.status, await stream.event()) == (200, ("close", "4004"))
        assert await stream.event() is None


async def test_a_post_needs_the_session_that_has_the_stream(caplog: pytest.LogCaptureFixture) -> None:
    app = app_of()
    async with visiting(app) as visitor:
        await (await visitor.load()).join()
        own, other = visitor.cookie, (await Visitor(app).load()).cookie
        for cookie in (other, ""):
            visitor.cookie = cookie
            assert await visitor.say_as(visitor.id, 1, add(1)) == 403
        visitor.cookie = own
        assert await visitor.say(add(1)) == 204, "and the stream lives"


async def test_an_id_is_not_to_be_changed() -> None:
    async with visiting(app_of()) as visitor:
        await (await visitor.load()).join()
        for place, character in enumerate(visitor.id):
            changed = visitor.id[:place] + ("A" if character != "A" else "B") + visitor.id[place + 1 :]
            assert await visitor.say_as(changed, 1, add(1)) == 403


async def test_an_id_is_of_one_stream_and_no_more_after_it() -> None:
    async with visiting(app_of()) as visitor:
        stream = await (await visitor.load()).join()
        before = visitor.id
        await stream.leave()
        await visitor.join()
        assert visitor.id != before
        assert await visitor.say_as(before, 1, add(1)) == 410


async def test_an_id_of_a_server_that_was_here_before_is_gone() -> None:
    first = app_of()
    async with visiting(first) as visitor:
        await (await visitor.load()).join()
        async with visiting(app_of()) as later:
            later.cookie, later.data = visitor.cookie, visitor.data
            assert await later.say_as(visitor.id, 1, add(1)) == 410


async def test_a_token_of_a_join_is_no_id() -> None:
    async with visiting(app_of()) as visitor:
        await (await visitor.load()).join()
        assert await visitor.say_as(visitor.data["token"], 1, add(1)) == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"nonsense", 400),
        (b"{id} 1", 400),
        (b"{id}\n[]", 400),
        (b"{id} 0\n[]", 400),
        (b"{id} -1\n[]", 400),
        (b"{id} 01\n[]", 400),
        (b"{id} 1.0\n[]", 400),
        (b"{id} 1 \n[]", 400),
        (b" {id} 1\n[]", 403),
        (b"{id} 9999999999999999\n[]", 400),
        ("{id} \u0661\n[]".encode(), 400),
        (b"{id}  1\n[]", 400),
        (b"\xff 1\n[]", 403),
        (b"{id} 1\n\xff\xfe", 400),
        (b"{id} 1\n" + b"\n" * MOST_FRAMES, 400),
        (b"\n" * (MAX_BODY - 10), 413),
    ],
)
async def test_a_body_that_no_page_posts_is_refused_and_the_stream_lives(body: bytes, status: int) -> None:
    app = app_of()
    async with visiting(app) as visitor:
        await (await visitor.load()).join()
        assert (await visitor.post(body.replace(b"{id}", visitor.id.encode()))).status == status
        assert await visitor.say(add(1)) == 204


@pytest.mark.parametrize(
    ("head", "status", "most"),
    [("{id} 1\n", 413, MAX_BODY), ("\n", 413, MAX_FIRST), ("x" * 99 + " 1\n", 403, 4096), ("", 413, 4096)],
)
async def test_a_body_is_read_as_far_as_its_head_allows(head: str, status: int, most: int) -> None:
    app = app_of()
    async with visiting(app) as visitor:
        await (await visitor.load()).join()
        parts = [head.replace("{id}", visitor.id).encode(), *[b"x" * 1024] * 10_000]
        answer = await visitor.post(parts)
        assert answer.status == status
        assert (len(parts) - len(answer._requests)) * 1024 <= most + 2048
        assert await visitor.say(add(1)) == 204


async def test_one_body_of_a_stream_is_read_at_a_time() -> None:
    app = app_of()
    async with visiting(app) as visitor:
        stream = await (await visitor.load()).join()
        begun = visitor.begin(f"{visitor.id} 1\n[")
        while not app.live.bodies._streams:
            await asyncio.sleep(0)
        assert await visitor.say_as(visitor.id, 1, add(1)) == 429
        other = Visitor(app)
        await (await other.load()).join()
        assert await other.say(add(1)) == 204
        await other.close()
        await begun.leave()
        assert begun.status == 408
        assert await visitor.say(add(1)) == 204, "and the stream lives"
        assert await stream.said("taken") == "1"


async def test_what_one_browser_posts_at_the_same_moment_has_a_bound() -> None:
    app = app_of()
    async with visiting(app) as visitor:
        await visitor.load()
        tabs = [Visitor(app) for _ in range(MOST_BYTES // (MAX_BODY - 2 * MAX_HEAD) + 1)]
        for tab in tabs:
            tab.cookie = visitor.cookie
            await (await tab.load()).join()
        long = [tab.begin(f"{tab.id} 1\n" + "x" * (MAX_BODY - 2 * MAX_HEAD)) for tab in tabs]
        async with asyncio.timeout(10):
            assert (await long[-1].started()).status == 429
        assert sum(app.live.bodies._bytes.values()) <= MOST_BYTES
        other = Visitor(app)
        await (await other.load()).join()
        assert await other.say(add(1)) == 204
        for one in (*tabs, other):
            await one.close()
        assert app.live.bodies._bytes == {}


@pytest.mark.parametrize("text", ["", "{}", "[]", "nonsense", '["j"]', '["zzz"]', "[" * 5000, "1e999"])
async def test_what_is_no_frame_closes_this_stream_only(caplog: pytest.LogCaptureFixture, text: str) -> None:
    app = app_of()
    async with visiting(app) as visitor:
        stream = await (await visitor.load()).join()
        other = Visitor(app)
        await (await other.load()).join()
        assert (await visitor.post(f"{visitor.id} 1\n{text}")).status == 204
        assert await stream.said("close") == "4003"
        assert await other.say(add(1)) == 204
        await other.close()
    assert "the client at testclient is at fault" in caplog.text


async def test_a_frame_that_is_too_large_has_the_page_come_back_without_it() -> None:
    async with visiting(app_of()) as visitor:
        stream = await (await visitor.load()).join()
        assert await visitor.say(["e", 1, 0, "add", {"x": "y" * MAX_FRAME}]) == 204
        assert await stream.said("close") == "4008"


async def test_a_post_that_is_said_twice_is_done_once() -> None:
    app = app_of()
    async with visiting(app) as visitor:
        stream = await (await visitor.load()).join()
        for number in (1, 2, 3):
            for _ in range(3):
                # A ref of its own each time: it is the number that tells.
                view = view_of(app)
                assert await visitor.say_as(visitor.id, number, add(view.count + 1)) == 204
            assert await stream.said("taken") == str(number)
        assert await visitor.say_as(visitor.id, 1, add(9)) == 204
        assert await visitor.say_as(visitor.id, 4, add(4)) == 204
        assert await stream.said("taken") == "4"
        (channel,) = app.live.views._channels.values()
        await channel.idle()
        assert view_of(app).count == 4


async def test_numbers_with_a_hole_have_the_page_come_back() -> None:
    app = app_of()
    async with visiting(app) as visitor:
        stream = await (await visitor.load()).join()
        assert await visitor.say(add(1)) == 204
        assert await stream.said("taken") == "1"
        assert await visitor.say_as(visitor.id, 3, add(3)) == 204
        assert await stream.said("close") == "4010"
        assert view_of(app).count == 1


async def test_whoever_does_not_wait_for_what_is_taken_is_read_no_further(gate: asyncio.Event) -> None:
    app = app_of(limits=Limits(mailbox=1))
    async with visiting(app) as visitor:
        stream = await (await visitor.load()).join()
        await visitor.say(["e", 1, 0, "wait"], add(2), add(3), add(4))
        for number in range(2, 50):
            assert await visitor.say_as(visitor.id, number, *[["e", 5, 0, "grow", {"size": "1"}]] * 8) == 204
        held = next(iter(app.live.streams._open.values()))
        assert len(held._posted) == 0, "nothing is kept of what comes out of turn"
        gate.set()
        assert await stream.said("close") == "4010"
        assert view_of(app).text == ""


async def test_a_page_that_is_not_answered_waits_before_it_says_more(gate: asyncio.Event) -> None:
    """Where a mailbox is full nothing is taken, as a WebSocket is not read."""
    app = app_of(limits=Limits(mailbox=2))
    async with visiting(app) as visitor:
        stream = await (await visitor.load()).join()
        await visitor.say(["e", 1, 0, "wait"], *map(add, range(2, 8)))
        told = asyncio.create_task(stream.said("taken"))
        for _ in range(100):
            await asyncio.sleep(0)
        assert not told.done()
        gate.set()
        assert await told == "1"
        assert await visitor.say(add(8)) == 204
        assert await stream.said("taken") == "2"


async def test_no_join_no_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("liveview.web.serving.JOIN_SECONDS", 0.01)
    async with visiting(app_of()) as visitor:
        await visitor.load()
        stream = await visitor.post('\n["h"]')
        assert await stream.frame() == ["h"]
        assert await stream.said("close") == "4003"
        assert (await visitor.post('\n["e",1,0,"add"]')).status == 200


async def test_a_newer_connection_takes_the_page_over() -> None:
    app = app_of()
    async with visiting(app) as visitor:
        first = await (await visitor.load()).join()
        await visitor.join()
        assert await first.said("close") == "4009"
        assert await first.event() is None
        assert await visitor.say(add(1)) == 204


async def test_a_page_that_goes_is_parked_and_one_that_leaves_ends() -> None:
    app = app_of()
    async with visiting(app) as visitor:
        stream = await (await visitor.load()).join()
        await stream.leave()
        (channel,) = app.live.views._channels.values()
        assert channel.outbox.is_away
        assert len(app.live.streams) == 0
        await visitor.join()
        await visitor.say(["l"])
        while len(app.live.views):
            await asyncio.sleep(0)


async def test_the_last_word_may_come_after_the_stream_has_ended() -> None:
    app = app_of()
    async with visiting(app) as visitor:
        stream = await (await visitor.load()).join()
        leaving = asyncio.create_task(stream.leave())
        (channel,) = app.live.views._channels.values()
        while not channel.outbox.is_away:
            await asyncio.sleep(0)
        assert await visitor.say(["l"]) == 204
        await leaving
        while len(app.live.views):
            await asyncio.sleep(0)


async def test_a_last_word_is_nothing_to_a_page_that_is_back() -> None:
    app = app_of()
    async with visiting(app) as visitor:
        stream = await (await visitor.load()).join()
        leaving = asyncio.create_task(stream.leave())
        (channel,) = app.live.views._channels.values()
        while not channel.outbox.is_away:
            await asyncio.sleep(0)
        before = visitor.id
        await visitor.join()
        await visitor.say_as(before, 1, ["l"])
        await leaving
        assert await visitor.say(add(1)) == 204
        assert len(app.live.views) == 1


async def test_a_silent_stream_has_comments_and_ends_at_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "COMMENT_SECONDS", 0.001)
    monkeypatch.setattr(stream_module, "SILENT_SECONDS", 0.01)
    app = app_of()
    async with visiting(app) as visitor:
        stream = await (await visitor.load()).join()
        assert await stream.event() == ("", "")
        while await stream.event() is not None:
            pass
        await stream.leave()
        assert len(app.live.streams) == 0


async def test_whoever_reads_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "WRITE_SECONDS", 0.01)
    app = app_of()
    async with visiting(app) as visitor:
        stream = await (await visitor.load()).join()
        stream.stall()
        await visitor.say(["e", 1, 0, "grow", {"size": "50000"}])
        await asyncio.wait_for(stream.task, 10)
        (channel,) = app.live.views._channels.values()
        assert channel.outbox.is_away
        assert len(app.live.streams) == 0


async def test_a_worker_that_stops_takes_no_streams_and_ends_those_that_are() -> None:
    app = app_of()
    async with visiting(app) as visitor:
        stream = await (await visitor.load()).join()
        await app.live.drain()
        assert await stream.said("close") == "1012"
        answer = await visitor.post("\n" + visitor.join_frame())
        assert (answer.status, answer.headers["retry-after"]) == (503, "1")


async def test_there_are_no_more_streams_than_pages() -> None:
    app = app_of(limits=Limits(views=2))
    async with visiting(app) as visitor:
        await visitor.load()
        for _ in range(2):
            assert (await visitor.post('\n["h"]')).status == 200
        assert (await visitor.post('\n["h"]')).status == 503


async def test_guards_are_asked_as_for_the_page() -> None:
    asked: list[tuple[str, str]] = []
    allowed = [True]

    async def guard(connection: HTTPConnection) -> str:
        asked.append((connection.scope["method"], connection.url.path))
        if not allowed[0]:
            raise HTTPException(403)
        return "ann"

    async with visiting(LiveApp(routes=[live("/me", Counter, guard=guard)], secret=SECRET)) as visitor:
        await (await visitor.load("/me")).join()
        assert asked == [("GET", "/me")] * 2
        allowed[0] = False
        stream = await visitor.post("\n" + visitor.join_frame())
        assert await stream.said("close") == "4004"


@pytest.mark.parametrize("path", ["/ops", "/ops/deep", ""])
async def test_an_app_inside_another_one_is_guarded_there_too(path: str) -> None:
    allowed = [True]

    def guard(connection: HTTPConnection) -> str:
        if not allowed[0]:
            raise HTTPException(401)
        return "ann"

    outer = Starlette()
    inner = app_of()
    inner.attach(outer, path=path, guard=guard)
    async with visiting(outer) as visitor:
        await visitor.load(f"{path}/")
        assert visitor.data["socket"] == f"{path}/live/socket"
        stream = await visitor.join()
        assert await visitor.say(add(1)) == 204
        assert await stream.said("taken") == "1"
        allowed[0] = False
        assert await visitor.say(add(2)) == 200, "no 204: the page comes back"
        refused = await visitor.post("\n" + visitor.join_frame())
        assert (refused.status, await refused.event()) == (200, ("close", "4004"))
        assert view_of(inner).count == 1


async def test_what_is_posted_to_another_worker_is_passed_on(tmp_path: Path) -> None:
    here, there = (app_of(cluster=UnixHub(tmp_path / "hub.sock")) for _ in range(2))
    async with visiting(here) as visitor, visiting(there):
        stream = await (await visitor.load()).join()
        for number in range(1, 101):
            taken = ""
            while taken != str(number):  # the hub is not there before both are
                assert await visitor.say_as(visitor.id, number, add(number), app=(here, there)[number % 2]) == 204
                try:
                    taken = await asyncio.wait_for(stream.said("taken"), 5)
                except TimeoutError:
                    assert number == 1
        (channel,) = here.live.views._channels.values()
        await channel.idle()
        assert view_of(here).count == 100
        other = Visitor(there)
        other.data = visitor.data
        assert await other.say_as(visitor.id, 101, add(101)) == 403, (
            "another session's is refused before it is passed on"
        )


class Listener(Process):
    """It hears numbers, and of gaps."""

    def __init__(self) -> None:
        self.heard: list[object] = []

    @on("numbers")
    async def number(self, number: int) -> None:
        self.heard.append(number)

    async def info(self, message: object) -> None:
        self.heard.append(message)


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[tuple[Visitor, LiveApp, Listener]]:
    """A page, another worker than the one that has its stream, and who listens in that one."""
    listener = Listener()
    here = app_of(cluster=UnixHub(tmp_path / "hub.sock"), children=[child(listener, id="listener")])
    there = app_of(cluster=UnixHub(tmp_path / "hub.sock"))
    async with visiting(here) as visitor, visiting(there):
        async with asyncio.timeout(10):
            while not listener.heard:
                there.pubsub.publish("numbers", 0)
                await asyncio.sleep(0.01)
        await (await visitor.load()).join()
        yield visitor, there, listener


async def test_what_a_page_posts_to_another_worker_leaves_room_for_what_apps_publish(
    pair: tuple[Visitor, LiveApp, Listener], caplog: pytest.LogCaptureFixture
) -> None:
    visitor, there, listener = pair
    browsers = [Visitor(visitor.app) for _ in range(10)]
    for browser in browsers:
        await (await browser.load()).join()
        assert await browser.say(["h"], app=there) == 204
    frames = [["x" * (MAX_FRAME - 100)]] * MOST_FRAMES
    listener.heard.clear()
    again = [asyncio.create_task(one.say_as(one.id, 1, *frames, app=there)) for one in browsers * 3]
    for number in range(100):
        there.pubsub.publish("numbers", number)
        await asyncio.sleep(0)
    assert set(await asyncio.gather(*again)) == {204}
    async with asyncio.timeout(10):
        while len(listener.heard) < 100:
            await asyncio.sleep(0.01)
    assert listener.heard == list(range(100))
    for browser in browsers:
        await browser.close()
    assert "do not get what is published" not in caplog.text


async def test_a_worker_that_has_gone_keeps_no_posts_of_others_waiting(
    pair: tuple[Visitor, LiveApp, Listener],
) -> None:
    visitor, there, _ = pair
    gone = asyncio.create_task(there.live.posts.pass_on("another", "gone", "key", 1, ["[]"]))
    assert await visitor.say(["h"], app=there) == 204
    assert not gone.done()
    gone.cancel()


async def test_more_than_anybody_says_is_not_passed_on(pair: tuple[Visitor, LiveApp, Listener]) -> None:
    visitor, there, _ = pair
    assert await visitor.say(["h"], app=there) == 204
    there.live.admission = Admission(Limits(frames=0.1, frames_at_once=8), asyncio.get_running_loop().time)
    answers = [await visitor.say_as(visitor.id, 1, *[["h"]] * 8, app=there) for _ in range(8)]
    assert answers == [204] * 3 + [429] * 5


async def test_who_goes_on_with_what_is_refused_is_cut_off(caplog: pytest.LogCaptureFixture) -> None:
    async with visiting(app_of(limits=Limits(frames=40, frames_at_once=96))) as visitor:
        stream = await (await visitor.load()).join()
        name, code, ref = "", "", 0
        while name != "close":
            await visitor.say(*(["p", ref + number, "//evil.example"] for number in range(1, 9)))
            name, ref = "", ref + 8
            while name not in ("taken", "close"):
                event = await stream.event()
                assert event is not None
                name, code = event
        assert code == "4008"
        assert ref > 96
    assert caplog.messages.count("a page is cut off: what it sends is refused again and again") == 1


async def test_middleware_for_http_is_in_nobodys_way() -> None:
    async def dispatch(request: Request, call_next: RequestResponseEndpoint) -> Response:
        return await call_next(request)

    app = app_of(
        middleware=[
            Middleware(BaseHTTPMiddleware, dispatch=dispatch),
            Middleware(GZipMiddleware, minimum_size=1),
            Middleware(SessionMiddleware, secret_key=SECRET),
        ]
    )
    async with visiting(app) as visitor:
        stream = await (await visitor.load()).join()
        assert "content-encoding" not in stream.headers
        assert await visitor.say(add(1)) == 204
        assert await stream.frame() == [0, 1, [0, 1], 1]
        await stream.leave()
        (channel,) = app.live.views._channels.values()
        assert channel.outbox.is_away


async def test_what_no_worker_sends_is_refused(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    app = app_of()
    async with visiting(app) as visitor:
        await (await visitor.load()).join()
        topic = f"liveview.posts.{app.live.streams.worker}"
        with caplog.at_level(logging.ERROR):
            app.pubsub.publish(topic, {"key": "x"})
        assert await visitor.say(add(1)) == 204
