"""Patches as whole literals, so that their bytes are reviewed with the code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jinja2
import pytest

from liveview.engine import REPLACED, Child, LiveEnvironment, Rendering, Styles, pure


def page(source: str, state: dict[str, Any], **globals: Any) -> Rendering:
    environment = LiveEnvironment()
    environment.globals.update(globals)
    rendering = Rendering(environment.from_string(source))
    rendering.mount(state)
    return rendering


@dataclass(frozen=True)
class Row:
    id: int
    name: str


def rows(*ids: int) -> list[Row]:
    return [Row(i, f"n{i}") for i in ids]


LIST = '<ul>{% for r in rows %}<li lv-key="{{ r.id }}">{{ r.name }}</li>{% endfor %}</ul>'


def test_a_text_costs_its_slot_and_its_value() -> None:
    rendering = page("<h1>{{ count }}</h1>", {"count": 0})
    assert rendering.update({"count": 7}) == [0, 7]
    assert rendering.update({"count": 7}) is None


def test_a_run_is_one_slot_and_an_attribute_sends_its_values_only() -> None:
    rendering = page('<p class="delta {{ c }}">{{ a }} of {{ b }}%</p>', {"a": 1, "b": 2, "c": "up"})
    assert rendering.update({"a": 1, "b": 3, "c": "up"}) == [1, [1, 3]]
    assert rendering.update({"a": 1, "b": 3, "c": "down"}) == [0, "down"]


@pytest.mark.parametrize(
    ("before", "after", "patch"),
    [
        (rows(1, 2, 3), rows(1, 2, 3), None),
        (rows(1, 2, 3), [], [0, []]),
        ([], rows(1), [0, [["n1"]]]),
        (rows(1, 2), rows(3, 4), [0, [["n3"], ["n4"]]]),
        (rows(1, 2), rows(1, 2, 3, 4), [-1, [[2, ["n3"], ["n4"]]]]),
        (rows(1, 2, 3), rows(1, 3), [-1, [[], [1]]]),
        (rows(1, 2, 3, 4, 5, 6), rows(1, 5), [-1, [[], [1, -2, 5]]]),
        (rows(1, 2, 3, 4, 5), rows(1, 4, 3, 2, 5), [-1, [[], [], [3, 1, 2, 2]]]),
        (rows(1, 2, 3, 4), rows(4, 3, 2, 1), [-1, [[], [], [[3, 2, 1, 0]]]]),
        (rows(1, 2, 3), [Row(1, "x"), *rows(2, 3)], [-1, [0, [0, "x"]]]),
        (rows(1, 2, 3), [*rows(0, 1), Row(3, "x")], [-1, [2, [0, "x"], [0, ["n0"]], [1]]]),
        (rows(1, 1), rows(1, 1), None),
        (rows(1), rows(1, 1), [-1, [[1, ["n1"]]]]),
    ],
)
def test_a_list_costs_what_changed_in_it(before: list[Row], after: list[Row], patch: Any) -> None:
    rendering = page(LIST, {"rows": before})
    assert rendering.update({"rows": after}) == patch


def test_a_row_changed_in_place_is_seen() -> None:
    state: dict[str, Any] = {"rows": [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]}
    rendering = page(LIST, state)
    state["rows"][1]["name"] = "c"
    assert rendering.update(state) == [-1, [1, [0, "c"]]]


def test_a_row_proved_unchanged_is_not_evaluated() -> None:
    calls: list[int] = []

    @pure
    def shout(name: str) -> str:
        calls.append(1)
        return name.upper()

    environment = LiveEnvironment()
    environment.filters["shout"] = shout
    source = '{% for r in rows %}<p lv-key="{{ r.id }}">{{ r.name|shout }}</p>{% endfor %}'
    rendering = Rendering(environment.from_string(source))
    kept = rows(1, 2, 3)
    rendering.mount({"rows": kept})
    calls.clear()
    assert rendering.update({"rows": [*kept, Row(4, "d")]}) == [-1, [[3, ["D"]]]]
    assert len(calls) == 1


def test_a_function_that_is_not_pure_is_always_called() -> None:
    now = iter(range(100))
    rendering = page("<p>{{ tick() }}</p>", {}, tick=lambda: next(now))
    assert [rendering.update({}), rendering.update({})] == [[0, 1], [0, 2]]


def test_values_that_are_equal_but_show_differently_are_sent() -> None:
    rendering = page("<p>{{ a }}</p>", {"a": 1})
    assert rendering.update({"a": True}) == [0, "True"]
    assert rendering.update({"a": 1.0}) == [0, "1.0"]
    assert rendering.update({"a": 2**60}) == [0, str(2**60)]


def test_a_branch_is_named_by_its_number() -> None:
    rendering = page("{% if ok %}<b>{{ a }}</b>{% else %}<i>no</i>{% endif %}", {"ok": True, "a": 1})
    assert rendering.values()[1:] == [[0, 1]]
    assert rendering.update({"ok": True, "a": 2}) == [-1, [0, 2]]
    assert rendering.update({"ok": False, "a": 2}) == [0, [1]]


def test_of_branches_that_are_alike_all_go_by_the_number_of_the_first() -> None:
    rendering = Rendering(LiveEnvironment().from_string("{% if a %}x{% elif b %}x{% endif %}"))
    rendering.mount({"a": 0, "b": 0})
    assert rendering.update({"a": 0, "b": 1}) == [0, [0]]
    assert rendering.values()[1:] == [[0]]


def test_an_error_leaves_nothing_half_done() -> None:
    rendering = page("<p>{{ a }}</p><p>{{ 1 // b }}</p>", {"a": 1, "b": 1})
    with pytest.raises(ZeroDivisionError):
        rendering.update({"a": 2, "b": 0})
    assert rendering.update({"a": 2, "b": 1}) is REPLACED
    assert rendering.values()[1:] == [2, 1]


def test_an_error_names_the_line_of_the_template() -> None:
    template = LiveEnvironment().from_string("<p>\n{% for n in ns %}\n<b>{{ 1 // n }}</b>\n{% endfor %}</p>")
    rendering = Rendering(template)
    with pytest.raises(ZeroDivisionError) as caught:
        rendering.mount({"ns": [1, 0]})
    frames = [entry for entry in caught.traceback if "template" in str(entry.path)]
    assert frames[-1].lineno + 1 == 3


def test_ids_are_the_same_for_the_same_template_and_differ_for_another() -> None:
    first, again = page("<p>{{ a }}</p>", {"a": 1}), page("<p>{{ a }}</p>", {"a": 2})
    other = page("<b>{{ a }}</b>", {"a": 1})
    assert first.values()[0] == again.values()[0] != other.values()[0]


def test_styles_of_the_first_page_stand_in_a_sheet() -> None:
    rendering = page('<p style="width: {{ w }}%">a</p><p style="color: red">b</p>', {"w": 5})
    styles = Styles()
    assert rendering.html(styles) == '<p lv-s="0">a</p><p lv-s="1">b</p>'
    assert '[lv-s="0"]:not(#\\9):not(#\\9){width: 5%}' in styles.sheet()
    assert rendering.html() == '<p style="width: 5%">a</p><p style="color: red">b</p>'
    assert rendering.update({"w": "1}*{display:none"}) == [0, "unset"]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("color: red; width: calc(1px + 2%)", "color: red; width: calc(1px + 2%)"),
        ("--gap: var(--x)", "--gap: var(--x)"),
        ("background: url(//evil)", ""),
        ("color: red} * {color: blue", ""),
        ("width: expression(alert(1))", ""),
        ("width: 5%; /* x", ""),
        ("color: \\72 ed", ""),
    ],
)
def test_a_whole_style_may_be_a_value(given: str, shown: str) -> None:
    assert page('<p style="{{ s }}">a</p>', {"s": given}).values()[1] == shown


def test_dangerous_urls_lead_nowhere() -> None:
    rendering = page('<a href="{{ u }}">x</a>', {"u": "/a"})
    for url in ("javascript:alert(1)", " JaVa\tScript:x", "\x01javascript:x", "data:text/html,x", "vbscript:x"):
        rendering.update({"u": url})
        assert rendering.values()[1] == "about:invalid#blocked"
        rendering.update({"u": "/a"})
    assert rendering.update({"u": "https://example.org/?a=b:c"}) == [0, "https://example.org/?a=b:c"]


@pytest.mark.parametrize("value", [True, False])
def test_booleans_in_what_is_rendered_whole_are_there_while_they_are_true(value: bool) -> None:
    source = "{% filter trim %}<input disabled=\"{{ a }}\" value='{{ a }}' checked = '{{ a }}'>{% endfilter %}"
    shown = "<input{} value='{}'{}>".format(*((' disabled=""', "True", ' checked=""') if value else ("", "False", "")))
    assert page(source, {"a": value}).html() == shown


def test_booleans_come_and_go() -> None:
    rendering = page('<input disabled="{{ off }}">', {"off": True})
    assert rendering.html() == '<input disabled="">'
    assert rendering.update({"off": False}) == [0, False]
    assert rendering.html() == "<input>"


@pytest.mark.parametrize("written", ["viewBox", "viewbox", "VIEWBOX"])
def test_an_svg_attribute_has_the_case_that_browsers_know(written: str) -> None:
    rendering = page(
        f'<svg {written}="0 0 {{{{ w }}}} 1"><path D="M{{{{ w }}}}"/></svg><p TITLE="{{{{ w }}}}"></p>', {"w": 1}
    )
    names = [slot[1] for slot in rendering.fragments()[0].definition[1:]]
    assert names == ["viewBox", "d", "title"]


def test_the_names_a_template_needs_are_known() -> None:
    template = LiveEnvironment().from_string(
        "{{ a }}\n{{ b.c }}{% set x = 1 %}{{ x }}{{ range(3) }}{{ d|default(1) }}{% if e is defined %}{% endif %}"
    )
    assert template.roots == {"a": 1, "b": 2}


def test_bindings_are_known_with_their_lines() -> None:
    template = LiveEnvironment().from_string(
        '<p>\n<button lv-click="add"\n lv-value-by="1">+</button>{% if a %}<b lv-click="go"></b>{% endif %}</p>'
    )
    assert [(a.name, a.value, a.tag, a.lineno) for a in template.attributes] == [
        ("lv-click", "go", "b", 3),
        ("lv-click", "add", "button", 2),
        ("lv-value-by", "1", "button", 3),
    ]


class Tiles(type):
    """A metaclass with `render_live`, as view.Component has one."""

    renders = 0

    def render_live(
        cls, previous: Child | None, args: tuple[Any, ...], kwargs: dict[str, Any], parent: Rendering
    ) -> Child:
        Tiles.renders += 1
        child = previous or Child(Rendering(LiveEnvironment().from_string("<b>{{ label }}</b>")))
        if previous is None:
            child.rendering.mount(kwargs)
        else:
            child.patch = child.rendering.update(kwargs)
        return child


class Tile(metaclass=Tiles):
    pass


def test_a_component_is_called_only_when_what_it_is_given_may_have_changed() -> None:
    Tiles.renders = 0
    rendering = page("<p>{{ n }}</p>{{ Tile(label=a) }}", {"n": 1, "a": "x", "Tile": Tile})
    assert rendering.html() == "<p>1</p><b>x</b>"
    assert rendering.update({"n": 2, "a": "x", "Tile": Tile}) == [0, 2]
    assert Tiles.renders == 1
    assert rendering.update({"n": 2, "a": "y", "Tile": Tile}) == [-2, [0, "y"]]


def test_a_constant_style_is_kept_from_the_parser_in_definitions_too() -> None:
    rendering = page("<p>{{ a }}</p><b STYLE='color: red'>x</b>", {"a": 1})
    assert rendering.fragments()[0].definition[0] == "<p><!--$--></p><b lv-style='color: red'>x</b>"
    assert rendering.html() == "<p>1</p><b STYLE='color: red'>x</b>"


@pytest.mark.parametrize(
    "sources",
    [
        ("<textarea>{{ a }}{{ b }}</textarea>", "<textarea>{{ a }} {{ b }}</textarea>"),
        ("<pre>{{ a }}{{ b }}</pre>", "<pre>{{ a }} {{ b }}</pre>"),
        ('<p class="{{ a }}"></p>', "<p class='{{ a }}'></p>", '<p  class="{{ a }}"></p>'),
        ("<p>{{ a }}&amp;</p>", "<p>{{ a }}&#38;</p>"),
        ("{% if a %}<p class='{{ a }}'></p>{% endif %}", '{% if a %}<p class="{{ a }}"></p>{% endif %}'),
    ],
)
def test_what_clients_take_for_one_fragment_keeps_its_own_html(sources: tuple[str, ...]) -> None:
    """Each page of a process is its own template's, also where another one has a fragment of the same id."""
    state = {"a": 1, "b": 2}
    pages = [page(source, state) for source in sources]
    assert len({rendering.memo[0].id for rendering in pages}) == 1
    assert [rendering.html() for rendering in pages] == [
        jinja2.Environment(autoescape=True).from_string(source).render(state) for source in sources
    ]


