"""One view's trouble never reaches another."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from liveview.channel.limits import Limits
from liveview.testing import visit
from tests.integration.views import GATES, app_of, channel_of


@pytest.fixture
def gate() -> Iterator[asyncio.Event]:
    GATES.append(asyncio.Event())
    yield GATES[-1]
    GATES.pop()


async def turns(count: int = 50) -> None:
    """Let every task of the loop run on."""
    for _ in range(count):
        await asyncio.sleep(0)


async def test_a_flood_of_events_is_not_read_and_others_live(gate: asyncio.Event) -> None:
    app = app_of(limits=Limits(mailbox=16))
    async with visit(app, "/gated") as flooded, visit(app) as other:
        for _ in range(1000):
            await flooded.push("work", settle=False)
        await turns(100)
        assert len(channel_of(flooded).mailbox) == 16
        assert flooded._browser.wire.socket.unread > 900
        for _ in range(20):
            await other.click("button")
        assert other.text("h1") == "20"
        gate.set()
        await flooded.settled()
        assert flooded.text("h1") == "1000"
        assert flooded.errors == []


async def test_a_raising_handler_leaves_view_and_neighbours_alive(caplog: pytest.LogCaptureFixture) -> None:
    app = app_of()
    async with visit(app, "/fragile") as page, visit(app, "/fragile") as other:
        await page.push("fail")
        await page.push("fail_in_thread")
        assert page.errors == ["event `fail`: internal error", "event `fail_in_thread`: internal error"]
        await page.click("button")
        assert page.text("h1") == "1"
        assert other.text("h1") == "0"
    assert "Fragile: event `fail` failed; the mistake is in the app's code" in caplog.text
    assert "the handler's own secret" in caplog.text  # the log is the developer's


async def test_a_raising_template_keeps_the_last_good_page(caplog: pytest.LogCaptureFixture) -> None:
    app = app_of()
    async with visit(app, "/fragile") as page:
        await page.push("divide", {"by": "0"})
        assert page.errors == ["event `divide`: internal error"]
        assert page.text("p") == "100"
        await page.click("button")
        assert (page.text("h1"), page.text("p")) == ("0", "100")  # the old page, whole
        await page.push("divide", {"by": "50"})
        assert (page.text("h1"), page.text("p")) == ("1", "2")
        assert page.errors == ["event `divide`: internal error", "event `add`: internal error"]
    assert "ZeroDivisionError" in caplog.text


async def test_a_handler_that_ends_the_program_ends_its_view_only(caplog: pytest.LogCaptureFixture) -> None:
    app = app_of()
    async with visit(app, "/fragile") as page, visit(app) as other:
        await page.push("exit")
        assert page.closed == 4004
        await other.click("button")
        assert other.text("h1") == "1"
        await page.reconnect()  # gets the page again, as the browser does
        assert page.text("h1") == "0"
    assert "Channel('Fragile') crashed at Event" in caplog.text
    assert "'count': 'int', 'divisor': 'int'}" in caplog.text


async def test_a_slow_reader_gets_the_newest_state_and_memory_stays_bounded() -> None:
    limits = Limits(unwritten=20_000, replay_bytes=50_000)
    app = app_of(limits=limits)
    async with visit(app, "/ticker") as slow, visit(app) as other:
        await slow.push("grow", {"size": "5000"})
        channel = channel_of(slow)
        slow.stall()
        for _ in range(500):
            slow.clock.turn(1)
            await channel.idle()
            await turns(5)  # the writer has its chance
        sink = channel.outbox.sink
        assert sink is not None
        assert sink.pressure <= limits.unwritten + 6_000
        assert channel.view.ticks == 500  # type: ignore[attr-defined]
        await other.click("button")
        assert other.text("h1") == "1"
        before = len(slow.frames)
        slow.flow()
        await slow.settled()
        slow.clock.turn(0.1)  # how long a view looks away from a page that does not read
        await slow.settled()
        assert slow.text("p") == "500"
        assert len([frame for frame in slow.frames[before:] if frame.direction == "received"]) < 10


async def test_a_page_that_reads_and_never_acknowledges_holds_up_only_itself() -> None:
    async with visit(app_of(limits=Limits(unacknowledged=8)), "/ticker") as page:
        page._browser.client.acknowledgement = lambda: None  # type: ignore[method-assign]
        await page.clock.advance(100)
        assert page.version <= 10
        del page._browser.client.acknowledgement
        await page.settled()
        assert page.text("p") == "100"


async def test_a_view_that_hangs_does_not_hold_up_the_end(gate: asyncio.Event) -> None:
    app = app_of()
    async with visit(app, "/gated") as page, visit(app, "/gated"):
        await page.click("button", settle=False)
        await turns()
        channel = channel_of(page)
        stopping = asyncio.create_task(channel.stop("a test", timeout=1))
        await turns()
        page.clock.turn(1)
        await stopping
        assert channel.exit_reason == "a test"
        await page.settled()
        assert page.closed == 4004
