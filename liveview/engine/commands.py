"""Commands for the client in an `lv-…` attribute: what only code makes, told from a text that looks like them."""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import nodes

# What a template calls them by.
NAME = "JS"
PUSH = "push"


class Commands:
    """The base of what may stand as commands in an attribute; its `str` is their JSON.

    A text of the same form is refused there: what a user has entered must not become commands.
    """

    __slots__ = ()


def pushed_events(node: nodes.Expr) -> Iterator[tuple[str, int]]:
    """The events that an expression such as `JS.hide("#m").push("save")` sends by constant names, with their lines."""
    for call in [node, *node.find_all(nodes.Call)]:
        if isinstance(call, nodes.Call) and _is_push(call.node):
            names = [*call.args[:1], *(keyword.value for keyword in call.kwargs if keyword.key == "event")]
            for name in names:
                if isinstance(name, nodes.Const) and isinstance(name.value, str):
                    yield name.value, call.lineno


def _is_push(callee: nodes.Node) -> bool:
    if not isinstance(callee, nodes.Getattr) or callee.attr != PUSH:
        return False
    start: nodes.Node = callee
    while isinstance(start, (nodes.Getattr, nodes.Call)):
        start = start.node
    return isinstance(start, nodes.Name) and start.name == NAME
