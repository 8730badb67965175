"""Who is here: several pages of one app, over the real protocol."""

from __future__ import annotations

import pytest

from liveview import Component, LiveApp, LiveView, Presence, event, live
from liveview.testing import Page, asgi, visit
from tests.integration.wire import SECRET


class Badge(Component):
    template_string = "<em>{{ people|length }}</em>"
    room: str
    people: Presence = Presence("room:{room}")


class Room(LiveView):
    uses = [Badge]
    template_string = """
      <ul>{% for one in people %}<li>{{ one.key }} {{ one.metas|join(",") }}</li>{% endfor %}</ul>
      {{ Badge(room=room) }}
      <button id="busy" lv-click="busy">busy</button><button id="hide" lv-click="hide">hide</button>
      <button id="go" lv-click="go">go</button>
      <form id="say" lv-submit="say"><input name="status"></form>
    """
    room: str = ""
    who: str = ""
    people: Presence = Presence("room:{room}")

    def mount(self, room: str, who: str) -> None:
        self.room, self.who = room, who
        self.live.track(f"room:{room}", who, "idle")

    @event
    async def busy(self) -> None:
        self.live.track(f"room:{self.room}", self.who, "busy")

    @event
    async def say(self, status: str) -> None:
        self.live.track(f"room:{self.room}", self.who, status)

    @event
    def hide(self) -> None:
        self.live.untrack(f"room:{self.room}", self.who)

    @event
    def go(self) -> None:
        self.live.untrack(f"room:{self.room}", self.who)
        self.room = "b"
        self.live.track("room:b", self.who, "new")


def app() -> LiveApp:
    return LiveApp(routes=[live("/{room}/{who}", Room)], secret=SECRET)


def people(page: Page) -> list[str]:
    assert page.text("em") == str(len(page.texts("li")))
    return page.texts("li")


async def test_who_comes_and_goes_is_shown_to_all() -> None:
    made = app()
    async with visit(made, "/a/ann") as ann:
        await ann.clock.advance(1)
        assert people(ann) == ["ann idle"]
        async with visit(made, "/a/bob") as bob, visit(made, "/b/cid") as cid:
            await ann.clock.advance(1)
            assert people(ann) == people(bob) == ["ann idle", "bob idle"] and people(cid) == ["cid idle"]
            await bob.click("#busy")
            await ann.clock.advance(1)
            assert people(ann) == ["ann idle", "bob busy"]
            await bob.click("#hide")
            await ann.clock.advance(1)
            assert people(ann) == ["ann idle"]
            await bob.leave()
            await ann.click("#go")
            await ann.clock.advance(1)
            assert people(ann) == people(cid) == ["cid idle", "ann new"]
            assert dict(made.presence.list("room:a")) == {}


async def test_two_tabs_are_one_person() -> None:
    made = app()
    async with visit(made, "/a/ann") as one, visit(made, "/a/ann") as two:
        await one.clock.advance(1)
        assert people(one) == people(two) == ["ann idle,idle"]
        await two.leave()
        await one.clock.advance(1)
        assert people(one) == ["ann idle"]


async def test_a_page_that_is_away_is_still_here_and_one_that_expires_is_not() -> None:
    made = app()
    async with visit(made, "/a/ann") as one, visit(made, "/a/bob") as two:
        await two.drop()
        await one.clock.advance(5)
        assert people(one) == ["ann idle", "bob idle"]
        await one.clock.advance(120)
        assert people(one) == ["ann idle"]


async def test_a_page_that_is_loaded_and_never_joined_is_nowhere() -> None:
    made = app()
    async with visit(made, "/a/ann") as page:
        response = await asgi.get(made, "/a/eve")
        assert response.status == 200 and "ann idle" in response.text
        await page.clock.advance(1)
        assert people(page) == ["ann idle"]


async def test_a_status_that_is_too_long_for_everybody_is_told_to_who_has_written_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    made = app()
    async with visit(made, "/a/ann") as ann, visit(made, "/a/bob") as bob:
        await ann.submit("#say", status="x" * 60_000)
        await ann.submit("#say", status="at lunch")
        await ann.clock.advance(1)
        assert people(ann) == people(bob) == ["ann at lunch", "bob idle"]
    assert "PresenceTooLargeError" in caplog.text
