"""Children that come after the template around them: promised, found, and changed at their place."""

from __future__ import annotations

from typing import Any

import pytest

from liveview.engine import (
    REPLACED,
    Late,
    LiveEnvironment,
    Rendering,
    apply_patch,
    graft,
    lates_in,
    place_of,
    rearranges,
)

ENVIRONMENT = LiveEnvironment()
CHILD = ENVIRONMENT.from_string("<b>{{ name }}</b>")


class Seat:
    """A callable whose children are made later, by the test."""

    def render_live(self, previous: Late | None, args: Any, kwargs: dict[str, Any], parent: Rendering) -> Late:
        return previous or Late(kwargs["name"])


def page(source: str, **values: Any) -> tuple[Rendering, dict[str, Any]]:
    template = ENVIRONMENT.from_string(source)
    values["Child"] = Seat()
    rendering = Rendering(template)
    rendering.mount(values)
    settle(rendering)
    return rendering, values


def settle(rendering: Rendering) -> None:
    """Each child gets what it promised."""
    for late, _ in lates_in(rendering.memo):
        if late.rendering is None:
            late.rendering = own = Rendering(CHILD)
            own.mount({"name": late.state})
            late.keep()


LIST = '<ul>{% for r in rows %}<li lv-key="{{ r }}">{{ r }}{{ Child(name=r) }}</li>{% endfor %}</ul>'


def test_a_promise_is_kept_wherever_it_went() -> None:
    rendering, values = page("{% if on %}<p>{{ Child(name='a') }}</p>{% endif %}", on=False)
    patch = rendering.update({**values, "on": True})
    assert patch == [0, [0, []]]
    settle(rendering)
    assert patch == [0, [0, [CHILD_ID, "a"]]] and rendering.values()[1:] == patch[1::2]
    assert rendering.html() == "<p><b>a</b></p>"


CHILD_ID = CHILD.live_root.__globals__["F0"].id


def test_a_child_that_is_not_there_yet_shows_nothing() -> None:
    late = Late()
    late.keep()
    assert late.memo is None and late.value() is late.promise == []


@pytest.mark.parametrize(
    ("before", "after", "patch"),
    [
        (["a", "b"], ["a", "b"], [-1, [1, [-2, [0, "B"]]]]),
        (["a", "b"], ["b", "a"], [-1, [0, [-2, [0, "B"]], [], [], [1, 0]]]),
        (["a", "b"], ["b"], [-1, [0, [-2, [0, "B"]], [], [0]]]),
    ],
)
def test_a_change_of_a_child_joins_the_patch_around_it(before: list[str], after: list[str], patch: list[Any]) -> None:
    rendering, values = page(LIST, rows=before)
    known, fragments = rendering.values(), dict[str, list[Any]]()
    found = rendering.update({**values, "rows": after}) or []
    late, way = next((late, way) for late, way in lates_in(rendering.memo) if late.state == "b")
    assert late.rendering is not None
    child: Any = late.rendering
    graft(found, way, child.update({"name": "B"}))
    assert found == patch
    assert apply_patch(known, found, fragments) == rendering.values()


def test_changes_of_several_children_share_their_way() -> None:
    rendering, _ = page(
        "<p>{{ Child(name='x') }}</p>{% if 1 %}<i>{{ Child(name='y') }}{{ Child(name='z') }}</i>{% endif %}"
    )
    patch: list[Any] = []
    for late, way in lates_in(rendering.memo):
        child: Any = late.rendering
        graft(patch, way, child.update({"name": late.state.upper()}))
    assert patch == [-1, [0, "X"], -2, [-1, [0, "Y"], -2, [0, "Z"]]]


def test_a_child_that_no_patch_can_change_is_set() -> None:
    rendering, _ = page(LIST, rows=["a"])
    ((late, way),) = lates_in(rendering.memo)
    child: Any = late.rendering
    child._forget()
    assert child.update({"name": "c"}) is REPLACED
    patch: list[Any] = []
    graft(patch, way, None, child.values())
    assert patch == [-1, [0, [1, [CHILD_ID, "c"]]]]


def test_a_place_is_told_by_keys_and_else_by_position() -> None:
    rendering, _ = page(LIST + "{% for r in rows %}<p>{{ Child(name=r) }}</p>{% endfor %}", rows=["a", "b"])
    assert [place_of(way) for _, way in lates_in(rendering.memo)] == [
        *(((0, ("a",)), (1, None)), ((0, ("b",)), (1, None)), ((1, 0), (0, None)), ((1, 1), (0, None))),
    ]


def test_two_branches_of_the_same_text_are_two_places() -> None:
    source = "{% if on %}{{ Child(name='x') }}{% else %}{{ Child(name='x') }}{% endif %}"
    rendering, values = page(source, on=False)
    ((before, _),) = lates_in(rendering.memo)
    rendering.update({**values, "on": True})
    ((after, _),) = lates_in(rendering.memo)
    assert after is not before and after.site != before.site


IN_ALL = """<h1>{{ x }}</h1>{% if on %}<p title="{{ x }}">{{ x }}</p>{% endif %}
  {% macro m(y) %}{{ y }}{% endmacro %}{{ m(x) }}
  {% for r in rows %}{{ r }} {{ x }}{% if x == 9 %}{{ Child(name=r) }}{% endif %}{% endfor %}"""


@pytest.mark.parametrize(
    ("change", "rearranged"),
    [
        ({}, False),
        ({"x": 2}, False),
        ({"rows": ["b", "b"]}, False),
        ({"rows": ["a"]}, True),
        ({"rows": []}, True),
        ({"on": False}, True),
        ({"x": 9}, True),
    ],
)
def test_what_may_have_moved_a_child(change: dict[str, Any], rearranged: bool) -> None:
    rendering, values = page(IN_ALL, x=1, on=True, rows=["a", "b"])
    assert rearranges(rendering.update({**values, **change}), rendering.memo) is rearranged
    assert rearranges(REPLACED, rendering.memo)
