"""A page whose process has gone with its server: another one goes on with what was kept."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar
from urllib.parse import quote

import pytest
from pydantic import BaseModel, SecretStr
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute

from liveview import Component, Form, LiveApp, LiveView, Presence, event, every, group, live, on, state
from liveview.channel.limits import Limits
from liveview.protocol.frames import Applied
from liveview.store import MemoryAdapter, Taken
from liveview.testing import Cable, Page, visit
from liveview.testing.wire import Wire
from tests.integration.views import Counter, app_of, channel_of
from tests.integration.wire import SECRET

pytestmark = pytest.mark.asyncio


def app(view: type[LiveView], path: str = "/", **options: Any) -> LiveApp:
    return LiveApp(routes=[live(path, view)], secret=SECRET, **options)


class Tile(Component):
    label: str
    count: int = 0
    template_string = '<p>{{ label }}: <i>{{ count }}</i><button lv-click="add">+</button></p>'

    @event
    async def add(self) -> None:
        self.count += 1


class Panel(Component, isolated=True):
    label: str
    count: int = 0
    uses: ClassVar = [Tile]
    template_string = (
        '<h3>{{ label }}: <i>{{ count }}</i><button lv-click="add">+</button></h3>{{ Tile(label="in " ~ label) }}'
    )

    @event
    async def add(self) -> None:
        self.count += 1


class Board(LiveView):
    """Components of every kind, in a list that is turned, beside each other and within each other."""

    uses: ClassVar = [Tile, Panel]
    template_string = """<button id="turn" lv-click="turn">turn</button>
      {% for name in names %}<div id="{{ name }}">{{ Tile(label=name, key=name) }}</div>{% endfor %}
      <section id="first">{{ Tile(label="first") }}</section><section id="second">{{ Tile(label="second") }}</section>
      <section id="left">{{ Panel(label="left") }}</section><section id="right">{{ Panel(label="right") }}</section>"""
    names: list[str] = ["a", "b", "c"]

    @event
    async def turn(self) -> None:
        self.names.reverse()


async def test_a_view_and_its_components_go_on_where_they_were() -> None:
    async with visit(app(Board)) as page:
        await page.click("#turn")
        for where, times in {"#a": 1, "#c": 2, "#second": 3, "#left h3": 4, "#right p": 5}.items():
            for _ in range(times):
                await page.click(f"{where} button")
        before, gone = page.html, channel_of(page)
        await page.restart()
        assert page.html == before
        assert channel_of(page) is not gone
        for where in ("#a", "#b", "#c", "#first", "#second", "#left h3", "#left p", "#right p"):
            count = int(page.text(f"{where} i"))
            await page.click(f"{where} button")
            assert page.text(f"{where} i") == str(count + 1)
        assert page.errors == []


async def test_what_was_clicked_meanwhile_reaches_the_same_components_once() -> None:
    async with visit(app(Board)) as page:
        await page.click("#turn")
        await page.drop()
        for where in ("#c", "#second", "#left h3", "#right p", "#right p"):
            await page.click(f"{where} button", settle=False)
        await page.restart()
        shown = {where: page.text(f"{where} i") for where in ("#a", "#c", "#first", "#second", "#left h3", "#right p")}
        assert shown == {"#a": "0", "#c": "1", "#first": "0", "#second": "1", "#left h3": "1", "#right p": "2"}
        assert page.errors == []


async def test_it_may_be_restarted_again_and_again() -> None:
    async with visit(app(Board)) as page:
        for times in range(1, 4):
            await page.click("#b button")
            await page.click("#right p button")
            await page.restart()
            assert (page.text("#b i"), page.text("#right p i")) == (str(times), str(times))


async def test_an_event_whose_answer_was_lost_is_not_done_twice() -> None:
    async with visit(app_of()) as page:
        channel = channel_of(page)
        page.stall()
        await page.click("button", settle=False)
        while not channel.view.count:  # type: ignore[attr-defined]
            await asyncio.sleep(0)
        await page.drop()
        assert list(page._browser.client.unanswered) == [1]
        await page.restart()
        assert page.text("h1") == "1"
        assert list(page._browser.client.unanswered) == []


async def test_the_answer_says_what_was_taken_and_everything_comes_anew() -> None:
    async with visit(app_of()) as page:
        await page.click("button")
        await page.click("button")
        before, version = len(page.frames), page.version
        await page.restart()
        received = [frame.parts for frame in page.frames[before:] if frame.direction == "received"]
        assert received[0] == ["j", 2, 2]
        assert [parts[:3] for parts in received if parts[0] == "="] == [["=", 0, version + 1]]


async def test_a_killed_process_leaves_what_was_done_a_moment_ago() -> None:
    """What ends without a word has written `keep_within` after an event."""
    served = app_of()
    async with visit(served) as page:
        await page.click("button")
        await page.clock.advance(0.25)
        await page.click("button")  # too late
        channel = channel_of(page)
        served.live.visits.get(channel.id)[1].entry = None  # type: ignore[index]
        await page.restart()
        assert page.text("h1") == "1"


class Mixed(LiveView):
    """State of every kind, with nothing that makes it anew but `mount`."""

    template_string = "<p>{{ text }} {{ rows|length }} {{ handle.name }} {{ chosen }}</p>"
    text: str = "new"
    rows: list[Any] = []
    handle: Any = state()
    chosen: str = state("none", transient=True)

    def mount(self) -> None:
        self.text = "mounted"
        self.rows = [object()]
        self.handle = Handle("made")
        self._beside = "there"

    @event
    async def change(self) -> None:
        self.text, self.chosen = "changed", "some"
        self.rows = [1, 2]
        self.handle.name = self._beside


@dataclass
class Handle:
    name: str
    connection: Any = None


async def test_what_is_not_kept_is_what_mount_makes_of_it() -> None:
    async with visit(app(Mixed)) as page:
        await page.push("change")
        assert page.text("p") == "changed 2 there some"
        await page.restart()
        assert page.text("p") == "changed 1 made none"
        await page.push("change")
        assert page.text("p") == "changed 2 there some" and page.errors == []


class Restored(LiveView):
    template_string = "<p>{{ text }} {{ log|join(' ') }} {{ handle }}</p>"
    text: str = ""
    log: list[str] = []
    handle: Any = None

    def mount(self) -> None:
        self.log.append("mount")

    def params(self) -> None:
        self.log.append("params")

    async def restore(self) -> None:
        self.log.append("restore")
        self.handle = f"for {self.text}"

    async def joined(self, resumed: bool) -> None:
        self.log.append(f"joined:{resumed}")

    @event
    async def say(self, text: str) -> None:
        self.text = text


async def test_restore_takes_the_place_of_mount() -> None:
    async with visit(app(Restored)) as page:
        await page.push("say", {"text": "hello"})
        await page.restart()
        assert page.text("p") == "hello mount params joined:False restore joined:False for hello"


class Ticking(LiveView):
    """What runs around a page: timers, topics by field and by call, somebody who is there."""

    template_string = (
        "<h1>{{ ticks }}</h1><ul>{% for one in heard %}<li>{{ one }}</li>{% endfor %}</ul><b>{{ here }}</b>"
    )
    ticks: int = 0
    heard: list[str] = []
    room: str = "hall"
    people: Presence = Presence("{room}")
    here: int = 0

    async def joined(self, resumed: bool) -> None:
        if not resumed:
            self.live.track(self.room, "ann")

    @every(seconds=1)
    async def tick(self) -> None:
        self.ticks += 1
        self.here = len(self.people)

    @on("room:{room}")
    async def said(self, text: str) -> None:
        self.heard.append(text)

    async def info(self, message: Any) -> None:
        self.heard.append(f"info {message}")

    @event
    async def move(self, room: str) -> None:
        self.room = room
        self.live.subscribe(f"extra:{room}")


async def test_timers_topics_and_presence_come_back() -> None:
    served = app(Ticking)
    async with visit(served) as page:
        await page.push("move", {"room": "attic"})
        await page.clock.advance(2)
        await page.restart()
        await served.pubsub.publish("room:attic", "one")
        await served.pubsub.publish("room:hall", "nobody hears this")
        await served.pubsub.publish("extra:attic", "two")
        await page.clock.advance(1)
        assert page.text("h1") == "3"
        assert page.texts("li") == [
            "info Gap(topic='room:attic')",
            "info Gap(topic='extra:attic')",
            "one",
            "info two",
        ]
        assert page.text("b") == "1"


class Signing(BaseModel):
    name: str
    word: SecretStr


class Signed(LiveView):
    template_string = """<form lv-form="form" lv-submit="save"><input name="name" value="{{ form.name.value }}">
      <input name="word" type="password"><i>{{ form.name.errors|join }}</i></form>"""
    form: Form[Signing] = Form()

    @event
    async def save(self, form: Signing) -> None:
        form.name.upper()


async def test_drafts_of_forms_come_back_and_secrets_are_never_kept() -> None:
    kept = Spy()
    async with visit(app(Signed, store=kept)) as page:
        await page.fill("input[name=name]", "Ann")
        await page.fill("input[name=word]", "a very secret word")
        await page.restart()
        assert page.one("input[name=name]").get("value") == "Ann"
        draft = channel_of(page).view.form._draft.entries  # type: ignore[attr-defined]
        assert draft["name"] == "Ann" and not draft.get("word")


class Spy(MemoryAdapter):
    """Keeps what it has through a restart, and fails where it is told to."""

    is_away = False
    takes = 0
    writes = 0

    async def take(self, key: str) -> Taken:
        self.takes += 1
        if self.is_away:
            raise ConnectionError("away")
        return await super().take(key)

    async def put(self, key: str, value: bytes, fence: int, expires_in: float) -> bool:
        self.writes += 1
        if self.is_away:
            raise ConnectionError("away")
        return await super().put(key, value, fence, expires_in)

    async def close(self) -> None: ...


async def test_a_store_that_is_away_makes_the_page_wait_and_loses_nothing() -> None:
    store = Spy()
    async with visit(app_of(store=store)) as page:
        await page.click("button")
        await page.drop()
        await page._browser._restart()
        store.is_away = True
        await page.reconnect()
        assert page.closed == 1013
        store.is_away = False
        await page.reconnect()
        assert page.text("h1") == "1"


async def test_a_store_that_stays_away_is_not_waited_for_for_ever() -> None:
    store = Spy()
    async with visit(app_of(store=store)) as page:
        await page.click("button")
        await page.drop()
        await page._browser._restart()
        store.is_away = True
        await page.reconnect()
        page.clock.turn(11)
        await page.reconnect()
        assert page.text("h1") == "0"  # anew, and it works
        await page.click("button")
        assert page.text("h1") == "1"


async def test_writing_goes_on_where_the_store_was_away(caplog: pytest.LogCaptureFixture) -> None:
    store = Spy()
    async with visit(app_of(store=store)) as page:
        store.is_away = True
        await page.click("button")
        await page.clock.advance(20)
        assert caplog.text.count("snapshots are not written for now") == 1
        store.is_away = False
        await page.clock.advance(20)
        await page.restart()
        assert page.text("h1") == "1"


async def test_a_page_that_only_stands_there_writes_nothing() -> None:
    store = Spy()
    async with visit(app_of(store=store)) as page:
        await page.clock.advance(60)
        before = store.writes
        await page.clock.advance(3600)
        assert store.writes == before


async def test_many_clicks_are_written_once() -> None:
    store = Spy()
    async with visit(app_of(store=store)) as page:
        await page.clock.advance(1)
        before = store.writes
        for _ in range(50):
            await page.click("button")
        await page.clock.advance(1)
        assert store.writes == before + 1


async def test_what_changes_by_itself_is_written_now_and_then() -> None:
    store = Spy()
    async with visit(app_of(store=store), "/ticker") as page:
        await page.clock.advance(1)
        before = store.writes
        await page.clock.advance(60)
        assert 9 <= store.writes - before <= 12


class Heard(LiveView):
    template_string = "<h1>{{ said|join(' ') }}</h1>"
    said: list[str] = []

    @on("room")
    async def heard(self, text: str) -> None:
        self.said.append(text)


async def test_what_others_say_is_written_within_a_second_and_once_for_all_of_it() -> None:
    store = Spy()
    served = app(Heard, store=store)
    async with visit(served) as page:
        await page.clock.advance(10)
        before = store.writes
        for number in range(100):
            await served.pubsub.publish("room", str(number % 10))
            await page.clock.advance(0.01)
        await page.clock.advance(0.1)
        assert store.writes == before + 1
        shown = page.text("h1")
        served.live.visits.get(channel_of(page).id)[1].entry = None  # type: ignore[index]
        await page.restart()
        assert page.text("h1") and shown.startswith(page.text("h1"))


async def test_a_view_that_has_crashed_begins_anew() -> None:
    async with visit(app_of(), "/fragile") as page:
        await page.click("button")
        await page.clock.advance(1)
        await page.push("exit")
        await page.reconnect()
        assert page.text("h1") == "0"


async def test_what_crashes_as_soon_as_it_is_back_does_not_come_back_again() -> None:
    """Nothing was written here yet; what the process before has written is deleted all the same."""
    async with visit(app_of(), "/fragile") as page:
        await page.click("button")
        await page.restart()
        assert page.text("h1") == "1"
        await page.push("exit")
        await page.reconnect()
        assert page.text("h1") == "0"


@pytest.mark.parametrize("how", ["leave", "exit", "signed out", "shutdown", "kill"])
async def test_a_view_that_has_ended_asks_for_nothing_any_more(how: str) -> None:
    """Its connection ends after it, and finds nobody."""
    app = app_of()
    app.live.settings = replace(app.live.settings, limits=Limits(recheck=None))  # whose clock is the app's own
    async with visit(app, "/fragile") as page:
        await page.click("button")
        channel = channel_of(page)
        if how == "leave":
            await page.leave()
        elif how == "exit":
            await page.push("exit")
        elif how == "kill":
            channel.kill()
        else:
            await channel.stop(how)
        await channel.ended()
        await page.drop()
        await page.clock.advance(60)
        assert [call for _, _, call in page.clock._calls if not call.is_over] == []


async def test_a_line_that_is_lost_again_at_once_is_no_loss() -> None:
    async with visit(app_of()) as page:
        await page.click("button")
        await page.restart()
        channel_of(page)._taken_elsewhere = 1  # the page has said nothing of how far it is
        await page.click("button")
        channel_of(page)._taken_elsewhere = 1
        before = len(page.frames)
        await page.drop()
        await page.reconnect()
        joins = [frame.parts for frame in page.frames[before:] if frame.direction == "received"]
        assert joins[0] == ["j", 2, 2] and page.text("h1") == "2"


async def test_what_the_process_before_is_told_late_says_nothing_of_this_one() -> None:
    """A page acknowledges once it is quiet, and may have another process by then, of which it has seen nothing yet."""
    async with visit(app_of()) as page:
        await page.click("button")
        await page.restart()
        channel = channel_of(page)
        channel._taken_elsewhere = 1  # the page has said nothing of how far it is
        shown = channel.outbox.lane(0)
        assert shown is not None
        channel.receive(Applied(0, shown._acknowledged))
        before = len(page.frames)
        await page.drop()
        await page.reconnect()
        joins = [frame.parts for frame in page.frames[before:] if frame.direction == "received"]
        assert joins[0] == ["j", 2, 1]
        await page.click("button")
        channel.receive(Applied(0, shown.version))
        await page.drop()
        await page.reconnect()
        assert [frame.parts[:2] for frame in page.frames if frame.parts[0] == "j"][-1] == ["j", 1]


@dataclass
class Half:
    names: list[str] = field(default_factory=list)


@pytest.mark.parametrize("how", ["value", "effect"])
async def test_what_cannot_be_kept_is_no_failure_of_the_page(how: str, caplog: pytest.LogCaptureFixture) -> None:
    class Odd(LiveView):
        template_string = "<h1>{{ count }}</h1>"
        count: int = 0
        half: Half = state(default_factory=Half)

        @event
        async def break_it(self, how: str) -> None:
            self.count += 1
            if how == "value":
                del self.half.names
            else:
                self.push_event("odd", {"text": "half \ud83d"})

    async with visit(app(Odd)) as page:
        page.stall()
        channel = channel_of(page)
        await page.push("break_it", {"how": how}, settle=False)
        while not channel.view.count:  # type: ignore[attr-defined]
            await asyncio.sleep(0)
        await channel.idle()
        channel.save()
        assert channel.exit_reason is None
        assert "cannot be kept" in caplog.text
        page.flow()
        await page.settled()
        assert page.text("h1") == "1" and channel_of(page) is channel


async def test_a_page_that_was_left_is_forgotten() -> None:
    store = Spy()
    served = app_of(store=store)
    async with visit(served) as page:
        await page.click("button")
        channel = channel_of(page)
        await page.leave()
        await channel.stop()
        await served.live.keeping.writer.idle()
        assert await store.get(channel.id) is None


async def expire(served: LiveApp, page: Page) -> None:
    gone = channel_of(page)
    await page.drop()
    await page.clock.advance(0)
    await served.live.keeping.writer.idle()
    await page.clock.advance(61)
    await gone.stop()


async def test_a_view_that_has_expired_goes_on_hours_later() -> None:
    served = app_of()
    async with visit(served) as page:
        await page.click("button")
        await expire(served, page)
        await page.clock.advance(8 * 3600)
        await page.reconnect()
        assert page.text("h1") == "1"
        await expire(served, page)
        await page.clock.advance(24 * 3600)
        await page.reconnect()
        assert page.text("h1") == "0"  # after a day it begins anew


async def test_a_page_that_only_connected_is_kept_for_a_day_after_it_went() -> None:
    async with visit(app_of(), "/rows") as page:
        await page.clock.advance(20 * 3600)
        await page.drop()
        await page.clock.advance(23 * 3600)
        gone = page.html
        await page.reconnect()
        assert page.html == gone
        joins = [frame.parts for frame in page.frames if frame.direction == "received" and frame.parts[0] == "j"]
        assert [how for _, how, *_ in joins] == [0, 2]


async def test_a_page_that_never_joined_is_kept_for_minutes() -> None:
    served = app_of()
    async with visit(served) as page:
        other = await page._browser.fetcher.get("/")
        assert other.data is not None
        session = page._browser.fetcher.cookies["liveview"]
        key = served.live.tokens.read(other.data["token"], session=session, prefix="").channel
        await served.live.keeping.writer.idle()
        await page.clock.advance(299)
        assert await served.live.keeping.store.get(key) is not None
        await page.clock.advance(2)
        assert await served.live.keeping.store.get(key) is None


class Asked(LiveView):
    template_string = "<h1>{{ page }} {{ filter }}</h1><button lv-click='next'>next</button>"
    page: int = 0
    filter: str = state("", url=True, bind=True)

    async def params(self, page: int = 0) -> None:
        self.page = page

    @event
    async def next(self) -> None:
        self.patch(page=self.page + 1)


async def test_it_is_where_it_was_sent() -> None:
    async with visit(app(Asked), "/?page=3&filter=x") as page:
        await page.click("button")
        await page.restart()
        assert page.text("h1") == "4 x"
        await page.click("button")
        assert page.url == "/?filter=x&page=5" and page.text("h1") == "5 x"


class Room(LiveView):
    template_string = "<h1>{{ name }} {{ count }} {{ who }}</h1>"
    name: str = ""
    count: int = 0
    who: str = ""

    def mount(self, name: str) -> None:
        self.name, self.who = name, str(self.user)

    @event
    async def add(self) -> None:
        self.count += 1


WHO = {"name": "ann"}


def somebody(connection: HTTPConnection) -> str:
    if not WHO["name"]:
        raise HTTPException(401)
    return WHO["name"]


def guarded() -> list[BaseRoute]:
    return group("rooms", [live("/rooms/{name}", Room)], guard=somebody)


@pytest.mark.parametrize(("after", "shown"), [("ann", "attic 1 ann"), ("bob", "attic 0 bob")])
async def test_it_is_for_who_has_made_it(after: str, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with visit(LiveApp(routes=guarded(), secret=SECRET), "/rooms/attic") as page:
        await page.push("add")
        monkeypatch.setitem(WHO, "name", after)
        await page.restart()
        assert page.text("h1") == shown


@pytest.mark.parametrize("name", ["attic", "a b", "50%25", "what?", "c#", "ä☃"])
async def test_a_path_may_be_of_any_characters(name: str) -> None:
    async with visit(LiveApp(routes=guarded(), secret=SECRET), f"/rooms/{quote(name)}?page=1") as page:
        await page.push("add")
        await page.restart()
        assert page.text("h1") == f"{name} 1 ann"


async def test_guards_are_asked_before_anything_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    async with visit(LiveApp(routes=guarded(), secret=SECRET), "/rooms/attic") as page:
        await page.push("add")
        await page.drop()
        await page._browser._restart()
        monkeypatch.setitem(WHO, "name", "")
        await page._browser.wire.close()
        page._browser.connect()
        await page._browser.wire.settled()
        assert page.closed == 4004 and channel_count(page) == 0


def channel_count(page: Page) -> int:
    return sum(len(host.views) for host in page._browser._hosts)


async def test_of_two_workers_the_last_one_that_was_joined_goes_on() -> None:
    store = Spy()
    first, second = (app_of(store=store) for _ in range(2))
    async with visit(first) as page, visit(second) as other:
        await page.click("button")
        await page.clock.advance(1)
        left = channel_of(page)
        taken = await second.live.keeping.snapshots.take(first.live.visits.get(left.id)[1].entry.belonging)  # type: ignore[index,union-attr]
        assert taken.value is not None
        await page.click("button")
        await page.clock.advance(1)
        await left.stop()
        assert (left.exit_reason, page.closed) == ("moved", 1012)
        assert other.text("h1") == "0"
        await page.reconnect()  # where nobody else is there after all
        assert (page.text("h1"), page.errors) == ("1", [])


async def test_a_page_that_comes_to_another_worker_has_what_was_done_just_now() -> None:
    store, cable = Spy(), Cable()
    first, second = (app_of(store=store, cluster=cable.plug()) for _ in range(2))
    async with visit(first) as page, visit(second):
        browser, left = page._browser, channel_of(page)
        await page.clock.advance(1)
        await page.click("button")
        await lose(browser.wire)
        browser._app, browser._hosts = second, [second.live]
        browser.connect()
        await browser.wire.settled()
        assert (page.text("h1"), left.exit_reason) == ("1", "handed over")
        await page.click("button")
        assert (page.text("h1"), page.errors) == ("2", [])


async def lose(wire: Wire) -> None:
    """Breaks a line, and nobody tells the server."""
    reader, wire._reader, wire._socket = wire._reader, None, None
    assert reader is not None
    reader.cancel()
    await asyncio.wait((reader,))


async def test_a_page_that_was_elsewhere_meanwhile_is_not_shown_what_it_had_left() -> None:
    store = Spy()
    apps = [app_of(store=store) for _ in range(2)]
    async with visit(apps[0]) as page, visit(apps[1]) as other:
        browser = page._browser
        for times in range(1, 7):
            await page.drop()
            browser._app, browser._hosts = apps[times % 2], [apps[times % 2].live]
            await page.reconnect()
            await page.click("button")
            assert page.text("h1") == str(times)
            await page.clock.advance(1)
            await other.clock.advance(1)
        assert page.errors == []


async def test_a_page_that_does_nothing_between_two_restarts_is_not_told_that_something_was_lost() -> None:
    async with visit(app_of()) as page:
        await page.click("button")
        for _ in range(3):
            before = len(page.frames)
            await page.restart()
            received = [frame.parts for frame in page.frames[before:] if frame.direction == "received"]
            assert received[0] == ["j", 2, 1]
        await page.click("button")
        assert page.text("h1") == "2"


async def test_values_that_cannot_be_kept_are_told_once(caplog: pytest.LogCaptureFixture) -> None:
    class Wrong(LiveView):
        template_string = "<h1>{{ count }}</h1>"
        count: int = 0

        @event
        async def change(self) -> None:
            self.count = "three"  # type: ignore[assignment]

    async with visit(app(Wrong)) as page:
        for _ in range(3):
            await page.push("change")
            await page.clock.advance(1)
        assert caplog.text.count("Wrong.count cannot be kept") == 1
        await page.restart()
        assert page.text("h1") == "0"


async def test_a_state_that_is_too_large_is_told_once_and_begins_anew(caplog: pytest.LogCaptureFixture) -> None:
    class Large(LiveView):
        template_string = "<h1>{{ text|length }}</h1>"
        text: str = ""

        @event
        async def grow(self) -> None:
            self.text += "x" * 300_000

    async with visit(app(Large)) as page:
        for _ in range(2):
            await page.push("grow")
            await page.clock.advance(1)
        assert caplog.text.count("is not kept for another process") == 1
        await page.restart()
        assert page.text("h1") == "0"


class Noted(LiveView):
    template_string = "<h1>{{ count }}</h1>"
    count: int = 0

    @event
    async def add(self) -> None:
        self.count += 1
        self.flash("info", f"{self.count} by now")


async def test_what_the_page_was_asked_for_and_has_not_seen_comes_once() -> None:
    async with visit(app(Noted)) as page:
        await page.push("add")
        channel = channel_of(page)
        page.stall()
        await page.push("add", settle=False)
        while channel.view.count < 2:  # type: ignore[attr-defined]
            await asyncio.sleep(0)
        await channel.idle()
        await page.drop()
        await page.restart()
        assert [effect[2] for effect in page.effects if effect[0] == "flash"] == ["1 by now", "2 by now"]
        await page.restart()
        assert [effect[2] for effect in page.effects if effect[0] == "flash"] == ["1 by now", "2 by now"]


async def test_a_component_of_another_version_begins_anew_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with visit(app(Board)) as page:
        await page.click("#first button")
        await page.click("#left h3 button")
        await page.drop()
        await channel_of(page).stop()
        monkeypatch.setitem(Tile._spec.snapshot.__dict__, "fingerprint", b"a later version ")
        await page.reconnect()
        assert (page.text("#first i"), page.text("#left h3 i")) == ("0", "1")
        await page.click("#first button")
        assert page.text("#first i") == "1"


async def test_a_mount_that_fails_then_begins_anew_by_itself(caplog: pytest.LogCaptureFixture) -> None:
    class Fails(LiveView):
        template_string = "<h1>{{ count }}</h1>"
        count: int = 0

        def restore(self) -> None:
            raise RuntimeError("no more")

        @event
        async def add(self) -> None:
            self.count += 1

    async with visit(app(Fails)) as page:
        await page.push("add")
        await page.restart()
        assert page.text("h1") == "0"
        assert "Fails cannot go on with a page, which begins anew" in caplog.text


async def test_limits_say_how_soon() -> None:
    store = Spy()
    async with visit(app_of(store=store, limits=Limits(keep_within=10.0, keep_every=60.0))) as page:
        await page.clock.advance(1)
        before = store.writes
        await page.click("button")
        await page.clock.advance(9)
        assert store.writes == before
        await page.clock.advance(2)
        assert store.writes == before + 1
        assert isinstance(channel_of(page).view, Counter)
