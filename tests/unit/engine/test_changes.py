"""What counts as a change: values that are equal and show differently, and changes that no name betrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from markupsafe import Markup

from liveview.engine import LiveEnvironment, Rendering, Tracked

ENVIRONMENT = LiveEnvironment(extensions=["jinja2.ext.do"])


def changes(source: str, *states: dict[str, Any]) -> list[Any]:
    """The patches from each state to the next."""
    rendering = Rendering(ENVIRONMENT.from_string(source))
    rendering.mount(states[0])
    return [rendering.update(state) for state in states[1:]]


def test_markup_and_an_equal_text_show_differently() -> None:
    markup, text = {"a": Markup("&amp;")}, {"a": "&amp;"}
    assert changes("<p>{{ a }}</p>", markup, text, markup) == [[0, "&amp;"], [0, "&"]]
    assert changes('<p title="{{ a }}"></p>', markup, text, markup) == [[0, "&amp;"], [0, "&"]]


def test_what_has_html_of_its_own_shows_it() -> None:
    class Bold:
        def __html__(self) -> str:
            return "<b>x</b>"

    rendering = Rendering(ENVIRONMENT.from_string("<p>{{ a }}</p>"))
    rendering.mount({"a": Bold()})
    assert rendering.html() == "<p><b>x</b></p>"
    assert changes("<p>{{ a }}</p>", {"a": ""}, {"a": Bold()}) == [[0, ["<b>x</b>"]]]


def test_of_two_attributes_of_one_name_the_first_counts() -> None:
    source = "<p {{ a|xmlattr }} {{ b|xmlattr }}></p>"
    before, after = {"a": {"id": "x"}, "b": {}}, {"a": {"id": "x"}, "b": {"id": "y", "lang": "z"}}
    assert changes(source, before, after) == [[0, {"id": "x", "lang": "z"}]]


def test_a_tracked_row_is_looked_at_when_it_was_changed() -> None:
    class Row(Tracked):
        def __init__(self, name: str) -> None:
            self.name = name

    rows = [Row("a"), Row("b")]
    rendering = Rendering(ENVIRONMENT.from_string("{% for r in rows %}<p>{{ r.name }}</p>{% endfor %}"))
    rendering.mount({"rows": rows})
    for name in ("c", "d"):
        rows[1].name = name
        assert rendering.update({"rows": rows}) == [-1, [1, [0, name]]]


@dataclass(frozen=True)
class Keyed:
    key: Any
    name: str


LIST = '{% for r in rows %}<p lv-key="{{ r.key }}">{{ r.name }}</p>{% endfor %}'


def test_a_whole_order_counts_from_the_first_row() -> None:
    a, b, c, d, e = (Keyed(name, name) for name in "abcde")
    [patch] = changes(LIST, {"rows": [a, b, c, d, e]}, {"rows": [a, e, d, c, b]})
    assert patch == [-1, [[], [], [[0, 4, 3, 2, 1]]]]


@pytest.mark.parametrize(("one", "other"), [(1.0, "1.0"), (None, "None"), (True, "True"), (1, "1")])
def test_keys_of_two_types_are_two(one: Any, other: Any) -> None:
    first, second = Keyed(one, "one"), Keyed(other, "other")
    [patch] = changes(LIST, {"rows": [Keyed("x", "x"), first]}, {"rows": [Keyed("x", "x"), second]})
    assert patch == [-1, [[1, ["other"]], [1]]]


def test_what_a_namespace_holds_may_change_though_no_name_does() -> None:
    source = (
        "{% set ns = namespace(sum=0) %}{% for n in numbers %}{% set ns.sum = ns.sum + n %}<i>{{ n }}</i>{% endfor %}"
        "<p>{{ ns.sum }}</p>"
    )
    numbers = [1, 2]
    rendering = Rendering(ENVIRONMENT.from_string(source))
    rendering.mount({"numbers": numbers})
    numbers[1] = 5
    patch = rendering.update({"numbers": numbers})
    assert patch is not None
    assert "6" in str(rendering.html())
    assert patch[-2:] == [1, 6]


def test_what_is_done_to_a_list_may_change_though_no_name_does() -> None:
    source = (
        "{% set found = [] %}{% for n in numbers %}{% do found.append(n * 2) %}{% endfor %}<p>{{ found|join(' ') }}</p>"
    )
    assert changes(source, {"numbers": (1, 2)}, {"numbers": (1, 3)}) == [[1, "2 6"]]
