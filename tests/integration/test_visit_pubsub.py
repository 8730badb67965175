"""Topics in pages: several of them in one app, over the real protocol."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

from liveview import Component, Gap, LiveApp, LiveView, Process, call, child, event, every, live, on, state
from liveview.errors import ConfigurationError, DefinitionError, NoProcessError, StateError
from liveview.testing import visit
from tests.integration.views import channel_of
from tests.integration.wire import SECRET


@dataclass(frozen=True)
class Said:
    text: str


class Feed(Component):
    template_string = "<li>{{ room }}: {{ heard|join(' ') }}</li>"
    room: str
    heard: list[str] = []

    @on("room:{room}")
    def said(self, message: Said) -> None:
        self.heard.append(message.text)


class Room(LiveView):
    uses = [Feed]
    template_string = """
      <h1>{{ room }}</h1><p>{{ heard|join(' ') }}</p><i>{{ told|join(' ') }}</i>
      {% if with_feed %}<ul>{{ Feed(room=room) }}</ul>{% endif %}
      <form lv-submit="say"><input name="text"></form>
      <button id="go" lv-click="go">go</button><button id="feed" lv-click="feed">feed</button>
      <button id="news" lv-click="news">news</button><button id="quiet" lv-click="quiet">quiet</button>
      <button id="alone" lv-click="alone">alone</button>
    """
    room: str = ""
    heard: list[str] = []
    told: list[str] = []
    with_feed: bool = False

    async def mount(self, room: str) -> None:
        self.publish(f"room:{room}", Said("mounting"))  # heard: the subscription was there before
        self.room = room

    @on("room:{room}")
    async def said(self, message: Said) -> None:
        self.heard.append(message.text)

    async def info(self, message: Any) -> None:
        self.told.append("gap" if isinstance(message, Gap) else str(message))

    @event
    async def say(self, text: str) -> None:
        self.publish(f"room:{self.room}", Said(text))

    @event
    async def alone(self) -> None:
        self.publish(f"room:{self.room}", Said("others"), to_self=False)

    @event
    def go(self) -> None:  # in a thread: the subscription follows the field all the same
        self.room = "b"
        self.publish("room:b", Said("arrived"))

    @event
    def feed(self) -> None:
        self.with_feed = not self.with_feed

    @event
    def news(self) -> None:
        self.live.subscribe("news")
        self.live.subscribe("news")

    @event
    def quiet(self) -> None:
        self.live.unsubscribe("news")


class Counter(Process):
    def __init__(self) -> None:
        self.count = 0

    @on("room:a")
    async def said(self, message: Said) -> None:
        self.count += 1

    @call
    async def so_far(self) -> int:
        return self.count


class Counted(LiveView):
    template_string = "<b>{{ count }}</b>"
    count: int = 0

    @every(seconds=1)
    async def look(self) -> None:
        self.count = await self.live.whereis("counter", Counter).so_far()


def app(**options: Any) -> LiveApp:
    routes = [live("/counted", Counted), live("/{room}", Room)]
    return LiveApp(routes=routes, secret=SECRET, children=[child(Counter(), name="counter")], **options)


async def test_what_one_page_says_all_of_the_room_hear() -> None:
    made = app()
    async with visit(made, "/a") as one, visit(made, "/a") as two, visit(made, "/b") as other:
        await one.submit("form", text="hello")
        await two.settled()
        assert two.text("p") == "mounting hello" and other.text("p") == "mounting"
        assert one.text("p") == "mounting mounting hello"
        await two.click("#alone")
        await one.settled()
        assert one.text("p").endswith("others") and two.text("p") == "mounting hello"


async def test_messages_wait_until_the_page_has_joined() -> None:
    async with visit(app(), "/a") as page:
        assert page.text("p") == "mounting"
        assert [frame.parts for frame in page.frames][-2] == [0, 2, [1, "mounting"]]  # after the first page was shown


async def test_a_subscription_follows_the_field_at_once() -> None:
    made = app()
    async with visit(made, "/a") as one, visit(made, "/b") as other:
        await one.click("#go")
        await other.settled()
        assert one.text("p") == "mounting arrived" and other.text("p") == "mounting arrived"
        await one.submit("form", text="x")
        assert one.text("p") == "mounting arrived x"
        made.pubsub.publish("room:a", Said("left behind"))
        await one.settled()
        assert "left" not in one.text("p")


async def test_a_component_listens_as_long_as_it_has_its_place() -> None:
    made = app()
    async with visit(made, "/a") as page:
        await page.click("#feed")
        await page.submit("form", text="x")
        assert page.text("li") == "a: x"
        await page.click("#go")  # its prop has changed, and its topic with it
        await page.submit("form", text="y")
        assert page.text("li") == "b: x y"
        assert len(made.pubsub.subscribers("room:b")) == 2
        await page.click("#feed")
        assert len(made.pubsub.subscribers("room:b")) == 1


async def test_what_is_subscribed_comes_to_info() -> None:
    made = app()
    async with visit(made, "/a") as page:
        await page.click("#news")
        made.pubsub.publish("news", 1)
        await asyncio.to_thread(made.pubsub.publish, "news", 2)
        await page.settled()
        made.pubsub.gap("news")
        made.pubsub.publish("room:a", "no Said")
        await page.settled()
        await page.click("#quiet")
        made.pubsub.publish("news", 3)
        await page.settled()
        assert page.text("i") == "1 2 gap" and page.text("p") == "mounting"


async def test_nothing_is_left_of_a_page_that_has_gone() -> None:
    made = app()
    async with visit(made, "/b") as one, visit(made, "/a") as two:
        assert len(made.pubsub.subscribers("room:a")) == 2
        await two.leave()
        await two.settled()
        assert made.pubsub.subscribers("room:a") == [made.live._tree and made.live._tree.whereis("counter")]
        assert one.closed is None


async def test_children_hear_and_are_found_by_name() -> None:
    made = app()
    async with visit(made, "/a") as page, visit(made, "/counted") as counted:
        await page.submit("form", text="x")
        await counted.clock.advance(1)
        assert counted.text("b") == "2"


async def test_a_flood_is_rendered_with_the_newest(caplog: Any) -> None:
    class Latest(LiveView):
        template_string = "<b>{{ value }}</b><i>{{ seen }}</i>"
        value: int = 0
        seen: int = 0

        @on("values", coalesce=lambda _: None)
        async def changed(self, value: int) -> None:
            self.value = value
            self.seen += 1

    made = LiveApp(routes=[live("/", Latest)], secret=SECRET)
    async with visit(made) as page:
        for value in range(1000):
            made.pubsub.publish("values", value)
        await page.settled()
        assert page.text("b") == "999" and int(page.text("i")) == 1


async def test_a_field_that_mount_assigns_names_its_topic_from_then_on() -> None:
    class Late(LiveView):
        template_string = "<p>{{ heard }}</p>"
        number: int = state()
        heard: str = ""

        def mount(self) -> None:
            self.number = 7
            self.publish("room:7", "early")

        @on("room:{number}")
        def said(self, message: str) -> None:
            self.heard += message

    async with visit(LiveApp(routes=[live("/", Late)], secret=SECRET)) as page:
        assert page.text("p") == "early"


async def test_a_handler_that_fails_takes_nobody_along() -> None:
    class Failing(LiveView):
        template_string = "<p>{{ heard }}</p>"
        heard: str = ""

        @on("words")
        async def word(self, message: str) -> None:
            if message == "bad":
                raise LookupError("bad")
            self.heard += message

    made = LiveApp(routes=[live("/", Failing)], secret=SECRET, debug=True)
    async with visit(made) as page:
        process = channel_of(page)
        for message in ("a", "bad", "b"):
            made.pubsub.publish("words", message)
        await page.settled()
        assert page.text("p") == "ab" and process.exit_reason is None


def test_what_a_class_cannot_declare() -> None:
    with pytest.raises(DefinitionError, match=r"names `rom`.*`room`"):

        class Wrong(Component):
            template_string = ""
            room: str

            @on("room:{rom}")
            def said(self, message: str) -> None: ...

    with pytest.raises(DefinitionError, match="called with the message"):

        @on("room")
        def said(self: LiveView) -> None: ...


async def test_a_topic_of_nothing_is_an_error_of_the_page() -> None:
    class Wrong(LiveView):
        template_string = ""

        @on("room:{room}")
        def said(self, message: str) -> None: ...

    with pytest.raises(DefinitionError, match="`room`, which is no field, and not in the path"):
        async with visit(LiveApp(routes=[live("/", Wrong)], secret=SECRET)):
            pass


def test_without_a_page_or_a_running_app_it_is_said() -> None:
    room = Room()
    for ask in (lambda: room.publish("a", 1), lambda: room.live.subscribe("a"), lambda: room.live.unsubscribe("a")):
        with pytest.raises(StateError, match="has no page"):
            ask()
    with pytest.raises(StateError, match="has no page"):
        room.live.whereis("counter")
    room.room = "b"
    with pytest.raises(ConfigurationError, match="was not started"):
        _ = app().pubsub


async def test_a_name_that_nobody_has() -> None:
    class Asking(LiveView):
        template_string = ""

        def mount(self) -> None:
            self.live.whereis("nobody")

    with pytest.raises(NoProcessError, match="nobody"):
        async with visit(LiveApp(routes=[live("/", Asking)], secret=SECRET)):
            pass
