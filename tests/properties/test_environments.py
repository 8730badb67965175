"""The page is a function of the state in whatever environment a team has: sandboxes, undefined values, white space."""

from __future__ import annotations

from typing import Any

import jinja2
import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st
from jinja2.sandbox import ImmutableSandboxedEnvironment, SandboxedEnvironment
from markupsafe import Markup

from liveview.engine import LiveEnvironment
from tests.properties.oracle import EXTENSIONS, STOCK, follow, without_key
from tests.properties.random_templates import Writer, as_stock


class Reached(jinja2.Environment):
    """Looks things up in its own way."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        return super().getitem(obj, attribute)


def shown(value: Any) -> Any:
    """A `finalize` such as teams have: nothing for None."""
    return "" if value is None else value


def marked(value: Any) -> Any:
    """A `finalize` that gives HTML."""
    return Markup("<b>{}</b>").format(value) if isinstance(value, str) and value == "x y" else value


ENVIRONMENTS: dict[str, tuple[type[jinja2.Environment], dict[str, Any]]] = {
    "sandbox": (SandboxedEnvironment, {}),
    "immutable sandbox": (ImmutableSandboxedEnvironment, {}),
    "own getattr": (Reached, {}),
    "chainable": (jinja2.Environment, {"undefined": jinja2.ChainableUndefined}),
    "strict": (jinja2.Environment, {"undefined": jinja2.StrictUndefined}),
    "debug": (jinja2.Environment, {"undefined": jinja2.DebugUndefined}),
    "finalize": (jinja2.Environment, {"finalize": shown}),
    "finalize to HTML": (jinja2.Environment, {"finalize": marked}),
    "white space": (jinja2.Environment, {"trim_blocks": True, "lstrip_blocks": True, "keep_trailing_newline": True}),
    "not optimized": (jinja2.Environment, {"optimized": False}),
}


def environment(name: str) -> jinja2.Environment:
    kind, options = ENVIRONMENTS[name]
    made = kind(loader=STOCK.loader, autoescape=True, extensions=EXTENSIONS, **options)
    made.filters["keyed"] = STOCK.filters["keyed"]
    made.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    return made


@pytest.mark.parametrize("name", ENVIRONMENTS)
@settings(max_examples=int(0.4 * settings().max_examples))
@given(seed=st.integers(0, 10**9), data=st.data())
def test_every_update_of_a_random_template_equals_a_fresh_render(name: str, seed: int, data: st.DataObject) -> None:
    source = Writer(seed).template()
    note(source)
    stock = environment(name)
    live = LiveEnvironment.adopt(stock)
    follow(live.from_string(source), stock.from_string(as_stock(without_key(source))), source, data)
