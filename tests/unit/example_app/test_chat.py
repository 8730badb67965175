"""The example's chat: several pages that talk, and who is there."""

from __future__ import annotations

from example_app.app import app
from example_app.transcript import LINES, Line
from liveview.testing import Page
from tests.unit.example_app.signing import member


async def say(page: Page, text: str) -> None:
    await page.fill(".say input", text)
    await page.submit(".say")


def said(page: Page) -> list[str]:
    return page.texts(".lines .text")


async def test_what_one_says_all_hear_and_the_input_is_empty_again() -> None:
    async with member("Bea", "/chat") as one, member("Cem", "/chat") as two:
        await say(one, "Hello")
        await say(two, "Hello yourself")
        await one.clock.advance(1)
        assert said(one) == said(two) == ["Hello", "Hello yourself"]
        assert len(one.all("li.mine")) == len(two.all("li.mine")) == 1
        assert one.value(".say input") == ""


async def test_nothing_is_said_by_sending_nothing() -> None:
    async with member("Bea", "/chat") as page:
        await say(page, "")
        assert page.text(".lines .ui-muted") == "Nobody has said anything yet."


async def test_who_is_here_is_shown_by_name() -> None:
    async with member("Bea", "/chat") as one:
        async with member("Cem", "/chat") as two:
            await two.fill("#name", "Ann")
            await one.clock.advance(1)
            assert one.text("#present") == "2"
            assert one.texts(".here li")[0] == "Bea (you)"
            assert one.texts(".here li")[1] == "Ann"
            assert two.texts(".here li")[1] == "Ann (you)"
            await say(two, "It is me")
            await one.clock.advance(1)
            assert one.text(".said b") == "Ann"
            await two.leave()
        await one.clock.advance(1)
        assert one.text("#present") == "1"


async def test_who_comes_later_reads_the_last_lines_once() -> None:
    async with member("Bea", "/chat") as one:
        for number in range(LINES + 3):
            app.pubsub.publish("chat", Line("nobody", "Nobody", f"line {number}"))
        await one.clock.advance(1)
        async with member("Bea", "/chat") as two:
            await one.clock.advance(1)
            assert said(one) == said(two) == [f"line {number}" for number in range(3, LINES + 3)]
