"""Which element may be opened where, as browsers build their tree (HTML standard, section 13.2.6)."""

from __future__ import annotations

from collections.abc import Container

from liveview.engine.elements import (
    BREAKS_OUT,
    CHILDREN,
    CLOSES_PARAGRAPH,
    HEADINGS,
    NOT_IN_ITSELF,
    SCOPE_BARRIER,
    SCOPES,
    SVG_ATTRIBUTES,
    TABLE_PARENTS,
)
from liveview.engine.position import Position


def misplaced(tag: str, position: Position) -> str | None:
    """Why a browser would put an element elsewhere than the text says.

    Args:
        tag: its name in lower case.
        position: where its tag begins.

    Returns:
        the reason, with what to write instead; None where it stays.
    """
    if position.namespace != "html":
        if tag in BREAKS_OUT or (tag == "svg" and position.namespace == "math"):
            return f"<{tag}> in <{position.namespace}>: write <foreignObject> around HTML"
        return None
    parent = position.parent
    allowed = TABLE_PARENTS.get(tag)
    if parent == "table" and tag == "tr":
        return "a <tr> directly in a <table>: write <tbody> around the rows"
    if allowed and parent and parent not in allowed and parent != "template":
        return f"<{tag}> in <{parent}>: it belongs in <{'> or <'.join(allowed)}>"
    if parent in HEADINGS and tag in HEADINGS:
        return f"<{tag}> in <{parent}>: browsers end the heading there"
    if parent in CHILDREN and tag not in CHILDREN[parent]:
        return f"<{tag}> directly in <{parent}>: browsers move it out or drop it"
    if tag in NOT_IN_ITSELF and _would_close(tag, SCOPES.get(tag, SCOPE_BARRIER), position):
        return f"<{tag}> inside <{tag}>: close the first with </{tag}>"
    if tag in CLOSES_PARAGRAPH and _would_close("p", SCOPES["p"], position):
        return f"<{tag}> inside <p>: browsers end the paragraph there; use <div>"
    return None


def _would_close(name: str, barrier: Container[str], position: Position) -> bool:
    """Whether an element of this name is open, and nothing around this place keeps it so."""
    for element in reversed(position.stack):
        if element.name == name:
            return True
        if element.name in barrier or (element.namespace != "html" and name not in ("a", "form")):
            return False
    return False


def attribute_case(name: str, position: Position) -> str:
    """An attribute's name as the parser gives it to the element: lower case, but for SVG's own (section 13.2.6.1)."""
    lower = name.lower()
    namespace = position.namespace
    if namespace == "html" and position.tag in ("svg", "math"):
        namespace = position.tag
    if namespace == "math":
        return "definitionURL" if lower == "definitionurl" else lower
    return SVG_ATTRIBUTES.get(lower, lower) if namespace == "svg" else lower
