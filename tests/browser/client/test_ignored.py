"""What is the browser's: the content of an element with `lv-ignore`, and the attributes that it names."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.browser.client.conftest import OpenClient
from tests.browser.client.harness import Client, until

WIDGET = "<div id='w' lv-ignore><b title='x'><!--$--></b><!--$--><!--$--></div>"
FRAGMENTS: dict[str, list[Any]] = {
    "rootAA": [f"<p><!--$--></p><!--$-->{WIDGET}<i><!--$--></i>", 0, ["f", "formAA"], 0, ["l", "itemAA"], 0, 0],
    "formAA": ["<b>f</b>"],
    "itemAA": ["<u><!--$--></u>", 0],
}
ITEM = {"itemAA": FRAGMENTS["itemAA"]}
BEFORE, RANGE, BOLD, ITEMS, TEXT, AFTER = range(6)
VALUES = ["rootAA", "before", None, "bold", [["a"], ["b"]], "text", "after"]
DRAW = "document.querySelector('#w').innerHTML = trusted('<canvas></canvas>drawn')"
DRAWN = "<canvas></canvas>drawn"


def drawn(client: Client) -> str:
    """What the widget's element holds."""
    return str(client.page.inner_html("#w"))


@pytest.fixture
def client(open_client: OpenClient) -> Client:
    """A page on which another library has drawn."""
    client = open_client(FRAGMENTS, VALUES).join()
    client.page.evaluate(DRAW)
    return client


def test_patches_leave_the_content_and_reach_what_is_around_it(client: Client) -> None:
    client.patch([BEFORE, "new", BOLD, "new", ~ITEMS, [[], [0, ["c"]], [1], []], TEXT, "new", AFTER, "new"])
    client.patch([ITEMS, [], RANGE, [0]])
    assert drawn(client) == DRAWN
    assert (client.page.inner_text("p"), client.page.inner_text("i")) == ("new", "new")
    assert client.problems == []


def test_full_values_and_another_process_leave_it(client: Client) -> None:
    values = ["rootAA", "newer", None, "newer", [["c"]], "newer", "newer"]
    client.deliver(["=", 0, 5, values])
    assert (drawn(client), client.page.inner_text("p")) == (DRAWN, "newer")
    renewed = {**client.data, "token": "other"}
    client.page.route("http://liveview.test/", lambda route: route.fulfill(body=page_with(renewed)), times=1)
    client.page.evaluate("wires.at(-1).close(4004)")
    until(client.page, "sent.filter(([kind]) => kind === 'j').length > 1")
    client.deliver(["j", 0, 0], ["=", 0, 0, VALUES])
    assert (drawn(client), client.page.inner_text("p")) == (DRAWN, "before")
    assert client.problems == []


def page_with(data: dict[str, Any]) -> str:
    """What the client reads of a page that it fetches anew."""
    return f'<script type="application/json" id="lv-data">{json.dumps(data)}</script>'


def test_it_goes_with_what_is_around_it_and_comes_as_the_server_has_it(open_client: OpenClient) -> None:
    fragments = {"rootAA": ["<!--$-->", ["f", "boxAA"]], "boxAA": [WIDGET, 0, ["l", "itemAA"], 0], **ITEM}
    client = open_client(fragments, ["rootAA", [0, "bold", [["a"]], "text"]]).join()
    client.page.evaluate(DRAW)
    client.patch([0, None])
    assert client.page.locator("#w").count() == 0
    client.patch([0, [0, "again", [["b"]], "!"]])
    assert client.shows(["rootAA", [0, "again", [["b"]], "!"]])
    client.page.evaluate(DRAW)
    client.patch([~0, [0, "never", 1, []]])
    assert drawn(client) == DRAWN
    assert client.problems == []


def test_rows_with_it_move_and_go_and_change_around_it(open_client: OpenClient) -> None:
    row = ["<li><i><!--$--></i><span lv-ignore><em><!--$--></em></span></li>", 0, 0]
    client = open_client(
        {"rootAA": ["<ul><!--$--></ul>", ["l", "rowAA"]], "rowAA": row}, ["rootAA", [["a", "A"], ["b", "B"]]]
    )
    client.join()
    client.page.evaluate("for (const own of document.querySelectorAll('span')) own.textContent = 'drawn'")
    client.patch([-1, [1, [0, "a2", 1, "A2"], [2, ["c", "C"]], [], [[1, 0]]]])
    assert client.page.locator("li").all_inner_texts() == ["bdrawn", "a2drawn", "cC"]
    client.patch([-1, [[], [0]]])
    client.patch([-1, [1, [0, "c2", 1, "C2"]]])
    assert client.page.locator("li").all_inner_texts() == ["a2drawn", "c2C"]
    assert client.problems == []


def test_attributes_that_are_the_browsers(open_client: OpenClient) -> None:
    fragments = {
        "rootAA": [
            '<details lv-ignore="open class" $="3"><summary>s</summary>d</details>',
            ["a", "class"],
            ["a", "title"],
            ["m"],
        ]
    }
    client = open_client(fragments, ["rootAA", "c", "t", {}]).join()
    client.page.click("summary")
    client.page.evaluate("document.querySelector('details').className = 'mine'")
    client.patch([0, "server", 1, "new", 2, {"lang": "de"}])
    client.patch([2, {"open": True}])
    client.patch([2, {}])
    own = "[...document.querySelector('details').attributes].map(({ name, value }) => [name, value])"
    shown = dict(client.page.evaluate(own))
    assert shown == {"lv-ignore": "open class", "class": "mine", "title": "new", "open": ""}
    client.page.click("summary")
    client.deliver(["=", 0, 9, ["rootAA", "server", "new", {"open": True}]])
    assert client.page.locator("details").get_attribute("open") is None


def test_an_element_that_comes_has_the_servers_attributes_first(open_client: OpenClient) -> None:
    fragments = {
        "rootAA": ["<!--$-->", ["f", "boxAA"]],
        "boxAA": ['<input lv-ignore="value" $="1">', ["a", "value"]],
    }
    client = open_client(fragments, ["rootAA", None]).join()
    client.patch([0, [0, "first"]])
    client.patch([~0, [0, "second"]])
    assert client.page.input_value("input") == "first"
