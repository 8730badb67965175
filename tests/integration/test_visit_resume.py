"""A page that was away comes back to where it was, and each event runs once."""

from __future__ import annotations

import asyncio

from liveview.channel.limits import Limits
from liveview.testing import Page, visit
from tests.integration.views import app_of, channel_of


def received(page: Page, since: int = 0) -> list[list[object]]:
    return [frame.parts for frame in page.frames[since:] if frame.direction == "received"]


async def test_missed_frames_are_sent_again() -> None:
    async with visit(app_of(), "/ticker") as page:
        await page.clock.advance(2)
        version, channel = page.version, channel_of(page)
        page.stall()
        page.clock.turn(1)  # rendered and sent, and lost on the way
        await channel.idle()
        await page.drop()
        assert page.text("p") == "2"
        before = len(page.frames)
        await page.reconnect()
        assert received(page, before) == [["j", 1, 0], [0, version + 1, [0, 3]], ["t", "Ticker"]]
        assert page.text("p") == "3"


async def test_state_that_changed_meanwhile_comes_as_one_patch() -> None:
    async with visit(app_of(), "/ticker") as page:
        await page.clock.advance(1)
        version, before = page.version, len(page.frames)
        await page.drop()
        await page.clock.advance(50)
        assert page.text("p") == "1"
        await page.reconnect()
        assert page.text("p") == "51"
        assert page.version == version + 1
        assert [parts[0] for parts in received(page, before)].count(0) == 1


async def test_what_is_clicked_in_the_tunnel_runs_after_it_once() -> None:
    async with visit(app_of()) as page:
        await page.drop()
        await page.click("button", settle=False)
        await page.click("button", settle=False)
        assert page.text("h1") == "0"
        await page.reconnect()
        assert page.text("h1") == "2"


async def test_an_event_whose_answer_was_lost_runs_once() -> None:
    async with visit(app_of()) as page:
        channel = channel_of(page)
        page.stall()
        await page.click("button", settle=False)
        while channel.view.count == 0:  # type: ignore[attr-defined]
            await asyncio.sleep(0)
        await page.drop()
        assert list(page._browser.client.unanswered) == [1]
        before = len(page.frames)
        await page.reconnect()
        assert page.text("h1") == "1"
        assert received(page, before)[0] == ["j", 1, 1]  # the newest event it has taken


async def test_an_event_that_failed_while_the_page_was_away_is_answered_with_its_error() -> None:
    async with visit(app_of(), "/fragile") as page:
        channel = channel_of(page)
        page.stall()
        await page.click("button", settle=False)
        await page.push("fail", settle=False)
        await page.click("button", settle=False)
        while channel.view.count < 2:  # type: ignore[attr-defined]
            await asyncio.sleep(0)
        await channel.idle()
        await page.drop()
        await page.reconnect()
        assert page.text("h1") == "2"
        assert page.errors == ["event `fail`: internal error"]
        await page.reconnect()
        assert page.errors == ["event `fail`: internal error"]


async def test_refs_are_taken_once_even_from_a_client_that_repeats_them() -> None:
    async with visit(app_of()) as page:
        for _ in range(3):
            await page.send(["e", 1, 0, "add"])
        await page.send(["e", 2, 0, "add"])
        await page.send(["e", 1, 0, "add"])
        assert page.text("h1") == "2"
        assert received(page)[-1] == ["a", 2]


async def test_a_gap_is_closed_by_the_full_values() -> None:
    async with visit(app_of(limits=Limits(unacknowledged=4))) as page:
        for _ in range(10):
            await page.click("button")
        page._browser.client._shown[0].version = 2  # older than what is kept
        await page.drop()
        before = len(page.frames)
        await page.reconnect()
        assert received(page, before)[0] == ["j", 0, 10]
        assert [parts[:3] for parts in received(page, before) if parts[0] == "="] == [["=", 0, 12]]
        assert page.text("h1") == "10"


async def test_a_page_that_asks_gets_the_full_values() -> None:
    async with visit(app_of()) as page:
        await page.click("button")
        await page.send(["f", 0])
        assert received(page)[-1][:3] == ["=", 0, 3]
        await page.click("button")
        assert page.text("h1") == "2"


async def test_a_process_that_has_gone_is_replaced_on_the_same_page() -> None:
    async with visit(app_of()) as page:
        await page.click("button")
        gone = channel_of(page)
        await page.drop()
        await gone.stop("signed out")  # nothing is kept of it
        await page.reconnect()
        assert page.text("h1") == "0"  # a new view
        await page.click("button")
        assert page.text("h1") == "1"
        assert channel_of(page) is not gone


async def test_a_page_that_leaves_ends_its_view() -> None:
    app = app_of()
    async with visit(app) as page:
        channel = channel_of(page)
        await page.leave()
        await channel.stop()
        assert channel.exit_reason == "left"
        assert page.closed == 1000
        assert len(app.live.views) == 0
