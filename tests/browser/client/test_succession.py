"""What was entered passes to the controls that have the places of those in which it was."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import CDPSession

from tests.browser.client.conftest import OpenClient
from tests.browser.client.harness import Client, renew, until

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
TEXTS = "[...document.querySelectorAll('input, textarea')].map(({ value }) => value)"
CARET = "(({ name, selectionStart, selectionEnd }) => [name, selectionStart, selectionEnd])(document.activeElement)"


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


def test_half_a_word_stays_and_is_told_once_it_is_whole(client: Client, ime: CDPSession) -> None:
    client.page.focus("[name=live]")
    compose(ime, "にほ")
    renew(client)
    client.deliver(["=", 0, 0, VALUES])
    assert client.page.input_value("[name=live]") == "にほ"
    assert client.events == []
    compose(ime, "にほん")
    ime.send("Input.insertText", {"text": "日本"})
    assert [event[6] for event in client.events] == [{"name": "live", "value": "日本"}]


def test_controls_of_html_pass_on_what_was_entered_and_the_focus(open_client: OpenClient) -> None:
    fragments = {"rootAA": ["<form id='f'>in <b>a</b> <!--$--></form>", 0]}
    values = ["rootAA", ["<input name='a'> and <textarea name='b'></textarea>"]]
    client = open_client(fragments, values).join()
    client.page.fill("[name=b]", "long")
    client.page.fill("[name=a]", "typed")
    client.page.evaluate("document.activeElement.setSelectionRange(1, 3)")
    renew(client)
    client.deliver(["=", 0, 0, values])
    assert client.page.evaluate(TEXTS) == ["typed", "long"]
    assert client.page.evaluate(CARET) == ["a", 1, 3]


NOTES: dict[str, list[Any]] = {
    "rootAA": ["<form><!--$--></form>", ["l", "noteAA"]],
    "noteAA": [
        '<p><input $="2"><input type="checkbox" $="1"><input type="radio" value="1" $="1">'
        '<input type="radio" value="2" $="1"><select $="1"><option>a</option><option>b</option></select>'
        '<input type="file" $="1"></p>',
        ["a", "name", "note-", ""],
        ["a", "value"],
        *[["a", "name", f"{kind}-", ""] for kind in ("box", "one", "one", "choice", "file")],
    ],
}


def notes(*people: str) -> list[Any]:
    """A row for each, with what the server has of them."""
    return ["rootAA", [[name, f"of {name}", *[name] * 5] for name in people]]


def held(client: Client, name: str) -> list[Any]:
    """What somebody's row holds."""
    found: list[Any] = client.page.evaluate(
        """(name) => [
          ...["note", "choice", "file"].map((kind) => document.querySelector(`[name=${kind}-${name}]`).value.slice(-9)),
          ...["box", "one"].flatMap((kind) =>
            [...document.querySelectorAll(`[name=${kind}-${name}]`)].map(({ checked }) => checked))]""",
        name,
    )
    return found


def test_rows_that_others_have_come_before_keep_what_was_entered_in_theirs(open_client: OpenClient) -> None:
    client = open_client(NOTES, notes("alice", "bob", "carol")).join()
    page = client.page
    page.fill("[name=note-bob]", "fire bob")
    page.check("[name=box-bob]")
    page.check("[name=one-bob][value='2']")
    page.select_option("[name=choice-bob]", "b")
    page.set_input_files("[name=file-bob]", {"name": "bob.pdf", "mimeType": "application/pdf", "buffer": b"x"})
    page.focus("[name=note-bob]")
    renew(client)
    client.deliver(["=", 0, 0, notes("zoe", "alice", "bob")])
    assert held(client, "bob") == ["fire bob", "b", "", True, False, True]
    assert page.evaluate("document.activeElement.name") == "note-bob"
    for name in ("zoe", "alice"):
        assert held(client, name) == [f"of {name}", "a", "", False, False, False]


def test_what_was_entered_in_a_row_that_has_gone_is_not_in_the_one_after_it(open_client: OpenClient) -> None:
    client = open_client(NOTES, notes("alice", "bob")).join()
    client.page.fill("[name=note-alice]", "fire alice")
    renew(client)
    client.deliver(["=", 0, 0, notes("bob")])
    assert held(client, "bob") == ["of bob", "a", "", False, False, False]


# The same process, where others have changed the page.


def anew(client: Client, text: str = "", *ref: int) -> None:
    """Somebody has taken a row out of the list, and the server has one more for it: that comes to nothing."""
    client.page.evaluate("document.querySelectorAll('li')[1].remove()")
    client.patch([~3, [[1, ["new"]]]])
    assert client.sent[-1] == ["f", 0]
    client.deliver(["=", 0, client.version, ["rootAA", "title", text, "", [["one"], ["new"], ["two"]]], *ref])
    assert client.page.locator("li").all_inner_texts() == ["one", "new", "two"]


def test_a_page_that_is_made_anew_keeps_what_was_entered(client: Client) -> None:
    client.page.fill("[name=live]", "told")
    client.deliver(["a", 1])
    client.page.fill("textarea", "long")
    client.page.fill("[name=text]", "typed")
    client.page.evaluate("document.activeElement.setSelectionRange(1, 3)")
    client.page.evaluate("window.before = document.activeElement")
    anew(client)
    assert client.page.evaluate("before.isConnected") is False
    assert client.page.evaluate(TEXTS) == ["typed", "long", "told"]
    assert client.page.evaluate(CARET) == ["text", 1, 3]


def test_what_was_sent_is_cleared_in_a_page_that_is_made_anew(client: Client) -> None:
    client.page.fill("[name=text]", "hello")
    client.page.fill("textarea", "more")
    client.page.press("[name=text]", "Enter")
    until_sent(client)
    client.page.type("textarea", " since")
    anew(client, "", 1)
    assert client.page.evaluate(TEXTS) == ["", "more since", ""]


def until_sent(client: Client) -> None:
    """Waits for the event."""
    until(client.page, "sent.some(([kind]) => kind === 'e')")


def test_what_the_server_clears_is_cleared_in_a_page_that_is_made_anew(client: Client) -> None:
    client.page.fill("[name=text]", "draft")
    client.patch([1, "draft"])
    anew(client, "")
    assert client.page.input_value("[name=text]") == ""


def test_what_has_no_place_any_more_is_in_no_later_page(client: Client) -> None:
    client.page.fill("[name=live]", "old")
    without = {"goneAA": ["<p><!--$--></p>", 0]}
    client.deliver(["d", without], ["=", 0, 1, ["goneAA", "gone"]], ["=", 0, 2, VALUES])
    assert client.page.input_value("[name=live]") == ""
