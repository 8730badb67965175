"""What is sent for what happens in the page."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.client.conftest import OpenClient
from tests.browser.client.harness import Client, stop_clock, until

HTML = """
<button id="plain" lv-click="add">+1</button>
<button id="ten" lv-click="add" lv-value-by="10" lv-value-user-id="7" name="b" value="v"><i>inner</i></button>
<a id="link" href="/elsewhere" lv-click="go">link</a>
<input id="tick" type="checkbox" name="tick" lv-click="toggle">
<input id="named" name="q" lv-input="search" lv-change="changed">
<select id="many" name="m" multiple lv-change="picked"><option>a<option>b<option>c</select>
<input id="key" lv-keydown="down" lv-keyup="up" lv-focus="in" lv-blur="out">
<form id="form" lv-submit="save" lv-change="validate">
  <input name="name" value="a&b"><input name="note"><input type="checkbox" name="on" checked>
  <input type="checkbox" name="off"><input type="file" name="file">
  <button id="save" name="way" value="fast">save</button>
  <button id="row" lv-click="row">row</button>
</form>
<input id="outside" name="outside" form="form">
<input id="slow" name="slow" lv-input="slowly" lv-debounce="500">
"""
FRAGMENTS = {"rootAA": [HTML + "<p><!--$--></p>", ["f"]], "boxAAA": ['<b id="in7" lv-click="inside">x</b>']}


@pytest.fixture
def client(open_client: OpenClient) -> Client:
    """A page with an element for each kind of event, joined, and with all that it loads."""
    client = open_client(FRAGMENTS, ["rootAA", 7], addresses={7: ["boxAAA"]}).join()
    client.page.evaluate("liveview.settled()")  # before, events are kept until the modules are there
    return client


@pytest.fixture
def still_client(own_page: Page) -> Client:
    """The same, with a clock that the test moves."""
    stop_clock(own_page)
    return Client(own_page, FRAGMENTS, ["rootAA", 7], addresses={7: ["boxAAA"]}).join()


def events(client: Client) -> list[list[Any]]:
    """The events since the last call, without kind and ref, their answers given."""
    sent = client.events
    client.page.evaluate("sent.length = 0")
    if sent:
        client.deliver(["a", sent[-1][1]])
    return [frame[2:] for frame in sent]


def test_a_click_is_as_short_as_it_can_be(client: Client) -> None:
    client.page.click("#plain")
    assert client.events == [["e", 1, 0, "add"]]


def test_refs_count_up(client: Client) -> None:
    client.page.click("#plain")
    client.page.click("#plain")
    assert [frame[1] for frame in client.events] == [1, 2]
    assert client.page.evaluate("liveview.pending") == 2


def test_a_click_inside_carries_the_values_of_the_element(client: Client) -> None:
    client.page.click("#ten i")
    assert events(client) == [[0, "add", {"by": "10", "user-id": "7"}, None, {"name": "b", "value": "v"}]]


def test_a_link_sends_and_stays_on_the_page(client: Client) -> None:
    client.page.click("#link")
    assert events(client) == [[0, "go"]]
    assert client.page.url.endswith("/")


def test_a_box_says_what_it_is_now(client: Client) -> None:
    client.page.click("#tick")
    client.page.click("#tick")
    assert events(client) == [
        [0, "toggle", {}, "tick=on", {"name": "tick", "value": "on"}],
        [0, "toggle", {}, "", {"name": "tick"}],
    ]


def test_typing_and_leaving(client: Client) -> None:
    client.page.focus("#named")
    client.page.keyboard.type("ä ")
    client.page.focus("#plain")
    typed = {"name": "q", "value": "ä"}
    both = {"name": "q", "value": "ä "}
    assert events(client) == [
        [0, "search", {}, "q=%C3%A4", typed],
        [0, "search", {}, "q=%C3%A4+", both],
        [0, "changed", {}, "q=%C3%A4+", both],
    ]


def test_several_choices(client: Client) -> None:
    client.page.select_option("#many", ["a", "c"])
    assert events(client) == [[0, "picked", {}, "m=a&m=c", {"name": "m", "value": "a"}]]


def test_keys_and_focus(client: Client) -> None:
    client.page.focus("#key")
    client.page.keyboard.press("Shift+A")
    client.page.focus("#plain")
    sent = [frame for frame in events(client) if frame[-1].get("key") != "Shift"]
    assert sent == [
        [0, "in", {}, None, {"value": ""}],
        [0, "down", {}, None, {"value": "", "key": "A", "modifiers": "shift"}],
        [0, "up", {}, None, {"value": "A", "key": "A", "modifiers": "shift"}],
        [0, "out", {}, None, {"value": "A"}],
    ]


def test_a_form_sends_its_fields_and_who_submitted(client: Client) -> None:
    client.page.fill("#outside", "o")
    events(client)
    client.page.click("#save")
    fields = "name=a%26b&note=&on=on&file=&way=fast&outside=o"
    assert events(client)[-1] == [0, "save", {}, fields, {"submitter": "way"}]
    assert client.page.url.endswith("/")


def test_a_change_in_a_form_sends_the_whole_form_and_the_control(client: Client) -> None:
    client.page.check("[name=off]")
    fields = "name=a%26b&note=&on=on&off=on&file=&outside="
    assert events(client) == [[0, "validate", {}, fields, {"name": "off", "value": "on"}]]


def test_a_control_outside_of_its_form_counts_as_inside(client: Client) -> None:
    client.page.fill("#outside", "o")
    client.page.focus("#plain")
    (sent,) = events(client)
    assert sent[1] == "validate"
    assert sent[3].endswith("outside=o")


def test_a_button_with_an_event_of_its_own_does_not_submit(client: Client) -> None:
    client.page.click("#row")
    assert events(client) == [[0, "row"]]


def test_the_address_is_that_of_the_innermost_part(client: Client) -> None:
    client.page.click("#in7")
    assert events(client) == [[7, "inside"]]


def test_elements_that_came_later_are_bound(client: Client) -> None:
    client.patch([0, '<button id="new" lv-click="newer">n</button>'])
    client.page.click("#new")
    assert events(client) == [[0, "newer"]]


def test_an_input_method_sends_what_it_ends_with(client: Client) -> None:
    client.page.focus("#named")
    session = client.page.context.new_cdp_session(client.page)
    session.send("Input.imeSetComposition", {"text": "に", "selectionStart": 1, "selectionEnd": 1})
    assert events(client) == []
    session.send("Input.insertText", {"text": "日"})
    assert events(client)[-1] == [0, "search", {}, "q=%E6%97%A5", {"name": "q", "value": "日"}]


def test_a_debounced_event_waits_for_a_pause(still_client: Client) -> None:
    client = still_client
    client.page.focus("#slow")
    client.page.keyboard.type("ab")
    client.page.clock.run_for(400)
    client.page.keyboard.type("c")
    client.page.clock.run_for(499)
    assert events(client) == []
    client.page.clock.run_for(1)
    assert [frame[3] for frame in events(client)] == ["slow=abc"]


@pytest.mark.parametrize("then", ["click", "blur", "submit"])
def test_a_debounced_event_is_not_overtaken(client: Client, then: str) -> None:
    client.page.focus("#slow")
    client.page.keyboard.type("a")
    if then == "click":
        client.page.evaluate("plain.click()")
    elif then == "submit":
        client.page.evaluate("form.requestSubmit()")
    else:
        client.page.evaluate("slow.blur()")
    names = [frame[1] for frame in events(client)]
    assert names == {"click": ["slowly", "add"], "submit": ["slowly", "save"], "blur": ["slowly"]}[then]


def test_settled_waits_for_debounce_and_answer(client: Client) -> None:
    client.page.focus("#slow")
    client.page.evaluate("liveview.settled().then(() => { window.settled = true; })")
    assert client.page.evaluate("window.settled")
    client.page.evaluate("window.settled = false")
    client.page.keyboard.type("a")
    client.page.evaluate("void liveview.settled().then(() => { window.settled = true; })")
    until(client.page, "sent.some(([kind]) => kind === 'e')")
    assert not client.page.evaluate("window.settled")
    client.deliver(["a", 1])
    assert client.page.evaluate("window.settled")
