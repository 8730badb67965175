"""Forms whose controls are named like what the client asks of elements: `<input name="remove">` hides `form.remove`."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.client.conftest import OpenClient
from tests.browser.client.harness import Client, until
from tests.browser.client.reference import values_to_html

# Everything that a form can be asked.
MEMBERS = """
() => {
  const names = new Set();
  for (let owner = HTMLFormElement.prototype; owner; owner = Object.getPrototypeOf(owner)) {
    Object.getOwnPropertyNames(owner).forEach((name) => names.add(name));
  }
  return [...names];
}
"""

# The live part by its own serialisation, for scripts that walk would ask the forms; and what a fresh render gives.
SHOWN = """
(html) => {
  const parsed = document.createElement("template");
  parsed.innerHTML = trusted(html);
  const forms = ({ innerHTML }) => innerHTML.replace(/<!--[^]*?-->/g, "").split("<form");
  return [forms(document.querySelector("[lv-root]")), forms(parsed)];
}
"""

SUBMIT = """
() => document.querySelectorAll("form[lv-submit]").forEach((form) => {
  HTMLFormElement.prototype.dispatchEvent.call(form, new SubmitEvent("submit", { bubbles: true, cancelable: true }));
})
"""

# Slots of a form's own, directly in it: after an element, in a list, in a range. In a row there may be two forms.
FRAGMENTS: dict[str, list[Any]] = {
    "rootAA": ["<main><!--$--></main>", ["l", "formAA"]],
    "formAA": [
        '<form lv-submit="save" lv-value-by="1" $="2"><input $="1"><!--$--><i></i><!--$--><!--$--></form><!--$-->',
        ["a", "title"],
        ["a", "style"],
        ["a", "name"],
        ["l", "inputA"],
        0,
        ["f", "inputA"],
        0,
    ],
    "inputA": ['<input $="1">', ["a", "name"]],
}
TITLE, STYLE, NAME, LIST, TEXT, RANGE, AFTER = range(7)


def row(name: str) -> list[Any]:
    """Values of a form with a control of the name."""
    return ["title", "top: 1px;", name, [], "", None, ""]


def holds(client: Client, rows: list[list[Any]]) -> None:
    """The page is what a fresh render of the rows would be."""
    shown, fresh = client.page.evaluate(SHOWN, values_to_html(["rootAA", rows], FRAGMENTS))
    assert [pair for pair in zip(shown, fresh, strict=True) if pair[0] != pair[1]] == []
    assert client.problems == []


def change(client: Client, rows: list[list[Any]], slot: int, value: Any) -> None:
    """Every row's slot."""
    client.patch([~0, [item for index in range(len(rows)) for item in (int(index > 0), [slot, value])]])
    for values in rows:
        values[slot] = value
    holds(client, rows)


@pytest.fixture(scope="module")
def names(module_page: Page) -> list[str]:
    """Names that hide something."""
    found: list[str] = module_page.evaluate(MEMBERS)
    assert {"remove", "after", "before", "attributes", "elements", "firstChild", "closest"} <= set(found)
    return found


@pytest.mark.parametrize("without_move", [False, True], ids=["moveBefore", "insertBefore"])
def test_patches_take_no_control_for_a_member(open_client: OpenClient, names: list[str], without_move: bool) -> None:
    rows = [row(name) for name in names]
    init = "delete Element.prototype.moveBefore;" if without_move else ""
    client = open_client(FRAGMENTS, ["rootAA", rows], init=init).join()
    holds(client, rows)
    change(client, rows, TITLE, "other")
    change(client, rows, STYLE, "top: 2px;")
    change(client, rows, TEXT, "text")
    change(client, rows, AFTER, "text")
    change(client, rows, LIST, [["p"], ["q"]])
    change(client, rows, RANGE, [0, "r"])
    change(client, rows, RANGE, None)
    change(client, rows, LIST, [])
    order = [index for index in range(len(rows)) if index % 3] + [index for index in range(len(rows)) if not index % 3]
    client.patch([~0, [[], [], [order]]])
    rows = [rows[index] for index in order]
    holds(client, rows)
    change(client, rows, AFTER, ["<form><input name='remove'><input name='nextSibling'></form><b></b>"])
    change(client, rows, AFTER, "text")
    client.patch([~0, [[1, row("remove")], [0, 2, -3]]])
    rows = [rows[1], row("remove"), *rows[6:]]
    holds(client, rows)


