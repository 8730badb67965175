"""Isolated components: each a process, whose slowness and failures are its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from liveview import Component, LiveApp, LiveView, live
from liveview.channel.panel import Panel
from liveview.errors import StateError
from liveview.runtime.life import Life
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


def shown(page: Page, name: str) -> list[str]:
    """What a panel shows: its name, count, level, ticks, what it heard, how many rows."""
    return page.text(f"#{name} > p").split()


def received(page: Page, since: int = 0) -> list[list[Any]]:
    """The frames that changed the page."""
    frames = [parts for direction, parts in page.frames[since:] if direction == "received"]
    return [parts for parts in frames if isinstance(parts[0], int) or parts[0] == "="]


async def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait for what a busy page shows, which does not settle."""
    async with asyncio.timeout(5):
        while not holds():
            await page._browser.wire._round_trip()


async def test_an_event_changes_its_own_address_and_nothing_else() -> None:
    async with visit(panels_app()) as page:
        before = len(page.frames)
        await page.click("#left .add")
        assert shown(page, "left")[1] == "1" and shown(page, "right")[1] == "0"
        [[address, version, patch, ref, effects]] = received(page, before)
        assert address > 0 and (version, ref, patch) == (2, 1, [1, ["left", 1, 0, 0, "", 0]])
        assert effects == [["flash", "info", "left 1"]] and page.notices == {"info": "left 1"}
        await page.click("#right .add")
        await page.click("#add")
        assert {address for address, *_ in received(page, before)} == {0, address, address + 1}
        assert page.text("h1") == "1 0"


async def test_a_slow_panel_keeps_nobody_waiting() -> None:
    async with visit(panels_app()) as page:
        await page.click("#left .wait", settle=False)
        await page.click("#left .add", settle=False)
        await page.click("#add", settle=False)
        await page.click("#right .add", settle=False)
        await until(page, lambda: page.text("h1") == "1 0" and shown(page, "right")[1] == "1")
        assert shown(page, "left")[1] == "0"
        assert sorted(page._browser.client.unanswered) == [1, 2]  # nobody has answered for it
        Probe.released.set()
        await page.settled()
        assert shown(page, "left")[1] == "1001" and page.errors == []


async def test_props_are_given_and_told() -> None:
    async with visit(panels_app()) as page:
        await page.click("#left .add")
        await page.click("#raise")
        assert shown(page, "left")[1:3] == ["11", "10"]
        await page.click("#append")  # changed in place: no other value, and the page shows it all the same
        await page.clock.advance(1)
        assert shown(page, "left")[-1] == "1"


async def test_messages_timers_work_and_topics_are_the_panels_own() -> None:
    async with visit(panels_app()) as page:
        await page.click("#tell")
        await page.clock.advance(2)
        assert shown(page, "left")[3:5] == ["2", "!hello"] and shown(page, "right")[3:5] == ["2", "!"]
        await page.click("#left .work")
        await page.clock.advance(1)
        assert page.text("#left i") == "42" and page.text("#right i") == "None"


async def test_it_calls_its_caller_and_moves_the_page() -> None:
    async with visit(panels_app()) as page:
        ref = await page.push("add")
        await page.submit("#left form", text="hello")
        assert page._browser.client.replies[ref + 1] == "HELLO" if isinstance(ref, int) else True
        await page.click("#right .up")
        assert page.all("#right") == [] and ("right", "removed") in Probe.ended
        assert page._browser.client.unanswered == {}
        address = page.one("#left .add").address
        page._browser.send_event(address, "leave@" + number_of(page, "left"), {}, None, {})
        await page.settled()
        assert page.url == "/?zoom=1" and page.text("h1") == "1 1"


def number_of(page: Page, name: str) -> str:
    return (page.attribute(f"#{name} .add", "lv-click") or "").partition("@")[2]


async def test_a_page_lists_them_as_a_supervisor_lists_its_children() -> None:
    async with visit(panels_app()) as page:
        view = channel_of(page)
        await page.click("#left > .break")
        [left, right] = view.which_children()
        assert [(info.id, info.restarts) for info in (left, right)] == [(("Probe", "left"), 1), (("Probe", "right"), 0)]
        assert left.process is not None and left.process.which_children() == [] and not left.is_restarting
        for _ in range(3):
            await page.click("#left > .break")
        [left, right] = view.which_children()
        assert (left.process, left.is_restarting, left.restarts) == (None, False, 3)
        await page.click(".lv-failed button")
        [left, right] = view.which_children()
        assert left.process is not None and (left.restarts, right.restarts) == (4, 0)
        await page.click("#right > .up")
        assert [info.id for info in view.which_children()] == [("Probe", "left")]


async def test_one_whose_template_fails_begins_anew_alone() -> None:
    async with visit(panels_app()) as page:
        for name in ("left", "right"):
            await page.click(f"#{name} .add")
        await page.click("#add")
        await page.click("#left > .break")
        assert page.errors == ["event `break_@3`: internal error"]
        assert page.notices["error"] == "Something went wrong. Please try again."
        assert shown(page, "left")[1] == "0" and shown(page, "right")[1] == "1" and page.text("h1") == "1 0"
        assert page.closed is None
        await page.click("#left .add")
        assert shown(page, "left")[1] == "1"


