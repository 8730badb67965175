"""`JS`: chains as JSON, and what they refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from liveview import JS, Component, LiveView, event
from liveview.engine import LiveEnvironment, Rendering
from liveview.errors import AppError, StateError, TemplateError
from liveview.view.js import JSCommands
from liveview.view.template import Templates

REFERENCE = (Path(__file__).parents[3] / "docs" / "reference" / "commands.md").read_text()
METHODS = [name for name in vars(JSCommands) if not name.startswith("_") and name != "commands"]


@pytest.mark.parametrize(
    ("chain", "commands"),
    [
        (JS.show("#m"), [["show", {"to": "#m"}]]),
        (JS.hide(transition="fade out", time=50), [["hide", {"transition": [["fade", "out"]], "time": 50}]]),
        (
            JS.toggle("#m", transition=("a", "b", "c")),
            [["toggle", {"to": "#m", "transition": [["a"], ["b"], ["c"]], "time": 200}]],
        ),
        (JS.transition("shake"), [["transition", {"transition": [["shake"]], "time": 200}]]),
        (JS.add_class("a b", until="reply"), [["add_class", {"names": ["a", "b"], "until": "reply"}]]),
        (JS.remove_class(["a", "b"], ">i"), [["remove_class", {"names": ["a", "b"], "to": ">i"}]]),
        (JS.toggle_class("a"), [["toggle_class", {"names": ["a"]}]]),
        (JS.set_attribute("data-x", ""), [["set_attribute", {"name": "data-x", "value": ""}]]),
        (
            JS.set_attribute("href", "javascript:x"),
            [["set_attribute", {"name": "href", "value": "about:invalid#blocked"}]],
        ),
        (JS.remove_attribute("open"), [["remove_attribute", {"name": "open"}]]),
        (JS.toggle_attribute("open"), [["toggle_attribute", {"name": "open", "value": ""}]]),
        (JS.focus(), [["focus", {}]]),
        (
            JS.focus_first("#d").push_focus().pop_focus(),
            [["focus_first", {"to": "#d"}], ["push_focus", {}], ["pop_focus", {}]],
        ),
        (JS.dispatch("x", detail={"a": 0}, bubbles=False), [["dispatch", {"event": "x", "detail": {"a": 0}}]]),
        (JS.exec("data-do", "^li"), [["exec", {"attribute": "data-do", "to": "^li"}]]),
        (JS.push("add", {"by": 0, "deep": [1]}), [["push", {"event": "add", "value": {"by": 0, "deep": [1]}}]]),
        (JS.navigate("/rooms?page=2"), [["navigate", {"url": "/rooms?page=2"}]]),
        (JS.patch("?page=2", replace=True), [["patch", {"url": "?page=2", "replace": True}]]),
        (JS.scroll_into_view("#x"), [["scroll_into_view", {"to": "#x", "behavior": "smooth", "block": "nearest"}]]),
    ],
)
def test_a_chain_is_json(chain: JSCommands, commands: list[Any]) -> None:
    assert json.loads(str(chain)) == commands


def test_a_chain_never_changes() -> None:
    first = JS.show("#m")
    assert str(first.hide("#n")) != str(first)
    assert str(JS) == "[]" and not JS
    assert first == JS.show("#m")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: JS.set_attribute("onclick", "x"),
        lambda: JS.toggle_attribute("style", "x"),
        lambda: JS.set_attribute("srcdoc", "x"),
        lambda: JS.remove_attribute("lv-click"),
        lambda: JS.add_class("a", until="later"),
        lambda: JS.show(transition=("a", "b")),
    ],
    ids=["handler", "style", "page", "binding", "until", "transition"],
)
def test_what_cannot_be_is_refused(wrong: Callable[[], object]) -> None:
    with pytest.raises(AppError):
        wrong()


def test_values_without_json_are_refused() -> None:
    with pytest.raises(StateError):
        JS.push("add", {"x": object()})


@pytest.mark.parametrize("name", METHODS)
def test_each_command_has_its_place_in_the_reference_and_says_what_it_does(name: str) -> None:
    assert f"`{name}(" in REFERENCE
    assert getattr(JSCommands, name).__doc__


class Board(LiveView):
    template_string = """<b lv-click="{{ JS.hide(to).push('add') }}" lv-on:paste='[["push",{"event":"add"}]]'>x</b>"""
    to: str = "#m"

    @event
    async def add(self) -> None:
        """Nothing."""


def html(view: LiveView | Component, number: int | None = None) -> str:
    compiled = Templates(LiveEnvironment()).of(type(view))
    rendering = Rendering(compiled.template, number=number)
    rendering.mount(compiled.values(view))
    return rendering.html()


def test_a_template_writes_commands() -> None:
    shown = html(Board(to='"]<'))
    assert 'lv-click="[[&#34;hide&#34;,{&#34;to&#34;:&#34;\\&#34;]&lt;&#34;}],[&#34;push&#34;' in shown


def test_a_components_commands_say_whose_they_are() -> None:
    class Tile(Component):
        template_string = (
            """<b lv-click="{{ JS.push('add') }}" lv-window-keydown.k="add" lv-on:paste='[["focus",{}]]'>x</b>"""
        )

        @event
        async def add(self) -> None:
            """Nothing."""

    shown = html(Tile(), number=7)
    assert "}]]@7" in shown and 'keydown.k="add@7"' in shown and '[["focus",{}]]@7' in shown


def test_a_text_that_looks_like_commands_is_none() -> None:
    class Shown(LiveView):
        template_string = '<b lv-click="{{ text }}">x</b>'
        text: str = '[["push",{"event":"add"}]]'

    assert 'lv-click=""' in html(Shown())


@pytest.mark.parametrize(
    "binding",
    [
        """lv-click="{{ JS.push('ad') }}\"""",
        """lv-click="{{ JS.hide('#m').push('ad').focus() if to else JS }}\"""",
        """lv-click='[["push",{"event":"ad"}]]'""",
        'lv-window-keydown.ctrl.k="ad"',
        'lv-on:dblclick.once="ad"',
        'lv-click-away="ad"',
        'lv-mounted="ad"',
        'lv-connected="ad"',
    ],
)
def test_an_event_that_is_not_declared_does_not_compile(binding: str) -> None:
    wrong = type("Wrong", (Board,), {"template_string": f"<b {binding}>x</b>", "__module__": __name__})
    with pytest.raises(TemplateError, match=r"Did you mean `add`\?"):
        Templates(LiveEnvironment()).of(wrong)