def test_rows_that_are_made_take_no_control_for_a_member(open_client: OpenClient, names: list[str]) -> None:
    client = open_client(FRAGMENTS, ["rootAA", []]).join()
    rows = [row(name) for name in names]
    client.patch([0, rows])
    holds(client, rows)
    change(client, rows, TITLE, "other")
    change(client, rows, LIST, [["p"]])


def test_forms_say_their_event_with_its_values(open_client: OpenClient, names: list[str]) -> None:
    client = open_client(FRAGMENTS, ["rootAA", [row(name) for name in names]]).join()
    client.page.evaluate(SUBMIT)
    assert [event[3:] for event in client.events] == [["save", {"by": "1"}, f"{name}="] for name in names]
    client.deliver(["a", len(names)])
    holds(client, [row(name) for name in names])


FORMS: dict[str, list[Any]] = {
    "rootAA": ["<main><!--$--></main>", ["l", "formAA"]],
    "formAA": [
        '<form lv-hook="Try" lv-mounted="mounted" lv-on:told.stop="told" lv-submit="save" lv-debounce="0" '
        'lv-click-away="away" lv-confirm="Sure?" lv-reset lv-unsaved lv-remove="[[&quot;hide&quot;,{}]]" '
        'data-run="[[&quot;add_class&quot;,{&quot;names&quot;:[&quot;run&quot;]}]]">'
        '<input $="1"><button></button></form>',
        ["a", "name"],
    ],
}
# A hook that has every command done on its form.
TRY = """
addEventListener("DOMContentLoaded", () => {
  window.confirm = () => true;
  window.ended = 0;
  liveview.hooks.Try = {
    mounted() {
      const { el } = this;
      const js = this.js();
      for (const command of ["hide", "show", "toggle", "toggle"]) js[command](el);
      js.addClass(el, "added");
      js.toggleClass(el, "toggled");
      js.removeClass(el, "added");
      js.setAttribute(el, "data-set", "1");
      js.toggleAttribute(el, "data-toggled", "1");
      js.removeAttribute(el, "data-set");
      js.transition(el, "moving");
      for (const name of ["focus", "focus_first", "pop_focus", "scroll_into_view", "push_focus"]) js.exec([[name, {}]]);
      js.exec([["exec", { attribute: "data-run" }], ["dispatch", { event: "said" }]]);
      js.exec([["add_class", { to: "^form", names: ["near"] }], ["add_class", { to: ">input", names: ["inside"] }]]);
    },
    updated() {},
    destroyed() { ended++; },
  };
});
"""
DISPATCH = """
(type) => document.querySelectorAll("form").forEach((form) => {
  const kind = type === "submit" ? SubmitEvent : CustomEvent;
  HTMLFormElement.prototype.dispatchEvent.call(form, new kind(type, { bubbles: true, cancelable: true }));
})
"""
LEFT = """
() => [...document.querySelectorAll("form")].map((form) => HTMLFormElement.prototype.getAttribute.call(form, "class"))
"""


def test_what_is_loaded_on_demand_takes_no_control_for_a_member(open_client: OpenClient, names: list[str]) -> None:
    client = open_client(FORMS, ["rootAA", [[name] for name in names]], init=TRY).join()
    until(client.page, f"sent.filter(([kind]) => kind === 'e').length === {len(names)}")
    assert {event[3] for event in client.events} == {"mounted"}
    classes = [set((found or "").split()) for found in client.page.evaluate(LEFT)]
    assert [own - {"moving", "lv-loading"} for own in classes] == [{"toggled", "run", "near"}] * len(names)
    assert client.page.locator("input.inside").count() == len(names)
    for type in ("told", "submit"):
        client.page.evaluate("sent.length = 0")
        client.page.evaluate(DISPATCH, type)
        until(client.page, f"sent.filter(([kind]) => kind === 'e').length === {len(names)}")
    assert [event[5] for event in client.events] == [f"{name}=" for name in names]
    client.deliver(["a", 3 * len(names)])
    client.page.evaluate("sent.length = 0")
    client.page.evaluate("dispatchEvent(new MouseEvent('pointerdown'))")
    client.page.evaluate("dispatchEvent(new MouseEvent('click'))")
    until(client.page, f"sent.filter(([kind]) => kind === 'e').length === {len(names)}")
    client.patch([0, []])
    assert client.page.locator("form").count() == 0
    assert client.page.evaluate("ended") == len(names)
    assert client.problems == []
