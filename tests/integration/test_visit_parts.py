"""`visit` and the live parts of an ordinary page: one of them at a time."""

from __future__ import annotations

from liveview.testing import visit
from tests.integration.parts import app


async def test_one_of_several_parts() -> None:
    async with visit(app, "/", part=1) as disk, visit(app, "/", part=2) as room:
        await disk.click("button[lv-click^=add]")
        assert disk.text("b") == "71"
        await room.submit("form", text="Hello")
        assert room.text(".said") == "Hello"
        await room.clock.advance(120)
        assert room.text(".ticks") == "2"
        assert disk.title == room.title == "Status", "the title is the page's"


async def test_the_first_is_live_where_none_is_named() -> None:
    async with visit(app, "/") as page:
        await page.click("#cpu [lv-click^=add]")
        assert page.text("#cpu b") == "4"
        assert page.text("#disk b") == "70"


async def test_a_part_comes_back_after_a_drop_and_to_a_new_process() -> None:
    async with visit(app, "/", part=0) as page:
        await page.click("[lv-click^=add]")
        await page.drop()
        await page.reconnect()
        assert page.text("b") == "4"
        await page.drop()
        await page.clock.advance(3600)
        await page.reconnect()
        assert page.text("b") == "4"
        await page.click("[lv-click^=add]")
        assert page.text("b") == "5"


async def test_another_url_is_another_page() -> None:
    async with visit(app, "/", part=2) as room:
        await room.click("[lv-click=turn]")
        assert (room.url, room.text(".ticks")) == ("/?ticks=40", "40")
        await room.click("a")
        assert (room.url, room.title, room.text("h2")) == ("/alone/9", "Room", "Room 9")
