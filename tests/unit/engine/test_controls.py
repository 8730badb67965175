"""What the compiler writes into bound controls, and what it says where it cannot."""

from __future__ import annotations

from typing import Any

import jinja2
import pytest

from liveview.engine import LiveEnvironment, Rendering
from liveview.engine.bound import BoundName, is_chosen
from liveview.errors import TemplateError


def rendered(source: str, **state: Any) -> str:
    """The HTML of a template, of which every control is right."""
    rendering = Rendering(LiveEnvironment().from_string(source, name="t"))
    names = {name: "false" for name in rendering.template.roots if name.startswith("_lv_is_wrong_")}
    rendering.mount({**names, **state})
    return rendering.html()


RIGHT = ' aria-invalid="false"'
NAMED = f' name="q"{RIGHT}'


@pytest.mark.parametrize(
    ("tag", "end", "given", "state"),
    [
        ('<input lv-bind="q"', ">", f'{NAMED} value="a&#34;&lt;"', {"_lv_text_q": 'a"<'}),
        ("<input type=search lv-bind=q", " />", f'{NAMED} value="x"', {"_lv_text_q": "x"}),
        ('<input lv-bind="q" name="my"', ">", f'{RIGHT} value=""', {"_lv_text_q": ""}),
        ('<input lv-bind="q" aria-invalid="{{ x }}"', ">", ' name="q" value=""', {"_lv_text_q": "", "x": "false"}),
        ('<input type="password" lv-bind="q"', ">", NAMED, {}),
        ('<textarea lv-bind="q"', "></textarea>", NAMED, {"_lv_text_q": ""}),
        ('<input type="checkbox" lv-bind="q"', ">", f'{NAMED} checked=""', {"_lv_is_on_q": True}),
        ('<input type="checkbox" lv-bind="q"', ">", NAMED, {"_lv_is_on_q": False}),
        ('<input type="checkbox" lv-bind="q" value="a"', ">", f'{NAMED} checked=""', {"_lv_is_on_q": ("a", "b")}),
        ('<input type="radio" lv-bind="q" value="a&amp;b"', ">", f'{NAMED} checked=""', {"_lv_chosen_q": ("a&b",)}),
        ('<input type="radio" lv-bind="q" value="a{{ 1 }}"', ">", f'{NAMED} checked=""', {"_lv_chosen_q": ("a1",)}),
        ('<input type="radio" lv-bind="q" value="a{{ x }}"', ">", NAMED, {"_lv_chosen_q": ("a1",), "x": "false"}),
    ],
)
def test_a_control_shows_its_field(tag: str, end: str, given: str, state: dict[str, Any]) -> None:
    written = tag.replace("{{ 1 }}", "1").replace("{{ x }}", "false")
    assert rendered(tag + end, **state) == written + given + end


def test_a_text_area_has_its_text_inside() -> None:
    assert rendered('<textarea lv-bind="q"></textarea>', _lv_text_q="<b>") == (
        f'<textarea lv-bind="q"{NAMED}>&lt;b&gt;</textarea>'
    )


def test_the_chosen_options_are_selected() -> None:
    options = '<option>A  b</option><option value="{{ x }}">c</option><option value="2">d</option>'
    html = rendered(f'<select lv-bind="q">{options}</select>', _lv_chosen_q=("A b", "1"), x=1)
    assert html == f'<select lv-bind="q"{NAMED}>' + (
        '<option selected="">A  b</option><option value="1" selected="">c</option><option value="2">d</option></select>'
    )


def test_a_loops_variable_may_have_the_name_of_the_field() -> None:
    options = '{% for host in hosts %}<option value="{{ host }}">{{ host }}</option>{% endfor %}'
    source = f'<select lv-bind="host">{options}</select>'
    html = rendered(source, _lv_chosen_host=("b",), hosts=["a", "b"])
    assert '<option value="b" selected="">b</option>' in html and html.count("selected") == 1


def test_options_stand_in_conditions_and_groups() -> None:
    source = """<select lv-bind="q">{% if x %}<optgroup label="g"><option value="1">one</option></optgroup>{% endif %}
      </select><select><option value="1">not bound</option></select>"""
    html = rendered(source, _lv_chosen_q=("1",), x=True)
    assert html.count("selected") == 1


def test_branches_may_write_other_attributes_and_whole_tags() -> None:
    source = """<p>{% if x %}<input lv-bind="q" {% if y %}disabled{% endif %} class="{% if y %}a{% endif %}">
      {% else %}<textarea lv-bind="q"></textarea>{% endif %}</p>"""
    assert 'class="a" name="q"' in rendered(source, _lv_text_q="t", x=1, y=1)
    assert ">t</textarea>" in rendered(source, _lv_text_q="t", x=0, y=1)


def test_an_error_is_hidden_while_there_is_none() -> None:
    source = '<p class="error" lv-error="q"></p>'
    assert rendered(source, _lv_wrong_q="") == '<p class="error" lv-error="q" hidden=""></p>'
    assert rendered(source, _lv_wrong_q="No <b>!") == '<p class="error" lv-error="q">No &lt;b&gt;!</p>'


