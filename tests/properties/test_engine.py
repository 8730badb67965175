"""The page is a function of the state: stock Jinja is the oracle, for the first page and after every patch."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import html5lib
import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liveview.engine import REPLACED, LiveEnvironment, Rendering, Styles, apply_patch, values_to_html
from tests.properties.strategies import STATES, Box, Card

FOLDER = Path(__file__).with_name("templates")
TEMPLATES = sorted(path.name for path in FOLDER.glob("*.html"))
LOADER = jinja2.FileSystemLoader([FOLDER, FOLDER / "parts"])
EXTENSIONS = ["jinja2.ext.do", "jinja2.ext.loopcontrols"]
LIVE = LiveEnvironment(loader=LOADER, extensions=EXTENSIONS)
KEY = re.compile(r' lv-key="[^"]*"')


def without_keys(name: str) -> str | None:
    """A template's source as stock Jinja is to render it."""
    try:
        return KEY.sub("", LOADER.get_source(LIVE, name)[0])
    except jinja2.TemplateNotFound:
        return None


STOCK = jinja2.Environment(loader=jinja2.FunctionLoader(without_keys), autoescape=True, extensions=EXTENSIONS)
STOCK.filters["keyed"] = lambda value, name: value


def outcome(run: Any) -> Any:
    """What a call returns, or the type of what it raises."""
    try:
        return run()
    except Exception as error:
        return type(error)


class Page:
    """A client: full values at first, then patches only."""

    def __init__(self, name: str) -> None:
        self.rendering = Rendering(LIVE.get_template(name))
        self.fragments: dict[str, list[Any]] = {}
        self.values: list[Any] | None = None

    def show(self, state: dict[str, Any]) -> str:
        if self.values is None:
            self.rendering.mount(state)
            patch: Any = REPLACED
        else:
            patch = self.rendering.update(state)
        for fragment in self.rendering.fragments():
            self.fragments[fragment.id] = fragment.definition
        if patch is REPLACED:
            self.values = self.rendering.values()
        elif patch is not None and self.values is not None:
            self.values = apply_patch(self.values, patch, self.fragments)
        assert self.values == self.rendering.values(), f"{patch} does not lead to the values"
        return self.rendering.html()


def mutate(draw: Any, state: dict[str, Any], other: dict[str, Any]) -> None:
    """Change a state in place, in part or whole, as handlers do."""
    for name in draw(st.sets(st.sampled_from(sorted(state)))):
        held = state[name]
        if isinstance(held, list) and draw(st.booleans()):
            change = draw(st.sampled_from(["reverse", "extend", "pop", "shuffle", "edit"]))
            if change == "reverse":
                held.reverse()
            elif change == "extend":
                held.extend(copy.deepcopy(other[name]))
            elif change == "pop" and held:
                held.pop(draw(st.integers(0, len(held) - 1)))
            elif change == "shuffle":
                held[:] = draw(st.permutations(held))
            elif held:
                edit(held, draw(st.integers(0, len(held) - 1)), other["a"])
        elif isinstance(held, dict) and draw(st.booleans()):
            held["name"] = other["b"]
        else:
            state[name] = copy.deepcopy(other[name])


def edit(held: list[Any], index: int, value: Any) -> None:
    """Change one row by the means that its kind has."""
    row = held[index]
    if isinstance(row, dict):
        row["name"] = value
    elif isinstance(row, Box):
        row.name = value
    elif isinstance(row, Card):
        held[index] = replace(row, name=value)
    else:
        held[index] = value


@pytest.mark.parametrize("name", TEMPLATES)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_every_update_equals_a_fresh_render(name: str, data: st.DataObject) -> None:
    state = data.draw(STATES)
    page = Page(name)
    for _ in range(data.draw(st.integers(1, 5))):
        live = outcome(lambda: page.show(state))
        stock = outcome(lambda: STOCK.get_template(name).render(state))
        assert live == stock
        if isinstance(live, type):
            page.values = None
        mutate(data.draw, state, data.draw(STATES))


@pytest.mark.parametrize("name", TEMPLATES)
@settings(max_examples=10, deadline=None)
@given(state=STATES)
def test_values_make_the_marked_html(name: str, state: dict[str, Any]) -> None:
    page = Page(name)
    html = outcome(lambda: page.show(state))
    if isinstance(html, str) and page.values is not None:
        marked = page.rendering.html(Styles())
        assert canonical(values_to_html(page.values, page.fragments)) == canonical(marked)


def canonical(html: str) -> str:
    """HTML without the order of attributes, and without the ways to write a character."""
    tree = html5lib.parseFragment(html, treebuilder="etree", container="div")
    serializer = html5lib.serializer.HTMLSerializer(alphabetical_attributes=True, omit_optional_tags=False)
    return "".join(serializer.serialize(html5lib.getTreeWalker("etree")(tree)))
