"""From one page to another of the same view: nothing of the one may be taken for the other's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.client.conftest import OpenClient
from tests.browser.client.harness import URL, Client, page_html, until
from tests.browser.client.reference import values_to_html

FRAGMENTS: dict[str, list[Any]] = {
    "rootAA": [
        '<h1><!--$--></h1><a lv-navigate href="/2">2</a><form lv-submit="save"><input name="name" $="1">'
        '<textarea name="note"></textarea><input type="checkbox" name="admin"><select name="role"><option>user</option>'
        "<option>admin</option></select><button>save</button></form><details><summary>s</summary>more</details>"
        '<div style="height:40px;overflow:auto"><div style="height:400px"></div></div>',
        0,
        ["a", "value"],
    ]
}
ONE, TWO = ["rootAA", "1", "Alice"], ["rootAA", "2", "Bob"]
HELD = """() => [
  ...["[name=name]", "textarea", "select"].map((name) => document.querySelector(name).value),
  document.querySelector("[type=checkbox]").checked, document.querySelector("details").open,
  document.querySelector("div div").parentNode.scrollTop]"""
AS_IT_CAME = ["Bob", "", "user", False, False, 0]


@pytest.fixture
def leaving(open_client: OpenClient) -> Client:
    """The first page, with something in all that holds anything, on the way to the second."""
    client = open_client(FRAGMENTS, ONE).join()
    page = client.page
    data = {**client.data, "token": "second"}
    page.route(URL + "2", lambda route: route.fulfill(body=page_html(values_to_html(TWO, FRAGMENTS), data)))
    page.fill("[name=name]", "Alicia")
    page.fill("textarea", "of Alice")
    page.check("[type=checkbox]")
    page.select_option("select", "admin")
    page.click("summary")
    page.evaluate("document.querySelector('div div').parentNode.scrollTop = 50")
    page.evaluate("import('/comeback.js').then(() => {})")
    page.click("a")
    until(page, "sent.some(([kind, token]) => token === 'second')")
    return client


@pytest.mark.parametrize("how", [0, 2], ids=["same worker", "another worker"])
def test_nothing_that_was_entered_or_opened_goes_along(leaving: Client, how: int) -> None:
    leaving.deliver(["j", how, 0], ["=", 0, 3, TWO])
    assert leaving.page.evaluate(HELD) == AS_IT_CAME
    leaving.page.click("button")
    assert leaving.events[-1][5] == "name=Bob&note=&role=user"


def test_what_is_done_in_the_page_that_was_left_is_not_done_in_the_next(leaving: Client) -> None:
    leaving.deliver(["j", 0, 0])
    leaving.page.click("button")
    assert leaving.events == []
    leaving.deliver(["=", 0, 3, TWO])
    leaving.page.click("button")
    assert [event[3] for event in leaving.events] == ["save"]
