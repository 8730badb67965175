"""The components of a page: under which numbers, and who is the parent of whom. More is in the channel's tests."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from liveview.engine import LiveEnvironment
from liveview.errors import EventRefusedError
from liveview.view.component import Component
from liveview.view.events import event
from liveview.view.fields import prop
from liveview.view.live_view import LiveView
from liveview.view.node import Node
from liveview.view.template import Templates
from liveview.view.tree import Tree


class Row(Component):
    template_string = '<b lv-click="^remove">{{ value }}</b>'
    emits: ClassVar[Any] = ["remove"]
    value: Any = prop(None)
    other: Any = prop(None)


class Table(Component):
    template_string = "{% for row in rows %}{{ Row(key=row, value=value, other=slot) }}{% endfor %}{{ caller() }}"
    uses: ClassVar[Any] = [Row]
    emits: ClassVar[Any] = ["remove"]
    rows: list[int] = [1, 2]
    value: Any = prop(None)
    slot: Any = prop(None)

    @event
    def sort(self) -> None: ...


class Board(LiveView):
    template_string = """{% macro slot() %}x{% endmacro %}
      {% call Table(value=value, slot=slot) %}{{ Row(value=value) }}{% endcall %}"""
    uses: ClassVar[Any] = [Table, Row]
    value: Any = 1

    @event
    def remove(self) -> None: ...


def opened(**values: Any) -> Tree:
    """A page with all of its components, as the channel mounts them."""
    tree = Tree(Board(**values), Templates(LiveEnvironment()).of(Board))
    settle(tree)
    return tree


def settle(tree: Tree) -> Any:
    while (node := tree.next_stale()) is not None:
        tree.accept(node)
        if node.instance is None and node.offer is not None:
            tree.enter(node, node.component(**node.offer.props))
        tree.evaluate(node)
    return tree.finish()


def of(tree: Tree, kind: type) -> list[Node]:
    return [node for node in tree if node.component is kind]


def test_a_component_belongs_to_its_caller_and_stands_where_it_shows() -> None:
    tree = opened()
    (table,), rows = of(tree, Table), of(tree, Row)
    assert [row.parent for row in rows] == [table, table, tree.root]
    assert [row.place for row in rows] == [table] * 3 and table.place is tree.root
    assert [node.depth for node in tree] == [0, 1, 2, 2, 2]
    assert [row.key for row in rows] == [1, 2, None] and repr(table) == "<Table 1>"


def test_what_a_class_calls_is_found_by_class_and_key() -> None:
    tree = opened()
    (table,), rows = of(tree, Table), of(tree, Row)
    assert tree.called_by(table, Row, None) == rows[:2]
    assert tree.called_by(table, Row, 2) == rows[1:2]
    assert tree.called_by(tree.root, Component, None) == [table, rows[2]]


def test_an_event_goes_up_to_whoever_declares_it() -> None:
    tree = opened()
    (table,), rows = of(tree, Table), of(tree, Row)
    assert tree.handler(rows[0], "^remove")[0] is tree.root
    assert tree.handler(table, "sort")[0] is table
    for node, name in ((rows[0], "remove"), (rows[0], "^sort"), (tree.root, "^remove"), (table, "remove")):
        with pytest.raises(EventRefusedError, match="declares no event"):
            tree.handler(node, name)


def test_numbers_are_given_once() -> None:
    tree = opened()
    (table,) = of(tree, Table)
    gone = of(tree, Row)[0].number
    table.instance.rows = [2, 3]
    tree.touch(table)
    settle(tree)
    assert tree.get(gone) is None and tree.has_gone(gone)
    assert max(node.number for node in tree) > 4 and not tree.has_gone(99) and len(tree) == 5


@pytest.mark.parametrize(("value", "touched"), [(1, ["Row"]), ([1], ["Row", "Table", "Board"]), ((1, "x"), ["Row"])])
def test_what_can_be_changed_in_place_is_shared(value: Any, touched: list[str]) -> None:
    tree = opened(value=value)
    tree.touch(of(tree, Row)[0])
    assert [node.component.__name__ for node in tree.stale] == touched


def test_a_template_that_is_evaluated_twice_in_a_round_is_sent_whole() -> None:
    tree = opened()
    (table,) = of(tree, Table)
    for rows in ([1], [1, 4]):
        table.instance.rows = rows
        tree.touch(table)
        found = tree.evaluate(table)
        for node in found.waiting:
            tree.accept(node)
            tree.enter(node, node.component())
            tree.evaluate(node)
    patch = tree.finish()
    assert patch == [0, table.rendering.values()]


def test_a_template_that_fails_again_and_again_leaves_nothing_behind() -> None:
    tree = opened()
    (table,) = of(tree, Table)
    table.instance.rows = [*range(5), Unspeakable()]
    for _ in range(3):
        tree.touch(table)
        with pytest.raises(ValueError, match="no words"):
            tree.evaluate(table)
        tree.abandon()
    assert tree._promised == [] and list(tree.stale) == [table]
    table.instance.rows = [2, 1]
    assert settle(tree) is not None and [row.number for row in of(tree, Row)][:2] == [2, 3]


class Strange:
    """Cannot be compared, like an array of numbers."""

    def __ne__(self, other: object) -> bool:
        raise ValueError("ambiguous")

    __hash__ = None  # type: ignore[assignment]


class Unspeakable:
    """Has no text, so that it cannot be a key."""

    def __str__(self) -> str:
        raise ValueError("no words")


@pytest.mark.parametrize(
    ("before", "after", "differs"),
    [(1, 1, False), (1, 2, True), ([1], [1], False), ({"a": 1}, {"a": 2}, True), (Strange(), Strange(), True)],
)
def test_when_props_count_as_new(before: Any, after: Any, differs: bool) -> None:
    tree = opened(value=before)
    (table,) = of(tree, Table)
    tree.root.instance.value = after
    tree.touch(tree.root)
    tree.evaluate(tree.root)
    assert (tree.accept(table) is not None) is differs