def test_updates_say_what_the_first_page_says() -> None:
    template = LiveEnvironment().from_string('<div><input lv-bind="q"><p lv-error="q"></p></div>', name="t")
    state = {"_lv_text_q": "a", "_lv_is_wrong_q": "false", "_lv_wrong_q": ""}
    rendering = Rendering(template)
    rendering.mount(state)
    assert rendering.update({**state}) in (None, [])
    state |= {"_lv_text_q": "ab", "_lv_is_wrong_q": "true", "_lv_wrong_q": "no"}
    rendering.update(state)
    fresh = Rendering(template)
    fresh.mount(state)
    assert rendering.html() == fresh.html()


def test_an_include_has_controls_too() -> None:
    environment = LiveEnvironment(loader=jinja2.DictLoader({"field.html": '<input lv-bind="q">'}))
    for source in (
        '{% include "field.html" %}',
        '<p class="{% include \'x\' ignore missing %}">{% include "field.html" %}</p>',
    ):
        template = environment.from_string(source, name="t")
        rendering = Rendering(template)
        rendering.mount({"_lv_text_q": "inside", "_lv_is_wrong_q": "false"})
        assert 'value="inside"' in rendering.html()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('<input lv-bind="q" value="x">', "writes `value` on <input>, which has it already"),
        ('<input lv-bind="q" {% if x %}value="x"{% endif %}>', "writes `value` on <input>"),
        ('<input type="checkbox" lv-bind="q" checked>', "writes `checked`"),
        ('<select lv-bind="q"><option selected>x</option></select>', "writes `selected` on <option>"),
        ('<textarea lv-bind="q">x</textarea>', "is filled with its text: write nothing in it"),
        ('<textarea lv-bind="q">{{ x }}</textarea>', "is filled with its text"),
        ('<textarea lv-bind="q">{% if x %}{{ x }}{% endif %}</textarea>', "is filled with its text"),
        ('<p lv-error="q">x</p>', "is filled with its text"),
        ('<p lv-error="q"><b></b></p>', "is filled with its text"),
        ('<p lv-error="q" hidden></p>', "when it is hidden"),
        ('<input lv-error="q">', "belongs on an element for a text"),
        ('<select lv-bind="q"><option>{{ x }}</option></select>', 'write <option value="{{ … }}">'),
        ('<select lv-bind="q"><option>a<b></b></option></select>', 'write <option value="{{ … }}">'),
        ('<select lv-bind="q"><option value="{% if x %}a{% endif %}">a</option></select>', "a condition in or around"),
        ('<select lv-bind="q"><option {% if x %}value="a"{% endif %}>a</option></select>', "a condition in or around"),
        ('<select lv-bind="q">{{ options }}</select>', "it has to be seen which options there are"),
        ('<select lv-bind="q"><optgroup>{% include "x" %}</optgroup></select>', "it has to be seen which options"),
        ('<select lv-bind="q">{% call f() %}{% endcall %}</select>', "it has to be seen which options"),
        ('<p><input {% if x %}lv-bind="q"{% endif %}></p>', "write the whole tag in each branch"),
        ('<input lv-bind="{{ q }}">', "as constant text"),
        ('<input lv-bind="">', "as constant text"),
        ('<input lv-bind="a b">', "as constant text"),
        ('<input type="{{ x }}" lv-bind="q">', "write its type as constant text"),
        ('<input type="radio" lv-bind="q">', 'write value="…"'),
        ('<input type="file" lv-bind="q">', "a file is no value"),
        ('<input type="submit" lv-bind="q">', "a button holds no value"),
        ('<div lv-bind="q"></div>', "it belongs on an <input>, <select> or <textarea>"),
    ],
)
def test_what_cannot_be_bound_is_told_with_its_line(source: str, words: str) -> None:
    with pytest.raises(TemplateError) as caught:
        LiveEnvironment().from_string(f"<p>\n</p>{source}", name="t")
    assert words in caught.value.reason
    assert caught.value.lineno == 2


@pytest.mark.parametrize(
    ("chosen", "value", "expected"),
    [
        (("1",), 1, True),
        (("1",), "10", False),
        (("true",), True, True),
        (("a",), None, False),
        ((), "", False),
        (("",), "", True),
        (True, "anything", True),
        (False, "on", False),
    ],
)
def test_is_chosen(chosen: Any, value: Any, expected: bool) -> None:
    assert is_chosen(chosen, value) is expected


def test_bound_names_are_told_from_others() -> None:
    assert BoundName.parse(str(BoundName("text", "q"))) == ("text", "q")
    assert BoundName.parse(str(BoundName("is_wrong", "wrong_text"))) == ("is_wrong", "wrong_text")
    assert BoundName.parse("text_q") is None and BoundName.parse("_lv_other_q") is None
