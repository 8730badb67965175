"""What handlers ask of their page: in order, once, and only where they did not fail."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from liveview import JS, Component, Event, LiveApp, LiveView, event, every, live
from liveview.testing import Page, visit

pytestmark = pytest.mark.asyncio


class Sender(Component):
    template_string = '<button class="send" lv-click="send">send</button>'

    @event
    async def send(self) -> None:
        await self.push_event("sent", {"by": "component"})


class Board(LiveView):
    template_string = """
    <h1>{{ count }}</h1><p>{% if broken %}{{ 1 // 0 }}{% endif %}</p>
    <button id="add" lv-click="add">+</button> <button id="fail" lv-click="fail">fail</button>
    {{ Sender() }}"""
    uses = [Sender]
    count: int = 0
    broken: bool = False

    async def mount(self) -> None:
        self.push_event("mounted")

    @event
    async def add(self, by: int = 1) -> dict[str, int]:
        self.count += by
        self.push_event("count", self.count)
        return {"count": self.count}

    @event
    def in_thread(self, points: list[int], label: str = "") -> None:
        self.push_event("points", {"points": points, "label": label})

    @event
    async def fail(self) -> None:
        self.push_event("never")
        raise LookupError("no")

    @event
    async def wrong(self) -> object:
        self.push_event("never")
        return object()

    @event
    async def later(self) -> None:
        self.task = asyncio.get_running_loop().call_soon(self.push_event, "late", 1)

    @event
    async def break_it(self) -> None:
        self.broken = True
        self.push_event("broken")

    @event
    async def mend(self) -> None:
        self.broken = False

    @every(seconds=10)
    async def tick(self) -> None:
        self.push_event("tick")


def app() -> LiveApp:
    return LiveApp(routes=[live("/", Board)], secret="a secret for tests, long enough for the ring")


def events(page: Page) -> list[Any]:
    """What was pushed, without what `mount` has."""
    assert page.effects[0] == ["push_event", "mounted", {}]
    return [(name, payload) for kind, name, payload in page.effects[1:] if kind != "flash"]


async def test_they_ride_with_the_patch() -> None:
    async with visit(app()) as page:
        await page.click("#add")
        assert events(page) == [("count", 1)]
        assert page.frames[-2].parts[3:] == [1, [["push_event", "count", 1], ["reply", 1, {"count": 1}]]]


async def test_a_component_asks_its_page() -> None:
    async with visit(app()) as page:
        await page.click(".send")
        assert events(page) == [("sent", {"by": "component"})]


async def test_what_a_handler_returns_is_its_reply() -> None:
    async with visit(app()) as page:
        assert await page.push("add", {"by": 5}) == {"count": 5}
        assert await page.push("mend") is None


async def test_a_payload_is_json_converted_by_the_annotations() -> None:
    async with visit(app()) as page:
        await page.push("in_thread", {"points": [1, 2], "label": "x"})
        assert events(page) == [("points", {"points": [1, 2], "label": "x"})]
        await page.push("in_thread", {"points": ["a"]})
        await page.push("in_thread", {"points": [1], "label": 7})
        assert page.errors == ["event `in_thread`: refused"] * 2


async def test_a_failed_handler_asks_nothing() -> None:
    async with visit(app()) as page:
        await page.click("#fail")
        assert events(page) == []
        assert page.errors == ["event `fail`: internal error"]


async def test_a_reply_that_has_no_json_is_the_handlers_mistake(caplog: pytest.LogCaptureFixture) -> None:
    async with visit(app()) as page:
        assert await page.push("wrong") is None
        assert events(page) == []
        assert page.errors == ["event `wrong`: internal error"]
        assert "what an event handler returns goes to the browser as JSON" in caplog.text


async def test_outside_of_a_handler_they_go_at_once() -> None:
    async with visit(app()) as page:
        await page.push("later")
        await page.settled()
        assert events(page) == [("late", 1)]


async def test_a_failed_template_keeps_them_for_the_next_good_page() -> None:
    async with visit(app()) as page:
        await page.push("break_it")
        assert events(page) == []
        await page.push("mend")
        assert events(page) == [("broken", {})]


async def test_what_is_asked_of_a_page_that_is_away_comes_when_it_is_back() -> None:
    async with visit(app()) as page:
        await page.drop()
        await page.clock.advance(20)
        await page.reconnect()
        assert events(page) == [("tick", {})] * 2


async def test_a_frame_that_was_lost_is_done_once() -> None:
    async with visit(app()) as page:
        page.stall()
        await page.push("add", settle=False)
        await page.drop()
        await page.reconnect()
        assert events(page) == [("count", 1)]
        await page.drop()
        await page.reconnect()
        assert events(page) == [("count", 1)]


async def test_full_values_bring_what_was_not_acknowledged() -> None:
    async with visit(app()) as page:
        await page.push("add", settle=False)
        await page.send(["f", 0])
        full = [frame.parts for frame in page.frames if frame.parts[0] == "="]
        assert ["push_event", "count", 1] in full[-1][5][-1]
        assert events(page) == [("count", 1)]


class Tile(Component):
    template_string = """<i id="tile" lv-click="{{ JS.hide('#menu').push('open', value={'by': 3}) }}">{{ count }}</i>"""
    count: int = 0

    @event
    async def open(self, by: int) -> None:
        self.count += by


class Commanded(LiveView):
    template_string = """
    <input id="keys" lv-keydown.enter="note" lv-value-key="enter" lv-keydown.ctrl.k.prevent="note">
    <p lv-window-keydown.escape="note" lv-value-key="escape" data-do="{{ JS.push('note', value={'key': 'exec'}) }}"></p>
    <b id="exec" lv-click="{{ JS.exec('data-do', 'p') }}">x</b> <u lv-on:dblclick="note">u</u>
    <h1>{{ keys }}</h1>{{ Tile() }}"""
    uses = [Tile]
    keys: str = ""

    @event
    async def note(self, event: Event, key: str = "") -> None:
        self.keys += f" {key or event.key}"
        self.js(JS.focus("#keys"))


async def test_commands_and_modifiers_act_as_in_a_browser() -> None:
    app = LiveApp(routes=[live("/", Commanded)], secret="a secret for tests, long enough for the ring")
    async with visit(app) as page:
        await page.click("#tile")
        assert page.text("#tile") == "3"
        assert page.effects == [["js", [["hide", {"to": "#menu"}]]]]
        await page.press("#keys", "Enter")
        await page.press("#keys", "Escape")
        await page.press("#keys", "k", modifiers="ctrl")
        assert page.text("h1") == "enter escape enter"
        await page.click("#exec")
        assert page.text("h1").endswith("exec")
        assert page.effects[-1] == ["js", [["focus", {"to": "#keys"}]]]
