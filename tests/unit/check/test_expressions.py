"""The kinds of expressions."""

from __future__ import annotations

from typing import Any

import jinja2
import pytest
from jinja2 import nodes

from liveview.check.expressions import Exempt, Expressions, Scope, World, names_seen_by
from tests.check.shop import Order, Person, Shop

ENVIRONMENT = jinja2.Environment()


def kind_of(source: str) -> tuple[Any, list[str]]:
    """The kind of an expression over `Shop`'s names, and the codes of what is reported."""
    reported: list[str] = []
    names = names_seen_by(Shop, Shop._spec.visible_names)
    environment = ENVIRONMENT
    world = World(names, (), {}, environment.globals, environment.filters, environment.tests, lambda name: name)
    tree = environment.parse(f"{{{{ {source} }}}}")
    output = tree.body[0]
    assert isinstance(output, nodes.Output)
    expressions = Expressions(world, Exempt.of(tree), lambda code, message, lineno: reported.append(code))
    return expressions.of(output.nodes[0], Scope()), reported


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("order", Order),
        ("order.customer", Person),
        ("orders[0]", Order),
        ("orders[:2]", list[Order]),
        ("order if count else none", Order | None),
        ("order or latest", Order | None),
        ("not order", bool),
        ("count > 3", bool),
        ("count is odd", bool),
        ("'a' ~ count", str),
        ("[count, 1]", list[int]),
        ("(count, query)", tuple[int, str]),
        ("{'a': count}", dict[str, int]),
        ("count + 1", Any),
        ("unknown.x", Any),
    ],
)
def test_kind(source: str, kind: Any) -> None:
    assert kind_of(source) == (kind, [])


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("ordr", "unknown-name"),
        ("order.totl", "unknown-attribute"),
        ("1|x", "unknown-filter"),
        ("1 is x", "unknown-test"),
    ],
)
def test_a_mistake_is_reported_and_of_no_known_kind(source: str, code: str) -> None:
    kind, reported = kind_of(source)
    assert reported == [code]
    assert kind in (Any, bool)


def test_a_name_that_may_be_bound_is_what_it_was_too() -> None:
    scope = Scope()
    scope.bind("x", int)
    inner = Scope(scope)
    inner.bind("x", str, maybe=True)
    assert inner.find("x") == int | str
    assert scope.find("x") is int
