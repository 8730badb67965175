"""The three-way rule: what somebody is entering is never overwritten."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.client.conftest import OpenClient
from tests.browser.client.harness import Client, renew

FRAGMENTS = {
    "rootAA": [
        '<input id="i" $="1"><textarea id="t" $="1"></textarea><input id="c" type="checkbox" $="1">'
        '<select id="s"><option $="1">a</option><option $="1">b</option><option $="1">c</option></select>'
        '<input id="n" type="number" $="1"><form lv-submit="send" id="f"><input id="x" name="x" $="1"></form>'
        '<input id="l" name="l" lv-input="typed" $="1"><button id="b">b</button>',
        ["a", "value"],
        ["a", "#"],
        ["a", "checked"],
        ["a", "selected"],
        ["a", "selected"],
        ["a", "selected"],
        ["a", "value"],
        ["a", "value"],
        ["a", "value"],
    ]
}
INPUT, TEXT, BOX, OPTION_A, OPTION_B, OPTION_C, NUMBER, FIELD, LIVE = range(9)
VALUES = ["rootAA", "one", "text", False, True, False, False, "1", "", ""]


@pytest.fixture
def client(open_client: OpenClient) -> Client:
    """A page with a control of each kind."""
    return open_client(FRAGMENTS, VALUES).join()


def value(page: Page, selector: str) -> Any:
    """What a control shows."""
    return page.eval_on_selector(selector, "element => element.type === 'checkbox' ? element.checked : element.value")


def full(client: Client, **changed: Any) -> None:
    """Full values, as after a gap."""
    values = list(VALUES)
    for name, text in changed.items():
        values[globals()[name] + 1] = text
    client.version += 1
    client.deliver(["=", 0, client.version, values])


def test_an_untouched_control_takes_the_value(client: Client) -> None:
    client.patch([INPUT, "two", TEXT, "more", BOX, True, OPTION_A, False, OPTION_C, True, NUMBER, 5])
    assert [value(client.page, f"#{name}") for name in "itcsn"] == ["two", "more", True, "c", "5"]


def test_a_focused_untouched_control_takes_the_value_and_keeps_the_caret(client: Client) -> None:
    client.page.focus("#i")
    client.page.evaluate("i.setSelectionRange(1, 2)")
    client.patch([INPUT, "TWO"])
    assert client.page.evaluate("[i.value, i.selectionStart, i.selectionEnd]") == ["TWO", 1, 2]


@pytest.mark.parametrize(("selector", "slot", "shown"), [("#i", INPUT, "onetyped"), ("#t", TEXT, "texttyped")])
def test_what_is_being_typed_stays(client: Client, selector: str, slot: int, shown: str) -> None:
    client.page.focus(selector)
    client.page.keyboard.press("Control+End")
    client.page.keyboard.type("typed")
    client.patch([slot, "from the server"])
    assert value(client.page, selector) == shown
    client.page.keyboard.type("!")
    assert value(client.page, selector) == f"{shown}!"


def test_full_values_leave_what_was_typed_elsewhere(client: Client) -> None:
    client.page.fill("#i", "typed")
    client.page.fill("#t", "typed too")
    client.page.check("#c")
    client.page.select_option("#s", "c")
    client.page.focus("#b")
    full(client, NUMBER="7")
    assert [value(client.page, f"#{name}") for name in "itcsn"] == ["typed", "typed too", True, "c", "7"]


def test_a_choice_being_made_stays(client: Client) -> None:
    client.page.focus("#s")
    client.page.select_option("#s", "b")
    client.patch([OPTION_A, False, OPTION_C, True])
    assert value(client.page, "#s") == "b"


@pytest.mark.parametrize("choice", [OPTION_A, OPTION_B], ids="ab")
def test_a_focused_untouched_choice_takes_the_value(client: Client, choice: int) -> None:
    client.patch([OPTION_B, False, OPTION_A, False, choice, True])
    client.page.focus("#s")
    client.patch([choice, False, OPTION_C, True])
    assert value(client.page, "#s") == "c"


RADIOS = {
    "rootAA": [
        '<input type="radio" name="r" value="a" $="1"><input type="radio" name="r" value="b" $="1">'
        '<input type="radio" name="r" value="c" $="1"><button>b</button>',
        *[["a", "checked"]] * 3,
    ]
}


def test_a_choice_among_radio_buttons_stays_while_it_is_made(open_client: OpenClient) -> None:
    client = open_client(RADIOS, ["rootAA", True, False, False]).join()
    client.page.focus("[value=a]")
    client.page.keyboard.press("ArrowDown")
    client.patch([0, False, 2, True])
    assert client.page.input_value(":checked") == "b"
    client.page.focus("button")
    client.patch([0, True, 2, False])
    client.patch([1, True])
    client.patch([1, False, 2, True])
    assert client.page.input_value(":checked") == "c"


def test_a_number_half_typed_is_not_written(client: Client) -> None:
    client.page.focus("#n")
    client.page.keyboard.type("e")
    client.page.focus("#b")
    client.patch([NUMBER, 8])
    assert client.page.evaluate("n.validity.badInput")


def test_what_was_submitted_can_be_cleared_in_the_focus(client: Client) -> None:
    client.page.focus("#x")
    client.page.keyboard.type("message")
    client.page.keyboard.press("Enter")
    assert client.events == [["e", 1, 0, "send", {}, "x=message"]]
    client.patch([FIELD, "-"], 1)
    client.patch([FIELD, ""])
    assert value(client.page, "#x") == ""
    client.page.keyboard.type("next")
    client.patch([FIELD, "late"])
    assert value(client.page, "#x") == "next"


def test_an_answer_to_what_was_sent_does_not_undo_what_came_after(client: Client) -> None:
    client.page.focus("#l")
    client.page.keyboard.type("ab")
    client.patch([LIVE, "A"], 1)
    assert value(client.page, "#l") == "ab"
    client.deliver(["a", 2])
    assert value(client.page, "#l") == "A"
    client.page.keyboard.type("c")
    client.page.evaluate('l.setAttribute("lv-input", "")')
    client.page.keyboard.type("d")
    client.patch([LIVE, "AC"], 3)
    assert value(client.page, "#l") == "Acd"


def test_a_new_process_keeps_what_was_typed_and_is_told(client: Client) -> None:
    client.page.fill("#i", "typed")
    client.page.fill("#l", "told")
    client.deliver(["a", client.events[-1][1]])
    client.page.check("#c")
    renew(client)
    full(client)
    assert [value(client.page, f"#{name}") for name in "ilc"] == ["typed", "told", True]
    assert client.events[-1][3:] == ["typed", {}, "l=told", {"name": "l", "value": "told"}]
    assert client.problems == []


OTHER = """
<h1>Another template</h1><label>first <input id="i" value="two"></label><textarea id="t">other</textarea>
<input type="radio" name="r" value="1" checked><input type="radio" name="r" value="2">
<select id="s" multiple><option>c<option selected>b<option>a</select><input type="file" id="u">
<input id="c" type="checkbox"><input name="twice"><input name="twice"><button id="b">b</button>
"""


def test_another_template_takes_over_what_was_entered(open_client: OpenClient) -> None:
    html = (
        '<textarea id="t">text</textarea><select id="s" multiple><option selected>a<option>b<option>c</select>'
        '<input id="i" value="one"><input type="radio" name="r" value="1" checked>'
        '<input type="radio" name="r" value="2"><input id="c" type="checkbox">'
        '<input name="twice"><input name="twice"><input id="gone"><input type="file" id="u">'
    )
    client = open_client({"rootAA": [html], "otherA": [OTHER.replace("\n", "")]}, ["rootAA"], html=html).join()
    client.page.fill("#t", "typed")
    client.page.select_option("#s", ["b", "c"])
    client.page.check("[value='2']")
    client.page.check("#c")
    client.page.fill("input[name=twice] + input[name=twice]", "second")
    client.page.fill("#gone", "x")
    client.page.focus("#t")
    client.page.evaluate("document.activeElement.setSelectionRange(1, 3)")
    renew(client)
    client.deliver(["=", 0, 0, ["otherA"]])
    assert client.page.inner_text("h1") == "Another template"
    assert [value(client.page, f"#{name}") for name in "itc"] == ["two", "typed", True]  # the first one was not touched
    assert client.page.eval_on_selector_all(":checked", "all => all.map(({ value }) => value)") == ["2", "c", "b", "on"]
    assert client.page.eval_on_selector_all("[name=twice]", "all => all.map(({ value }) => value)") == ["", "second"]
    caret = "[document.activeElement.id, document.activeElement.selectionStart, document.activeElement.selectionEnd]"
    assert client.page.evaluate(caret) == ["t", 1, 3]
    assert client.problems == []


def test_what_is_needed_to_come_back_is_asked_for_again(module_page: Page, open_client: OpenClient) -> None:
    with module_page.expect_event("requestfailed"):
        client = open_client(FRAGMENTS, VALUES, broken=["comeback.js"]).join()
    client.broken.clear()
    client.page.fill("#i", "typed")
    renew(client)
    full(client)
    assert value(client.page, "#i") == "typed"


def test_an_editable_element_is_left_alone(open_client: OpenClient) -> None:
    client = open_client({"rootAA": ["<div contenteditable><!--$--></div>", 0]}, ["rootAA", "start"]).join()
    client.page.click("div[contenteditable]")
    client.page.keyboard.press("Control+End")
    client.page.keyboard.type(" typed")
    client.patch([0, "from the server"])
    assert client.page.inner_text("div[contenteditable]") == "start typed"


@pytest.mark.parametrize(
    ("slot", "on", "off"),
    [(["a", "contenteditable"], "true", "false"), (["m"], {"contenteditable": True}, {})],
    ids=["attribute", "map"],
)
def test_an_element_is_left_alone_while_it_is_editable(open_client: OpenClient, slot: Any, on: Any, off: Any) -> None:
    fragments = {
        "rootAA": ['<div id="e" $="1"><b>to do: </b><!--$--><ul><!--$--></ul></div>', slot, 0, ["l", "itemAA"]],
        "itemAA": ["<li><!--$--></li>", 0],
    }
    editing, text, items = range(3)
    client = open_client(fragments, ["rootAA", on, "start", [["x"]]]).join()
    client.page.click("li")
    client.page.keyboard.press("End")
    client.page.keyboard.type(" typed")
    client.patch([text, "from the server", ~items, [0, [0, "other"]]])
    assert client.page.text_content("#e") == "to do: startx typed"
    client.patch([editing, off, text, "saved", items, [["x typed"], ["y"]]])
    assert client.page.text_content("#e") == "to do: savedx typedy"
    client.patch([text, "goes on", ~items, [1, [0, "z"]]])
    assert client.page.text_content("#e") == "to do: goes onx typedz"
    client.patch([editing, on, text, "not yet", ~items, [0, [0, "not"]]])
    assert client.page.text_content("#e") == "to do: goes onx typedz"
    assert client.problems == []


def test_an_option_comes_selected_into_a_list(open_client: OpenClient) -> None:
    fragments = {
        "rootAA": ["<select><!--$--></select>", ["l", "option"]],
        "option": ['<option $="2"><!--$--></option>', ["a", "value"], ["a", "selected"], 0],
    }
    client = open_client(fragments, ["rootAA", []]).join()
    client.patch([0, [["a", False, "A"], ["b", True, "B"]]])
    assert client.problems == []
    assert value(client.page, "select") == "b"
    client.patch([-1, [[2, ["c", True, "C"]]]])
    assert value(client.page, "select") == "c"


def test_an_option_that_is_disabled_loses_its_choice_with_the_same_patch(open_client: OpenClient) -> None:
    fragments = {"rootAA": ['<select><option $="1">a</option></select>', ["m"]]}
    client = open_client(fragments, ["rootAA", {"selected": True}]).join()
    client.patch([0, {"disabled": True}])
    assert value(client.page, "select") == ""