async def test_one_that_ends_the_program_ends_itself() -> None:
    async with visit(panels_app()) as page:
        await page.click("#left .add")
        page._browser.send_event(page.one("#left .add").address, "exit@" + number_of(page, "left"), {}, None, {})
        await page.settled()
        assert shown(page, "left")[1] == "0" and page.closed is None


async def test_one_that_fails_too_often_waits_for_somebody() -> None:
    async with visit(panels_app()) as page:
        for _ in range(4):
            await page.click("#left > .break")
        assert page.all("#left") == [] and page.text("#column-1 .lv-failed button") == "Try again"
        assert page.closed is None and shown(page, "right")[1] == "0"
        await page.click("#column-1 .lv-failed button")
        assert shown(page, "left")[1] == "0" and page.errors[4:] == []
        await page.clock.advance(6)
        for _ in range(4):
            await page.click("#left > .break")
        await page.clock.advance(5)
        await page.click("#raise")  # other props may be better ones
        assert shown(page, "left")[1:3] == ["0", "10"]


async def test_one_that_cannot_begin_shows_its_fallback_and_a_way_out() -> None:
    Probe.fails.add(("left", "mount"))
    async with visit(panels_app()) as page:
        assert page.all("#left") == [] and shown(page, "right")[1] == "0"
        await page.click("#column-1 .lv-failed button")
        assert len(page.all("#column-1 .lv-failed button")) == 1
        page._browser.send_event(page.one("#column-1 .lv-failed button").address, "add@9", {}, None, {})
        await page.settled()
        assert page.errors == ["event `add@9`: refused"]
        Probe.fails.clear()
        await page.click("#column-1 .lv-failed button")
        assert shown(page, "left")[1] == "0"


async def test_what_is_gone_leaves_nothing_behind() -> None:
    async with visit(panels_app()) as page:
        channel = channel_of(page)
        gone = page.one("#right .add").address, "add@" + number_of(page, "right")
        await page.click("#right .up")
        assert channel.outbox.lane(gone[0]) is None and len(list(channel._panels.on_first_page())) == 1
        page._browser.send_event(*gone, {}, None, {})
        await page.settled()
        assert page.errors == [f"event `{gone[1]}`: refused"]
        await page.push("refill")
        assert shown(page, "right")[1] == "0" and shown(page, "other")[1] == "0"


async def test_one_that_moves_keeps_its_process() -> None:
    async with visit(panels_app()) as page:
        await page.click("#left .add")
        before = page.one("#left .add").address
        await page.click("#turn")
        assert page.text("#column-2 > section > p").split()[:2] == ["left", "1"] and Probe.ended == []
        assert page.one("#left .add").address != before
        await page.click("#left .add")
        assert shown(page, "left")[1] == "2"
        await page.drop()
        await page.reconnect()
        await page.click("#left .add")
        assert shown(page, "left")[1] == "3"


async def test_they_nest_and_end_with_what_is_around_them() -> None:
    async with visit(panels_app()) as page:
        await page.push("nest")
        await page.click("#left-in .add")
        await page.click("#left-in .add")
        assert shown(page, "left-in")[1] == "2" and shown(page, "left")[1] == "0"
        await page.click("#left-in .break")
        assert shown(page, "left-in")[1] == "0" and shown(page, "left")[1] == "0"
        await page.click("#left > .break")
        assert shown(page, "left-in")[1] == "0" and ("left-in", "killed") not in Probe.ended
        await page.push("nest")
        assert page.all("#left-in") == [] and ("left-in", "removed") in Probe.ended
    assert {("left", "shutdown"), ("right", "shutdown"), ("left", "crashed")} <= set(Probe.ended)


async def test_each_address_resumes_by_its_own_version() -> None:
    async with visit(panels_app()) as page:
        await page.click("#left .add")
        await page.drop()
        await page.clock.advance(3)
        await page.reconnect()
        assert shown(page, "left")[1:4] == ["1", "0", "3"] and shown(page, "right")[3] == "3"
        assert all(parts[0] != "=" for parts in received(page)[-2:])


async def test_a_view_that_is_killed_takes_them_along() -> None:
    async with visit(panels_app()) as page:
        channel = channel_of(page)
        panels = [process for process in Life._running_.values() if isinstance(process, Panel)]
        assert len(panels) == 2
        channel.kill()
        await channel.ended()
        for panel in panels:
            assert await panel.ended() == "killed"


async def test_it_takes_no_content() -> None:
    class Tiny(Component, isolated=True):
        template_string = "<i></i>"

    class Wrong(LiveView):
        template_string = "{% call Tiny() %}content{% endcall %}"
        uses = (Tiny,)

    with pytest.raises(StateError, match="Tiny is isolated, a process of its own, and cannot show the content of a"):
        async with visit(LiveApp(routes=[live("/", Wrong)], secret=SECRET)):
            pass


async def test_there_are_not_too_many() -> None:
    class Tiny(Component, isolated=True):
        template_string = "<i></i>"

    class Many(LiveView):
        template_string = "{% for n in range(201) %}{{ Tiny(key=n) }}{% endfor %}"
        uses = (Tiny,)

    with pytest.raises(StateError, match="calls one more isolated component than the 200 that a page may have"):
        async with visit(LiveApp(routes=[live("/", Many)], secret=SECRET)):
            pass
