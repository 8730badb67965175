"""An environment of one's own becomes a live one without losing what it does."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import jinja2
import pytest
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment, unsafe

from liveview.engine import LiveEnvironment, Rendering


def rendered(environment: jinja2.Environment, source: str, state: dict[str, Any]) -> str:
    rendering = Rendering(LiveEnvironment.adopt(environment).from_string(source))
    rendering.mount(state)
    html = rendering.html()
    rendering.update(dict(state))
    assert rendering.html() == html
    return html


class Vault:
    opened = 0

    @unsafe
    def open(self) -> str:
        self.opened += 1
        return "gold"


@pytest.mark.parametrize(
    "source",
    [
        "{{ vault.open() }}",
        "{% set open = vault.open %}{{ open() }}",
        "<p title='{{ vault.open() }}'></p>",
        "{% for v in [vault] %}{{ v.open() }}{% endfor %}",
        "{% macro m(f) %}{{ f() }}{% endmacro %}{{ m(vault.open) }}",
        "{{ vault.__class__.__mro__ }}",
        "{{ vault.__class__ }}",
    ],
)
def test_a_sandbox_stays_one(source: str) -> None:
    vault = Vault()
    with suppress(SecurityError):
        assert rendered(SandboxedEnvironment(), source, {"vault": vault}) == ""
    assert vault.opened == 0


def test_an_environment_is_adopted_as_it_is() -> None:
    class Shouting(jinja2.Environment):
        def getattr(self, obj: Any, attribute: str) -> Any:
            return str(super().getattr(obj, attribute)).upper()

    stock = Shouting(
        variable_start_string="[[", variable_end_string="]]", loader=jinja2.DictLoader({"a": "<b>[[ x|twice ]]</b>"})
    )
    stock.filters["twice"] = lambda value: value * 2
    stock.globals["one"] = 1
    stock.tests["small"] = lambda value: value < 2
    source = "{% include 'a' %}[[ one ]][[ x is small ]][[ y.z ]]"
    assert rendered(stock, source, {"x": 1, "y": {"z": "low"}}) == "<b>2</b>1TrueLOW"
    assert "keyed" not in stock.filters
    assert not stock.autoescape


def test_a_context_of_ones_own_is_asked_for_what_the_state_does_not_have() -> None:
    class Friendly(Context):
        def resolve_or_missing(self, key: str) -> Any:
            found = super().resolve_or_missing(key)
            return f"any {key}" if key.startswith("guess") else found

    stock = jinja2.Environment()
    stock.context_class = Friendly
    assert rendered(stock, "{{ a }} {{ guess_b }} {{ c }}", {"a": 1}) == "1 any guess_b "


def test_what_is_added_later_stays_apart() -> None:
    stock = jinja2.Environment()
    live = LiveEnvironment.adopt(stock)
    live.globals["mine"] = 1
    stock.filters["yours"] = str
    assert "mine" not in stock.globals
    assert "yours" not in live.filters


def test_an_asynchronous_environment_is_rendered_without_waiting() -> None:
    stock = jinja2.Environment(enable_async=True)
    assert (
        rendered(stock, "{% for n in names|map('upper') %}<i>{{ n }}</i>{% endfor %}", {"names": ["a"]}) == "<i>A</i>"
    )