def test_a_template_that_is_compiled_again_has_the_same_fragments() -> None:
    source = "{% if a %}<p class='{{ a }}'>{{ b }}</p>{% endif %}<textarea>{{ a }} {{ b }}</textarea>"
    first, second = page(source, {"a": 1, "b": 2}), page(source, {"a": 1, "b": 2})
    assert first.memo[0] is second.memo[0]
    assert first.memo[1][0] is second.memo[1][0]


class TestJumps:
    SOURCE = (
        "{% for r in rows %}{% if r.id == skip %}{% continue %}{% endif %}{% if r.id == last %}{% break %}{% endif %}"
        '<li lv-key="{{ r.id }}">{{ r.name }}</li>{% endfor %}'
    )

    def page(self, **state: Any) -> Rendering:
        environment = LiveEnvironment(extensions=["jinja2.ext.loopcontrols"])
        rendering = Rendering(environment.from_string(f"<ul>{self.SOURCE}</ul>"))
        rendering.mount({"rows": rows(1, 2, 3), "skip": 0, "last": 0, **state})
        return rendering

    def test_a_skipped_row_costs_its_place(self) -> None:
        rendering = self.page()
        patch = rendering.update({"rows": rows(1, 2, 3), "skip": 2, "last": 0})
        assert patch == [-1, [1, [0, [0]]]]
        assert rendering.html() == "<ul><li>n1</li><li>n3</li></ul>"

    def test_rows_behind_a_break_are_removed_and_come_back(self) -> None:
        rendering = self.page()
        assert rendering.update({"rows": rows(1, 2, 3), "skip": 0, "last": 2}) == [-1, [1, [-1, [0, [0]]], [], [2]]]
        assert rendering.html() == "<ul><li>n1</li></ul>"
        patch = rendering.update({"rows": rows(1, 2, 3), "skip": 0, "last": 0})
        assert patch is not None and len(str(patch)) < 90
        assert rendering.html() == "<ul><li>n1</li><li>n2</li><li>n3</li></ul>"

    def test_a_changed_row_costs_its_value(self) -> None:
        rendering = self.page()
        changed = [*rows(1, 2), Row(3, "x")]
        assert rendering.update({"rows": changed, "skip": 0, "last": 0}) == [-1, [2, [-1, [-1, [0, "x"]]]]]


def test_a_block_is_updated_in_place_wherever_it_stands() -> None:
    rendering = page(
        "{% for r in rows %}{% block row scoped %}<p>{{ r.name }} {{ a }}</p>{% endblock %}{% endfor %}"
        "<hr>{% block end %}<i>{{ a }}</i>{% endblock %}{{ self.end() }}",
        {"rows": rows(1, 2), "a": 0},
    )
    assert rendering.update({"rows": rows(1, 2), "a": 1}) == [
        *(-1, [0, [-1, [0, ["n1", 1]]], 1, [-1, [0, ["n2", 1]]]]),
        *(-2, [0, 1]),
        *(-3, [0, 1]),
    ]
