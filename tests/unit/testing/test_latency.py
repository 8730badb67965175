"""A page on a slow link: when what arrives, what is lost, and that each event runs once."""

from __future__ import annotations

from liveview import LiveApp, LiveView, event, every, live
from liveview.testing import visit
from liveview.testing.clock import VirtualClock
from liveview.testing.latency import Link


class Counter(LiveView):
    template_string = """
    <h1>{{ count }}</h1><h2>{{ ticks }}</h2><button lv-click="add">+</button>
    <form lv-submit="send"><input name="text"></form>
    {% for text in texts %}<p>{{ text }}</p>{% endfor %}"""
    count: int = 0
    ticks: int = 0
    texts: list[str] = []

    @event
    async def add(self) -> None:
        self.count += 1

    @event
    async def send(self, text: str) -> None:
        self.texts.append(text)

    @every(seconds=10)
    async def tick(self) -> None:
        self.ticks += 1


def app_of() -> LiveApp:
    """An app of its own for each test."""
    return LiveApp(routes=[live("/", Counter)], secret="a secret for tests, long enough for the ring")


async def test_an_answer_comes_after_its_latency() -> None:
    async with visit(app_of()) as page:
        page.latency(0.5)
        await page.click("button")
        assert page.text("h1") == "0"
        await page.clock.advance(0.4)
        assert page.text("h1") == "0"
        await page.clock.advance(0.1)
        assert page.text("h1") == "1"


async def test_what_the_view_says_by_itself_takes_half() -> None:
    async with visit(app_of()) as page:
        page.latency(0.5)
        await page.clock.advance(10)
        assert page.text("h2") == "0"
        await page.clock.advance(0.25)
        assert page.text("h2") == "1"


async def test_events_keep_their_order_when_the_link_gets_faster() -> None:
    async with visit(app_of()) as page:
        page.latency(2)
        await page.submit("form", text="first")
        page.latency(0)
        await page.submit("form", text="second")
        await page.clock.advance(2)
        assert page.texts("p") == ["first", "second"]
        await page.submit("form", text="third")
        assert page.texts("p") == ["first", "second", "third"]


async def test_an_event_that_is_lost_on_its_way_is_sent_again() -> None:
    async with visit(app_of()) as page:
        page.latency(0.5)
        await page.click("button")
        await page.clock.advance(0.2)
        await page.drop()
        await page.clock.advance(1)
        await page.reconnect()
        await page.clock.advance(0.5)
        assert page.text("h1") == "0"
        await page.clock.advance(0.25)  # the view says that it is there, then the event goes, then its answer comes
        assert page.text("h1") == "1"


async def test_an_event_whose_answer_is_lost_runs_once() -> None:
    async with visit(app_of()) as page:
        page.latency(0.5)
        await page.click("button")
        await page.clock.advance(0.3)  # it has run
        await page.drop()
        page.latency(0)
        await page.reconnect()
        assert page.text("h1") == "1"
        await page.click("button")
        assert page.text("h1") == "2"


async def test_two_pages_may_have_links_of_their_own() -> None:
    app = app_of()
    async with visit(app) as slow, visit(app) as fast:
        slow.latency(1)
        await slow.click("button")
        await fast.click("button")
        assert (slow.text("h1"), fast.text("h1")) == ("0", "1")


async def test_what_the_server_said_before_it_closes_is_shown() -> None:
    async with visit(app_of()) as page:
        page.latency(1)
        await page.click("button")
        await page.clock.advance(0.5)
        page.latency(0)
        await page.leave()
        await page.clock.advance(1)
        assert page.closed is not None
        assert page.text("h1") == "1"


async def test_what_is_lost_does_not_let_later_things_arrive_sooner() -> None:
    clock, arrived = VirtualClock(), list[str]()
    link = Link(clock)
    link.delay = 1.0
    link.carry(lambda: arrived.append("lost"))
    clock.turn(0.5)
    link.cut()
    link.carry(lambda: arrived.append("kept"))
    clock.turn(0.5)
    assert (arrived, bool(link)) == ([], True)
    clock.turn(0.5)
    assert (arrived, bool(link)) == (["kept"], False)
