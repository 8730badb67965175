"""A macro that is called later sees what was around it when it was handed on."""

from __future__ import annotations

from typing import Any

from jinja2.runtime import Macro

from liveview.engine import LiveEnvironment, Rendering, frozen


class Keeper:
    """Keeps what it is called with."""

    def __init__(self) -> None:
        self.kept: list[Any] = []

    def __call__(self, **given: Any) -> str:
        self.kept.append(frozen(given.pop("caller", None) or given["slot"]))
        return ""

    def texts(self) -> list[str]:
        return [str(macro()) for macro in self.kept]


def kept(source: str) -> list[str]:
    keeper, environment = Keeper(), LiveEnvironment()
    Rendering(environment.from_string(source)).mount({"rows": ["a", "b"], "keep": keeper})
    return keeper.texts()


def test_the_variables_of_a_loop_are_those_of_its_item() -> None:
    assert kept("{% for r in rows %}{% call keep() %}<b>{{ r }}</b>{% endcall %}{% endfor %}") == [
        "<b>a</b>",
        "<b>b</b>",
    ]


def test_a_macro_within_a_macros_variables_is_frozen_too() -> None:
    source = """{% macro outer() %}{% set own = caller %}{% call keep() %}{{ own() }}{% endcall %}{% endmacro %}
      {% for r in rows %}{% call outer() %}{{ r }}{% endcall %}{% endfor %}"""
    assert kept(source) == ["a", "b"]


def test_a_macro_that_calls_itself_ends() -> None:
    source = "{% macro m(n=2) %}{{ n }}{% if n %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ keep(slot=m) }}"
    assert kept(source) == ["210"]


def test_anything_else_stays_what_it_is() -> None:
    value = ["a"]
    assert frozen(value) is value and frozen(None) is None


def test_both_forms_are_copied() -> None:
    keeper = Keeper()
    Rendering(LiveEnvironment().from_string("{% macro m() %}x{% endmacro %}{{ keep(slot=m) }}")).mount({"keep": keeper})
    (macro,) = keeper.kept
    assert isinstance(macro, Macro) and hasattr(macro, "live") and hasattr(macro, "binder")
