"""Isolated components under pressure: floods, removals while they work, and failures of what is around them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from liveview import Component, LiveApp, LiveView, event, live
from liveview.testing import Page, visit
from tests.integration.panelled import Probe, panels_app
from tests.integration.views import channel_of
from tests.integration.wire import SECRET


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    Probe.fails.clear()
    Probe.ended.clear()
    Probe.released = asyncio.Event()
    yield
    Probe.fails.clear()


def count_of(page: Page, name: str) -> str:
    return page.text(f"#{name} > p").split()[1]


async def turns(page: Page) -> None:
    """Let a page that does not settle hear all that is said to it."""
    for _ in range(20):
        await page._browser.wire._round_trip()


async def test_a_flood_for_one_that_hangs_is_refused_and_nobody_else_waits(caplog: pytest.LogCaptureFixture) -> None:
    async with visit(panels_app()) as page:
        await page.click("#left .wait", settle=False)
        for _ in range(300):
            await page.click("#left .add", settle=False)
        await page.click("#add", settle=False)
        await turns(page)
        assert page.text("h1") == "1 0"
        refused = len(page.errors)
        assert set(page.errors) == {"event `add@3`: too many events wait"}
        assert len(page._browser.client.unanswered) == 301 - refused  # a refusal answers none of those that wait
        Probe.released.set()
        await page.settled()
        assert count_of(page, "left") == str(1000 + 300 - refused)
    said = [entry for entry in caplog.messages if entry.startswith("the mailbox of <Panel of Probe")]
    assert 0 < len(said) < 3  # once, and again after one of them was run


async def test_what_it_sends_to_a_caller_that_hangs_is_refused_alike() -> None:
    async with visit(panels_app()) as page:
        await page.push("nest")
        await page.click("#left > .wait", settle=False)
        for _ in range(300):
            await page.click("#left > .add", settle=False)
        await turns(page)
        before = len(page.errors)
        for _ in range(2):  # there may be room for one, whom the flood has found at its wait
            await page.click("#left-in > .up", settle=False)
        await turns(page)
        assert page.errors[before:] == [f"event `{page.attribute('#left-in > .up', 'lv-click')}`: too many events wait"]
        Probe.released.set()
        await page.settled()


async def test_events_of_one_that_is_removed_as_it_works_are_refused_and_it_says_no_more() -> None:
    async with visit(panels_app()) as page:
        await page.click("#right > .add")
        await page.click("#right > .wait", settle=False)
        await page.push("remove", settle=False)
        await turns(page)
        assert page._browser.client.unanswered == {} and page.errors == ["event `wait@4`: refused"]
        since = len(page.frames)
        Probe.released.set()
        await page.settled()
        assert ("right", "removed") in Probe.ended
        assert [frame for frame in page.frames[since:] if frame.direction == "received"] == []


async def test_an_event_that_its_caller_has_answered_is_none_of_those_that_a_crash_fails() -> None:
    async with visit(panels_app()) as page:
        address, name = page.one("#left .up").address, page.attribute("#left .up", "lv-click")
        page._browser.send_event(address, name or "", {}, None, {})
        await page.settled()
        [panel] = [place.panel for place in channel_of(page)._panels._places.values()]
        assert panel is not None
        panel.kill()
        await page.settled()
        assert page.errors == [] and page.notices == {}


async def test_the_report_of_a_crash_names_the_component_and_its_fields(caplog: pytest.LogCaptureFixture) -> None:
    async with visit(panels_app()) as page:
        page._browser.send_event(page.one("#left .add").address, "exit", {}, None, {})
        await page.settled()
    assert "/Panel('Probe') crashed at Event: SystemExit(3)" in caplog.text
    assert "'name': 'str of 4'" in caplog.text and "services" not in caplog.text


async def test_what_was_within_one_that_begins_anew_is_gone() -> None:
    async with visit(panels_app()) as page:
        await page.push("nest")
        lanes = channel_of(page).outbox._lanes
        before, gone = set(lanes), page.one("#left-in .add").address
        await page.click("#left-in > .wait", settle=False)
        await page.click("#left > .break", settle=False)
        await turns(page)
        page._browser.send_event(gone, "retry", {}, None, {})
        Probe.released.set()
        await page.settled()
        assert page.errors[1:] == ["event `retry`: refused"]
        assert len(lanes) == len(before) and gone not in lanes
        assert count_of(page, "left-in") == "0"


async def test_one_that_is_removed_as_it_hangs_ends_with_the_view() -> None:
    async with visit(panels_app()) as page:
        channel = channel_of(page)
        panel = next(place.panel for node, place in channel._panels._places.items() if node.key == "right")
        await page.click("#right > .wait", settle=False)
        await page.push("remove", settle=False)
        await turns(page)
        assert panel is not None and panel.exit_reason is None
        channel.kill()
        assert await panel.ended() == "killed"


class Plate(Component, isolated=True):
    template_string = "<b>{{ name }}</b>"
    name: str


class Seats(LiveView):
    template_string = (
        "{% for name in names %}<p>{% if name %}{{ Plate(name=name, key=name) }}{% endif %}</p>{% endfor %}"
    )
    uses = (Plate,)
    names: list[str] = ["x", ""]

    @event
    async def turn(self) -> None:
        self.names = self.names[::-1]


async def test_one_whose_props_stay_shows_itself_in_its_new_seat() -> None:
    async with visit(LiveApp(routes=[live("/", Seats)], secret=SECRET)) as page:
        before = page.one("b").address
        await page.push("turn")
        assert page.text("p:last-child b") == "x" and page.one("b").address != before


async def test_what_stands_within_one_that_moves_is_sent_again() -> None:
    async with visit(panels_app()) as page:
        await page.push("nest")
        inner, since = page.one("#left-in .add").address, len(page.frames)
        await page.click("#turn")  # its nodes have gone with those of the seat that was left
        values = [frame.parts[1] for frame in page.frames[since:] if frame.parts[0] == "="]
        assert set(values) == {page.one("#left > .add").address, inner}


async def test_a_page_that_comes_back_speaks_of_those_that_it_shows() -> None:
    async with visit(panels_app()) as page:
        left = page.one("#left .add").address
        await page.click("#right .up")
        await page.drop()
        await page.reconnect()
        [_, joined] = [frame.parts for frame in page.frames if frame.parts[0] == "j" and frame.direction == "sent"]
        assert joined[2][::2] == [0, left]


class Endless(Component, isolated=True):
    template_string = "<i>{{ depth }}</i>{{ Endless(depth=depth + 1) }}"
    depth: int


class Abyss(LiveView):
    template_string = "{{ Endless(depth=1) }}"
    uses = (Endless,)


async def test_there_are_not_too_many_within_each_other() -> None:
    async with visit(LiveApp(routes=[live("/", Abyss)], secret=SECRET)) as page:
        await turns(page)
        assert page.texts("i")[-1] == "199" and len(page.all(".lv-failed")) == 1
        await page.drop()
        await page.reconnect()
        assert len(page.texts("i")) == 199
