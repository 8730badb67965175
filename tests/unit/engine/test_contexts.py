"""The HTML machine: where a value stands, and what it refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from liveview.engine import LiveEnvironment, Rendering
from liveview.engine.builder import Recorder
from liveview.engine.contexts import ContextError, Machine
from liveview.engine.merge import values_to_html
from liveview.engine.position import State
from liveview.errors import TemplateError


@pytest.mark.parametrize(
    ("before", "state", "parent", "attribute"),
    [
        ("", State.TEXT, "", ""),
        ("<p>", State.TEXT, "p", ""),
        ("<p>a < b &lt; <br> <img src=x>", State.TEXT, "p", ""),
        ('<p class="a ', State.DOUBLE_QUOTED, "", "class"),
        ("<P CLASS = '", State.SINGLE_QUOTED, "", "class"),
        ("<input ", State.TAG, "", ""),
        ('<input a="b"', State.TAG, "", ""),
        ("<textarea>", State.RCDATA, "textarea", ""),
        ("<textarea><b>", State.RCDATA, "textarea", ""),
        ("<title>x", State.RCDATA, "title", ""),
        ("<script type='application/json'>\n ", State.JSON, "script", ""),
        ("<script id=a type=application/LD+json>", State.JSON, "script", ""),
        ("<svg><title>", State.TEXT, "title", ""),
        ("<svg viewBox='0 0 1 1'><circle r='1'/>", State.TEXT, "svg", ""),
        ("<script>if (a < b) {}</script>", State.TEXT, "", ""),
        ("<!-- <p> -->", State.TEXT, "", ""),
        ("<ul><li>a</li><li>", State.TEXT, "li", ""),
        ("<table><tbody><tr><td><table><tbody><tr><td>", State.TEXT, "td", ""),
    ],
)
def test_a_slot_knows_its_context(before: str, state: State, parent: str, attribute: str) -> None:
    machine = Machine(Recorder())
    machine.feed(before)
    position = machine.slot()
    assert (position.state, position.parent, position.attribute) == (state, parent, attribute)


@pytest.mark.parametrize("cut", range(1, len('<div class="a b" id=x><p>t</p></div>')))
def test_text_may_be_cut_anywhere_where_no_slot_is_forbidden(cut: int) -> None:
    text = '<div class="a b" id=x><p>t</p></div>'
    whole, parts = Machine(Recorder()), Machine(Recorder())
    whole.feed(text)
    try:
        parts.feed(text[:cut])
        parts.feed(text[cut:])
    except ContextError as error:
        refused: str | None = error.reason
    else:
        refused = None
    if refused is None:
        assert parts.position == whole.position
    else:
        assert refused.startswith(("a '<' before a value", "quote the attribute"))


REFUSED = {
    "unquoted": ("<p class={{ a }}>", 'quote the attribute value: class="{{ … }}"'),
    "unquoted later": ("<p class=a{{ a }}>", "quote the attribute value"),
    "tag name": ("<{{ a }}>", "tag's name"),
    "part of a tag name": ("<h{{ a }}>", "tag's name"),
    "attribute name": ("<p data-{{ a }}='1'>", "attribute's name"),
    "closing tag": ("<p></{{ a }}>", "tag's name"),
    "comment": ("<!-- {{ a }} -->", "comment"),
    "script": ("<script>{{ a }}</script>", "data- attribute"),
    "module": ('<script type="module">{{ a }}</script>', "data- attribute"),
    "rules": ('<script type="speculationrules">{{ a }}</script>', "data- attribute"),
    "script of some type": ('<script type="{{ a }}">{{ a }}</script>', "constant name"),
    "script of a branch's type": (
        '<script {% if a %}type="module"{% endif %} type="application/json">{{ a }}</script>',
        "data- attribute",
    ),
    "script of a block's type": (
        '{% filter trim %}<script {% block t %}type="module"{% endblock %} type="application/json">{{ a }}</script>'
        "{% endfilter %}",
        "data- attribute",
    ),
    "script in SVG": ("<svg><script>{{ a }}</script></svg>", "data- attribute"),
    "data of two values": ('<script type="application/json">{{ a }} {{ b }}</script>', "tojson"),
    "data around a value": ('<script type="application/json">[{{ a }}]</script>', "tojson"),
    "data after a value": ('<script type="application/json">{{ a }},</script>', "tojson"),
    "data of a branch": ('<script type="application/json">{% if a %}{{ a }}{% endif %}</script>', "tojson"),
    "data of a branch in a filter": (
        '{% filter trim %}<script type="application/json">{% if a %}{{ a }}{% endif %}</script>{% endfilter %}',
        "tojson",
    ),
    "style element": ("<style>p { color: {{ a }} }</style>", "data- attribute"),
    "handler": ('<p onclick="{{ a }}">', "lv-click"),
    "constant handler": ('<p onclick="go()">', 'lv-click="event"'),
    "constant handler in SVG": ("<svg><circle ONLOAD=go() r='1'/></svg>", "policy blocks"),
    "constant handler in a branch": ('<p {% if a %}onfocus="go()"{% endif %}></p>', "policy blocks"),
    "constant handler in a filter": ('{% filter trim %}<p onclick="go()"></p>{% endfilter %}', "policy blocks"),
    "handler in a block": ('{% block x %}<p onclick="{{ a }}"></p>{% endblock %}', "lv-click"),
    "script in a block": ("{% block x %}<script>{{ a }}</script>{% endblock %}", "data- attribute"),
    "scheme after a block's link": (
        '{% block x %}<link href="{{ a }}"><a href="{{ a }}:{{ b }}"></a>{% endblock %}',
        "gives the scheme",
    ),
    "handler in a macro": ('{% macro m(a) %}<p onclick="{{ a }}"></p>{% endmacro %}', "lv-click"),
    "shadow root": ('<div><template shadowrootmode="open">{{ a }}</template></div>', "custom element"),
    "the client's attribute": ('<p $="1"></p>', "the client's own"),
    "srcdoc": ('<iframe srcdoc="{{ a }}">', "srcdoc"),
    "every handler": ('<p onbeforexrselect="{{ a }}">', "run as code"),
    "script source": ('<script src="{{ a }}"></script>', "constant name"),
    "plugin": ('<object data="{{ a }}"></object>', "use <iframe>"),
    "base": ('<base href="{{ a }}">', "constant text"),
    "refresh": ('<meta http-equiv="{{ a }}">', "constant text"),
    "address of a refresh": ('<meta http-equiv="refresh" content="{{ a }}">', "constant text"),
    "animated name": ('<svg><animate attributeName="{{ a }}"/></svg>', "constant text"),
    "URL of two values": ('<a href="{{ a }}{{ b }}"></a>', "{{ a ~ b }}"),
    "URL of a branch and a value": ('<a href="{% if a %}{{ a }}{% endif %}{{ b }}"></a>', "{{ a ~ b }}"),
    "URL of a loop": ('<a href="{% for x in a %}{{ x }}{% endfor %}"></a>', "{{ a ~ b }}"),
    "scheme of a value": ('<a href="{{ a }}:{{ b }}"></a>', "gives the scheme"),
    "scheme of a value and text": ('<a href="{{ a }}:alert(1)"></a>', "gives the scheme"),
    "code in a scheme": ('<a href="javascript:{{ a }}"></a>', "a value in a javascript: URL"),
    "filter block in a URL": ('<a href="{% filter trim %}{{ a }}{% endfilter %}"></a>', "{% set x %}"),
    "list of URLs": ('<img srcset="{{ a }} 1x, {{ b }} 2x">', "one value"),
    "style of two values": ('<p style="{{ a }}{{ b }}"></p>', "{{ a ~ b }}"),
    "style of half a name": ('<p style="color: ur{{ a }}"></p>', "{{ a ~ b }}"),
    "style function": ('<p style="color: {{ a }}l(x)"></p>', "name a function"),
    "style that loads": ('<p style="background: url({{ a }})"></p>', "<img>"),
    "commands": ("""<p lv-click='[["push", "{{ a }}"]]'></p>""", "lv-value"),
    "attribute twice": ('<p class="a" class="{{ b }}"></p>', "a second class"),
    "HTML in SVG": ("<svg><p>{{ a }}</p></svg>", "<foreignObject>"),
    "element in an option": ("<select><option><b>{{ a }}</b></option></select>", "drop it"),
    "heading in heading": ("<h1><h2>{{ a }}</h2></h1>", "end the heading"),
    "row without tbody": ("<table><tr></tr></table>", "write <tbody>"),
    "text in a table": ("<table><tbody>{{ a }}</tbody></table>", "put it into a cell"),
    "cell outside a row": ("<div><td>{{ a }}</td></div>", "<td> in <div>"),
    "div in p": ("<p><div>{{ a }}</div></p>", "use <div>"),
    "button in button": ("<button><b><button></button></b></button>", "<button> inside <button>"),
    "li in li": ("<ul><li>a<li>b</ul>", "close the first with </li>"),
    "unclosed branch": ("{% if a %}<b>{% endif %}", "<b>"),
    "branch in an attribute": ('<p class="{% if a %}x"{% endif %}>', "where it began"),
    "wrong closing": ("<b><i></b></i>", "close <i> first"),
    "closing nothing": ("</b>", "closes nothing"),
    "self closing div": ("<div/>", "<div></div>"),
    "glued attribute": ("<p {{ a }}class='x'>", "write a space"),
    "escaping off": ("{% autoescape false %}{{ a }}{% endautoescape %}", "write |safe"),
    "escaping by a value": ("{% autoescape a %}{{ a }}{% endautoescape %}", "write |safe"),
    "key twice": ('{% for r in a %}<p lv-key="{{ r }}" lv-key="{{ r }}"></p>{% endfor %}', "two lv-key"),
    "key outside a list": ('<p lv-key="{{ a }}"></p>', "first element of a {% for %} body"),
    "constant key": ('{% for r in a %}<p lv-key="x"></p>{% endfor %}', "lv-key needs the row's own key"),
}


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ('<html><body onload="go()"></body></html>', '<html><body onload="go()"></body></html>'),
        ('{% block x %}<p onclick="go()"></p>{% endblock %}', '<p onclick="go()"></p>'),
        ('{% block x %}<script src="{{ a }}"></script>{% endblock %}', 'src="about:invalid#blocked"'),
        (
            '{% block x %}<link href="/{{ a }}"><a href="{{ a }}"></a>{% endblock %}',
            'href="about:invalid#blocked"></a>',
        ),
    ],
)
def test_a_layout_says_what_its_page_loads_and_its_links_are_judged(source: str, shown: str) -> None:
    assert shown in LiveEnvironment().from_string(source).render(a="javascript:x")


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_right_is_refused_with_the_place_and_the_way_out(name: str) -> None:
    source, says = REFUSED[name]
    with pytest.raises(TemplateError) as caught:
        LiveEnvironment().from_string("\n" + source, name="page.html")
    assert says in caught.value.reason
    assert caught.value.lineno == 2
    assert caught.value.template == "page.html"


def test_an_error_names_both_ends_of_a_branch() -> None:
    with pytest.raises(TemplateError, match="this part ends in: text inside <b>; it must end where it began: text"):
        LiveEnvironment().from_string("{% if a %}<b>{% endif %}")


@pytest.mark.parametrize(
    "source",
    [
        "<form><dl><dd><form></form></dd></dl></form>",
        "<a><ul><li><a></a></li></ul></a>",
        "<a><svg><foreignObject><a></a></foreignObject></svg></a>",
        "<button><ul><li><button></button></li></ul></button>",
        "<p><b><div></div></b></p>",
    ],
)
def test_what_a_browser_would_close_is_seen_through_what_is_around(source: str) -> None:
    with pytest.raises(TemplateError, match="inside <"):
        LiveEnvironment().from_string(source)


@pytest.mark.parametrize(
    "source",
    [
        "<a><table><tbody><tr><td><a></a></td></tr></tbody></table></a>",
        "<ul><li><ul><li></li></ul></li></ul>",
        "<div><p><object><div></div></object></p></div>",
        "<form><template><form></form></template></form>",
    ],
)
def test_what_a_browser_keeps_apart_is_allowed(source: str) -> None:
    LiveEnvironment().from_string(source)


@pytest.mark.parametrize("expression", ["a", "a|tojson", "{'k': a}", "{'k': [a]}|tojson", "'</script>'"])
@pytest.mark.parametrize(
    "value", ["</script>", "<!--<script>", "&amp;'\"\u2028\u2029\0\r\n", 1, 2**70, True, None, [1, {"a": 1.5}]]
)
def test_data_is_one_json_value_on_the_first_page_and_in_patches(expression: str, value: Any) -> None:
    source = f'<script type="application/json">\n{{{{ {expression} }}}}</script>'
    template = LiveEnvironment().from_string(source)
    rendering = Rendering(template)
    rendering.mount({"a": value})
    html = rendering.html()
    assert html == template.render(a=value)
    text = html.removeprefix('<script type="application/json">').removesuffix("</script>")
    assert not set("<>&\u2028\u2029\0\r") & set(text)
    assert json.loads(text) == template.environment.compile_expression(expression.removesuffix("|tojson"))(a=value)
    shown = rendering.values()[1]
    assert text == f"\n{shown}"
    assert values_to_html(rendering.values(), {found.id: found.definition for found in rendering.fragments()}) == html


def test_what_is_no_json_is_the_authors_mistake() -> None:
    template = LiveEnvironment().from_string('<script type="application/json">{{ a }}</script>')
    with pytest.raises(TypeError):
        template.render(a=object())
    with pytest.raises(ValueError, match="JSON"):
        template.render(a=float("nan"))
