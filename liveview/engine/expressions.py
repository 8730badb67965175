"""Writes expressions: Jinja's own code, and before it a direct form that is several times faster.

Jinja looks up `row.name` by a function call that tries the attribute and then the item. The direct form reads
the attribute, or the item of a dict, inline; whatever it raises, Jinja's form is evaluated instead and has the
last word (undefined values, properties, errors).
"""

from __future__ import annotations

from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, optimizeconst
from jinja2.filters import FILTERS
from jinja2.tests import TESTS

from liveview.engine.masks import PLACES, is_pure

# Expressions that may be evaluated twice, since they do nothing but read.
READING = (
    *(nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand),
    *(nodes.BinExpr, nodes.UnaryExpr, nodes.CondExpr, nodes.Concat, nodes.Call, nodes.ImportedName, nodes.Pair),
    *(nodes.Tuple, nodes.List, nodes.Keyword),
)


class ExpressionWriter(CodeGenerator):
    """Adds the direct form of expressions."""

    _direct = False
    _names = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, dict[str, str]] = {}  # of each `loop` that only tells places: the code of these
        self.dicts: dict[str, str] = {}  # of each variable of a loop: the one that says whether it is a dict

    def unique(self, prefix: str) -> str:
        """A name that the code does not have yet."""
        self._names += 1
        return f"{prefix}{self._names}"

    def load(self, node: nodes.Expr, frame: Frame) -> None:
        """Write the evaluation of an expression to the variable `v`."""
        if not self._may_be_direct(node):
            self._assign(node, frame)
            return
        self.writeline("try:")
        self.indent()
        self._direct = True
        self._assign(node, frame)
        self._direct = False
        self.outdent()
        self.writeline("except Exception:")
        self.indent()
        self._assign(node, frame)
        self.outdent()

    def _assign(self, node: nodes.Expr, frame: Frame) -> None:
        self.writeline("v = ", node)
        finalize = self._make_finalize().src if self.environment.finalize is not None else None
        self.write(finalize or "")
        self.visit(node, frame)
        self.write(")" if finalize else "")

    def _may_be_direct(self, node: nodes.Expr) -> bool:
        kind = type(self.environment)
        stock = kind.getattr is jinja2.Environment.getattr and not self.environment.sandboxed
        reads = isinstance(node, nodes.Getattr) or node.find(nodes.Getattr) is not None
        return stock and reads and self._only_reads(node)

    def _only_reads(self, node: nodes.Node) -> bool:
        if not isinstance(node, READING):
            return False
        if isinstance(node, nodes.Call) and not isinstance(node.node, nodes.ImportedName):
            return False
        if isinstance(node, (nodes.Filter, nodes.Test)) and not self._is_known(node):
            return False
        return all(self._only_reads(child) for child in node.iter_child_nodes())

    def _is_known(self, node: nodes.Filter | nodes.Test) -> bool:
        is_filter = isinstance(node, nodes.Filter)
        function = (self.environment.filters if is_filter else self.environment.tests).get(node.name)
        builtin = (FILTERS if is_filter else TESTS).get(node.name)
        return function is not None and (function is builtin or is_pure(function))

    @optimizeconst
    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        is_loop = isinstance(node.node, nodes.Name) and node.node.name == "loop"
        place = self.places.get(frame.symbols.ref("loop")) if is_loop else None
        if place is not None:
            self.write(PLACES[node.attr].format(**place))
        elif not self._direct:
            super().visit_Getattr(node, frame)
        else:
            self._read_directly(node, frame)

    def _read_directly(self, node: nodes.Getattr, frame: Frame) -> None:
        if hasattr(dict, node.attr):  # Jinja prefers a dict's method to its item
            self.visit(node.node, frame)
            self.write(f".{node.attr}")
            return
        is_name = isinstance(node.node, nodes.Name)
        name = frame.symbols.ref(node.node.name) if isinstance(node.node, nodes.Name) else self.unique("t")
        self.write(f"({name}[{node.attr!r}] if ")
        if name in self.dicts:
            self.write(self.dicts[name])
        else:
            self.write(f"type({name}")
            if not is_name:
                self.write(" := ")
                self.visit(node.node, frame)
            self.write(") is dict")
        self.write(f" else {name}.{node.attr})")
