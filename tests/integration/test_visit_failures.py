"""Whatever fails, and however: it heals, and nobody beside it notices."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from liveview.testing import Page, visit
from tests.integration.failing import Board, Tile, board_app
from tests.integration.views import channel_of


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    for kept in (Tile.fails_in, Tile.ended, Board.ended):
        kept.clear()
    yield
    Tile.fails_in.clear()


def board(page: Page) -> Board:
    view = channel_of(page).view
    assert isinstance(view, Board)
    return view


def tile(page: Page, name: str) -> str:
    """What a tile shows; empty where it shows its fallback."""
    return next((text for text in page.texts("p.tile") if text.startswith(name)), "")


def failed(page: Page) -> int:
    return len(page.all(".lv-failed"))


# The first rung: a handler is a transaction.


@pytest.mark.parametrize("how", ["exception", "memory", "recursion"])
@pytest.mark.parametrize("handler", ["fail", "fail_in_thread"])
async def test_a_handler_that_raises_has_done_nothing(handler: str, how: str) -> None:
    async with visit(board_app(), "/") as page, visit(board_app(), "/") as other:
        await page.click("#left-add")
        rows = board(page).rows
        await page.push(handler, {"how": how})
        assert board(page).rows is rows and rows == [{"a": 1}]
        assert page.text("h1") == "2" and tile(page, "left").startswith("left 1")
        assert page.errors == [f"event `{handler}`: internal error"]
        assert page.notices == {"error": "Something went wrong. Please try again."}
        assert page.effects == [] or all(kind != "push_event" for kind, *_ in page.effects)
        assert other.text("h1") == "2" and other.notices == {}


@pytest.mark.parametrize("how", ["base", "exit", "cancelled"])
async def test_what_ends_a_program_ends_the_view_which_comes_back(how: str) -> None:
    app = board_app()
    async with visit(app, "/") as page, visit(app, "/") as other:
        await page.push("fail", {"how": how})
        assert page.closed == 4004 and len(Board.ended) == 1
        await page.reconnect()
        assert page.text("h1") == "2"
        await other.click("#left-add")
        assert tile(other, "left").startswith("left 1")


@pytest.mark.parametrize("how", ["exception", "memory", "recursion"])
async def test_a_timer_that_raises_has_done_nothing_and_goes_on(how: str) -> None:
    async with visit(board_app(), "/") as page:
        await page.push("set_timer", {"how": how})
        await page.clock.advance(3)
        assert page.text("h1") == "2" and page.notices == {}  # nobody has done anything
        await page.push("set_timer", {"how": ""})
        await page.clock.advance(1)
        assert page.text("h1") == "2" and page.closed is None


async def test_messages_params_and_tasks_that_fail() -> None:
    async with visit(board_app(), "/") as page:
        await page.push("say")
        assert [tile(page, name).split()[1] for name in ("left", "right")] == ["0", "0"]
        await page.push("later")
        await page.clock.advance(1)
        assert page.text("h1") == "2"
        page._browser.ask("p", "/?fail=1", 0)
        await page.settled()
        assert page.text("h1") == "2" and channel_of(page).request.query == {}
        await page.push("run")
        await page.clock.advance(1)
        assert "secret" in page.text("i")
        assert page.closed is None and failed(page) == 0


async def test_updated_and_terminate_that_fail_are_their_components_own() -> None:
    Tile.fails_in |= {("left", "updated"), ("left", "terminate")}
    async with visit(board_app(), "/") as page:
        await page.push("raise_level")
        assert tile(page, "left").split()[:3] == ["left", "0", "!"]
    assert {name for name, _ in Tile.ended} == {"left", "right", "inner"}


# The second: a component begins anew.


async def test_a_component_whose_template_fails_begins_anew() -> None:
    async with visit(board_app(), "/") as page:
        await page.click("#left-add")
        await page.click("#right-add")
        await page.click("#left-spoil")
        assert tile(page, "left").startswith("left 0") and tile(page, "right").startswith("right 1")
        assert Tile.ended == [("left", "crashed")] and failed(page) == 0 and page.closed is None
        await page.click("#left-add")
        assert tile(page, "left").startswith("left 1")


async def test_a_component_whose_state_is_lost_begins_anew() -> None:
    async with visit(board_app(), "/") as page:
        await page.click("#left-add")
        await page.click("#left-use")
        assert tile(page, "left").startswith("left 0") and Tile.ended == [("left", "crashed")]


@pytest.mark.parametrize("where", ["mount", "render"])
async def test_one_that_cannot_begin_shows_its_fallback_and_a_way_to_try_again(where: str) -> None:
    Tile.fails_in.add(("left", where))
    async with visit(board_app(), "/") as page:
        assert failed(page) == 1 and tile(page, "left") == ""
        assert "secret" not in page.html
        await page.click("#right-add")
        await page.click("#panel")
        assert tile(page, "right").startswith("right 1")
        await page.click(".lv-failed button")
        assert failed(page) == 1
        Tile.fails_in.clear()
        await page.click(".lv-failed button")
        assert failed(page) == 0 and tile(page, "left").startswith("left 0")
        await page.click("#left-add")
        assert tile(page, "left").startswith("left 1") and tile(page, "right").startswith("right 1")


async def test_a_fallback_takes_no_event_but_its_own() -> None:
    Tile.fails_in.add(("left", "mount"))
    async with visit(board_app(), "/") as page:
        number = next(node.number for node in channel_of(page)._tree if node.fallback is not None)
        await page.push(f"add@{number}")
        assert page.errors == [f"event `add@{number}`: refused"] and failed(page) == 1


async def test_in_development_a_fallback_says_why() -> None:
    Tile.fails_in.add(("left", "mount"))
    async with visit(board_app(debug=True), "/") as page:
        assert "the app's own secret" in page.text(".lv-failed small")


# The third: too many restarts are the failure of what is around.


async def test_restarts_beyond_the_intensity_are_the_parents_failure() -> None:
    async with visit(board_app(), "/") as page:
        await page.click("#panel")
        await page.click("#left-add")
        for _ in range(3):
            await page.click("#inner-spoil")
        assert page.text(".panel").startswith("1")
        await page.click("#inner-spoil")
        assert page.text(".panel").startswith("0") and tile(page, "left").startswith("left 1")
        assert page.closed is None and failed(page) == 0


async def test_time_heals() -> None:
    async with visit(board_app(), "/") as page:
        await page.click("#panel")
        for _ in range(8):
            await page.click("#inner-spoil")
            await page.clock.advance(2)
        assert page.text(".panel").startswith("1")


async def test_at_last_the_view_begins_anew_with_its_url() -> None:
    async with visit(board_app(), "/") as page:
        await page.click("#right-add")
        for _ in range(4):
            await page.click("#left-spoil")
        assert page.closed == 4004 and Board.ended == ['LookupError("the app\'s own secret")']
        await page.reconnect()
        assert tile(page, "right").startswith("right 0") and page.url == "/"


async def test_a_view_whose_state_is_lost_begins_anew_and_shows_nothing_half_done() -> None:
    async with visit(board_app(), "/") as page:
        await page.push("lose")
        shown = page.html
        await page.push("fail_with_many")
        assert page.closed == 4004 and page.html == shown
        await page.reconnect()
        assert board(page).many == []


async def test_a_template_that_fails_for_good_makes_the_view_begin_anew() -> None:
    async with visit(board_app(), "/") as page:
        shown = page.html
        for _ in range(4):
            assert page.html == shown and page.closed is None
            await page.push("divide", {"by": "0"})
        assert page.closed == 4004
        await page.reconnect()
        assert page.text("h2") == "1"


# The fourth: no loop.


async def test_a_view_that_keeps_failing_gets_an_error_page_once() -> None:
    app = board_app()
    async with visit(app, "/") as page, visit(app, "/") as other:
        for _ in range(3):
            await page.push("fail", {"how": "exit"})
            assert page.closed == 4004
            await page.reconnect()
        await page.push("fail", {"how": "exit"})
        assert page.closed == 4001  # the browser loads the page
        fetched = await page._browser.fetcher.get("/")
        assert fetched.response.status == 500 and "This page has failed" in fetched.response.text
        assert "secret" not in fetched.response.text and "<script" not in fetched.response.text
        again = await page._browser.fetcher.get("/")  # somebody has asked for it
        assert again.response.status == 200
        await other.click("#left-add")
        assert tile(other, "left").startswith("left 1")


async def test_a_view_that_fails_as_soon_as_it_is_joined_does_not_come_back_for_ever() -> None:
    async with visit(board_app(), "/") as page:
        Tile.fails_in.add(("board", "joined"))
        await page.drop()
        for _ in range(4):
            if page.closed != 4001:
                await page.reconnect()
        assert page.closed == 4001


async def test_a_mount_that_fails_is_an_error_page_of_its_own() -> None:
    app = board_app()
    async with visit(app, "/") as page:
        with pytest.raises(LookupError):
            await page._browser.fetcher.get("/unmountable")
        await page.click("#left-add")
        assert tile(page, "left").startswith("left 1")
