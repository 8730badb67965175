"""Bindings beyond the first file's, with their modifiers, when they act, and what shows meanwhile."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page

from tests.browser.client.conftest import OpenClient
from tests.browser.client.harness import Client, stop_clock, until
from tests.browser.client.test_events import events

HTML = """
<div id="outer" lv-on:dblclick="outer" lv-keydown="any">
  <button id="double" lv-on:dblclick="double" lv-value-a="1">two</button>
  <button id="ctrl" lv-click.ctrl="held" lv-click="plain">c</button>
  <button id="once" lv-click.once="once">o</button>
  <div id="self" lv-click.self="self">s<i id="inner">i</i></div>
  <input id="keys" lv-keydown.enter="enter" lv-keydown.escape="escape" lv-keydown.ctrl.k.prevent="search">
  <input id="plain">
</div>
<p id="halt" lv-on:my-event.stop="mine">x</p>
<p lv-window-keydown.shift.arrow-down="down" lv-window-my-event="window" lv-document-visibilitychange="seen">w</p>
<details id="details" lv-on:toggle="toggled"><summary id="summary">s</summary>d</details>
<div id="away" lv-click-away="away">menu <b id="within">x</b></div>
<a id="drop" lv-on:dragover.prevent="" lv-mounted="mounted" lv-connected="connected">d</a>
<button id="asked" lv-click="asked" lv-confirm="Sure?">a</button>
<form id="form" lv-submit="save">
  <button id="ask" lv-confirm="Save?" lv-disable-with="Saving…">Save <b>it</b></button>
