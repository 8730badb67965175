"""Lists of rows that move, repeat and change their keys: a patch leads to what a fresh render gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liveview.engine import LiveEnvironment, Rendering, pure
from liveview.engine.merge import apply_patch


@dataclass(frozen=True)
class Row:
    key: int
    text: str


# Few objects, so that lists hold one of them twice; equal keys, so that others stand for it.
POOL = [Row(key, f"{key}{letter}") for key in range(6) for letter in "ab"]
ROWS = st.lists(st.sampled_from(POOL), max_size=9)
STATES = st.lists(st.tuples(ROWS, st.integers(0, 1)), min_size=2, max_size=6)

LISTS = {
    "keyed": '{% for r in rows %}<p lv-key="{{ r.key }}">{{ r.text }}</p>{% endfor %}',
    "keyed by what is around": '{% for r in rows %}<p lv-key="{{ r.key if n else r.text }}">{{ r.text }}</p>'
    "{% endfor %}",
    "keyed with what is around": '{% for r in rows %}<p lv-key="{{ r.key }}">{{ r.text }}{{ n }}</p>{% endfor %}',
    "numbered": '{% for r in rows %}<p lv-key="{{ r.key }}">{{ loop.index }}{{ r.text }}</p>{% endfor %}',
    "not keyed": "{% for r in rows %}<p>{{ r.text }}</p>{% endfor %}",
    "broken off": '{% for r in rows %}<p lv-key="{{ r.key }}">{{ r.text }}</p>'
    "{% if r.key == 4 %}{% break %}{% endif %}{% endfor %}",
    "filtered": '{% for r in rows if r.key != n %}<p lv-key="{{ r.key }}">{{ r.text }}</p>{% endfor %}',
}
ENVIRONMENT = LiveEnvironment(extensions=["jinja2.ext.loopcontrols"])


@pytest.mark.parametrize("name", LISTS)
@given(states=STATES)
def test_a_patch_leads_to_what_a_fresh_render_gives(name: str, states: list[tuple[list[Row], int]]) -> None:
    template = ENVIRONMENT.from_string(LISTS[name])
    rendering, fragments = Rendering(template), dict[str, list[Any]]()
    rendering.mount({"rows": states[0][0], "n": states[0][1]})
    page = rendering.values()
    for rows, n in states[1:]:
        patch = rendering.update({"rows": rows, "n": n})
        fragments.update({fragment.id: fragment.definition for fragment in rendering.fragments()})
        page = page if patch is None else apply_patch(page, patch, fragments)
        assert page == rendering.values() == fresh(template, rows, n)


def fresh(template: Any, rows: list[Row], n: int) -> list[Any]:
    rendering = Rendering(template)
    rendering.mount({"rows": rows, "n": n})
    return rendering.values()


def patches(source: str, *states: list[Row]) -> list[Any]:
    rendering = Rendering(ENVIRONMENT.from_string(source))
    rendering.mount({"rows": states[0], "n": 0})
    return [rendering.update({"rows": rows, "n": 0}) for rows in states[1:]]


def test_a_window_that_rolls_says_what_came_and_what_went() -> None:
    rows = [Row(number, str(number)) for number in range(5)]
    [patch] = patches(LISTS["keyed"], rows[:4], rows[1:])
    assert patch == [-1, [[3, ["4"]], [0]]]


def test_two_that_change_places_are_one_move() -> None:
    rows = [Row(number, str(number)) for number in range(5)]
    [patch] = patches(LISTS["keyed"], rows, [rows[0], rows[2], rows[1], *rows[3:]])
    assert patch[1][2] in ([2, 1], [1, 2])


def test_the_row_that_ends_a_loop_is_looked_at_again() -> None:
    before, after = Row(4, "before"), Row(4, "after")
    first, second = patches(LISTS["broken off"], [before], [after], [before])
    assert (first, second) == ([-1, [0, [0, "after"]]], [-1, [0, [0, "before"]]])


def test_a_row_under_another_key_is_another_row() -> None:
    rendering = Rendering(ENVIRONMENT.from_string(LISTS["keyed by what is around"]))
    rendering.mount({"rows": POOL[:1], "n": 0})
    assert rendering.update({"rows": POOL[:1], "n": 1}) == [0, [["0a"]]]


def test_rows_that_only_move_are_not_evaluated() -> None:
    seen: list[str] = []

    @pure
    def shown(text: str) -> str:
        seen.append(text)
        return text

    environment = LiveEnvironment()
    environment.filters["shown"] = shown
    template = environment.from_string('{% for r in rows %}<p lv-key="{{ r.key }}">{{ r.text|shown }}</p>{% endfor %}')
    rows = [Row(number, str(number)) for number in range(50)]
    rendering = Rendering(template)
    rendering.mount({"rows": rows})
    seen.clear()
    rendering.update({"rows": rows[::-1]})
    assert seen == []
