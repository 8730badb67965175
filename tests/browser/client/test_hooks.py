"""Hooks by the names that LiveView gave their callbacks and calls."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser.client.conftest import OpenClient
from tests.browser.client.harness import Client, until

FORMS = Path(__file__).parents[3] / "docs" / "reference" / "forms.md"

# A static inside: nothing of the server's reaches what the hook draws.
HTML = '<h1><!--$--></h1><div id="chart" $="1" lv-hook="Chart@7"><canvas></canvas></div><!--$-->'
FRAGMENTS = {
    "rootAA": [HTML, 0, ["a", "data-points"], ["f", "lateAA"]],
    "lateAA": ['<p id="late" lv-hook="Late"><b><!--$--></b></p>', 0],
}
HOOKS = """
window.calls = [];
const note = (what) => function () { calls.push([this.el.id, what, this.el.dataset.points ?? null]); };
const callbacks = ["mounted", "beforeUpdate", "updated", "destroyed", "disconnected", "reconnected"];
window.noting = Object.fromEntries(callbacks.map((name) => [name, note(name)]));
window.Late = class {
  mounted() {
    calls.push([this.el.id, "made", null]);
    this.handleEvent("points", (points) => got.push(["late", points]));
  }
};
window.got = [];
document.addEventListener("DOMContentLoaded", () => {
  liveview.hooks.Chart = {
    ...noting,
    mounted() {
      noting.mounted.call(this);
      window.chart = this;
      this.ref = this.handleEvent("points", (points) => got.push(["chart", points]));
    },
    updated() {
      noting.updated.call(this);
      this.el.append(document.createElement("i")); // what a hook draws is nobody's update
    },
  };
  liveview.hooks.Late = window.Late;
});
"""


@pytest.fixture
def client(open_client: OpenClient) -> Client:
    """A page with a hook, mounted."""
    client = open_client(FRAGMENTS, ["rootAA", "0", "1", None], init=HOOKS).join()
    until(client.page, "calls.length")
    return client


def calls(client: Client) -> list[Any]:
    """The callbacks since the last call, without what they saw."""
    return [[id, what] for id, what, _ in client.page.evaluate("calls.splice(0)")]


def test_mounted_updated_and_before(client: Client) -> None:
    assert calls(client) == [["chart", "mounted"]]
    client.patch([1, "2"])
    assert client.page.evaluate("calls.splice(0)") == [["chart", "beforeUpdate", "1"], ["chart", "updated", "2"]]
    client.patch([0, "elsewhere"])
    assert calls(client) == [["chart", "beforeUpdate"]]
    client.patch([1, "3"])
    assert calls(client) == [["chart", "beforeUpdate"], ["chart", "updated"]]
    assert client.page.locator("#chart i").count() == 2  # it stays, and no patch has undone it
    client.deliver(["a", 0], ["t", "title"])
    assert calls(client) == []


def test_what_comes_and_goes(client: Client) -> None:
    calls(client)
    client.patch([2, ["lateAA", "x"]])
    assert calls(client) == [["chart", "beforeUpdate"], ["late", "made"]]
    client.deliver([0, 2, [2, None], None, [["push_event", "points", 1]]])
    assert client.page.evaluate("got") == [["chart", 1]]


def test_a_hook_that_comes_with_a_patch_hears_what_comes_with_it(client: Client) -> None:
    client.deliver([0, 1, [2, ["lateAA", "x"]], None, [["push_event", "points", [1, 2]]]])
    assert client.page.evaluate("got") == [["chart", [1, 2]], ["late", [1, 2]]]
    client.page.evaluate("chart.removeHandleEvent(chart.ref)")
    client.deliver([0, 2, [], None, [["push_event", "points", [3]]]])
    assert client.page.evaluate("got.slice(2)") == [["late", [3]]]


def test_destroyed(client: Client) -> None:
    calls(client)
    client.page.evaluate("chart.el.remove()")
    client.patch([0, "x"])
    assert ["chart", "destroyed"] in calls(client)


def test_the_connection(client: Client) -> None:
    calls(client)
    client.page.evaluate("wires.at(-1).close(1006)")
    assert calls(client) == [["chart", "disconnected"]]
    until(client.page, "wires.length > 1 && sent.filter(([kind]) => kind === 'j').length > 1")
    client.join()
    assert calls(client) == [["chart", "reconnected"]]


def test_an_event_is_answered_with_what_the_handler_returned(client: Client) -> None:
    client.page.evaluate("void chart.pushEvent('moved', { x: [1, 2] }).then((reply) => (window.reply = reply))")
    assert client.events == [["e", 1, 0, "moved@7", {"x": [1, 2]}]]
    assert client.page.locator("#chart").get_attribute("aria-busy") == "true"
    client.deliver([0, 1, [], 1, [["reply", 1, {"ok": True}]]])
    assert until(client.page, "window.reply") == {"ok": True}
    client.page.evaluate("void chart.pushEvent('moved', {}, (reply) => (window.called = [reply]))")
    client.deliver([0, 2, [], 2, [["reply", 2, 7]]])
    assert until(client.page, "window.called") == [7]


def test_an_event_that_fails_rejects(client: Client) -> None:
    client.page.evaluate("void chart.pushEvent('moved').catch((error) => (window.failed = error.message))")
    client.deliver(["a", 1, {"error": "internal error"}])
    assert until(client.page, "window.failed") == "moved@7: internal error"


def test_an_event_to_others(client: Client) -> None:
    client.patch([2, ["lateAA", "x"]])
    client.page.evaluate("void chart.pushEventTo('#late', 'there', { a: 1 }).then((all) => (window.all = all))")
    assert client.events == [["e", 1, 0, "there", {"a": 1}]]
    client.deliver(["a", 1])
    assert until(client.page, "window.all")[0]["status"] == "fulfilled"


def test_commands_of_a_hook(client: Client) -> None:
    client.page.evaluate("""
      chart.js().addClass(chart.el, "one two");
      chart.js().setAttribute(chart.el, "data-x", "1");
      chart.js().exec('[["push",{"event":"done"}]]');
      chart.js().hide(chart.el);
    """)
    assert client.page.locator("#chart").get_attribute("class") == "one two lv-loading"
    assert client.page.locator("#chart").get_attribute("data-x") == "1"
    assert client.events[-1][3] == "done@7"
    assert client.page.is_hidden("#chart")


def test_a_hook_that_is_registered_later_is_mounted_then(open_client: OpenClient) -> None:
    client = open_client(FRAGMENTS, ["rootAA", "0", "1", None]).join()
    client.page.evaluate("import('/extras.js').then(() => 0)")
    client.page.evaluate("liveview.hooks.Chart = { mounted() { window.late = this.el.id; } }")
    assert client.page.evaluate("late") == "chart"


def test_one_hooks_mistake_is_not_the_next_ones(client: Client) -> None:
    client.page.evaluate("liveview.hooks.Late = { mounted() { throw new Error('in a hook'); } }")
    client.deliver([0, 1, [2, ["lateAA", "x"]], None, [["push_event", "points", 1]]])
    assert client.page.evaluate("got") == [["chart", 1]]
    assert client.problems == ["in a hook"]


def test_the_recipe_for_text_that_is_edited_in_place(open_client: OpenClient) -> None:
    recipe = re.findall(r"^```js\n(.*?)^```", FORMS.read_text(), re.MULTILINE | re.DOTALL)[0]
    editable = '<div contenteditable="plaintext-only" lv-hook="Editable"><!--$--></div>'
    control = '<input type="hidden" name="note" lv-ignore="value" $="1">'
    html = f'<form lv-submit="save" lv-input="typed">{editable}{control}</form>'
    init = f"addEventListener('DOMContentLoaded', () => {{ {recipe} }});"
    client = open_client({"rootAA": [html, 0, ["a", "value"]]}, ["rootAA", "a", "a"], init=init).join()
    client.page.evaluate("liveview.settled()")
    client.page.click("div[contenteditable]")
    client.page.keyboard.press("End")
    client.page.keyboard.type("b")
    assert client.events == [["e", 1, 0, "typed", {}, "note=ab", {"name": "note", "value": "ab"}]]
    client.patch([0, "server", 1, "server"], 1)
    assert client.page.inner_text("div[contenteditable]") == client.page.input_value("input") == "ab"
    assert client.problems == []
