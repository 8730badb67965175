"""Which elements a part of a template is made of that does not stand in them itself: HTML's, SVG's or MathML's.

A macro of `<circle>` is called inside of somebody's `<svg>`, which its own text does not show. The first tag that only
one of the three has tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from jinja2 import nodes

from liveview.engine.elements import IN_ALL, MATH_ONLY, SVG_ONLY
from liveview.engine.position import Element, Position, State

# Comments, and what holds text that is no markup, are passed over.
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<(?:script|style)\b.*?(?:</|\Z)|<([a-z][^\s/>]*)", re.I | re.S)
# What these hold is put elsewhere, so it says nothing of what is around them.
_ELSEWHERE = (nodes.CallBlock, nodes.Macro, nodes.AssignBlock, nodes.Block)


def beginning(body: Iterable[nodes.Node], around: str = "html") -> Position:
    """Where a body begins that is a fragment of its own.

    Args:
        body: its statements.
        around: the namespace where it stands in the text, which counts where its tags do not tell.
    """
    for text in _texts(body):
        for name in _TAG.findall(text):
            namespace = _namespace(name.lower())
            if namespace is not None:
                return _within(namespace)
    return _within(around)


def placed(node: nodes.Node, body: Iterable[nodes.Node], start: Position) -> Position:
    """Where the body of a statement begins: there, unless it is the content of a call, which is shown elsewhere.

    Args:
        node: the statement.
        body: its body.
        start: where it stands.
    """
    if not isinstance(node, nodes.CallBlock) or start.state is not State.TEXT:
        return start
    found = beginning(body, start.namespace)
    return start if found.namespace == start.namespace else found


def _within(namespace: str) -> Position:
    return Position() if namespace == "html" else Position(stack=(Element(namespace, namespace),))


def _namespace(name: str) -> str | None:
    """Whose element this is; None for a name that several have."""
    if not name or name in IN_ALL:
        return None
    return "svg" if name in SVG_ONLY else "math" if name in MATH_ONLY else "html"


def _texts(body: Iterable[nodes.Node]) -> Iterator[str]:
    """A body's static texts in document order."""
    for node in body:
        if isinstance(node, nodes.TemplateData):
            yield node.data
        elif not isinstance(node, _ELSEWHERE):
            yield from _texts(node.iter_child_nodes())
