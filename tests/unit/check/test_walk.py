"""Names in scope, statement by statement, and into other templates."""

from __future__ import annotations

from typing import Any

import jinja2
import pytest

from liveview.check.expressions import Scope, World
from liveview.check.finding import Findings
from liveview.check.sources import Trees
from liveview.check.walk import Walk
from liveview.engine import LiveEnvironment
from liveview.view.template import Source
from tests.check.shop import Order, Shop


def codes(source: str, **others: str) -> list[tuple[str, str, int]]:
    """What is found in `x`, which sees one name: `order`."""
    environment = LiveEnvironment(loader=jinja2.DictLoader(others))
    names: dict[str, Any] = {"order": Order, "orders": list[Order]}
    world = World(names, (), {}, environment.globals, environment.filters, environment.tests, lambda name: name)
    findings, trees = Findings(), Trees(environment)
    tree = trees.of(Source(Shop, environment, "x", source))
    Walk(trees, world, findings).template(tree, Scope())
    return sorted((finding.file, finding.code, finding.line) for finding in findings.found)


@pytest.mark.parametrize(
    "source",
    [
        "{% set x = order %}{% if x %}{% set x = 1 %}{% endif %}{{ x.total }}",
        "{% macro m(a, b=order.id) %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }}",
        "{% for o in orders if o.total %}{{ loop.index }}{% else %}{{ order.id }}{% endfor %}",
        "{% call(a) order.due() %}{{ a }}{% endcall %}",
        "{% block b %}{{ order.id }}{% endblock %}",
    ],
)
def test_what_is_bound_is_known(source: str) -> None:
    assert codes(source) == []


@pytest.mark.parametrize(
    "source",
    [
        "{% for o in orders %}{% endfor %}{{ o }}",
        "{% with a = 1 %}{% endwith %}{{ a }}",
        "{% macro m(a) %}{% endmacro %}{{ a }}",
        "{% for o in orders %}{% set b = o %}{% endfor %}{{ b }}",
        "{{ loop.index }}",
    ],
)
def test_what_is_bound_elsewhere_is_not(source: str) -> None:
    assert codes(source) == [("x", "unknown-name", 1)]


def test_an_include_sees_what_is_around_it_unless_told_not_to() -> None:
    assert codes("{% for o in orders %}{% include 'p' %}{% endfor %}", p="{{ o.totl }}") == [
        ("p", "unknown-attribute", 1)
    ]
    assert codes("{% for o in orders %}{% include 'p' without context %}{% endfor %}", p="{{ o }}") == [
        ("p", "unknown-name", 1)
    ]


def test_a_template_may_include_itself() -> None:
    assert codes("{% include 'p' %}", p="{% if order %}{% include 'p' %}{% endif %}") == []


def test_a_mistake_in_the_syntax_of_another_template_is_that_ones() -> None:
    assert codes("{% include 'p' %}", p="\n{% if %}") == [("p", "syntax", 2)]
