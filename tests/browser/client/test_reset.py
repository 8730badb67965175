"""`lv-reset`: what was sent goes from the form, what was entered since stays."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.client.conftest import OpenClient
from tests.browser.client.harness import Client, until

FORM = (
    '<form id="f" lv-submit="save" lv-reset>'
    '<input name="text"><textarea name="more"></textarea><input type="checkbox" name="box" checked>'
    '<input type="radio" name="r" value="1" checked><input type="radio" name="r" value="2">'
    '<select name="s"><option>a</option><option selected>b</option><option>c</option></select>'
    '<select name="m" multiple><option>x</option></select>'
    '<input name="bound" $="1"><output>o</output><button name="b" value="v">Send</button></form>'
)
FRAGMENTS: dict[str, list[Any]] = {"rootAA": [FORM, ["a", "value"]]}
CONTROLS = "[...document.querySelectorAll('#f :is(input, textarea, select)')]"
SHOWN = f"{CONTROLS}.map((one) => [one.value, one.checked, one.selectedOptions?.length])"


@pytest.fixture
def client(open_client: OpenClient) -> Client:
    """A form of which one control shows a value of the server, filled in and sent."""
    client = open_client(FRAGMENTS, ["rootAA", "A"]).join()
    client.page.evaluate(f"window.untouched = JSON.stringify({SHOWN})")
    for selector, text in (("[name=text]", "hello"), ("[name=more]", "more"), ("[name=bound]", "B")):
        client.page.fill(selector, text)
    client.page.uncheck("[name=box]")
    client.page.check("[value='2']")
    client.page.select_option("[name=s]", "c")
    client.page.select_option("[name=m]", "x")
    client.page.click("button")
    until(client.page, "sent.some(([kind]) => kind === 'e')")
    return client


def is_untouched(client: Client) -> bool:
    """Whether every control is as it was at first."""
    shown: bool = client.page.evaluate(f"JSON.stringify({SHOWN}) === untouched")
    return shown


def test_what_was_sent_goes_with_the_answer(client: Client) -> None:
    assert not is_untouched(client)
    client.deliver(["a", 1])
    assert is_untouched(client)
    assert client.page.inner_text("output") == "o"
    assert client.problems == []


def test_it_stays_where_the_event_fails(client: Client) -> None:
    client.deliver(["a", 1, {"error": "internal error"}])
    assert client.page.input_value("[name=text]") == "hello"
    assert client.page.input_value("[name=s]") == "c"


def test_what_was_typed_since_stays(client: Client) -> None:
    client.page.focus("[name=text]")
    client.page.keyboard.press("End")
    client.page.keyboard.type(" you")
    client.deliver(["a", 1])
    assert client.page.input_value("[name=text]") == "hello you"
    assert client.page.input_value("[name=more]") == ""


@pytest.mark.parametrize("written", ["Z", "B"])
def test_what_the_server_writes_shows(client: Client, written: str) -> None:
    client.patch([0, written], 1)
    assert client.page.input_value("[name=bound]") == written
    assert client.page.input_value("[name=text]") == ""
    client.patch([0, "later"])
    assert client.page.input_value("[name=bound]") == "later"


def test_what_the_server_writes_later_shows(client: Client) -> None:
    client.deliver(["a", 1])
    assert client.page.input_value("[name=bound]") == "A"
    client.patch([0, "B"])  # what it was told, and has only now made its own
    assert client.page.input_value("[name=bound]") == "B"


def test_commands_and_forms_of_models(open_client: OpenClient) -> None:
    chain = "[[&quot;push&quot;,{&quot;event&quot;:&quot;save&quot;}]]"
    html = (
        f'<form id="c" lv-submit="{chain}" lv-reset><input name="elements"></form>'
        '<form id="m" lv-form="f" lv-submit="save" lv-reset><input name="text"></form>'
    )
    client = open_client({"rootAA": [html]}, ["rootAA"]).join()
    client.page.fill("#c [name=elements]", "x")
    client.page.press("#c [name=elements]", "Enter")
    client.page.fill("#m input", "x")
    client.page.press("#m input", "Enter")
    until(client.page, "sent.filter(([kind, ref, , name]) => kind === 'e' && name === 'save').length === 2")
    client.deliver(["a", client.events[-1][1]])
    assert client.page.input_value("#c [name=elements]") == ""
    assert client.page.input_value("#m input") == "x"
    assert client.problems == []
