"""Shared components under pressure: pages that come at the wrong moment, fall behind, or leave early."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from liveview import Component, LiveApp, LiveView, event, live
from liveview.channel.limits import Limits
from liveview.errors import StateError
from liveview.testing import Page, visit
from tests.integration.boarded import Board, hall_app
from tests.integration.wire import SECRET


class Part(Component):
    """Its mount waits, where a test wants it to."""

    template_string = "<b>{{ n }}</b>"
    n: int

    async def mount(self) -> None:
        await Desk.released.wait()


class Desk(Component, shared=True):
    template_string = """<p class="desk">{{ room }} {{ count }}</p>
    {% for n in range(parts) %}{{ Part(n=n, key=n) }}{% endfor %}
    <button class="add" lv-click="add">+</button><button class="part" lv-click="part">+</button>
    <button class="wait" lv-click="wait">wait</button><button class="break" lv-click="break">x</button>
    {{ 1 // (1 - broken) }}"""
    uses = (Part,)
    released = asyncio.Event()
    room: str
    count: int = 0
    parts: int = 0
    broken: int = 0

    async def mount(self) -> None:
        await self.released.wait()

    @event
    async def add(self) -> None:
        self.count += 1

    @event
    async def part(self) -> None:
        self.count += 1
        self.parts += 1

    @event
    async def wait(self) -> None:
        await self.released.wait()
        self.count += 1

    @event("break")
    async def break_it(self) -> None:
        self.count += 1
        self.broken = 1


class Office(LiveView):
    template_string = """<h1>{{ own }}</h1><pre>{{ text }}</pre><button id="own" lv-click="add">+</button>
    <button id="toggle" lv-click="toggle">toggle</button><button id="turn" lv-click="turn">turn</button>
    {% for room in rooms %}<section lv-key="{{ room }}">{{ Desk(room=room, key=room) }}</section>{% endfor %}
    {{ 1 // (1 - broken) }}"""
    uses = (Desk,)
    rooms: list[str] = ["a"]
    own: int = 0
    text: str = ""
    broken: int = 0

    async def params(self, rooms: str = "a", broken: int = 0) -> None:
        self.rooms = rooms.split("-") if rooms else []
        self.broken = broken

    @event
    async def add(self) -> None:
        self.own += 1

    @event
    async def toggle(self) -> None:
        self.rooms = [] if self.rooms else ["a"]

    @event
    async def turn(self) -> None:
        self.rooms = self.rooms[::-1]

    @event
    async def grow(self, size: int) -> None:
        self.own += 1
        self.text = str(self.own) * size


def office_app(**options: Any) -> LiveApp:
    return LiveApp(routes=[live("/", Office)], secret=SECRET, **options)


@pytest.fixture(autouse=True)
def clean() -> None:
    Desk.released = asyncio.Event()
    Desk.released.set()


def desk(page: Page) -> list[str]:
    return page.texts(".desk")


async def turns(page: Page) -> None:
    """Let a page that does not settle hear all that is said to it."""
    for _ in range(20):
        await page._browser.wire._round_trip()


async def look(app: LiveApp, seen: list[list[str]], changed: asyncio.Event) -> None:
    """Come, see, and see again after a change."""
    async with visit(app) as page:
        seen.append(desk(page))
        await changed.wait()
        await page.settled()
        seen.append(desk(page))


async def test_a_page_that_comes_while_it_changes_shows_no_half_of_it() -> None:
    app, seen, changed = office_app(), list[list[str]](), asyncio.Event()
    async with visit(app) as one, visit(app, "/?rooms=") as two:
        await one.click(".part")
        Desk.released.clear()
        await one.click(".part", settle=False)
        await turns(one)
        late = asyncio.create_task(look(app, seen, changed))
        await two.click("#toggle", settle=False)
        await turns(two)
        Desk.released.set()
        await one.settled()
        await two.settled()
        assert desk(one) == desk(two) == ["a 2"] and one.texts("b") == two.texts("b") == ["0", "1"]
        await one.click(".part")
        await two.settled()
        assert desk(one) == desk(two) == ["a 3"] and one.texts("b") == two.texts("b") == ["0", "1", "2"]
        changed.set()
        await late
        assert seen[-1] == ["a 3"]


async def test_a_page_that_comes_between_a_crash_and_the_next_beginning() -> None:
    app, seen, changed = office_app(), list[list[str]](), asyncio.Event()
    async with visit(app) as one, visit(app, "/?rooms=") as two:
        await one.click(".add")
        Desk.released.clear()
        await one.click(".break", settle=False)
        await turns(one)
        late = asyncio.create_task(look(app, seen, changed))
        await two.click("#toggle", settle=False)
        await turns(two)
        await one.send(["f", -1], settle=False)
        await turns(two)
        Desk.released.set()
        changed.set()
        await late
        for page in (one, two):
            await page.settled()
            assert desk(page) == ["a 0"] and page.closed is None
        assert seen == [["a 0"], ["a 0"]]


async def test_a_page_that_comes_late_waits_for_no_acknowledgement() -> None:
    app = office_app()
    async with visit(app) as one, visit(app, "/?rooms=") as two:
        for _ in range(50):
            await one.click(".add")
        two._browser.client.acknowledgement = lambda: None  # type: ignore[method-assign]
        await two.click("#toggle")
        await one.click(".add")
        await two.settled()
        assert desk(two) == ["a 51"]


async def test_a_page_whose_socket_was_full_is_brought_up_to_date() -> None:
    app = office_app()
    async with visit(app) as one, visit(app) as two:
        two.stall()
        for _ in range(3):
            await two.push("grow", {"size": 200_000}, settle=False)
        await one.settled()
        await one.click(".add")
        two.flow()
        await one.clock.advance(1)
        await two.settled()
        assert desk(two) == desk(one) == ["a 1"]


async def test_a_page_that_asks_for_everything_again_and_again_is_told_so_often_and_no_more() -> None:
    app = office_app()
    async with visit(app) as page:
        client, before = page._browser.client, len(page.frames)
        client.acknowledgement = lambda: None  # type: ignore[method-assign]
        for _ in range(200):
            await page.send(["f", -1], settle=False)
        await page.settled()
        assert sum(frame.parts[0] == "=" for frame in page.frames[before:]) <= Limits().unacknowledged
        await page.click(".add")
        await page.send(["v", -1, client._shown[-1].version])
        assert desk(page) == ["a 1"]


async def test_what_was_asked_of_one_that_leaves_the_page_is_answered() -> None:
    app = office_app()
    async with visit(app) as page:
        Desk.released.clear()
        await page.click(".wait", settle=False)
        await page.click("#toggle", settle=False)
        await turns(page)
        assert desk(page) == [] and page._browser.client.unanswered == {}
        assert page.errors == ["event `wait@1000000`: refused"]
        Desk.released.set()


async def test_one_that_moves_with_its_key_is_shown_where_it_goes() -> None:
    app = office_app()
    async with visit(app, "/?rooms=a-b-c") as page:
        await page.click("section:first-of-type .add")
        await page.click("#turn")
        assert desk(page) == ["c 0", "b 0", "a 1"]


async def test_the_same_one_twice_in_a_page_is_a_mistake_that_is_said() -> None:
    app = office_app()
    with pytest.raises(StateError, match="shows Desk twice with the same props"):
        async with visit(app, "/?rooms=a-a"):
            pass


async def test_the_same_one_in_two_processes_of_a_page_is_one_too_many() -> None:
    class Panel(Component, isolated=True):
        template_string = '<em lv-click="open">{{ shown }}</em>{% if shown %}{{ Desk(room="a") }}{% endif %}'
        uses = (Desk,)
        shown: bool = False

        @event
        async def open(self) -> None:
            self.shown = True

    class View(LiveView):
        template_string = '<h1>{{ own }}</h1>{% if shown %}{{ Desk(room="a") }}{% endif %}{{ Panel() }}'
        uses = (Desk, Panel)
        own: int = 0
        shown: bool = True

        @event
        async def hide(self) -> None:
            self.shown = False

    async with visit(LiveApp(routes=[live("/", View)], secret=SECRET)) as page:
        await page.click("em")
        assert desk(page) == ["a 0"] and page.errors == ["event `open@3`: internal error"]  # and its panel begins anew
        await page.push("hide")
        await page.click("em")
        assert desk(page) == ["a 0"] and page.text("em") == "True"


async def test_pages_that_fail_use_up_no_room() -> None:
    app = office_app(limits=Limits(shared=3))
    async with visit(app) as page:
        for n in range(5):
            with pytest.raises(ZeroDivisionError):
                async with visit(app, f"/?rooms=x{n}&broken=1"):
                    pass
            await page.clock.advance(30)
        async with visit(app, "/?rooms=b"):
            pass


async def test_it_stays_a_while_after_the_very_last_has_left() -> None:
    app = hall_app()
    Board.ended.clear()
    async with visit(app, "/?room=b") as other:
        async with visit(app, "/") as page:
            await page.click(".add")
            await page.leave()
        await other.clock.advance(8)
        async with visit(app, "/") as page:
            await page.leave()
        await other.clock.advance(8)
        assert Board.ended == []
        await other.clock.advance(3)
        assert Board.ended == ["a nobody looks"]
