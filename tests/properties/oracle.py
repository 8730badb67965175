"""The same templates live and in stock Jinja, a client that applies patches, and changes as handlers make them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import jinja2
from hypothesis import strategies as st

from liveview.engine import REPLACED, LiveEnvironment, Rendering, apply_patch
from liveview.engine.environment import LiveTemplate
from tests.properties.strategies import FIELDS, Box, Card, Service, states_for

FOLDER = Path(__file__).with_name("templates")
TEMPLATES = sorted(path.name for path in FOLDER.glob("*.html"))
LOADER = jinja2.FileSystemLoader([FOLDER, FOLDER / "parts"])
EXTENSIONS = ["jinja2.ext.do", "jinja2.ext.loopcontrols", "jinja2.ext.i18n"]
LIVE = LiveEnvironment(loader=LOADER, extensions=EXTENSIONS)
KEY = re.compile(r' lv-key="[^"]*"')


def without_key(source: str) -> str:
    """A template's source as stock Jinja is to render it."""
    return KEY.sub("", source)


def source_of(name: str) -> str:
    """The source of one of the templates beside this file."""
    return LOADER.get_source(LIVE, name)[0]


def _load(name: str) -> str | None:
    try:
        return without_key(LOADER.get_source(LIVE, name)[0])
    except jinja2.TemplateNotFound:
        return None


STOCK = jinja2.Environment(loader=jinja2.FunctionLoader(_load), autoescape=True, extensions=EXTENSIONS)
STOCK.filters["keyed"] = lambda value, name: value
for environment in (LIVE, STOCK):
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]


def outcome(run: Any) -> Any:
    """What a call returns, or the type of what it raises. NUL is left out: browsers keep it here and drop it there."""
    try:
        found = run()
        return found.replace("\0", "") if isinstance(found, str) else found
    except Exception as error:
        return type(error)


class Page:
    """A client: full values at first, then patches only."""

    def __init__(self, template: LiveTemplate) -> None:
        self.rendering = Rendering(template)
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
        return without_key(self.rendering.html())  # it is left in loops that are rendered as a whole


def mutate(draw: Any, state: dict[str, Any]) -> None:
    """Change a state in place, in part or whole, as handlers do."""
    for name in draw(st.sets(st.sampled_from(sorted(state)))) if state else ():
        held = state[name]
        if isinstance(held, list) and draw(st.booleans()):
            change = draw(st.sampled_from(["reverse", "extend", "pop", "shuffle", "edit"]))
            if change == "reverse":
                held.reverse()
            elif change == "extend":
                held.extend(draw(FIELDS[name]))
            elif change == "pop" and held:
                held.pop(draw(st.integers(0, len(held) - 1)))
            elif change == "shuffle":
                held[:] = draw(st.permutations(held))
            elif held:
                edit(held, draw(st.integers(0, len(held) - 1)), draw(FIELDS["a"]))
        elif isinstance(held, dict) and draw(st.booleans()):
            held["name"] = draw(FIELDS["b"])
        else:
            state[name] = draw(FIELDS[name])


def edit(held: list[Any], index: int, value: Any) -> None:
    """Change one row by the means that its kind has."""
    row = held[index]
    if isinstance(row, dict):
        row["name"] = value
    elif isinstance(row, (Box, Service)):
        row.name = value
    elif isinstance(row, Card):
        held[index] = replace(row, name=value)
    else:
        held[index] = value


def follow(live: LiveTemplate, stock: jinja2.Template, source: str, data: st.DataObject) -> None:
    """Random states one after another: each time the page is what stock Jinja renders, or both fail alike."""
    state = data.draw(states_for(source))
    page = Page(live)
    for _ in range(data.draw(st.integers(1, 5))):
        shown, expected = outcome(lambda: page.show(state)), outcome(lambda: stock.render(state))
        assert shown == expected
        if isinstance(shown, type):
            page.values = None
        mutate(data.draw, state)
