"""Templates with one mistake each: it is found, under its code, at its line, and nothing else is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.shop import findings

# What is wrong stands at the line of the ~ mark, which is taken out.
MISTAKES = {
    "a misspelt field": ("unknown-name", "<p>\n  {{ coutn }}~\n</p>"),
    "a misspelt field in an attribute": ("unknown-name", "<p\n title='{{ coutn }}~'></p>"),
    "a name in a condition": ("unknown-name", "<p>x</p>\n{% if is_opne %}~<p>y</p>{% endif %}"),
    "a name in a filter's argument": ("unknown-name", "<p>\n{{ query|default(oder.id) }}~</p>"),
    "a component that is not used": ("unknown-name", "<p>x</p>\n{{ Chart(label='a') }}~"),
    "a loop variable after its loop": ("unknown-name", "{% for n in names %}<p>{{ n }}</p>{% endfor %}\n{{ n }}~"),
    "a name in a macro": ("unknown-name", "{% macro m(a) %}\n<p>{{ a }}{{ coutn }}~</p>{% endmacro %}{{ m(1) }}"),
    "an attribute of a dataclass": ("unknown-attribute", "<p>x</p>\n\n<p>{{ order.totl }}~</p>"),
    "an attribute of a model": ("unknown-attribute", "<p>\n{{ order.customer.nmae }}~</p>"),
    "an attribute of an optional": ("unknown-attribute", "{% if latest %}\n<p>{{ latest.totl }}~</p>{% endif %}"),
    "an attribute of a property's value": ("unknown-attribute", "<p>\n{{ order.first_line.skew }}~</p>"),
    "an attribute of a method's value": ("unknown-attribute", "<p>\n{{ order.due(3).yaer }}~</p>"),
    "an attribute of a text": ("unknown-attribute", "<p>\n{{ query.uper() }}~</p>"),
    "an attribute of an enum": ("unknown-attribute", "<p>\n{{ order.status.lable }}~</p>"),
    "an attribute of a plain class": ("unknown-attribute", "<p>\n{{ plain.nmae }}~</p>"),
    "an attribute of a generic": ("unknown-attribute", "<p>\n{{ page.items[0].totl }}~</p>"),
    "an attribute of none of a union": ("unknown-attribute", "<p>\n{{ shape.diameter }}~</p>"),
    "an attribute of a computed value": (
        "unknown-attribute",
        "{% for o in open_orders|keyed('id') %}\n<p>{{ o.totl }}~</p>{% endfor %}",
    ),
    "an attribute of rows": (
        "unknown-attribute",
        "{% for o in orders %}\n<p lv-key='{{ o.id }}'>\n{{ o.totl }}~</p>{% endfor %}",
    ),
    "an attribute of a cached value": (
        "unknown-attribute",
        "{% for o in shared|keyed('id') %}\n<p>{{ o.totl }}~</p>{% endfor %}",
    ),
    "an attribute of a cached value that an async def loads": ("unknown-attribute", "<p>\n{{ later[0].totl }}~</p>"),
    "an attribute of a cached value by its annotation": ("unknown-attribute", "<p>\n{{ unsaid[0].totl }}~</p>"),
    "an attribute of a cached value's status": ("unknown-attribute", "<p>\n{{ status.laoding }}~</p>"),
    "an attribute of what a status has": ("unknown-attribute", "<p>\n{{ status.value[0].totl }}~</p>"),
    "a key of rows": ("unknown-attribute", "{% for row in rows|keyed('id') %}\n<p>{{ row.lable }}~</p>{% endfor %}"),
    "a key by its name": ("unknown-attribute", "{% for r in rows|keyed('id') %}\n<p>{{ r['lable'] }}~</p>{% endfor %}"),
    "an attribute of items": (
        "unknown-attribute",
        "{% for key, o in by_id.items() %}\n<p>{{ key }}{{ o.totl }}~</p>{% endfor %}",
    ),
    "an attribute of a dict's value": ("unknown-attribute", "<p>\n{{ by_id[3].totl }}~</p>"),
    "an attribute of what is set": ("unknown-attribute", "{% set o = order %}\n<p>{{ o.totl }}~</p>"),
    "an attribute of a with": ("unknown-attribute", "{% with c = order.customer %}\n<p>{{ c.nam }}~</p>{% endwith %}"),
    "an attribute of the first": ("unknown-attribute", "<p>\n{{ (orders|first).totl }}~</p>"),
    "an attribute of sorted rows": (
        "unknown-attribute",
        "{% for o in orders|sort(attribute='id')|reverse|keyed('id') %}\n<p>{{ o.totl }}~</p>{% endfor %}",
    ),
    "an attribute to sort by": (
        "unknown-attribute",
        "<p>x</p>\n{% for o in orders|sort(attribute='totl')|keyed('id') %}~<p>{{ o.id }}</p>{% endfor %}",
    ),
    "an attribute to map to": ("unknown-attribute", "<p>\n{{ orders|map(attribute='customer.nmae')|join }}~</p>"),
    "an attribute to select by": ("unknown-attribute", "<p>\n{{ orders|selectattr('is_larg')|list|length }}~</p>"),
    "an attribute to group by": (
        "unknown-attribute",
        "<p></p>\n{% for g in orders|groupby('statos') %}~<p>{{ g.grouper }}</p>{% endfor %}",
    ),
    "an attribute of a group": (
        "unknown-attribute",
        "{% for g in orders|groupby('status') %}\n<p>{{ g.groper }}~</p>{% endfor %}",
    ),
    "an attribute of a group's rows": (
        "unknown-attribute",
        "{% for g in orders|groupby('status') %}{% for o in g.list|keyed('id') %}\n"
        "<p>{{ o.totl }}~</p>{% endfor %}{% endfor %}",
    ),
    "an attribute of a batch": (
        "unknown-attribute",
        "{% for b in orders|batch(2) %}{% for o in b|keyed('id') %}\n<p>{{ o.totl }}~</p>{% endfor %}{% endfor %}",
    ),
    "an attribute of a filter's value": ("unknown-attribute", "<p>\n{{ (order.total|money).curency }}~</p>"),
    "an attribute of a pair's part": (
        "unknown-attribute",
        "{% for name, number in pairs %}\n<p>{{ name.upper() }}{{ number.upper() }}~</p>{% endfor %}",
    ),
    "an attribute of loop": ("unknown-attribute", "{% for n in names %}\n<p>{{ loop.indx }}~</p>{% endfor %}"),
    "a key to tell rows by": (
        "unknown-attribute",
        "<p></p>\n{% for o in orders|keyed('idd') %}~<p>{{ o.id }}</p>{% endfor %}",
    ),
    "a filter": ("unknown-filter", "<p>\n{{ query|uper }}~</p>"),
    "a filter in a loop": ("unknown-filter", "{% for n in names %}\n<p>{{ n|titel }}~</p>{% endfor %}"),
    "a filter of map": ("unknown-filter", "<p>\n{{ names|map('uper')|join }}~</p>"),
    "a filter of a block": ("unknown-filter", "<p>x</p>\n{% filter uper %}~<p>x</p>{% endfilter %}"),
    "a test": ("unknown-test", "<p>x</p>\n{% if count is evn %}~<p>y</p>{% endif %}"),
    "a loop over a number": ("not-iterable", "<p>x</p>\n{% for n in count %}~<p>{{ n }}</p>{% endfor %}"),
    "a loop over one record": ("not-iterable", "<p>x</p>\n{% for n in plain %}~<p>{{ n }}</p>{% endfor %}"),
    "an event": ("unknown-event", "<p>x</p>\n<button\n  lv-click='ad'~>x</button>"),
    "an event of a form": ("unknown-event", "<p>x</p>\n<form lv-submit='sav'~><input name='a'></form>"),
    "an event in a macro": ("unknown-event", "{% macro m() %}\n<b lv-click='ad'~>x</b>{% endmacro %}{{ m() }}"),
    "a method that is no event": ("unknown-event", "<p>x</p>\n<button lv-click='clear'~>x</button>"),
    "a binding": ("unknown-binding", "<p>x</p>\n<button lv-clik='add'~>x</button>"),
    "an argument's name": ("unknown-argument", "<button\n lv-click='add'\n lv-value-bye='3'~>x</button>"),
    "an argument of a dynamic value": (
        "unknown-argument",
        "<button lv-click='add'\n lv-value-amount='{{ count }}'~>x</button>",
    ),
    "an argument that is not sent": ("missing-argument", "<p>x</p>\n<button lv-click='pay'~>x</button>"),
    "a field that a form does not have": (
        "missing-argument",
        "<p>x</p>\n<form lv-submit='search'~><input name='qury'></form>",
    ),
    "a control without the name": ("missing-argument", "<p>x</p>\n<input lv-input='search'~ name='q'>"),
    "an argument that is no number": ("wrong-argument", "<button lv-click='add'\n lv-value-by='ten'~>x</button>"),
    "an argument that is none of the choices": (
        "wrong-argument",
        "<button lv-click='pay' lv-value-order-id='1'\n lv-value-method='cheque'~>x</button>",
    ),
    "a prop": ("unknown-prop", "<p>x</p>\n{{ Tile(lable='a', label='a', value=1) }}~"),
    "a prop by position": ("unknown-prop", "<p>x</p>\n{{ Tile('a', 1) }}~"),
    "a prop that is missing": ("missing-prop", "<p>x</p>\n{{ Tile(label='a') }}~"),
    "a state as a prop": ("unknown-prop", "<p>x</p>\n{{ Tile(label='a', value=1, doubled=2) }}~"),
    "a prop of a call block": ("missing-prop", "<p>x</p>\n{% call Card() %}~x{% endcall %}"),
    "an include": ("unknown-template", "<p>x</p>\n{% include 'pag.html' %}~"),
    "a parent": ("unknown-template", "{# x #}\n{% extends 'pag.html' %}~"),
    "an import": ("unknown-template", "{# x #}\n{% from 'macro.html' import a %}~"),
    "syntax": ("syntax", "<p>x</p>\n{% if count %}<p>\n{% endfor %}~"),
    "an expression": ("syntax", "<p>x</p>\n<p>{{ count + }}~</p>"),
    "a value in a script": ("html", "<p>x</p>\n<script>let x = {{ count }}~</script>"),
    "a value without quotes": ("html", "<p>x</p>\n<p title={{ query }}~></p>"),
    "a handler": ("html", "<p>x</p>\n<p onclick='{{ query }}~'></p>"),
    "a handler in a block": ("html", "{% block x %}\n<p onclick='go()'~></p>{% endblock %}"),
    "a handler in a macro": ("html", "{% macro m() %}\n<p onclick='go()'~></p>{% endmacro %}{{ m() }}"),
    "a style sheet in a block": ("html", "{% block x %}\n<link href='{{ query }}~'>{% endblock %}"),
    "a field that is not bound": ("unknown-binding", "<p>x</p>\n<input lv-bind='query'~>"),
    "a bound field's name": ("unknown-binding", "<p>x</p>\n<input lv-bind='wantd'~>"),
    "a control that says its value": ("html", "<p>x</p>\n<input lv-bind='wanted' value='x'~>"),
    "a branch that leaves an element open": ("html", "<p>x</p>\n{% if count %}~<div>{% endif %}</div>"),
    "rows without a key": ("loop-without-key", "<p></p>\n{% for o in orders %}~<p>{{ o.total }}</p>{% endfor %}"),
    "dicts without a key": ("loop-without-key", "<p></p>\n{% for row in rows %}~<p>{{ row.label }}</p>{% endfor %}"),
    "a number in keyed rows": (
        "position-in-keyed-loop",
        "{% for o in orders %}<p lv-key='{{ o.id }}'>\n{{ loop.index }}~</p>{% endfor %}",
    ),
    "an impure filter in rows": (
        "impure-call",
        "{% for o in orders %}<p lv-key='{{ o.id }}'>\n{{ o.customer.name|noisy }}~</p>{% endfor %}",
    ),
    "an impure filter in rows of a branch": (
        "impure-call",
        "{% for n in names %}<p>{% if n %}\n{{ n|noisy }}~{% endif %}</p>{% endfor %}",
    ),
    "a filter block": ("rendered-whole", "<p>x</p>\n{% filter upper %}~<p>{{ query }}</p>{% endfilter %}"),
    "autoescape": ("rendered-whole", "<p>x</p>\n{% autoescape true %}~<p>{{ query }}</p>{% endautoescape %}"),
    "a macro of any arguments": (
        "rendered-whole",
        "<p>x</p>\n{% macro m() %}~<p>{{ varargs|join }}</p>{% endmacro %}{{ m(count) }}",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_the_mistake_is_found_at_its_line(name: str, tmp_path: Path) -> None:
    code, marked = MISTAKES[name]
    line = marked[: marked.index("~")].count("\n") + 1
    found = findings(tmp_path, marked.replace("~", ""))
    assert [(f.file, f.line, f.code) for f in found] == [(str(tmp_path / "page.html"), line, code)], found


OTHER_TEMPLATES = {
    "an include in rows": ("{% for o in orders %}{% include 'part.html' %}{% endfor %}", "<p>\n{{ o.totl }}</p>"),
    "a parent": (
        "{% extends 'part.html' %}{% block b %}{% endblock %}",
        "<p>\n{{ order.totl }}</p>{% block b %}{% endblock %}",
    ),
    "a macro of another file": (
        "{% from 'part.html' import m %}{{ m() }}",
        "{% macro m() %}<p>\n{{ order.totl }}</p>{% endmacro %}",
    ),
}


@pytest.mark.parametrize("name", OTHER_TEMPLATES)
def test_a_mistake_in_another_template_is_found_there(name: str, tmp_path: Path) -> None:
    source, part = OTHER_TEMPLATES[name]
    found = findings(tmp_path, source, part=part)
    assert [(f.file, f.line, f.code) for f in found] == [(str(tmp_path / "part.html"), 2, "unknown-attribute")], found


def test_every_mistake_of_a_template_is_found() -> None:
    codes = {code for code, _ in MISTAKES.values()}
    from liveview.check import CODES, NOTE

    assert codes | {"import", "definition"} == {code for code, level in CODES.items() if level != NOTE}


def test_several_mistakes_are_all_found(tmp_path: Path) -> None:
    source = "<p>{{ coutn }}</p>\n<p>{{ order.totl }}</p>\n<b lv-click='ad'>x</b>\n<p>{{ query|uper }}</p>"
    assert [f.line for f in findings(tmp_path, source)] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ order.totl }}", "Order has no `totl`"),
        ("{{ order.totl }}", "Did you mean `total`?"),
        ("{{ coutn }}", "Did you mean `count`?"),
        ("{{ shape.radios }}", "Circle | Square has no `radios`. Did you mean `radius`?"),
        ("{{ query|uper }}", "there is no filter `uper`. Did you mean `upper`?"),
        ("{{ Tile(lable=1, value=2) }}", "Tile has no prop `lable`. Did you mean `label`?"),
        ("<b lv-click='add' lv-value-bye='1'>x</b>", "Page.add() has no argument `bye`. Did you mean `by`?"),
        ("<b lv-click='pay'>x</b>", 'needs `order_id`, which <b> does not send: add lv-value-order-id="…"'),
    ],
)
def test_a_finding_says_what_to_write_instead(source: str, said: str, tmp_path: Path) -> None:
    assert said in " ".join(finding.message for finding in findings(tmp_path, source))
