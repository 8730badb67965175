"""The example's people: searched, edited, removed and brought back, the same on every page that shows them."""

from __future__ import annotations

import csv

from example_app.app import app
from liveview.testing import Page, asgi, visit


def names(page: Page) -> list[str]:
    return page.texts("tbody .name")


async def test_a_search_narrows_the_list_and_stands_in_the_url() -> None:
    async with visit(app, "/people") as page:
        everybody = names(page)
        assert everybody == sorted(everybody)
        await page.fill("input[name=query]", "ADMIN")
        assert names(page) == ["Ada Byron", "Grace Murray"]
        assert page.text("#shown") == f"2 of {len(everybody)}"
        assert page.effects[-1] == ["url", "/people?query=ADMIN", True]
        await page.fill("input[name=query]", "nobody at all")
        assert page.text(".ui-empty") == "Nobody matches “nobody at all”."


async def test_who_is_removed_goes_from_every_page_and_comes_back() -> None:
    async with visit(app, "/people") as page, visit(app, "/people") as other:
        before = names(page)
        await page.click("tbody tr:first-child .do button")
        await page.clock.advance(1)
        assert names(page) == names(other) == before[1:]
        assert page.text(".notice").startswith("Ada Byron was removed.")
        await page.click(".notice button")
        await page.clock.advance(1)
        assert names(page) == names(other) == before
        assert page.all(".notice") == []
        assert ["flash", "info", "Ada Byron is back."] in page.effects


async def test_a_person_is_saved_with_numbers_and_the_list_follows() -> None:
    async with visit(app, "/people") as everybody, visit(app, "/people/2") as page:
        assert page.title == "Barbara Lin"
        assert page.value("[name=email]") == "barbara@example.org"
        await page.fill("[name=name]", "Barbara Lindqvist")
        await page.click(".phones > button")
        await page.fill("[name='phones.1.number']", "555 0777")
        await page.submit("form")
        await page.clock.advance(1)
        assert ["navigate", "/people", False] in page.effects
        assert "Barbara Lindqvist" in names(everybody)
        async with visit(app, "/people/2") as later:
            assert later.value("[name='phones.1.number']") == "555 0777"


async def test_what_is_wrong_is_said_at_its_field() -> None:
    async with visit(app, "/people/new") as page:
        await page.fill("[name=name]", "Ada")
        await page.fill("[name=email]", "ada")
        assert page.text("#person-email-errors") == "This is no email address."
        await page.fill("[name=email]", "ADA@example.org")
        assert page.text("#person-email-errors") == ""
        await page.submit("form")
        assert page.text("#person-email-errors") == "Somebody else has this address."
        assert page.effects == [["focus", 'form[lv-form="person"] :is([name="email"]):not([type=hidden])']]


async def test_who_edits_what_another_page_saves_is_told_and_keeps_the_draft() -> None:
    async with visit(app, "/people/3") as page, visit(app, "/people/3") as other:
        await page.fill("[name=name]", "My draft")
        await other.fill("[name=name]", "Camille F.")
        await other.submit("form")
        await page.clock.advance(1)
        assert page.text(".notice").startswith("Camille F. was changed in another window.")
        assert page.value("[name=name]") == "My draft"
        await page.click(".notice button")
        assert page.value("[name=name]") == "Camille F."
        assert page.all(".notice") == []


async def test_the_export_has_who_was_found() -> None:
    async with visit(app, "/people?query=viewer") as page:
        await page.click(".ui-head button")
        rows = list(csv.reader(page.downloads[-1].text.splitlines()))
        assert [row[0] for row in rows] == ["name", *names(page)]
        assert ["Radia Perl", "radia@example.org", "Viewer", "True", "Home 555 0142"] in rows


async def test_nobody_of_that_id_is_a_404() -> None:
    async with visit(app, "/people"):
        assert (await asgi.get(app, "/people/4711")).status == 404
