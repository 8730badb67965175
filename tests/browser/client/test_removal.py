"""`lv-remove`: what was taken away is shown until its commands are done, and the page goes on without it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.client.harness import Client, stop_clock
from tests.browser.client.reference import values_to_html
from tests.browser.client.test_actions import chain

FADE = chain(["hide", {"transition": [["fade"], [], []], "time": 200}])
ROW = (
    f'<li lv-remove="{FADE}" lv-click="row" lv-key="x"><label for="in">l</label>'
    '<input id="in" name="n" required><b><!--$--></b></li>'
)
FRAGMENTS: dict[str, list[Any]] = {
    "rootAA": [
        '<form id="form" lv-submit="save"><ul><!--$--></ul><!--$--><button>Save</button></form><p><!--$--></p>',
        ["l", "rowAA"],
        ["f", "boxAA", "endlessA"],
        0,
    ],
    "rowAA": [ROW, 0],
    "boxAA": [f'<div id="box" lv-remove="{FADE}"><i lv-remove="{FADE}" lv-hook="H">i</i></div>'],
    "endlessA": [f'<div id="box" lv-remove="{FADE.replace("200", "600000")}"></div>'],
}
ROWS = [["a"], ["b"], ["c"]]
VALUES: list[Any] = ["rootAA", ROWS, None, "p"]
SHOWN = "[...document.querySelectorAll('li')].map((row) => row.querySelector('b').innerText + (row.inert ? '*' : ''))"
HOOK = """
addEventListener("DOMContentLoaded", () => {
  window.said = [];
  liveview.hooks.H = { mounted() { said.push("m") }, destroyed() { said.push("d") } };
});
"""


@pytest.fixture
def client(own_page: Page) -> Client:
    """A page with rows that fade, and a clock that the test moves."""
    stop_clock(own_page)
    client = Client(own_page, FRAGMENTS, VALUES, init=HOOK).join()
    own_page.evaluate("import('/extras.js').then(() => 0)")
    return client


def shown(client: Client) -> list[str]:
    """The rows' texts; with a star where they have gone."""
    found: list[str] = client.page.evaluate(SHOWN)
    return found


def holds(client: Client, values: list[Any]) -> None:
    """The page is what a fresh render would be."""
    assert client.tree == client.tree_of(values_to_html(values, FRAGMENTS))
    assert client.problems == []


def test_a_row_fades_where_it_was_and_goes(client: Client) -> None:
    client.patch([-1, [[], [1]]])
    assert shown(client) == ["a", "b*", "c"]
    assert client.page.locator("li").nth(1).get_attribute("class") == "fade"
    client.page.clock.run_for(250)
    assert shown(client) == ["a", "c"]
    holds(client, ["rootAA", [["a"], ["c"]], None, "p"])


def test_a_key_that_comes_back_while_it_fades_is_there(client: Client) -> None:
    client.patch([-1, [[], [1]]])
    client.patch([-1, [[1, ["b"]]]])
    assert sorted(shown(client)) == ["a", "b", "b*", "c"]
    client.patch([-1, [1, [0, "b2"]]])
    client.page.clock.run_for(250)
    assert shown(client) == ["a", "b2", "c"]
    holds(client, ["rootAA", [["a"], ["b2"], ["c"]], None, "p"])


@pytest.mark.parametrize(
    ("patches", "rows", "during"),
    [
        ([[[], [0, 1, 2]]], [], ["a*", "b*", "c*"]),
        ([[[], [0]], [[], [0]]], ["c"], ["a*", "b*", "c"]),
        ([[[], [0, 1]], [[0, ["n"]]]], ["n", "c"], None),
        ([[[], [1], [[1, 0]]]], ["c", "a"], None),
        ([[[1, ["n"]], [1], [[1, 0]]], [[], [0]], [[0, ["z"]]]], ["z", "n", "a"], None),
    ],
)
def test_lists_go_on_around_what_fades(client: Client, patches: Any, rows: list[str], during: list[str] | None) -> None:
    for change in patches:
        client.patch([-1, change])
    assert [row for row in shown(client) if "*" not in row] == rows
    assert during is None or shown(client) == during
    client.page.clock.run_for(250)
    holds(client, ["rootAA", [[row] for row in rows], None, "p"])


def test_a_picture_is_nothing_that_can_be_used(client: Client) -> None:
    client.page.focus("li:nth-child(2) input")
    client.patch([-1, [[], [1]]])
    assert shown(client) == ["a", "b*", "c"]
    assert client.page.evaluate("document.activeElement === document.body")
    assert client.page.evaluate("[...new FormData(form)].map(([name]) => name)") == ["n", "n"]
    assert client.page.evaluate("document.querySelectorAll('li[inert] :is([id], [name], [for])').length") == 0
    client.page.evaluate("document.querySelector('li[inert]').click()")
    assert client.events == []
    client.page.evaluate("form.elements[0].value = form.elements[1].value = 'x'")
    assert client.page.evaluate("form.checkValidity()")  # though what fades is empty
    client.page.clock.run_for(250)


def test_only_the_outermost_fades_and_hooks_are_told_once(client: Client) -> None:
    client.patch([1, [0]])
    client.patch([1, None])
    assert client.page.locator("#box, [lv-remove] i").count() == 0
    assert client.page.locator("div[inert] i").count() == 1
    assert client.page.evaluate("said") == ["m", "d"]
    client.page.clock.run_for(250)
    assert client.page.evaluate("said") == ["m", "d"]
    holds(client, VALUES)


def test_a_range_that_shows_something_again_takes_the_picture_along(client: Client) -> None:
    client.patch([1, [0]])
    client.patch([1, None])
    client.patch([1, [0]])
    client.patch([1, None])
    client.page.clock.run_for(250)
    holds(client, VALUES)


def test_nothing_fades_for_ever_and_settled_waits(client: Client) -> None:
    client.patch([1, [1]])
    client.patch([1, None])
    client.page.evaluate("() => { window.done = false; liveview.settled().then(() => (window.done = true)) }")
    client.page.clock.run_for(4900)
    assert client.page.evaluate("done") is False
    client.page.clock.run_for(200)
    assert client.page.evaluate("done") is True
    holds(client, VALUES)


def test_full_values_and_what_a_script_removes_do_not_fade(client: Client) -> None:
    client.patch([1, [0]])
    client.page.evaluate("document.querySelector('#box').remove()")
    client.patch([2, "q"])
    assert client.page.locator("[inert]").count() == 0
    client.deliver(["=", 0, 9, ["rootAA", [["c"]], None, "p"]])
    assert shown(client) == ["c"]
    holds(client, ["rootAA", [["c"]], None, "p"])
