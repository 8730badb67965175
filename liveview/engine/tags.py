"""A start tag with its attributes as a template writes them: texts, and expressions that can be evaluated once more."""

from __future__ import annotations

import copy
import html
from dataclasses import dataclass, field

from jinja2 import nodes


@dataclass
class Value:
    """An attribute's value: texts and expressions, or None where a condition decides about it."""

    parts: list[str | nodes.Expr] | None

    @property
    def text(self) -> str | None:
        """The value where it is constant."""
        parts = self.parts
        return html.unescape("".join(map(str, parts))) if parts is not None and not self._values else None

    @property
    def _values(self) -> list[nodes.Expr]:
        return [part for part in self.parts or () if isinstance(part, nodes.Expr)]

    def expression(self, lineno: int) -> nodes.Expr | None:
        """The value as an expression of its own."""
        if self.text is not None:
            return nodes.Const(self.text, lineno=lineno)
        if self.parts is None:
            return None
        if len(self.parts) == 1:
            return _copied(self._values[0])
        parts = [nodes.Const(html.unescape(p), lineno=lineno) if isinstance(p, str) else _copied(p) for p in self.parts]
        return nodes.Concat(parts, lineno=lineno)


@dataclass
class Tag:
    """A start tag that is being read, or has been."""

    name: str = ""
    depth: int = 0
    attributes: dict[str, Value] = field(default_factory=dict)
    is_known: bool = True  # whether no value writes further attributes

    def text(self, name: str) -> str | None:
        """The constant text of an attribute."""
        value = self.attributes.get(name)
        return None if value is None else value.text


def _copied(node: nodes.Expr) -> nodes.Expr:
    """An expression once more: what reads a template changes its nodes."""
    made = copy.copy(node)
    for name, value in node.iter_fields():
        if isinstance(value, nodes.Expr | nodes.Helper):
            setattr(made, name, _copied(value))  # type: ignore[arg-type]
        elif isinstance(value, list):
            setattr(made, name, [_copied(one) if isinstance(one, nodes.Node) else one for one in value])  # type: ignore[arg-type]
    return made
