"""Templates and random states for them, shared by the engine's property tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from markupsafe import Markup

# Every template reads only these names.
SCALARS = st.one_of(
    st.sampled_from(
        [0, 1, -1, True, False, None, 0.0, -0.0, 1.0, 1e300, "", "1", "<b>", "&amp;", '"', "'", "x y", "\n"]
    ),
    st.sampled_from([Markup("<b>"), Markup("<i>m</i>"), Markup("&lt;"), Markup("plain"), Markup("")]),
    st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=5),
    st.integers(),
)
RECORDS = st.fixed_dictionaries(
    {"id": st.integers(0, 6), "name": SCALARS, "on": st.booleans(), "tags": st.lists(SCALARS, max_size=2)}
)


@dataclass(frozen=True)
class Card:
    """A row that the engine can prove unchanged."""

    id: int
    name: Any
    parts: tuple[Any, ...] = ()


@dataclass
class Box:
    """A row that is changed in place."""

    id: int
    name: Any


CARDS = st.builds(Card, st.integers(0, 6), SCALARS, st.lists(SCALARS, max_size=2).map(tuple))
BOXES = st.builds(Box, st.integers(0, 6), SCALARS)


STATES: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "a": SCALARS,
        "b": SCALARS,
        "c": st.integers(0, 3),
        "ok": st.sampled_from([True, False, 0, 1, "", "yes", None]),
        "rows": st.lists(RECORDS, max_size=6),
        "names": st.lists(SCALARS, max_size=4),
        "obj": RECORDS,
        "cards": st.lists(CARDS, max_size=6),
        "boxes": st.lists(BOXES, max_size=4),
    }
)

TEMPLATES: dict[str, str] = {
    "text": "<p>{{ a }}</p><p>x {{ a }} y {{ b }}</p>{{ a }}{{ b }} tail",
    "attributes": '<p class="{{ a }}" title="t {{ a }} {{ b }} u">k</p><img alt=\'{{ b }}\'>',
    "filters": "<p>{{ c|string|upper }}{{ names|length }}{{ names|join(',') }}{{ rows|map(attribute='id')|list }}</p>",
    "if": "<div>{% if ok %}<b>{{ a }}</b>{% elif c > 1 %}two {{ b }}{% else %}<i>no</i>{% endif %}</div>",
    "nested if": "{% if ok %}{% if c %}<b>{{ a }}</b>{% endif %}{{ b }}{% endif %}",
    "for unkeyed": "<ol>{% for n in names %}<li>{{ loop.index }} {{ n }}</li>{% else %}<li>none {{ a }}</li>{% endfor %}</ol>",
    "for keyed": (
        '<table><tbody>{% for r in rows %}<tr lv-key="{{ r.id }}"><td>{{ r.name }}</td><td class="{{ \'x\' if r.on }}">'
        "{% if r.on %}<b>{{ a }}</b>{% endif %}{{ r.tags|length }}</td></tr>{% endfor %}</tbody></table>"
    ),
    "for filtered": '<ul>{% for r in rows if r.on %}<li lv-key="{{ r.id }}">{{ r.name }}{{ b }}</li>{% endfor %}</ul>',
    "for loop variables": (
        "<p>{% for n in names %}{{ loop.index0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.revindex }}"
        "{{ loop.cycle('o', 'e') }}{{ loop.previtem }}{{ loop.changed(n) }}{% endfor %}</p>"
    ),
    "for text bodies": "<p>{% for n in names %}{{ n }}, {% endfor %}</p>",
    "for nested": (
        "<ul>{% for r in rows|keyed('id') %}<li>{{ r.name }}</li>{% for t in r.tags %}<li>{{ t }} of {{ r.id }} {{ a }}"
        "{{ loop.index }}</li>{% endfor %}{% endfor %}</ul>"
    ),
    "for tuples": "<dl>{% for k, v in obj.items() %}<dt>{{ k }}</dt><dd>{{ v }}</dd>{% endfor %}</dl>",
    "set": "{% set x = a %}<p>{{ x }}</p>{% if ok %}{% set x = b %}{% endif %}<p>{{ x }}</p>",
    "set block": "{% set x %}<b>{{ a }}</b>{% endset %}<p>{{ x }}{{ x }}</p>",
    "with": "{% with x = a, y = c %}<p>{{ x }}{{ y }}</p>{% with x = b %}{{ x }}{% endwith %}{{ x }}{% endwith %}{{ b }}",
    "namespace": "{% set ns = namespace(n=0) %}{% for n in names %}{% set ns.n = ns.n + 1 %}<b>{{ ns.n }}{{ n }}</b>{% endfor %}{{ ns.n }}",
    "macro": (
        '{% macro card(t, n=2) %}<div title="{{ t }}">{{ t }}/{{ n }}{{ a }}</div>{% endmacro %}'
        "{{ card(a) }}{{ card(b, n=c) }}{% for r in rows %}{{ card(r.name, r.id) }}{% endfor %}"
    ),
    "macro recursive": "{% macro down(n) %}<b>{{ n }}{% if n %}{{ down(n - 1) }}{% endif %}</b>{% endmacro %}{{ down(c) }}",
    "macro caller": "{% macro box(t) %}<div>{{ t }}{{ caller(a) }}</div>{% endmacro %}{% call(x) box(b) %}<i>{{ x }}{{ c }}</i>{% endcall %}",
    "filter block": "<p>{% filter upper %}{{ a }} x{% endfilter %}</p>",
    "opaque in attribute": '<p class="a {% if ok %}on{% else %}{{ b }}{% endif %} {% for n in names %}{{ n }} {% endfor %}">x</p>',
    "opaque in tag": '<input {% if ok %}checked{% endif %} {{ {"title": a}|xmlattr }} value="{{ b }}">',
    "rcdata": "<textarea>t{{ c }}{% if ok %}x{{ c }}{% endif %}</textarea>",
    "recursive loop": "<ul>{% for n in names recursive %}<li>{{ n }}{{ loop.depth }}</li>{% endfor %}</ul>",
    "expressions": "<p>{{ c + 1 }}{{ 'yes' if ok else 'no' }}{{ a ~ b }}{{ c in [1, 2] }}{{ obj.name }}{{ obj['id'] }}{{ obj.missing }}</p>",
    "autoescape off": "{% autoescape false %}{{ c }}{% endautoescape %}<p>{{ a }}</p>",
    "svg": '<svg>{% for r in rows %}<circle r="{{ r.id }}"/>{% endfor %}{% if ok %}<text>{{ a }}</text>{% endif %}</svg>',
    "include": '<p>{{ a }}</p>{% include "part" %}{% for r in rows %}{% include "row" %}{% endfor %}{% include "no" ignore missing %}',
    "extends": '{% extends "base" %}{% set extra = a %}{% block body %}{{ super() }}<i>{{ b }}{{ extra }}</i>{% endblock %}',
    "import": '{% from "lib" import cell %}{% import "lib" as lib %}{% for n in names %}{{ cell(n) }}{% endfor %}{{ lib.cell(a) }}',
    "for frozen": (
        '<ul>{% for r in cards %}<li lv-key="{{ r.id }}" class="{{ a }}">{{ r.name }}{% if ok %}<b>{{ b }}</b>{% endif %}'
        "{% for p in r.parts %}<i>{{ p }}{{ loop.index }}{{ c }}</i>{% endfor %}</li>{% endfor %}</ul>"
    ),
    "for frozen with index": (
        '<ul>{% for r in cards %}<li lv-key="{{ r.id }}">{{ loop.index }}/{{ loop.length }} {{ r.name }}</li>{% endfor %}</ul>'
    ),
    "for frozen, filtered and sorted": (
        "<ul>{% for r in cards|sort(attribute='id', reverse=ok) if r.id != c %}"
        '<li lv-key="{{ r.id }}">{{ r.name }}</li>{% endfor %}</ul>'
    ),
    "for frozen, set and macro": (
        "{% macro show(x, y) %}<b>{{ x }}{{ y }}{{ a }}</b>{% endmacro %}"
        "{% for r in cards|keyed('id') %}{% set n = r.name %}{{ n }}{{ show(n, c) }}{% endfor %}"
    ),
    "for objects": '{% for r in boxes %}<p lv-key="{{ r.id }}">{{ r.name }}{{ r.missing }}</p>{% endfor %}',
    "for inner loop in outer": (
        "{% for r in cards %}{% set outer = loop %}{% for n in names %}<p>{{ outer.index }}{{ loop.index }}{{ n }}"
        "{{ r.name }}</p>{% endfor %}{% endfor %}"
    ),
    "for dirty key": '<ul>{% for n in names %}<li lv-key="{{ c }}{{ n }}">{{ n }}</li>{% endfor %}</ul>',
    "loop controls": "{% for n in names %}{% if loop.index == 2 %}{% continue %}{% endif %}<p>{{ n }}</p>{% endfor %}",
    "macro with varargs": (
        "{% macro all() %}{{ varargs|join }}{{ kwargs|length }}{% endmacro %}<p>{{ all(a, b, x=c) }}</p>"
    ),
    "macro defaults": "{% macro m(x, y=x) %}<p>{{ x }}{{ y }}</p>{% endmacro %}{{ m(a) }}{{ m(b, a) }}{{ m(x=c) }}",
    "scoped block in a loop": "{% for n in names %}{% block item scoped %}<p>{{ n }}{{ a }}</p>{% endblock %}{% endfor %}",
    "block in an attribute": '{% extends "shell" %}{% block look %}big {{ a }}{% endblock %}{% block inner %}<i>{{ b }}</i>{% endblock %}',
    "two levels": '{% extends "middle" %}{% block body %}<u>{{ super() }}{{ c }}</u>{% endblock %}',
    "conditional parent": '{% if ok %}{% extends "base" %}{% endif %}{% block body %}<i>{{ b }}</i>{% endblock %}',
    "dynamic parent": '{% extends "base" if ok else "shell" %}{% block body %}<i>{{ b }}</i>{% endblock %}',
    "dynamic include": '{% include ["no", "part"] %}{% include "part" if ok else "row2" %}',
    "self block": "{% block x %}<b>{{ a }}</b>{% endblock %}{{ self.x() }}",
    "undefined names": "<p>{{ nothing|default(a) }}{{ nothing is defined }}{% if nothing %}x{% endif %}</p>",
    "white space": "<div>\n  {% for r in cards %}\n  <p>\n {{ r.name }}\n </p>\n  {% endfor %}\n</div>\n",
    "pre": "<pre>\n{{ a }}</pre><textarea>\n{{ b }}</textarea>",
    "call global": "<p>{{ range(c)|list }}</p>{{ dict(x=c).x }}",
}
PARTS = {
    "part": "<section>{{ b }}{% if ok %}<b>{{ c }}</b>{% endif %}</section>",
    "row": "<li>{{ r.id }} {{ loop.index if loop is defined }} {{ a }}</li>",
    "row2": "<li>{{ c }}</li>",
    "shell": '<div class="{% block look %}plain{% endblock %}">{% block inner %}{% endblock %}{% block body %}{% endblock %}</div>',
    "middle": '{% extends "base" %}{% block body %}<s>{{ super() }}{{ b }}</s>{% endblock %}',
    "base": "<header>{{ a }}</header>{% block body %}<b>{{ a }}</b>{% endblock %}{% block foot %}foot {{ c }}{% endblock %}",
    "lib": '{% macro cell(x) %}<td title="{{ x }}">{{ x }}</td>{% endmacro %}',
}
