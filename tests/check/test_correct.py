"""Templates without a mistake: nothing is said of them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import jinja2
import pytest

from liveview.check import ERROR, Classes
from liveview.check.expressions import Scope, World
from liveview.check.finding import Findings
from liveview.check.sources import Trees
from liveview.check.walk import Walk
from liveview.cli.check import findings_of
from liveview.engine import LiveEnvironment
from tests.check.shop import findings

TEMPLATES = Path(__file__).parent.parent / "properties" / "templates"

CORRECT = {
    "nothing": "<p>Hello</p>",
    "fields": "<p>{{ count }} {{ query }} {{ is_open }} {{ page_title }}</p>",
    "attributes of a dataclass": "<p>{{ order.id }} {{ order.total }} {{ order.is_large }}</p>",
    "attributes of attributes": "<p>{{ order.customer.address.city }} {{ order.customer.address.line }}</p>",
    "an optional": "{% if latest %}<p>{{ latest.total }} {{ latest.first_line.sku }}</p>{% endif %}",
    "a method": '<p>{{ order.due(14).strftime("%d") }} {{ order.due().year }}</p>',
    "methods of texts": "<p>{{ query.strip().upper() }} {{ query.split()[0].title() }}</p>",
    "an enum": "<p>{{ order.status.value }} {{ order.status.name }} {{ order.status.label }}</p>",
    "a datetime": "<p>{{ since.isoformat() if since else '' }}</p>",
    "a subclass's attribute": "{% for o in orders %}<p lv-key='{{ o.id }}'>{{ o.courier }}</p>{% endfor %}",
    "a key in place of an attribute": "{% for row in rows %}<p lv-key='{{ row.id }}'>{{ row.label }} {{ row['note'] }}"
    "</p>{% endfor %}",
    "rows by a filter": "<ul>{% for o in orders|keyed('id') %}<li>{{ o.total }}</li>{% endfor %}</ul>",
    "items of a dict": "{% for key, o in by_id.items() %}<p>{{ key }} {{ o.total }}</p>{% endfor %}",
    "items by the filter": "{% for key, o in by_id|items %}<p>{{ o.customer.name }}</p>{% endfor %}",
    "values and keys": "{% for o in by_id.values()|keyed('id') %}<p>{{ o.total }}"
    "</p>{% endfor %}{{ by_id.keys()|join(', ') }}",
    "get": "<p>{{ by_id.get(7).total }} {{ by_id[7].total }}</p>",
    "a free dict": "<p>{{ options.color }} {{ options['size'].width }}</p>",
    "dictsort": "{% for key, o in by_id|dictsort %}<p>{{ key }} {{ o.total }}</p>{% endfor %}",
    "groupby": "{% for group in orders|groupby('status') %}<h2>{{ group.grouper.label }}</h2>"
    "{% for o in group.list|keyed('id') %}<p>{{ o.total }}</p>{% endfor %}{% endfor %}",
    "groupby by two targets": "{% for status, found in orders|groupby('customer.name') %}"
    "{% for o in found|keyed('id') %}<p>{{ o.total }}</p>{% endfor %}{% endfor %}",
    "filters that keep the kind": "{% for o in orders|sort(attribute='total,id')|reverse|list|keyed('id') %}"
    "<p>{{ o.total }}</p>{% endfor %}",
    "first and last": "<p>{{ (orders|first).total }} {{ (orders|last).customer.name }} "
    "{{ (orders|max(attribute='total')).id }}</p>",
    "map and join": "<p>{{ orders|map(attribute='customer.name')|join(', ') }} {{ names|map('upper')|join }}</p>",
    "map to objects": "{% for p in orders|map(attribute='customer') %}<p>{{ p.email }}</p>{% endfor %}",
    "select": "{% for o in orders|selectattr('is_large')|rejectattr('status', 'equalto', 'x')|keyed('id') %}"
    "<p>{{ o.id }}</p>{% endfor %}",
    "sum and length": "<p>{{ orders|sum(attribute='total') }} {{ orders|length }} {{ (orders|count) + 1 }}</p>",
    "batch": "{% for some in orders|batch(3) %}{% for o in some|keyed('id') %}<p>{{ o.total }}"
    "</p>{% endfor %}{% endfor %}",
    "a filter of the app": "{% set price = order.total|money %}<p>{{ price.amount }} {{ price.currency }}</p>",
    "tuples": "{% for name, number in pairs %}<p>{{ name.upper() }} {{ number }}</p>{% endfor %}{{ pairs[0][0] }}",
    "nested targets": "{% for number, (name, value) in [(1, ('a', 2))] %}<p>{{ name.upper() }}{{ value }}"
    "</p>{% endfor %}",
    "set in branches": "{% if is_open %}{% set x = order %}{% else %}{% set x = query %}{% endif %}"
    "<p>{{ x.total }} {{ x.upper() }}</p>",
    "with": "{% with o = order, n = count %}<p>{{ o.customer.name }} {{ n }}</p>{% endwith %}",
    "a set block": "{% set text %}<b>{{ count }}</b>{% endset %}<p>{{ text }}</p>",
    "a namespace": "{% set ns = namespace(total=0) %}{% for o in orders %}"
    "{% set ns.total = ns.total + o.total %}{% endfor %}<p>{{ ns.total }}</p>",
    "a union by its members": "<p>{{ shape.radius }} {{ shape.side }}</p>",
    "a literal": "<p>{{ mode.upper() }}</p>",
    "a plain class": "<p>{{ plain.name }} {{ plain.assigned }}</p>",
    "a class with __getattr__": "<p>{{ loose.whatever.it.takes }}</p>",
    "a model with extras": "<p>{{ anything.whatever }}</p>",
    "a generic": "{% for o in page.items|keyed('id') %}<p>{{ o.total }}</p>{% endfor %}{{ page.number }}",
    "what is not annotated": "<p>{{ unknown.a.b.c() }} {{ first.whatever }}</p>",
    "constants": "{% for limit in limits %}<p>{{ limit.sku }}</p>{% endfor %}{% for c in columns %}"
    "<i>{{ c }}</i>{% endfor %}",
    "loop": "{% for name in names %}"
    "<p>{{ loop.index }}/{{ loop.length }} {{ loop.cycle('a', 'b') }} {{ loop.nextitem }}</p>{% endfor %}",
    "the first of keyed rows": "{% for o in orders %}"
    "<p lv-key='{{ o.id }}'>{% if not loop.first %}, {% endif %}{{ o.id }}</p>{% endfor %}",
    "the outer loop in an inner": "{% for o in orders %}{% set outer = loop %}<div lv-key='{{ o.id }}'>"
    "{% for t in o.tags %}<i>{{ loop.index }}{{ outer.first }}</i>{% endfor %}</div>{% endfor %}",
    "recursion": "{% for node in tree recursive %}<p>{{ node.title }}{{ loop.depth }}"
    "</p>{{ loop(node.children) }}{% endfor %}",
    "a macro": "{% macro show(o, bold=false) %}<p>{{ o.anything }} {{ bold }} {{ count }}"
    "</p>{% endmacro %}{{ show(order) }}",
    "a macro with content": "{% macro box() %}<div>{{ caller('x') }}"
    "</div>{% endmacro %}{% call(item) box() %}{{ item }}{{ order.id }}{% endcall %}",
    "components": "{{ Tile(label='a', value=order.total) }}{{ Tile(**options) }}"
    "{% call Card(heading='x') %}{{ order.id }}{% endcall %}",
    "what is asked for": "{% if cart is defined %}<p>{{ cart.total }}</p>{% endif %}{{ coupon|default('none') }}",
    "an attribute that is asked for": "{% if order.gift is defined %}<p>{{ order.gift }}"
    "</p>{% endif %}{{ order.note|default('') }}",
    "a filter that is asked for": "<p>{% if 'markdown' is filter %}{{ query|markdown }}{% endif %}</p>",
    "default in map": "<p>{{ orders|map(attribute='gift', default='-')|join }}</p>",
    "events": "<button lv-click='add'>+</button><button lv-click='add' lv-value-by='10'>+</button>"
    "<a lv-click='clear-all'>x</a>",
    "arguments by value": "{% for o in orders %}<button lv-key='{{ o.id }}' lv-click='pay' "
    "lv-value-order-id='{{ o.id }}' lv-value-method='cash'>Pay</button>{% endfor %}",
    "a control's own name": "<input name='query' value='{{ query }}' lv-input='search' lv-debounce='300'>",
    "a form": "<form lv-submit='save' lv-change='save'><input name='name'><input name='email'>"
    "<input type='checkbox' name='news'><button>x</button></form>",
    "a form with fields elsewhere": "<form lv-submit='search'>{% include 'fields.html' %}</form>",
    "a form with fields of components": "<form lv-submit='search'>{{ Tile(label='a', value=1) }}</form>",
    "fields of unknown names": "<form lv-submit='search'>{% for name in names %}<input name='{{ name }}'>{% endfor %}"
    "</form>",
    "a control outside its form": "<form id='f' lv-submit='search'></form><input form='f' name='query'>",
    "fields in a value": "<form lv-submit='search'>{{ unknown.fields }}</form>",
    "an event of a branch": "<button lv-click='{{ 'add' if count else 'clear-all' }}'>x</button>",
    "attributes in a branch": "<button {% if count %}lv-click='pay' lv-value-order-id='1'{% endif %}>x</button>",
    "attributes by a filter": "<button lv-click='pay' {{ options|xmlattr }}>x</button>",
    "an include in rows": "{% for o in orders %}{% include 'row.html' %}{% endfor %}",
    "an include that may be missing": "{% include ['nothing.html', 'fields.html'] %}"
    "{% include 'none.html' ignore missing %}",
    "inheritance": "{% extends 'parent.html' %}{% set title = order.id %}"
    "{% block body %}{{ super() }}{{ order.total }}{% endblock %}",
    "an import": "{% from 'macros.html' import tag, line as row %}"
    "{% import 'macros.html' as m %}{{ tag('x') }}{{ row(order) }}{{ m.tag(1) }}",
    "arithmetic and texts": "<p>{{ count * 2 + 1 }} {{ 'a' ~ count }} {{ '%d'|format(count) }} {{ [count, 1]|max }}"
    "</p>",
    "a slice": "{% for o in orders[:5] %}<p>{{ o.total }}</p>{% endfor %}{{ orders[0].total }} {{ orders[-1].id }}",
    "a filter over constants": "{% filter upper %}hello{% endfilter %}",
    "an attribute's branches": "<p class='a {% if count %}b{% else %}c{% endif %}' {% if is_open %}hidden{% endif %}>x"
    "</p>",
}
OTHERS = {
    "fields": "<input name='query'>",
    "row": "<p>{{ o.total }} {{ o.customer.name }} {{ count }}</p>",
    "parent": "<h1>{{ title }}</h1>{% block body %}<p>{{ count }}</p>{% endblock %}",
    "macros": "{% macro tag(text) %}<b>{{ text }}</b>{% endmacro %}{% macro line(o) %}<p>{{ later(o) }}</p>"
    "{% endmacro %}{% macro later(o) %}{{ o.x }}{% endmacro %}",
}


@pytest.mark.parametrize("name", CORRECT)
def test_nothing_is_said_of_a_correct_template(name: str, tmp_path: Path) -> None:
    assert [str(finding) for finding in findings(tmp_path, CORRECT[name], **OTHERS)] == []


class Anything(dict[str, Any]):
    """Every name, of no known kind."""

    def __contains__(self, name: object) -> bool:
        return name != "loop"

    def __missing__(self, name: str) -> Any:
        return Any


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_nothing_is_wrong_with_the_templates_that_the_engine_is_tested_by(path: Path) -> None:
    loader = jinja2.FileSystemLoader([path.parent, TEMPLATES, TEMPLATES / "parts"])
    extensions = ["jinja2.ext.do", "jinja2.ext.i18n", "jinja2.ext.loopcontrols"]
    environment = LiveEnvironment(loader=loader, extensions=extensions)
    world = World(Anything(), (), {}, environment.globals, environment.filters, environment.tests, str)
    found, trees = Findings(), Trees(environment)
    Walk(trees, world, found).template(trees.named(path.name, None), Scope())
    assert {finding for finding in found.found if finding.level == ERROR} == set()


@pytest.mark.parametrize("target", ["example_app.app", "tests.faults.views"])
def test_nothing_is_said_of_these_apps(target: str) -> None:
    __import__(target)
    assert findings_of(sys.modules[target].app) == []


def test_nothing_is_said_of_the_views_of_other_tests() -> None:
    from tests.integration import views

    assert findings_of(views.app_of()) == []


def test_the_classes_of_one_app_are_checked_once_each() -> None:
    from tests.integration.views import Counter

    classes = Classes(LiveEnvironment())
    classes.check([Counter, Counter])
    assert classes.findings == []
