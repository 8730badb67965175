"""`{% continue %}` and `{% break %}` as branches: what comes after one is what is shown otherwise.

    {% if a %}{% continue %}{% endif %}rest      is      {% if a %}{% else %}rest{% endif %}

A row is then a fragment like others, with nothing that jumps over its end. `{% break %}` stays as the last statement of
its branch, for the loop to end there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jinja2 import nodes

JUMPS = (nodes.Break, nodes.Continue)


def jumps(body: Iterable[nodes.Node]) -> bool:
    """Whether statements jump out of the loop that they are the body of; jumps of loops inside are their own."""
    for node in body:
        inner = node.else_ if isinstance(node, nodes.For) else node.iter_child_nodes()
        if isinstance(node, JUMPS) or jumps(inner):
            return True
    return False


def as_branches(body: Sequence[nodes.Node], made: list[nodes.If]) -> list[nodes.Node] | None:
    """A loop's body without jumps over the rest of it.

    Args:
        body: the statements.
        made: gets the conditions of which one branch is the rest of the body.

    Returns:
        None where a jump is not the last that happens in one of two branches.
    """
    for index, node in enumerate(body):
        if jumps([node]):
            rest = _as_branch(node, body[index + 1 :], made)
            return None if rest is None else [*body[:index], rest]
    return list(body)


def _as_branch(node: nodes.Node, after: Sequence[nodes.Node], made: list[nodes.If]) -> nodes.If | None:
    if not isinstance(node, nodes.If) or node.elif_ or (jumps(node.body) and jumps(node.else_)):
        return None
    jumping, staying = (node.body, node.else_) if jumps(node.body) else (node.else_, node.body)
    taken, rest = _until_jump(jumping), as_branches([*staying, *after], made)
    if taken is None or rest is None:
        return None
    branches = (taken, rest) if jumping is node.body else (rest, taken)
    branch = nodes.If(node.test, branches[0], [], branches[1], lineno=node.lineno, environment=node.environment)
    made.append(branch)
    return branch


def _until_jump(body: Sequence[nodes.Node]) -> list[nodes.Node] | None:
    """The statements that are executed, `break` with them; None where another one jumps first."""
    for index, node in enumerate(body):
        if isinstance(node, JUMPS):
            return list(body[: index + isinstance(node, nodes.Break)])
        if jumps([node]):
            return None
    return None
