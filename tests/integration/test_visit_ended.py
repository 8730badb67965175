"""What is known of a page goes with its process, however that has ended."""

from __future__ import annotations

import asyncio

import pytest

from liveview import LiveApp, LiveView, live
from liveview.channel.channel import MOVED, Channel
from liveview.channel.mount import mount
from liveview.runtime.process import Process
from liveview.testing import visit
from liveview.web.visit import Visit
from liveview.web.writer import Entry

pytestmark = pytest.mark.asyncio


class Plain(LiveView):
    template_string = "<p>x</p>"


class Brief(LiveView):
    """Ends as soon as it is mounted: it is linked to what has ended."""

    template_string = "<p>x</p>"

    async def mount(self) -> None:
        gone = await Process().start()
        await gone.stop()
        me = Process.current()
        assert me is not None
        me.link(gone)


class Slow(LiveView):
    """Takes its time for its end."""

    template_string = "<p>x</p>"
    may_end = asyncio.Event()

    async def terminate(self, reason: str) -> None:
        await self.may_end.wait()


async def ended(channel: Channel) -> object:
    while channel.exit_reason is None:
        await asyncio.sleep(0)
    return channel.exit_reason


def another(app: LiveApp, like: Visit) -> Visit:
    """Of another page of the same browser."""
    return app.live.visit(like.place, like.session, like.scope)


async def test_a_page_that_ended_before_it_was_kept_is_not_kept() -> None:
    app = LiveApp(routes=[live("/", Plain)])
    async with visit(app, "/"):
        (open_page,) = app.live.visits.all()
        for _ in range(3):
            brief = await mount(Brief, open_page[0].request, app.live.services, site := another(app, open_page[1]))
            assert await ended(brief) == "noproc"
            app.live.park(brief, site)
            assert app.live.visits.get(brief.id) is None
            assert site.entry is not None and not site.entry.is_there
        assert app.live.visits.all() == [open_page] and len(app.live.views) == 1
        assert len(app.live.visits._visits) == len(app.live.visits._by_sign) == 1
        assert list(app.live.visits._count.values()) == [1]


async def test_who_ends_slowly_takes_nothing_of_who_goes_on_with_its_page(caplog: pytest.LogCaptureFixture) -> None:
    Slow.may_end = asyncio.Event()
    app = LiveApp(routes=[live("/", Slow)])
    async with visit(app, "/"):
        ((old, was),) = app.live.visits.all()
        app.live.views.end(old, MOVED)
        site = another(app, was)
        new = await mount(Plain, old.request, app.live.services, site, id=old.id)
        assert was.entry is not None
        app.live.park(new, site, Entry(was.entry.belonging))
        Slow.may_end.set()
        assert await ended(old) == MOVED
        assert app.live.visits.get(new.id) == (new, site) and app.live.visits.all() == [(new, site)]
        assert list(app.live.visits._by_sign.values()) == [new]
        assert list(app.live.visits._count.values()) == [1]
        new.exit("left")
        assert await ended(new) == "left"
        assert not app.live.visits._visits and not app.live.visits._by_sign and not app.live.visits._count
    assert "mistake" not in caplog.text
