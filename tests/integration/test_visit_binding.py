"""Bound controls and fields in the URL: what is entered reaches its field and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from liveview.testing import Page, visit
from tests.integration.filters import app


def received(page: Page) -> list[Any]:
    """The patches that the page was sent."""
    return [frame.parts for frame in page.frames if frame.direction == "received" and isinstance(frame.parts[0], int)]


def sent(page: Page) -> list[Any]:
    """The newest event that the page has sent."""
    return [frame.parts for frame in page.frames if frame.direction == "sent" and frame.parts[0] == "e"][-1][3:]


async def test_the_first_page_shows_what_the_url_says() -> None:
    async with visit(app, "/?q=web&zone=east&up=true&page=3") as page:
        assert (page.value("#q"), page.value("#zone"), page.value("#up")) == ("web", ("east",), True)
        assert (page.texts("li"), page.text("#page")) == (["web-1", "web-2"], "3")
        assert page.text("#log") == ""  # nothing has changed: this is how it begins
        assert page.url == "/?q=web&zone=east&up=true&page=3"


async def test_what_is_entered_changes_the_field_and_the_url() -> None:
    async with visit(app, "/?keep=1") as page:
        await page.fill("#q", "db")
        assert (page.texts("li"), page.url) == (["db-1"], "/?keep=1&q=db")
        await page.change("#zone", "east")
        assert (page.texts("li"), page.url) == ([], "/?keep=1&q=db&zone=east")
        await page.click("#up")
        assert (page.text("#log"), page.url) == ("False->True", "/?keep=1&q=db&zone=east&up=true")
        await page.fill("#q", "")
        assert page.url == "/?keep=1&zone=east&up=true"


async def test_typing_takes_the_place_of_the_url_and_a_choice_makes_a_step() -> None:
    async with visit(app) as page:
        await page.fill("#q", "w")
        await page.fill("#q", "web")
        await page.change("#zone", "west")
        assert (page.url, page.text("h1")) == ("/?q=web&zone=west", "0 hosts")
        await page.back()
        assert (page.url, page.text("h1"), page.value("#zone")) == ("/?q=web", "2 hosts", ("all",))
        await page.forward()
        assert (page.url, page.text("h1"), page.value("#zone")) == ("/?q=web&zone=west", "0 hosts", ("west",))


async def test_a_patch_is_no_larger_than_the_change() -> None:
    async with visit(app) as page:
        await page.fill("#q", "xyz")
        before = len(received(page))
        await page.fill("#q", "xyz!")
        (patch,) = received(page)[before:]
        assert "xyz!" in str(patch[2]) and len(str(patch[2])) < 20


async def test_a_handler_that_assigns_moves_the_url() -> None:
    async with visit(app, "/?page=9") as page:
        await page.click("#east")
        assert (page.url, page.value("#zone"), page.text("h1")) == ("/?zone=east&page=2", ("east",), "2 hosts")
        await page.back()
        assert (page.url, page.value("#zone"), page.text("#page")) == ("/?page=9", ("all",), "9")


async def test_a_link_sets_what_it_names_and_takes_away_what_it_leaves_out() -> None:
    async with visit(app, "/?q=web&page=4") as page:
        await page.click("#west")
        assert (page.url, page.value("#zone"), page.value("#q")) == ("/?zone=west&x=1", ("west",), "")
        assert (page.text("h1"), page.text("#page")) == ("1 hosts", "1")


async def test_a_patch_of_a_handler_keeps_what_it_has_assigned_beside() -> None:
    async with visit(app, "/notes") as page:
        await page.click("#both")
        assert (page.url, page.text("#state")) == ("/notes?x=3&note=new&tag=b", "new b x=3")
        await page.back()
        assert (page.url, page.text("#state")) == ("/notes", "- a x=0")


async def test_params_run_after_the_fields_and_a_failure_takes_them_back() -> None:
    async with visit(app, "/notes") as page:
        await page.fill("#note", "new")
        assert (page.url, page.text("#seen")) == ("/notes?note=new", "new")
        await page.fill("#note", "bad")
        assert page.errors and (page.url, page.text("#state")) == ("/notes?note=new", "new a x=0")


async def test_a_bad_value_in_the_url_is_the_default(caplog: pytest.LogCaptureFixture) -> None:
    async with visit(app, "/?zone=nowhere&page=x&q=web") as page:
        assert (page.value("#zone"), page.text("#page"), page.text("h1")) == (("all",), "1", "2 hosts")
        assert "Hosts: page (str of 1): " in caplog.text and "zone (str of 7): " in caplog.text
        await page.fill("#q", "we")
        assert page.url == "/?zone=nowhere&page=x&q=we"  # nobody has said otherwise
        await page.click("#east")
        assert page.url == "/?q=we&zone=east&page=2"


async def test_a_list_that_is_empty_differs_from_its_default() -> None:
    async with visit(app, "/notes?tag=b&tag=c") as page:
        assert page.text("#state") == "- b,c x=0"
        await page.click("[value=b]")
        await page.click("[value=c]")
        assert (page.url, page.text("#state")) == ("/notes?tag=", "- x=0")
    async with visit(app, "/notes?tag=") as page:
        assert page.text("#state") == "- x=0"


async def test_every_kind_of_control_sets_its_field() -> None:
    async with visit(app, "/kinds") as page:
        assert page.text("#state") == (
            "('Ann', '<a>', None, 'abc', 1.5, datetime.date(2026, 1, 2), 50, 'hush', True, ['green'], 'l', [2], 2)"
        )
        assert (page.value("#note"), page.value("#day"), page.value("#secret")) == ("<a>", "2026-01-02", "")
        assert (page.value("#large"), page.value("#many"), page.value("#one")) == (True, ("2",), ("2",))
        for selector, text in {"#note": "x\ny", "#age": "7", "#day": "2026-02-03", "#secret": "open"}.items():
            await page.fill(selector, text)
        for selector in ("#news", ".color[value=red]", "#small"):
            await page.click(selector)
        await page.change("#many", ("1", "3"))
        await page.change("#one", "")
        assert page.text("#state") == (
            "('Ann', 'x\\ny', 7, 'abc', 1.5, datetime.date(2026, 2, 3), 50, 'open', False, ['red', 'green'], "
            "'s', [1, 3], None)"
        )
        for selector in (".color[value=red]", ".color[value=green]"):
            await page.click(selector)
        await page.change("#many", ())
        await page.fill("#age", "")
        assert "None, 'abc'" in page.text("#state") and "[], 's', [], None" in page.text("#state")


async def test_what_is_no_value_stays_in_its_control_and_says_why() -> None:
    async with visit(app, "/kinds") as page:
        assert page.one("#code-error").has("hidden")
        await page.fill("#code", "abcd")
        assert (page.value("#code"), page.attribute("#code", "aria-invalid")) == ("abcd", "true")
        assert page.text("#code-error") == "String should have at most 3 characters."
        assert "'abc'" in page.text("#state")
        await page.fill("#code", "ab")
        assert (page.text("#code-error"), page.attribute("#code", "aria-invalid")) == ("", "false")
        await page.fill("#rate", "")
        assert page.text("#rate-error") == "Please fill this in."
        await page.fill("#rate", "fast")
        await page.click("#reset")  # assigns what the field has already
        assert (page.value("#rate"), page.text("#rate-error")) == ("1.5", "")


async def test_a_text_stays_as_it_was_typed_while_it_stands_for_the_value() -> None:
    async with visit(app, "/kinds") as page:
        await page.fill("#rate", "2.50")
        assert (page.attribute("#rate", "value"), "2.5," in page.text("#state")) == ("2.50", True)
        await page.click("#reset")
        assert page.attribute("#rate", "value") == "1.5"


async def test_a_method_that_fails_leaves_the_field_as_it_was() -> None:
    async with visit(app, "/notes") as page:
        await page.change("#loud", "boom")
        assert page.errors == ["event `loud`: internal error"]
        assert page.text("#was") == "quiet"
        assert (page.value("#loud"), page.attribute("#loud", "aria-invalid")) == (("boom",), "true")
        assert page.one("#loud").all("[selected]")[0].text == "boom"  # the server says so too
        assert page.text("#loud-error") == "This could not be done."


async def test_each_component_has_its_own() -> None:
    async with visit(app, "/kinds") as page:
        one, two = page.all(".box input:first-child")
        assert (one.get("lv-bind"), one.get("name"), two.get("lv-bind")) == ("text@1", "text@1", "text@2")
        await page.fill("[name='text@2']", "two")
        await page.change("[name='size@1'][value=l]", True)
        assert (page.texts(".box b"), page.texts(".box i")) == (["", "two"], ["l", "s"])


@pytest.mark.parametrize("name", ["fixed", "shown", "hosts", "log", "page_title", "_live", "template", "reset", "text"])
async def test_a_browser_sets_no_field_that_does_not_say_so(name: str) -> None:
    for path in ("/", "/kinds"):
        async with visit(app, path) as page:
            before = page.html
            await page.send(["e", 1, 0, name, {}, f"{name}=owned", {"name": name, "value": "owned", "typed": 1}])
            await page.send(["e", 2, 0, f"{name}@1", {}, f"{name}=owned"])
            assert "owned" not in page.html or name == "text"  # of the first component, which is bound
            assert name == "text" or page.html == before


async def test_a_field_in_the_url_is_not_bound_by_that() -> None:
    async with visit(app, "/") as page:
        await page.send(["e", 1, 0, "page", {}, "page=5", {"typed": 1}])
        assert page.text("#page") == "1" and "refused" in page.errors[0]


@pytest.mark.parametrize("form", [None, "", "zone=x", "zone=all&zone=nowhere", "a=1&" * 2000, "zone=%FF%00", "=&=&"])
async def test_nothing_that_a_browser_sends_becomes_a_wrong_value(form: str | None) -> None:
    async with visit(app, "/?zone=west") as page:
        await page.send(["e", 1, 0, "zone", {}, form])
        assert (page.url, page.text("h1")) == ("/?zone=west", "1 hosts")
        await page.send(["e", 2, 0, "zone", {}, "zone=east"])
        assert page.text("h1") == "2 hosts"


async def test_what_was_typed_while_there_was_no_network_is_there_after_it() -> None:
    async with visit(app) as page:
        await page.drop()
        await page.fill("#q", "db")
        await page.reconnect()
        assert (page.texts("li"), page.url) == (["db-1"], "/?q=db")


async def test_what_the_page_sends_of_a_control() -> None:
    async with visit(app, "/kinds") as page:
        await page.fill("#name", "Bo")
        assert sent(page) == ["name", {}, "name=Bo", {"name": "name", "value": "Bo", "typed": 1}]
        await page.click(".color[value=red]")
        assert sent(page) == ["chosen", {}, "=red&=green", {"name": "chosen", "value": "red"}]
        await page.change("#many", ("3",))
        assert sent(page) == ["many", {}, "many=3", {"name": "many", "value": "3"}]
