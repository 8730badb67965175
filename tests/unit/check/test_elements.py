"""Elements with their attributes, lines and fields."""

from __future__ import annotations

import jinja2

from liveview.check.elements import Element, Elements


def elements(source: str) -> list[Element]:
    return Elements().read(jinja2.Environment().parse(source))


def test_attributes_have_their_text_and_line() -> None:
    (button,) = elements("<button\n  lv-click='add'\n  title='{{ x }}'\n disabled\n>x</button>")
    assert {name: (a.value, a.lineno) for name, a in button.attributes.items()} == {
        "lv-click": ("add", 2),
        "title": (None, 3),
        "disabled": ("", 4),
    }


def test_lines_count_on_behind_values() -> None:
    found = elements("<p>{{ x }}\n{{ y }}</p>\n{% if z %}\n<b lv-click='a'></b>{% endif %}\n<i lv-click='b'></i>")
    assert [(e.tag, a.lineno) for e in found for a in e.attributes.values()] == [("b", 4), ("i", 5)]


def test_an_attribute_that_differs_by_branch_has_no_known_text() -> None:
    (button,) = elements("<b {% if x %}lv-click='a'{% else %}lv-click='b'{% endif %}></b>")
    assert button.text("lv-click") is None
    assert "lv-click" in button.attributes


def test_a_form_has_the_names_of_its_controls() -> None:
    form = elements("<form><p><input name='a'><select name='b'></select></p></form><input name='c'>")[0]
    assert form.fields == {"a", "b"}
    assert form.is_known


def test_a_form_is_not_known_where_others_write_into_it() -> None:
    for inside in ("{{ f() }}", "{% include 'x' %}", "<input name='{{ x }}'>", "{% call f() %}{% endcall %}"):
        assert not elements(f"<form>{inside}</form>")[0].is_known


def test_macros_are_read_too() -> None:
    assert [e.tag for e in elements("{% macro m() %}\n<b></b>{% endmacro %}<i></i>")] == ["i", "b"]
