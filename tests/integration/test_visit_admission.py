"""Whose page it is, and whether it still may be: asked again at a join, in between, and when the app says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from liveview import LiveApp, LiveView, event, live
from liveview.channel.limits import Limits
from liveview.errors import ConfigurationError
from liveview.testing import Page, visit
from liveview.web.notices import Disconnected, sign_of
from tests.integration.wire import SECRET

pytestmark = pytest.mark.asyncio


@dataclass
class User:
    id: int
    role: str = "reader"


class Mine(LiveView):
    template_string = '<h1>{{ role }} {{ count }}</h1><button lv-click="look">look</button>'
    role: str = ""
    count: int = 0

    def mount(self) -> None:
        self.role = self.user.role

    @event
    async def look(self) -> None:
        self.role, self.count = self.user.role, self.count + 1


class Door:
    """A guard whose mind changes."""

    def __init__(self) -> None:
        self.user: Any = User(1)
        self.asked = 0
        self.error: BaseException | None = None

    async def __call__(self, connection: HTTPConnection) -> Any:
        self.asked += 1
        if self.error is not None:
            raise self.error
        if self.user is None:
            raise HTTPException(403, "not any more")
        return self.user


@pytest.fixture
def door() -> Door:
    return Door()


def app_of(door: Door, **limits: Any) -> LiveApp:
    return LiveApp(routes=[live("/", Mine, guard=door)], secret=SECRET, limits=Limits(**limits))


def attached(door: Door) -> Starlette:
    """The same, behind a guard of the whole app."""
    inner = LiveApp(routes=[live("/", Mine)], secret=SECRET)
    outer = Starlette()
    inner.attach(outer, "/ops", guard=door)
    return outer


APPS: dict[str, tuple[Callable[[Door], Any], str]] = {
    "a guard of the page": (app_of, "/"),
    "a guard of the app": (attached, "/ops/"),
}


def is_loaded_anew(page: Page) -> bool:
    """Whether the browser is told to load it, as a whole: then the guard says who may see what."""
    return page.closed == 4001


@pytest.mark.parametrize(("made", "path"), APPS.values(), ids=APPS)
async def test_an_open_page_ends_when_its_guard_says_no(door: Door, made: Callable[[Door], Any], path: str) -> None:
    async with visit(made(door), path) as page:
        await page.click("button")
        before = door.asked
        await page.clock.advance(200)
        assert door.asked == before, "a guard is not asked all the time"
        door.user = None
        await page.clock.advance(200)
        assert is_loaded_anew(page)


async def test_what_a_guard_knows_now_is_what_the_page_has(door: Door) -> None:
    async with visit(app_of(door), "/") as page:
        assert page.text("h1") == "reader 0"
        door.user = User(1, "editor")
        await page.clock.advance(400)
        await page.click("button")
        assert page.text("h1") == "editor 1"


async def test_a_page_is_not_somebody_elses_whenever_that_is_seen(door: Door) -> None:
    async with visit(app_of(door), "/") as page:
        await page.click("button")
        door.user = User(2, "somebody else")
        await page.drop()
        await page.reconnect()
        assert page.text("h1") == "somebody else 0", "a new page, for another person"
        await page.click("button")
        door.user = User(3, "a third")
        await page.clock.advance(400)
        assert is_loaded_anew(page)


@pytest.mark.parametrize("error", [RuntimeError("the database is away"), SystemExit(2)], ids=repr)
async def test_a_guard_that_fails_sends_nobody_off(
    door: Door, error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    async with visit(app_of(door), "/") as page:
        door.error = error
        await page.clock.advance(400)
        assert "the mistake is in the app's code" in caplog.text
        await page.click("button")
        assert page.text("h1") == "reader 1"
        door.error, door.user = None, None
        await page.clock.advance(400)
        assert is_loaded_anew(page)


async def test_without_an_interval_nobody_asks(door: Door) -> None:
    async with visit(app_of(door, recheck=None), "/") as page:
        before = door.asked
        await page.clock.advance(100_000)
        assert door.asked == before
        await page.click("button")


async def test_all_pages_of_somebody_end_at_once_and_only_theirs(door: Door) -> None:
    app = app_of(door)
    async with visit(app, "/") as one, visit(app, "/") as two:
        door.user = User(2, "other")
        async with visit(app, "/") as other:
            await other.click("button")
            door.user = None
            app.disconnect(User(1))
            await one.clock.advance(0)
            for page in (one, two):
                await page.settled()
                assert is_loaded_anew(page)
            await other.click("button")
            assert other.text("h1") == "other 2"


async def test_who_has_come_later_stays(door: Door) -> None:
    app = app_of(door)
    async with visit(app, "/") as page:
        said = Disconnected(sign_of("User.id 1"), page.clock.wall() - 60)
        app.live.visits.end_user(said)  # as by a worker that has missed it for a minute
        await page.click("button")
        assert page.text("h1") == "reader 1"
        app.live.visits.end_user(Disconnected(said.sign, page.clock.wall()))
        await page.settled()
        assert is_loaded_anew(page)


@pytest.mark.parametrize("nobody", [None, object(), 3.5, ["a"]], ids=["nobody", "an object", "a fraction", "a list"])
async def test_somebody_who_cannot_be_told_from_others_is_not_ended(door: Door, nobody: object) -> None:
    app = app_of(door)
    async with visit(app, "/"):
        with pytest.raises(ConfigurationError, match="nothing tells one"):
            app.disconnect(nobody)


async def test_a_browser_has_so_many_pages_and_those_that_nobody_looks_at_give_way(door: Door) -> None:
    app = app_of(door, session_views=3)
    async with visit(app, "/") as first, visit(app, "/", cookies=first.cookies) as second:
        await second.drop()
        mine = first.cookies
        async with visit(app, "/", cookies=mine) as third, visit(app, "/", cookies=mine) as fourth:
            assert len(app.live.views) == 3
            for page in (first, third, fourth):
                await page.click("button")
            assert await _status(first) == 503
            async with visit(app, "/"):
                assert len(app.live.views) == 4, "others are not concerned"


async def _status(page: Page) -> int:
    return (await page._browser.fetcher.get_once("/")).response.status