</form>
<input id="blurred" name="q" lv-input="typed" lv-debounce="blur">
<button id="throttled" lv-click="often" lv-throttle="1000">t</button>
"""
FRAGMENTS = {
    "rootAA": [HTML + "<p><!--$--></p>", ["f"]],
    "lateAA": ['<i id="late" lv-mounted="late" lv-on:paste="p">x</i>'],
}


def started(client: Client) -> Client:
    """The same page, with its modules."""
    client.page.evaluate("import('/extras.js').then(() => liveview.settled)")
    client.deliver(["a", client.events[-1][1]])
    client.page.evaluate("sent.length = 0")
    return client


@pytest.fixture
def client(open_client: OpenClient) -> Client:
    """A page with every kind of binding."""
    return started(open_client(FRAGMENTS, ["rootAA", None]).join())


@pytest.fixture
def still_client(own_page: Page) -> Client:
    """The same, with a clock that the test moves."""
    stop_clock(own_page)
    return started(Client(own_page, FRAGMENTS, ["rootAA", None]).join())


def names(client: Client) -> list[str]:
    """The events since the last call; almost every click is away from something."""
    return [frame[1] for frame in heard(client)]


def heard(client: Client) -> list[list[Any]]:
    """The same, with what they carry."""
    return [frame for frame in events(client) if frame[1] != "away"]


def test_any_dom_event_of_the_nearest_element(client: Client) -> None:
    client.page.dblclick("#double")
    assert heard(client) == [[0, "double", {"a": "1"}]]
    client.page.dblclick("#plain")
    assert names(client) == ["outer"]


def test_a_modifier_key_chooses_among_the_bindings_of_an_element(client: Client) -> None:
    client.page.click("#ctrl")
    assert names(client) == ["plain"]
    client.page.click("#ctrl", modifiers=["Control"])
    assert names(client)[-2:] == ["held", "plain"]


def test_once_and_self(client: Client) -> None:
    client.page.click("#once")
    client.page.click("#once")
    assert names(client) == ["once"]
    client.page.click("#inner")
    assert names(client) == []
    client.page.click("#self", position={"x": 1, "y": 1})
    assert names(client) == ["self"]


def test_keys_and_combinations(client: Client) -> None:
    client.page.focus("#keys")
    client.page.keyboard.press("Enter")
    client.page.keyboard.press("Escape")
    assert names(client) == ["enter", "escape"]
    client.page.evaluate("addEventListener('keydown', (event) => (window.prevented = event.defaultPrevented))")
    client.page.keyboard.press("Control+k")
    assert "search" in names(client)
    assert client.page.evaluate("prevented")
    client.page.keyboard.press("k")
    assert names(client) == ["any"]  # nothing here fits, but something around does
    assert not client.page.evaluate("prevented")


def test_events_of_the_window_and_the_document(client: Client) -> None:
    client.page.keyboard.press("Shift+ArrowDown")
    client.page.keyboard.press("ArrowDown")
    assert names(client) == ["down"]
    client.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert names(client) == ["seen"]


def test_stop_keeps_an_event_from_the_window(client: Client) -> None:
    client.page.evaluate("halt.dispatchEvent(new CustomEvent('my-event', { bubbles: true }))")
    assert names(client) == ["mine"]
    client.page.evaluate("plain.dispatchEvent(new CustomEvent('my-event', { bubbles: true }))")
    assert names(client) == ["window"]


def test_events_that_do_not_bubble(client: Client) -> None:
    client.page.click("#summary")
    until(client.page, "sent.some(([kind, ref, address, name]) => name === 'toggled')")
    assert names(client) == ["toggled"]


def test_a_click_away(client: Client) -> None:
    client.page.click("#within")
    assert events(client) == []
    client.page.click("#plain")
    assert events(client) == [[0, "away"]]
    client.page.evaluate("plain.click()")  # nobody has pressed a button
    client.page.evaluate("away.hidden = true")
    client.page.click("#plain")
    assert events(client) == []


def test_a_binding_without_an_event_only_prevents(client: Client) -> None:
    drag = "new Event('dragover', { bubbles: true, cancelable: true })"
    assert client.page.evaluate(f"(() => {{ const e = {drag}; drop.dispatchEvent(e); return e.defaultPrevented }})()")
    assert names(client) == []


def test_mounted_and_connected(open_client: OpenClient) -> None:
    client = open_client(FRAGMENTS, ["rootAA", None])
    client.page.evaluate("import('/extras.js').then(() => 0)")
    client.join()
    assert sorted(names(client)) == ["connected", "mounted"]
    client.patch([0, ["lateAA"]])
    until(client.page, "sent.some(([kind]) => kind === 'e')")
    assert names(client) == ["late"]
    client.page.evaluate("late.dispatchEvent(new ClipboardEvent('paste', { bubbles: true }))")
    assert names(client) == ["p"]


@pytest.mark.parametrize(("answer", "sent"), [(True, ["asked"]), (False, [])])
def test_a_question_is_asked_first(client: Client, answer: bool, sent: list[str]) -> None:
    asked: list[str] = []

    def respond(dialog: Dialog) -> None:
        asked.append(dialog.message)
        (dialog.accept if answer else dialog.dismiss)()

    client.page.once("dialog", respond)
    client.page.click("#asked")
    assert asked == ["Sure?"]
    assert names(client) == sent


def test_a_button_that_waits_says_so_keeps_the_focus_and_does_nothing(client: Client) -> None:
    client.page.on("dialog", lambda dialog: dialog.accept())
    client.page.click("#ask")
    client.page.evaluate("ask.click()")
    assert [frame[3] for frame in client.events if frame[3] != "away"] == ["save"]
    button = client.page.locator("#ask")
    assert button.inner_text() == "Saving…"
    assert button.get_attribute("aria-disabled") == "true"
    assert client.page.evaluate("document.activeElement.id") == "ask"
    events(client)
    assert button.inner_html() == "Save <b>it</b>"
    assert button.get_attribute("aria-disabled") is None


def test_debounce_until_blur(client: Client) -> None:
    client.page.focus("#blurred")
    client.page.keyboard.type("ab")
    assert names(client) == []
    client.page.focus("#plain")
    assert [frame[3] for frame in events(client)] == ["q=ab"]


def test_throttle_sends_at_once_and_the_last_of_each_period(still_client: Client) -> None:
    client = still_client
    press = "throttled.click()"
    client.page.evaluate(press)
    assert names(client) == ["often"]
    client.page.evaluate(f"{press}; {press}")
    assert names(client) == []
    client.page.clock.run_for(1000)
    assert names(client) == ["often"]
    client.page.clock.run_for(1000)
    assert names(client) == []
    client.page.evaluate(press)
    assert names(client) == ["often"]


def chain(*commands: Any) -> str:
    """Commands as an attribute holds them."""
    return json.dumps(commands).replace('"', "&quot;")


COMMANDS = {
    "toggle": chain(["toggle", {"to": "#box"}]),
    "classes": chain(
        ["add_class", {"names": ["on"], "to": "#box"}], ["remove_class", {"names": ["off"], "to": "#box"}]
    ),
    "attributes": chain(["set_attribute", {"name": "data-x", "value": "1", "to": "#box"}]),
    "flip": chain(["toggle_attribute", {"name": "open", "to": "#box"}]),
    "until": chain(["add_class", {"names": ["wished"], "to": "#box", "until": "reply"}], ["push", {"event": "wish"}]),
    "push": chain(["push", {"event": "add", "value": {"by": 2}, "to": "#box"}]) + "@7",
    "dispatch": chain(["dispatch", {"event": "told", "to": "#box", "detail": {"a": 1}, "bubbles": True}]),
    "exec": chain(["exec", {"attribute": "data-run", "to": "#box"}]),
    "focus": chain(["push_focus", {}], ["focus_first", {"to": "#box"}]),
    "back": chain(["pop_focus", {}]),
    "move": chain(["transition", {"to": "#box", "transition": [["moving"], ["from"], ["to"]], "time": 200}]),
    "closest": chain(
        ["add_class", {"names": ["near"], "to": "^section"}], ["add_class", {"names": ["in"], "to": ">i"}]
    ),
    "unknown": chain(["of a newer server", {}]),
}
BUTTONS = "".join(
    f'<button id="{name}" lv-click="{value}" lv-value-a="x"><i>b</i></button>' for name, value in COMMANDS.items()
)
BOX = f'<div id="box" $="2" data-run="{COMMANDS["classes"]}"><input id="field" hidden><input id="second"></div>'
COMMANDED = {"rootAA": [f'<section id="around">{BUTTONS}{BOX}</section>', ["a", "class"], ["a", "style"]]}


@pytest.fixture
def commanded(open_client: OpenClient) -> Client:
    """A page with a button for each command."""
    return open_client(COMMANDED, ["rootAA", "off", ""]).join()


def box(client: Client, attribute: str) -> str | None:
    """An attribute of the box."""
    return client.page.locator("#box").get_attribute(attribute)


def test_what_commands_did_outlives_patches(commanded: Client) -> None:
    commanded.page.click("#classes")
    commanded.page.click("#attributes")
    commanded.page.click("#toggle")
    assert (box(commanded, "class"), box(commanded, "data-x")) == ("on", "1")
    assert commanded.page.is_hidden("#box")
    commanded.patch([0, "off fresh", 1, "color: red"])
    assert set((box(commanded, "class") or "").split()) == {"fresh", "on"}
    assert commanded.page.is_hidden("#box")
    commanded.page.click("#toggle")
    assert commanded.page.is_visible("#box")
    commanded.page.click("#flip")
    assert box(commanded, "open") == ""
    commanded.page.click("#flip")
    assert box(commanded, "open") is None
    assert commanded.events == []


def test_a_hidden_element_is_shown(commanded: Client) -> None:
    commanded.page.evaluate("box.hidden = true")
    commanded.page.click("#toggle")
    assert commanded.page.is_visible("#box")


@pytest.mark.parametrize(("answer", "left"), [(["a", 1], True), (["a", 1, {"error": "internal error"}], False)])
def test_what_was_done_until_the_reply_is_taken_back_where_it_fails(commanded: Client, answer: Any, left: bool) -> None:
    commanded.page.click("#until")
    assert box(commanded, "class") == "off wished"
    commanded.patch([0, "off new"])
    assert box(commanded, "class") == "off new wished"
    commanded.deliver(answer)
    assert ("wished" in (box(commanded, "class") or "")) is left
    commanded.patch([0, "off newest"])
    assert ("wished" in (box(commanded, "class") or "")) is left


def test_what_failed_while_the_page_was_away_is_taken_back(commanded: Client) -> None:
    commanded.page.click("#until")
    commanded.page.evaluate("wires.at(-1).close(1006)")
    until(commanded.page, "wires.length === 2 && wires[1].readyState === 1")
    assert box(commanded, "class") == "off wished"
    commanded.deliver(["j", 1, 1, [1, "internal error"]])
    assert box(commanded, "class") == "off"
    assert commanded.page.evaluate("liveview.pending") == 0


def test_a_push_carries_values_and_its_owner_and_shows_what_waits(commanded: Client) -> None:
    commanded.page.click("#push")
    assert commanded.events == [["e", 1, 0, "add@7", {"a": "x", "by": 2}]]
    assert box(commanded, "aria-busy") == "true"
    commanded.deliver(["a", 1])
    assert box(commanded, "aria-busy") is None


def test_dispatch_exec_and_targets(commanded: Client) -> None:
    commanded.page.evaluate("document.addEventListener('told', ({ detail }) => (window.told = detail))")
    commanded.page.click("#dispatch")
    assert commanded.page.evaluate("told") == {"a": 1}
    commanded.page.click("#exec")
    assert box(commanded, "class") == "on"
    commanded.page.click("#closest")
    assert commanded.page.locator("#around").get_attribute("class") == "near"
    assert commanded.page.locator("#closest i").get_attribute("class") == "in"


def test_the_focus_goes_and_comes_back(commanded: Client) -> None:
    commanded.page.click("#focus")
    assert commanded.page.evaluate("document.activeElement.id") == "second"
    commanded.page.evaluate("document.querySelector('#back').click()")
    assert commanded.page.evaluate("document.activeElement.id") == "focus"


def test_a_transition_has_its_classes_and_then_none(own_page: Page) -> None:
    stop_clock(own_page)
    client = Client(own_page, COMMANDED, ["rootAA", "off", ""]).join()
    client.page.evaluate("import('/extras.js').then(() => 0)")
    client.page.evaluate("move.click()")
    assert box(client, "class") == "off moving from"
    client.page.clock.run_for(50)
    assert box(client, "class") == "off moving to"
    client.page.clock.run_for(200)
    assert box(client, "class") == "off"


def test_commands_of_a_handler_run_on_the_page(commanded: Client) -> None:
    commanded.deliver(["m", "actions"], [0, 1, [], None, [["js", [["add_class", {"names": ["sent"], "to": "#box"}]]]]])
    commanded.page.wait_for_selector("#box.sent")


def test_a_command_of_a_newer_server_is_left_out(commanded: Client) -> None:
    commanded.page.click("#unknown")
    assert commanded.problems == ["liveview: there is no command of a newer server"]


def test_commands_load_their_module_where_nobody_has_announced_it(open_client: OpenClient) -> None:
    client = open_client(COMMANDED, ["rootAA", "off", ""], data={"needs": []}).join()
    client.page.click("#classes")
    client.page.wait_for_selector("#box.on")
