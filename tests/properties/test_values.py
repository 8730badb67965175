"""Any value may be state: each is shown as stock Jinja shows it, also after it was changed where it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jinja2
import pandas
import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liveview.engine import LiveEnvironment, proof
from tests.properties import values
from tests.properties.oracle import Page, outcome, without_key

SOURCES = {
    "text": "<p>{{ v }}</p>",
    "run": "<p>{{ v }} of {{ w }}!</p>",
    "attribute": '<p title="{{ v }}" class="a {{ w }}"></p>',
    "only text": "<textarea>{{ v }}</textarea>",
    "passed through": "{% set x = v %}{% with y = w %}<p>{{ x }}</p>{{ y }}{% endwith %}",
    "macro": "{% macro m(x, y) %}<p>{{ x }}</p>{{ y }}{% endmacro %}{{ m(v, w) }}",
    "call": "{% macro m(x) %}<p>{{ caller(x) }}</p>{% endmacro %}{% call(x) m(v) %}{{ x }}{{ w }}{% endcall %}",
    "rows": "{% for r in vs %}<p>{{ r }}</p>{% else %}{{ v }}{% endfor %}",
    "keyed rows": '{% for r in vs %}<p lv-key="{{ r }}">{{ r }}{{ loop.index }}</p>{% endfor %}',
    "in a row": "{% for r in [0, 1] %}<p>{{ v }}{% if w is none %}none{% endif %}</p>{% endfor %}",
    # Between single quotes the markup among the values would end the attribute, in stock Jinja.
    "whole": '{% filter upper %}{{ v }}{% endfilter %}<p title="{% if true %}{{ w }}{% endif %}"></p>',
    "filters": "<p>{{ v|string }}{{ [v, w]|length }}{{ v|default('d') }}{{ vs|first is defined }}</p>",
    "places": "<p>{{ v.a }}{{ v['a'] }}{{ v.held }}{{ v.fahrenheit }}{{ v[0] }}</p>",
}
LIVE = LiveEnvironment()
STOCK = jinja2.Environment(autoescape=True)
PLAIN = st.sampled_from([*values.PLAIN, *values.FAILING])


def values_of_any_kind() -> st.SearchStrategy[Any]:
    return PLAIN | st.integers(0, len(values.fresh()) - 1).map(lambda index: values.fresh()[index])


@pytest.mark.parametrize("name", SOURCES)
@given(data=st.data())
def test_random_values_are_shown_as_stock_jinja_shows_them(name: str, data: st.DataObject) -> None:
    draw, one = data.draw, values_of_any_kind()
    page, stock = Page(LIVE.from_string(SOURCES[name])), STOCK.from_string(without_key(SOURCES[name]))
    state = {"v": draw(one), "w": draw(one), "vs": draw(st.lists(one, max_size=4))}
    for _ in range(draw(st.integers(1, 6))):
        shown, expected = outcome(lambda: page.show(state)), outcome(lambda: stock.render(state))
        assert shown == expected
        if isinstance(shown, type):
            page.values = None
        step(draw, state, one)


def step(draw: Any, state: dict[str, Any], one: st.SearchStrategy[Any]) -> None:
    """Another value, or the same one changed where it is."""
    name = draw(st.sampled_from(["v", "w", "vs", "row"]))
    if name in ("v", "w") and not (draw(st.booleans()) and values.change(state[name])):
        state[name] = draw(one)
    elif name == "vs":
        state["vs"] = draw(st.lists(one, max_size=4) | st.permutations(state["vs"]))
    elif name == "row" and state["vs"]:
        place = draw(st.integers(0, len(state["vs"]) - 1))
        if not values.change(state["vs"][place]):
            state["vs"][place] = draw(one)


FRAMES: dict[str, tuple[Callable[[], Any], str, Callable[[Any], Any]]] = {
    "pandas": (
        lambda: pandas.DataFrame({"id": [1, 2, 3], "name": ["a", "b", "c"]}),
        '{% for r in frame.itertuples() %}<p lv-key="{{ r.id }}">{{ r.Index }}{{ r.name }}</p>{% endfor %}',
        lambda frame: frame.__setitem__("name", frame["name"] + "'"),
    ),
    "pandas cells": (
        lambda: pandas.DataFrame({"id": [1, 2, 3], "name": ["a", None, "c"]}, index=["x", "y", "z"]),
        "{% for i, r in frame.iterrows() %}<p>{{ i }}{{ r['name'] }}{{ r.id }}</p>{% endfor %}{{ frame.shape[0] }}",
        lambda frame: frame.__setitem__("id", frame["id"] + 1),
    ),
    "polars": (
        lambda: polars.DataFrame({"id": [1, 2, 3], "name": ["a", "b", None]}),
        '{% for r in frame.iter_rows(named=true) %}<p lv-key="{{ r.id }}">{{ r.name }}</p>{% endfor %}',
        lambda frame: frame.replace_column(1, frame["name"] + "'"),
    ),
}


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_that_is_changed_in_place_is_seen(name: str) -> None:
    make, source, changed = FRAMES[name]
    frame = make()
    page, stock = Page(LIVE.from_string(source)), STOCK.from_string(without_key(source))
    for _ in range(3):
        assert page.show({"frame": frame}) == stock.render(frame=frame)
        changed(frame)


def test_types_that_are_made_anew_each_time_are_not_kept() -> None:
    """`itertuples` makes a class at each call."""
    frame = pandas.DataFrame({"id": [1]})
    page = Page(LIVE.from_string("{% for r in frame.itertuples() %}{{ r.id }}{% endfor %}"))
    for _ in range(3 * proof.KINDS):
        page.show({"frame": frame})
    assert len(proof._HELD) <= proof.KINDS
