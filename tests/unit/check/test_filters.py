"""What filters give for what they are given."""

from __future__ import annotations

from typing import Any

import jinja2
import pytest
from jinja2 import nodes

from liveview.check.filters import Group, attribute_named, path, result
from liveview.check.kinds import ABSENT
from tests.check.shop import Money, Order, Person, money

ENVIRONMENT = jinja2.Environment()
ENVIRONMENT.filters["money"] = money


def parsed(source: str) -> nodes.Filter:
    found = ENVIRONMENT.parse(f"{{{{ x|{source} }}}}").find(nodes.Filter)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("source", "given", "kind"),
    [
        ("sort", set[Order], list[Order]),
        ("first", list[Order], Order),
        ("map(attribute='customer')", list[Order], list[Person]),
        ("map(attribute='customer.name')", list[Order], list[str]),
        ("map('upper')", list[Order], list[str]),
        ("map('unheard')", list[Order], list[Any]),
        ("selectattr('id')", list[Order], list[Order]),
        ("groupby('id')", list[Order], list[Group[Order]]),
        ("batch(3)", list[Order], list[list[Order]]),
        ("dictsort", dict[str, Order], list[tuple[str, Order]]),
        ("items", dict[str, Order], list[tuple[str, Order]]),
        ("items", Any, list[Any]),
        ("length", list[Order], int),
        ("default(1)", str, str | int),
        ("money", float, Money),
        ("attr('x')", Order, Any),
    ],
)
def test_result(source: str, given: Any, kind: Any) -> None:
    node = parsed(source)
    arguments = [type(value.value) for value in node.args if isinstance(value, nodes.Const)]
    assert result(node, given, ENVIRONMENT.filters.get(node.name), arguments) == kind


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("sort(attribute='a')", "a"),
        ("sort(true)", None),
        ("groupby('a')", "a"),
        ("groupby('a', default=1)", None),
        ("selectattr('a')", "a"),
        ("selectattr('a', 'defined')", None),
        ("sum('a')", "a"),
        ("map(attribute=name)", None),
        ("upper", None),
    ],
)
def test_the_attribute_that_a_filter_asks_for(source: str, name: str | None) -> None:
    assert attribute_named(parsed(source)) == name


def test_a_path() -> None:
    assert path(Order, "customer.name") == (str, "name")
    assert path(Order, "lines.0.sku") == (str, "sku")
    assert path(Order, "customer.nmae.x") == (ABSENT, "nmae")
