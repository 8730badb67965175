"""A page full of controls, somebody who uses them, and what must be in them: the three-way rule, written down again."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Page

Value = str | bool

# One row of the list. Those with a binding tell the server of each change.
ROW = (
    '<section $="1"><input name="live" lv-input="typed" $="1"><input name="quiet" $="1">'
    '<textarea name="area" $="1"></textarea>'
    '<input name="number" type="number" lv-input="typed" $="1"><input name="date" type="date" $="1">'
    '<input name="range" type="range" $="1"><input name="box" type="checkbox" lv-change="typed" $="1">'
    '<b lv-change="typed"><input type="radio" $="2"><input type="radio" $="2"><input type="radio" $="2"></b>'
    '<select name="one" lv-change="typed"><option $="1">a<option $="1">b<option $="1">c</select>'
    '<select name="many" multiple><option $="1">a<option $="1">b<option $="1">c</select>'
    "<div contenteditable></div><p><!--$--></p></section>"
)
FRAGMENTS: dict[str, list[Any]] = {
    "rootAA": ["<main><!--$--></main>", ["l", "rowAAA"]],
    "rowAAA": [
        ROW.replace("<option", "</option><option")
        .replace("></option>", ">")
        .replace("</select>", "</option></select>"),
        ["a", "id"],
        *([["a", "value"]] * 2),
        ["a", "#"],
        *([["a", "value"]] * 3),
        ["a", "checked"],
        *([["a", "name"], ["a", "checked"]] * 3),
        *([["a", "selected"]] * 6),
        0,
    ],
}

# By control, the slots of the row that it shows.
SLOTS = {
    "live": [1],
    "quiet": [2],
    "area": [3],
    "number": [4],
    "date": [5],
    "range": [6],
    "box": [7],
    "radio": [9, 11, 13],
    "one": [14, 15, 16],
    "many": [17, 18, 19],
}
CHOICES = {"radio", "one", "many"}
TELLING = {"live", "number", "box", "radio", "one"}
BESIDE = 20

# What every control of every row holds, by the rows in their order; whether its text is none of its kind; the caret.
READ = """
() => {
  const held = (row) => {
    const of = (name) => row.querySelector(`[name=${name}]`);
    const options = (name) => [...of(name).options].map(({ selected }) => selected);
    const result = { box: [of("box").checked], one: options("one"), many: options("many") };
    for (const name of ["live", "quiet", "area", "number", "date", "range"]) result[name] = [of(name).value];
    result.radio = [...row.querySelectorAll("[type=radio]")].map(({ checked }) => checked);
    const bad = ["number", "date"].filter((name) => of(name).validity.badInput);
    return [row.id, result, bad, row.querySelector("div").innerText];
  };
  const { activeElement: { selectionStart, selectionEnd } } = document;
  return [[...document.querySelectorAll("section")].map(held), selectionStart ?? null, selectionEnd ?? null];
}
"""
FOCUS = """
([id, name]) => {
  const selector = { radio: "[type=radio]", written: "div" }[name] ?? `[name=${name}]`;
  const row = document.getElementById(id);
  const chosen = name === "radio" && row.querySelector("[type=radio]:checked");
  (chosen || row.querySelector(selector)).focus();
}
"""


@dataclass
class Control:
    """What a control shows, what the server was last known to hold, and what waits."""

    name: str
    local: list[Any]
    base: list[Any]
    told: list[bool]
    is_bad: bool = False
    is_touched: bool = False
    held: dict[int, Value] = field(default_factory=dict)

    def write(self, part: int, remote: Value, *, is_pending: bool, is_focused: bool) -> None:
        """What the server says of a part: of the one value, or of one of the choices."""
        if is_pending and self.told[part]:
            self.held[part] = remote
            return
        is_edited = self.local != self.base and (self.is_touched or self.name not in CHOICES)
        if self.local[part] == remote:
            self.told[part] = False
        elif self.is_bad or (is_edited and (remote == self.base[part] or is_focused)):
            self.told[part] = True
        else:
            self.told[part] = False
            self.is_touched = self.is_touched and self.name == "many"
            self._show(part, remote)
        self.base[part] = remote

    def release(self, *, is_focused: bool) -> None:
        """What waited, now that the server has heard everything."""
        held, self.held = self.held, {}
        for part, remote in held.items():
            self.write(part, remote, is_pending=False, is_focused=is_focused)

    def _show(self, part: int, remote: Value) -> None:
        if self.name in ("radio", "one") and remote:
            self.local = [False] * len(self.local)
        self.local[part] = remote
        if self.name == "one" and not any(self.local):
            self.local[0] = True  # a list that opens always shows one


@dataclass
class Row:
    """A row of the page, and what the server says of it."""

    id: str
    values: list[Any]
    controls: dict[str, Control]
    written: str = ""


def new_row(random: Random, number: int) -> Row:
    """A row that nobody has used."""
    controls = {name: said(random, name) for name in SLOTS}
    values: list[Any] = [f"r{number}"] + [None] * 19 + ["beside"]
    for slot in (8, 10, 12):
        values[slot] = f"radio{number}"
    for name, said_of_it in controls.items():
        for slot, value in zip(SLOTS[name], said_of_it, strict=True):
            values[slot] = value
    shown = {name: list(value) for name, value in controls.items()}
    if not any(shown["one"]):
        shown["one"][0] = True
    made = {name: Control(name, shown[name], list(controls[name]), [False] * len(shown[name])) for name in SLOTS}
    return Row(f"r{number}", values, made)


def said(random: Random, name: str) -> list[Any]:
    """Something that a server may say of a control."""
    match name:
        case "number":
            return [random.choice(["", "1", "25", "-3"])]
        case "date":
            return [random.choice(["", "2024-02-29", "1999-12-31"])]
        case "range":
            return [random.choice(["1", "50", "99"])]
        case "box":
            return [random.random() < 0.5]
        case "radio" | "one":
            chosen = random.randrange(3)
            return [part == chosen for part in range(3)]
        case "many":
            return [random.random() < 0.5 for _ in range(3)]
        case _:
            return [random.choice(["", "server", "said so", "ümläut"])]


def fields_of(row: Row, control: Control) -> str:
    """What an event says of a control."""
    match control.name:
        case "box":
            fields = {"box": "on"} if control.local[0] else {}
        case "radio":
            fields = {f"radio{row.id[1:]}": "on"} if any(control.local) else {}
        case "one":
            fields = {"one": "abc"[control.local.index(True)]}
        case name:
            fields = {name: control.local[0]}
    return urlencode(fields)


def use(page: Page, random: Random, name: str) -> None:
    """Enter something in the control that has the focus."""
    match name:
        case "box":
            page.keyboard.press("Space")
        case "radio":
            page.keyboard.press(random.choice(["ArrowDown", "ArrowUp", "Space"]))
        case "one" | "many" | "range":
            page.keyboard.press(random.choice(["ArrowDown", "ArrowUp"]))
        case "number":
            page.keyboard.type(random.choice(["7", "e", "-", "12"]))
        case "date":
            page.keyboard.type(random.choice(["0", "12", "0102", "01022024"]))
        case _:
            page.keyboard.press(random.choice(["Home", "End", "ArrowLeft", "Shift+ArrowLeft"]))
            page.keyboard.type(random.choice("abcdefgh") * random.randint(1, 2))
