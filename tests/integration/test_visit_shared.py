"""Shared components: one process and one evaluation for all who look, and the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from liveview import Component, LiveApp, LiveView, live
from liveview.channel.supervising import SHARED, SharedSupervisor
from liveview.errors import DefinitionError, StateError
from liveview.testing import Page, asgi, visit
from tests.integration.boarded import Board, hall_app
from tests.integration.views import channel_of
from tests.integration.wire import SECRET


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    for kept in (Board.fails, Board.made, Board.ended):
        kept.clear()
    yield
    Board.fails.clear()


def board(page: Page) -> str:
    return page.texts("ul > li")[0]


def changes(page: Page, since: int = 0) -> list[list[Any]]:
    """The frames of the board."""
    frames = [parts for direction, parts in page.frames[since:] if direction == "received"]
    return [parts for parts in frames if (isinstance(parts[0], int) and parts[0] < 0) or parts[:2] == ["=", -1]]


async def test_all_see_what_one_does_and_get_the_same_bytes() -> None:
    app = hall_app()
    async with visit(app, "/?me=1") as one, visit(app, "/?me=2") as two:
        assert Board.made == ["a"]
        before = len(one.frames), len(two.frames)
        await one.click(".add")
        await two.settled()
        assert board(one) == board(two) == "a 1 0 me=1"
        assert one.notices == {"info": "a 1"} and two.notices == {}  # the notice is for who has done it
        assert one._browser.client.replies == {1: 1} and two._browser.client.replies == {}
        await two.click(".more")
        await one.settled()
        assert one.texts(".more") == two.texts(".more") == ["1"]
        assert changes(one, before[0]) == changes(two, before[1])
        await one.click("#own")
        assert (one.text("h1"), two.text("h1")) == ("1", "0")


async def test_who_comes_late_sees_what_is_there() -> None:
    app = hall_app()
    async with visit(app, "/") as one:
        await one.click(".add")
        await one.clock.advance(3)
        async with visit(app, "/") as two:
            assert board(two) == board(one) == "a 1 3"
            assert len(changes(two)) == 1  # the testing client asks for everything once
            await two.click(".add")
            await one.settled()
            assert board(two) == board(one)
        await one.click(".add")
        assert board(one) == "a 3 3"
    assert Board.made == ["a"]


async def test_props_tell_one_from_another_and_may_change() -> None:
    app = hall_app()
    async with visit(app, "/") as one, visit(app, "/?room=b") as two:
        assert Board.made == ["a", "b"]
        await one.click(".add")
        await two.settled()
        assert board(two).startswith("b 0")
        one._browser.ask("p", "/?room=b", 0)
        await one.settled()
        assert board(one) == board(two) and Board.made == ["a", "b"]
        await two.click(".add")
        await one.settled()
        assert board(one).startswith("b 1")
        one._browser.ask("p", "/?room=", 0)
        await one.settled()
        assert one.all("ul") == []
        await one.clock.advance(11)
        assert Board.ended == ["a nobody looks"]
        one._browser.ask("p", "/?room=a", 0)
        await one.settled()
        assert board(one).startswith("a 0") and Board.made == ["a", "b", "a"]


async def test_it_stays_a_while_after_the_last_has_left() -> None:
    app = hall_app()
    async with visit(app, "/?room=b") as other:
        async with visit(app, "/") as page:
            await page.click(".add")
            await page.leave()
        async with visit(app, "/") as page:
            assert board(page).startswith("a 1")
            await page.leave()
        await other.clock.advance(11)
        assert Board.ended == ["a nobody looks"]


async def test_a_handler_that_raises_has_done_nothing_and_only_its_caller_is_told() -> None:
    app = hall_app()
    async with visit(app, "/") as one, visit(app, "/") as two:
        await one.click(".fail")
        await two.settled()
        assert board(one) == board(two) == "a 0 0"
        assert one.errors == ["event `fail@1000000`: internal error"] and two.errors == []
        assert "error" in one.notices and two.notices == {}


async def test_one_that_crashes_begins_anew_for_all_of_them() -> None:
    app = hall_app()
    async with visit(app, "/") as one, visit(app, "/") as two:
        await one.click(".add")
        await one.click("#own")
        await one.click(".spoil")
        await two.settled()
        assert board(one) == board(two) == "a 0 0" and one.text("h1") == "1"
        assert one.errors == ["event `spoil@1000000`: internal error"] and two.errors == [] and two.closed is None
        for _ in range(3):
            await one.click(".spoil")
        await two.settled()
        assert one.text(".lv-failed button") == two.text(".lv-failed button") == "Try again"
        async with visit(app, "/") as three:
            assert three.text(".lv-failed button") == "Try again"
        await two.click(".lv-failed button")
        await one.settled()
        assert board(one) == board(two) == "a 0 0"


async def test_one_that_cannot_begin_shows_its_fallback() -> None:
    Board.fails.add("a")
    app = hall_app()
    async with visit(app, "/") as one, visit(app, "/") as two:
        assert len(one.all(".lv-failed")) == len(two.all(".lv-failed")) == 1
        Board.fails.clear()
        await two.click(".lv-failed button")
        await one.settled()
        assert board(one) == board(two) == "a 0 0"


async def test_a_page_that_was_away_gets_what_it_missed() -> None:
    app = hall_app()
    async with visit(app, "/") as one, visit(app, "/") as two:
        await one.click(".add")
        await two.settled()
        await two.drop()
        before = len(two.frames)
        await one.click(".add")
        await one.click(".add")
        await two.reconnect()
        assert board(two) == board(one) == "a 3 0"
        assert [parts[0] for parts in changes(two, before)] == [-1, -1]
        await two.drop()
        for _ in range(40):
            await one.click(".add")
        before = len(two.frames)
        await two.reconnect()
        assert board(two) == board(one) == "a 43 0"
        assert [parts[0] for parts in changes(two, before)] == ["="]


async def test_a_page_that_does_not_keep_up_skips_to_the_newest() -> None:
    app = hall_app()
    async with visit(app, "/") as one, visit(app, "/") as slow:
        slow._browser.client.acknowledgement = lambda: None  # type: ignore[method-assign]
        for _ in range(50):
            await one.click(".add")
        await slow.settled()
        assert 20 < int(board(slow).split()[1]) < 50
        before = len(slow.frames)
        await slow.send(["v", -1, slow._browser.client._shown[-1].version])
        await slow.settled()
        assert board(slow) == board(one) == "a 50 0"
        assert [parts[0] for parts in changes(slow, before)] == ["="]


async def test_what_is_published_reaches_it_once_and_all_pages_hear_of_it() -> None:
    app = hall_app()
    async with visit(app, "/") as one, visit(app, "/") as two:
        await one.click("#bell")
        await two.settled()
        assert board(one) == board(two) == "a 0 0 ding"
        assert one.effects == two.effects == [["push_event", "ring", {"text": "ding"}]]


async def test_it_is_of_no_page() -> None:
    async with visit(hall_app(), "/") as page:
        await page.click(".shout")
        assert page.url == "/" and page.errors == ["event `shout@1000000`: internal error"]


async def test_what_is_gone_leaves_nothing_behind() -> None:
    app = hall_app()
    async with visit(app, "/?room=b") as other:
        async with visit(app, "/") as page:
            await page.click(".add")
        assert len(channel_of(other).services.sharing) == 2  # type: ignore[arg-type]
        await other.clock.advance(100)
        assert len(channel_of(other).services.sharing) == 1  # type: ignore[arg-type]
    assert Board.ended == ["a nobody looks", "b shutdown"]


async def test_they_outlive_what_supervises_them() -> None:
    app = hall_app()
    async with visit(app, "/") as one:
        await one.click(".add")
        tree = channel_of(one).services.tree
        assert tree is not None
        supervisor = tree.whereis(SHARED, SharedSupervisor)
        supervisor.kill()
        await supervisor.ended()
        await one.click(".add")
        assert board(one).startswith("a 2")
        (child,) = tree.whereis(SHARED, SharedSupervisor).which_children()
        assert child.id == ("Board", "a") and child.process is not None
        tree.whereis(SHARED, SharedSupervisor).kill()
        child.process.kill()  # and nobody can start another one
        await child.process.ended()
        await one.settled()
        await one.click(".lv-failed button")
        assert board(one) == "a 0 0"
    assert Board.ended == ["a shutdown"]


async def test_what_cannot_be_shared_is_said() -> None:
    with pytest.raises(DefinitionError, match="it has many callers, and can emit an event to none of them"):

        class Emits(Component, shared=True):
            template_string = ""
            emits = ("gone",)

    with pytest.raises(DefinitionError, match="Both is isolated and shared"):

        class Both(Component, isolated=True, shared=True):
            template_string = ""

    class Listed(Component, shared=True):
        template_string = "<i></i>"
        rows: list[int]

    class Wrong(LiveView):
        template_string = "{{ Listed(rows=[1]) }}"
        uses = (Listed,)

    with pytest.raises(StateError, match="the prop `rows` cannot be compared: list has no hash"):
        async with visit(LiveApp(routes=[live("/", Wrong)], secret=SECRET)):
            pass


async def test_it_shows_nothing_that_has_an_address() -> None:
    class Inner(Component, isolated=True):
        template_string = "<i></i>"

    class Outer(Component, shared=True):
        template_string = "<p>{{ Inner() }}</p>"
        uses = (Inner,)

    class View(LiveView):
        template_string = "<h1>page</h1>{{ Outer() }}"
        uses = (Outer,)

    async with visit(LiveApp(routes=[live("/", View)], secret=SECRET)) as page:
        assert page.text("h1") == "page" and len(page.all(".lv-failed")) == 1


async def test_there_are_not_too_many() -> None:
    from liveview.channel.limits import Limits

    app = hall_app(limits=Limits(shared=1))
    async with visit(app, "/"):
        with pytest.raises(StateError, match=r"this worker has 1 shared components \(Limits.shared\), and Board"):
            async with visit(app, "/?room=b"):
                pass


async def test_it_goes_on_while_nobody_has_joined() -> None:
    app = hall_app()
    async with visit(app, "/?room=b") as other:
        await asgi.get(app, "/", [])  # loaded, and never joined: as a health check does
        await other.click("#bell")
        await other.clock.advance(3)
        response = await asgi.get(app, "/", [])
        assert "a 0 3 ding" in response.text
