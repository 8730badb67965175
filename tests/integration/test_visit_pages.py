"""Pages over the real protocol: what they show, and what a user does with them."""

from __future__ import annotations

import pytest

from liveview import LiveApp, LiveView, event, live
from liveview.testing import visit
from tests.integration.views import app_of, channel_of
from tests.integration.wire import SECRET


async def test_a_counter_counts() -> None:
    async with visit(app_of()) as page:
        assert page.text("h1") == "0"
        await page.click("button")
        await page.click("button")
        assert page.text("h1") == "2"
        assert page.html == '<h1>2</h1><button lv-click="add" lv-value-by="1">+</button>'
        assert page.errors == []


async def test_a_click_takes_few_bytes() -> None:
    async with visit(app_of()) as page:
        await page.click("button")
        before = len(page.frames)
        await page.click("button")
        assert page.frames[before : before + 2] == [
            ("sent", ["e", 2, 0, "add", {"by": "1"}]),
            ("received", [0, 3, [0, 2], 2]),
        ]


async def test_the_title_follows_the_state() -> None:
    async with visit(app_of()) as page:
        assert page.title == "Counter"
        await page.click("button")
        assert page.title == "Counter at 1"


async def test_a_keyed_list_is_turned_cut_and_extended() -> None:
    async with visit(app_of(), "/rows") as page:
        assert page.texts("li") == ["one x", "two x", "three x"]
        await page.click("#turn")
        assert page.texts("li") == ["three x", "two x", "one x"]
        assert page.frames[-2].parts[2] == [-1, [[], [], [[2, 1, 0]]]]
        await page.click("#row-2 button")
        await page.submit("form", text="four & more")
        assert page.texts("li") == ["three x", "one x", "four & more x"]
        assert page.attribute("li:nth-of-type(2)", "id") == "row-1"
        assert page.errors == []


async def test_text_that_cannot_be_written_is_the_same_on_the_first_page_and_later() -> None:
    class Odd(LiveView):
        template_string = '<p title="{{ text }}">{{ text }}</p><button lv-click="change">x</button>'
        text: str = "a\ud800b\0c"

        @event
        async def change(self) -> None:
            self.text = "\udfff\0d"

    async with visit(LiveApp(routes=[live("/", Odd)])) as page:
        assert (page.text("p"), page.attribute("p", "title")) == ("a\ufffdbc", "a\ufffdbc")
        await page.click("button")
        assert (page.text("p"), page.attribute("p", "title")) == ("\ufffdd", "\ufffdd")
        assert page.errors == []


async def test_timers_run_when_their_time_has_come() -> None:
    async with visit(app_of(), "/ticker") as page:
        assert page.text("p") == "0"
        await page.clock.advance(0.9)
        assert page.text("p") == "0"
        await page.clock.advance(0.1)
        assert page.text("p") == "1"
        await page.clock.advance(10)
        assert page.text("p") == "11"


async def test_timers_go_on_while_the_page_is_away_and_end_with_it() -> None:
    async with visit(app_of(), "/ticker") as page:
        channel = channel_of(page)
        await page.drop()
        await page.clock.advance(30)
        await page.reconnect()
        assert page.text("p") == "30"
        await page.drop()
        await page.clock.advance(60)
        await channel.stop()
        assert channel.exit_reason == "expired"


async def test_many_pages_of_one_app_are_strangers() -> None:
    app = app_of()
    async with visit(app) as one, visit(app, cookies=one.cookies) as two, visit(app, "/rows") as three:
        await one.click("button")
        await two.click("button")
        await two.click("button")
        await three.click("#turn")
        assert (one.text("h1"), two.text("h1"), three.texts("li")[0]) == ("1", "2", "three x")
        assert one.cookies == two.cookies != three.cookies
        assert len(app.live.views) == 3


async def test_an_app_is_stopped_after_its_last_visit_and_may_be_visited_again() -> None:
    app = app_of()
    async with visit(app) as page:
        channel = channel_of(page)
        await page.click("button")
    assert channel.exit_reason == "shutdown"
    async with visit(app) as page:
        assert page.text("h1") == "0"


async def test_path_query_and_cookies_reach_the_view() -> None:
    class Room(LiveView):
        template_string = "<p>{{ number }} {{ word }}</p>"
        number: int = 0
        word: str = ""

        def mount(self, room_id: int) -> None:
            self.number = room_id

        def params(self, word: str = "none") -> None:
            self.word = word

    app = LiveApp(routes=[live("/rooms/{room_id}", Room)], secret=SECRET)
    async with visit(app, "/rooms/7?word=h%C3%B6") as page:
        assert page.text("p") == "7 hö"


async def test_state_of_every_kind_of_control_reaches_the_handler() -> None:
    class Form(LiveView):
        template_string = """
        <form lv-change="look" lv-submit="save">
          <input name="name" value="ann">
          <input type="checkbox" name="news" value="yes">
          <input type="radio" name="size" value="s" checked><input type="radio" name="size" value="l">
          <select name="color"><option>red</option><option value="g">green</option></select>
          <textarea name="note">hi</textarea>
          <button name="how" value="now">Save</button>
        </form><pre>{{ heard }}</pre>"""
        heard: str = ""

        @event
        async def look(self, name: str) -> None:
            self.heard = f"look {name}"

        @event
        async def save(self, name: str, size: str, color: str, note: str, news: str = "", how: str = "") -> None:
            self.heard = " ".join((name, news or "-", size, color, note, how or "-"))

    app = LiveApp(routes=[live("/", Form)], secret=SECRET)
    async with visit(app) as page:
        await page.submit("form")
        assert page.text("pre") == "ann - s red hi -"
        await page.fill("[name=name]", "bob & co")
        assert page.text("pre") == "look bob & co"
        await page.click("[name=news]")
        await page.click("[name=size][value=l]")
        await page.change("select", "g")
        await page.click("button")
        assert page.text("pre") == "bob & co yes l g hi now"
        await page.submit("form", name="eve", news=False, size="s", note="ho")
        assert page.text("pre") == "eve - s g ho -"
        assert page.errors == []


@pytest.mark.parametrize("debug", [False, True])
async def test_what_a_raising_handler_says_is_for_the_developer_only(debug: bool) -> None:
    async with visit(app_of(debug=debug), "/fragile") as page:
        await page.push("fail")
        assert page.errors == ["event `fail`: internal error"]
        assert page.text("h1") == "0"  # the handler has done nothing
        said = repr(page.frames)
        assert ("secret" in said) is debug
        assert bool(page.reports) is debug
        await page.click("button")
        assert page.text("h1") == "1"
