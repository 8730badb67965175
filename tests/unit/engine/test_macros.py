"""A macro that is called later sees what was around it when it was handed on."""

from __future__ import annotations

from typing import Any

import pytest
from jinja2.runtime import Macro

from liveview.engine import LiveEnvironment, Rendering, frozen
from tests.properties.oracle import LIVE, STOCK, Page


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


EVEN = "{% macro even(n) %}<b>{{ n }}</b>{% if n %}{{ odd(n - 1) }}{% endif %}{% endmacro %}"
ODD = "{% macro odd(n) %}<i>{{ n }}{{ word }}</i>{% if n %}{{ even(n - 1) }}{% endif %}{% endmacro %}"
OF_EACH_OTHER = {
    "at the top": f"{EVEN}{ODD}<p>{{{{ even(count) }}}}</p>",
    "in a block": f"{{% block body %}}{EVEN}{ODD}<p>{{{{ even(count) }}}}</p>{{% endblock %}}",
    "in a macro": f"{{% macro all() %}}{EVEN}{ODD}{{{{ even(count) }}}}{{% endmacro %}}<p>{{{{ all() }}}}</p>",
    "in a branch": f"{{% if true %}}{EVEN}{ODD}<p>{{{{ even(count) }}}}</p>{{% endif %}}",
    "in the other branch": f"{{% if false %}}{{% else %}}{EVEN}{ODD}<p>{{{{ even(count) }}}}</p>{{% endif %}}",
    "in a loop": f"{{% for r in [1, 2] %}}{EVEN}{ODD}<p>{{{{ even(count) }}}}{{{{ r }}}}</p>{{% endfor %}}",
    "with a content": (
        "{% macro outer(n) %}{{ caller() }}"
        "{% if n %}{% call inner(n - 1) %}{{ word }}{% endcall %}{% endif %}{% endmacro %}"
        "{% macro inner(n) %}<i>{{ caller() }}</i>"
        "{% if n %}{% call outer(n - 1) %}{{ n }}{% endcall %}{% endif %}{% endmacro %}"
        "<p>{% call outer(count) %}{{ count }}{% endcall %}</p>"
    ),
    "in an attribute": (
        "{% macro one(n) %}{{ n }}{% if n %}{{ two(n - 1) }}{% endif %}{% endmacro %}"
        "{% macro two(n) %}{{ word }}{% if n %}{{ one(n - 1) }}{% endif %}{% endmacro %}"
        '<p title="{{ one(count) }}"></p>'
    ),
    "a parameter of that name": (
        "{% macro shown(other) %}<b>{{ other }}</b>{% endmacro %}{% macro other() %}{{ word }}{% endmacro %}"
        "<p>{{ shown(count) }}{{ shown(other()) }}</p>"
    ),
}


@pytest.mark.parametrize("source", OF_EACH_OTHER.values(), ids=OF_EACH_OTHER.keys())
def test_macros_may_call_those_that_follow_them(source: str) -> None:
    template, stock = LIVE.from_string(source), STOCK.from_string(source)
    assert set(template.roots) == {"count", "word"}
    page = Page(template)
    for count, word in ((3, "a"), (3, "b"), (0, "b"), (6, "c"), (5, "c")):
        state = {"count": count, "word": word}
        assert page.show(state) == stock.render(state)


def test_a_name_that_no_macro_has_is_still_the_states() -> None:
    source = "{{ odd }}{% macro even() %}{{ other }}{% endmacro %}{% macro odd() %}x{% endmacro %}{{ even() }}"
    assert set(LIVE.from_string(source).roots) == {"odd", "other"}
