"""Events of components carry their owner's number, in whatever way the tag gets into the page."""

from __future__ import annotations

from typing import Any

import jinja2
import pytest

from liveview.engine import LiveEnvironment, Rendering
from liveview.errors import TemplateError

PARTS = {
    "kit.html": "{% macro button(name) %}<b lv-click='save'>{{ name }}</b>{% endmacro %}",
    "part.html": '<i lv-click="open">{{ x }}</i>',
    "base.html": '<p lv-click="close"></p>{% block body %}{% endblock %}',
}


def environment(*events: str) -> LiveEnvironment:
    made = LiveEnvironment(loader=jinja2.DictLoader(PARTS))
    made.event_attributes = "|".join(events)
    return made


OWNED = environment("lv-click")


def html(source: str, number: int | None = 7, **values: Any) -> str:
    rendering = Rendering(OWNED.from_string(source), number=number)
    rendering.mount(values)
    return rendering.html()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<b lv-click="add" lv-submit="no">x</b>', '<b lv-click="add@7" lv-submit="no">x</b>'),
        ("<b lv-click='a' id=x></b><i lv-click=\"^b\"></i>", "<b lv-click='a@7' id=x></b><i lv-click=\"^b@7\"></i>"),
        ('<b lv-click="{{ x }}">{{ x }}</b>', '<b lv-click="1@7">1</b>'),
        ('<b lv-click="a{{ x }}b">{{ x }}</b>', '<b lv-click="a1b@7">1</b>'),
        ('<b lv-click="{% if x %}a{% else %}b{% endif %}">x</b>', '<b lv-click="a@7">x</b>'),
        ('<b lv-click="{{ "add" }}">x</b>', '<b lv-click="add@7">x</b>'),
        ('{% for i in [1, 2] %}<b lv-click="add"></b>{% endfor %}', '<b lv-click="add@7"></b>' * 2),
        ('{% filter upper %}<b lv-click="add"></b>{% endfilter %}', '<B LV-CLICK="ADD@7"></B>'),
        ('{% set t %}<b lv-click="add"></b>{% endset %}{{ t }}', '<b lv-click="add@7"></b>'),
        ('{% from "kit.html" import button %}{{ button("x") }}', "<b lv-click='save@7'>x</b>"),
        ('{% import "kit.html" as kit %}{{ kit.button("x") }}', "<b lv-click='save@7'>x</b>"),
        ('{% include "part.html" %}', '<i lv-click="open@7">1</i>'),
        ('{% extends "base.html" %}{% block body %}<b lv-click="b"></b>{% endblock %}',
         '<p lv-click="close@7"></p><b lv-click="b@7"></b>'),
    ],
)  # fmt: skip
def test_the_number_follows_the_name(source: str, expected: str) -> None:
    assert html(source, x=1) == expected


def test_templates_of_views_have_no_numbers_and_no_slots_for_them() -> None:
    rendering = Rendering(environment().from_string('<b lv-click="add">x</b>'))
    rendering.mount({})
    assert rendering.html() == '<b lv-click="add">x</b>' and len(rendering.values()) == 1


def test_constant_names_are_known_with_their_lines() -> None:
    template = OWNED.from_string('<p>\n<b\n lv-click="add"\n>x</b><b lv-click="^{{ x }}">x</b></p>')
    assert [(found.value, found.tag, found.lineno) for found in template.attributes] == [("add", "b", 3)]


def test_a_name_without_quotes_has_no_room_for_it() -> None:
    with pytest.raises(TemplateError, match=r'2: quote the attribute value: lv-click="…"'):
        OWNED.from_string("<p>\n<b lv-click=add>x</b></p>")


def test_what_a_component_without_a_number_sends_is_nobodys() -> None:
    assert html('<b lv-click="{{ x }}">x</b>', None, x="a") == '<b lv-click="a@-">x</b>'


def test_text_of_another_template_is_nobodys() -> None:
    with pytest.raises(TemplateError, match="it is not known whose it is"):
        html('{% from "kit.html" import button %}<p title="{{ button("x") }}"></p>')


@pytest.mark.parametrize(
    "source", ["<b {{ given|xmlattr }}>x</b>", "{% filter upper %}<b {{ given|xmlattr }}>{% endfilter %}"]
)
def test_a_value_writes_no_event_into_a_components_tag(source: str) -> None:
    source = source.replace("<b {{ given|xmlattr }}>{%", "<b {{ given|xmlattr }}></b>{%")
    assert "5" in html(source, given={"lv-value-x": 5, "title": "lv-click"})
    with pytest.raises(TemplateError, match="a value writes lv-click into a tag of a component"):
        html(source, given={"title": "x", "lv-click": "add"})
