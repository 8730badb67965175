"""What was entered passes to the controls that have the places of those in which it was."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import CDPSession

from tests.browser.client.conftest import OpenClient
from tests.browser.client.harness import Client
from tests.browser.client.test_inputs import renew

FORM = (
    '<h1><!--$--></h1><form lv-submit="save" lv-reset><input name="text" $="1"><textarea name="more"></textarea></form>'
    '<input name="live" lv-input="typed" $="1"><ul><!--$--></ul>'
)
FRAGMENTS: dict[str, list[Any]] = {
    "rootAA": [FORM, 0, ["a", "value"], ["a", "value"], ["l", "itemAA"]],
    "itemAA": ["<li><!--$--></li>", 0],
    "otherA": [FORM + "<p>of a newer release</p>", 0, ["a", "value"], ["a", "value"], ["l", "itemAA"]],
}
VALUES = ["rootAA", "title", "", "", [["one"], ["two"]]]


@pytest.fixture
def client(open_client: OpenClient) -> Client:
    """A form, and a list beside it, on a page that can come back."""
    client = open_client(FRAGMENTS, VALUES).join()
    client.page.evaluate("import('/comeback.js').then(() => {})")
    return client


@pytest.fixture
def ime(client: Client) -> CDPSession:
    """The browser as an input method drives it."""
    return client.page.context.new_cdp_session(client.page)


def compose(ime: CDPSession, text: str) -> None:
    """What an input method shows before the characters are chosen."""
    ime.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})


# Another process.


def test_what_an_input_method_has_written_is_entered(client: Client, ime: CDPSession) -> None:
    client.page.focus("[name=live]")
    compose(ime, "にほ")
    ime.send("Input.insertText", {"text": "日本"})
    renew(client)
    client.deliver(["=", 0, 0, VALUES])
    assert client.page.input_value("[name=live]") == "日本"
    assert [event[6] for event in client.events] == [{"name": "live", "value": "日本"}] * 2
