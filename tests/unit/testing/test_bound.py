"""Which bindings count, as in the browser (tests/browser/client/test_actions.py)."""

from __future__ import annotations

import pytest

from liveview.testing.bound import bound_by, commands_of, targets_of
from liveview.testing.document import Document

HTML = """<section><p id="p" lv-keydown="any" lv-keydown.enter="enter" lv-keydown.ctrl.k="search"

 lv-keydown.arrow-down="down" lv-on:keydown.shift.question="help"
 lv-window-keydown.escape="close" lv-click="click"><b>x</b></p></section>"""


@pytest.mark.parametrize(
    ("key", "modifiers", "counted"),
    [
        ("x", "", ["lv-keydown"]),
        ("Enter", "", ["lv-keydown", "lv-keydown.enter"]),
        ("Enter", "ctrl", ["lv-keydown"]),
        ("Enter", "shift", ["lv-keydown", "lv-keydown.enter"]),
        ("k", "ctrl", ["lv-keydown", "lv-keydown.ctrl.k"]),
        ("k", "ctrl alt", ["lv-keydown"]),
        ("ArrowDown", "", ["lv-keydown", "lv-keydown.arrow-down"]),
        ("?", "shift", ["lv-keydown", "lv-on:keydown.shift.question"]),
    ],
)
def test_keys(key: str, modifiers: str, counted: list[str]) -> None:
    element = Document(HTML).one("#p")
    assert bound_by(element, "keydown", {"key": key, "modifiers": modifiers}) == counted


def test_the_window_has_its_own() -> None:
    element = Document(HTML).one("#p")
    assert bound_by(element, "keydown", {"key": "Escape"}, "window-") == ["lv-window-keydown.escape"]
    assert bound_by(element, "click", {}) == ["lv-click"]


def test_commands_and_names() -> None:
    assert commands_of("add@7") == ([("push", {"event": "add@7"})], "")
    assert commands_of('[["push",{"event":"add"}]]@7') == ([("push", {"event": "add"})], "@7")


@pytest.mark.parametrize(
    ("to", "tags"), [(None, ["p"]), (">b", ["b"]), ("^section", ["section"]), ("b, p", ["p", "b"])]
)
def test_targets(to: str | None, tags: list[str]) -> None:
    element = Document(HTML).one("#p")
    assert [target.tag for target in targets_of(element, to)] == tags
