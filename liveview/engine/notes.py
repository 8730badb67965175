"""What a plan tells of its template's speed: the places that are right, and cost more than they need to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jinja2 import nodes
from jinja2.compiler import find_undeclared
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.filters import FILTERS as DEFAULT_FILTERS
from jinja2.tests import TESTS as DEFAULT_TESTS

from liveview.engine.masks import ALWAYS, PLACES, Scope
from liveview.engine.operations import Branches, Insert, Loop, Opaque, Operation, Recursion, Scoped
from liveview.engine.plan import Planner

# What a row shows of its place changes in every row behind an insertion. First and last change in one more.
MOVING = frozenset(PLACES) - {"first", "last", "depth", "depth0"} | {"cycle", "previtem", "nextitem"}
# What Jinja's extension for translations calls.
TRANSLATING = frozenset(("_", "gettext", "ngettext", "pgettext", "npgettext"))


@dataclass(frozen=True)
class Note:
    """One such place.

    Attributes:
        kind: `whole`: rendered as HTML each time; `position`: a place in a keyed row; `impure`: a function, filter
            or test that is called again for each row at every update.
        subject: the construct, the name under `loop`, or the function.
        lineno: the line in the template.
    """

    kind: str
    subject: str
    lineno: int


def notes_of(template: nodes.Template, planner: Planner) -> list[Note]:
    """The notes on a template.

    Args:
        template: its syntax tree.
        planner: an unused planner for it.

    Raises:
        TemplateError: where a live form cannot be right.
    """
    with planner.links.compiling():
        planner.plan(template)
    notes = Notes(planner)
    for fragment in planner.fragments:
        notes.operations(fragment.operations, in_rows=False)
    for macro in template.find_all(nodes.Macro):
        special = find_undeclared(macro.body, ("varargs", "kwargs"))
        if special:
            notes.found.add(Note("whole", f"a macro that uses {' and '.join(sorted(special))}", macro.lineno))
    return sorted(notes.found, key=lambda note: note.lineno)


class Notes:
    """Reads the notes off a plan's operations.

    Attributes:
        found: the notes.
    """

    def __init__(self, planner: Planner) -> None:
        self.found: set[Note] = set()
        self._planner = planner

    def operations(self, operations: Sequence[Operation], *, in_rows: bool) -> None:
        """Read the operations of one fragment; the fragments of its rows and branches too."""
        for operation in operations:
            if isinstance(operation, Opaque) and operation.place.kind == "range" and operation.mask:
                self.found.add(Note("whole", _construct(operation.node), _line(operation.node)))
            if in_rows:
                self._impure_calls(operation)
            self._inside(operation, in_rows)

    def _inside(self, operation: Operation, in_rows: bool) -> None:
        if isinstance(operation, Loop):
            if operation.key is not None:
                self._positions(operation)
            self.operations(operation.body.operations, in_rows=True)
        elif isinstance(operation, Recursion):
            self.operations(operation.loop.body.operations, in_rows=True)
        elif isinstance(operation, Branches):
            for _, fragment in operation.branches:
                self.operations(fragment.operations, in_rows=in_rows)
        elif isinstance(operation, Scoped):
            self.operations(operation.body, in_rows=in_rows)
        elif isinstance(operation, Insert) and operation.body is not None:
            self.operations(operation.body.operations, in_rows=in_rows)

    def _positions(self, loop: Loop) -> None:
        for node in _of_this_loop(loop.node.body):
            self.found.add(Note("position", node.attr, node.lineno))

    def _impure_calls(self, operation: Operation) -> None:
        if isinstance(operation, (Loop, Branches, Scoped, Opaque)) or not operation.mask & ALWAYS:
            return
        if not isinstance(operation.node, nodes.Expr):
            return
        for kind in (nodes.Filter, nodes.Test, nodes.Call):
            for node in [operation.node, *operation.node.find_all(kind)]:
                if isinstance(node, kind) and self._is_impure(node):
                    self.found.add(Note("impure", _function(node), node.lineno))

    def _is_impure(self, node: nodes.Filter | nodes.Test | nodes.Call) -> bool:
        """Whether the call itself is what cannot be known, and nothing that it is given."""
        if self._callee(node) is None:
            return False
        dependencies, nowhere = self._planner._dependencies, Scope()
        given = dependencies.of_all(node.iter_child_nodes(), nowhere)
        return bool(dependencies.of(node, nowhere) & ALWAYS) and not given & ALWAYS

    def _callee(self, node: nodes.Filter | nodes.Test | nodes.Call) -> object:
        """The function of the application that is called; None for one of Jinja's: nobody can declare that pure."""
        environment = self._planner.environment
        if isinstance(node, nodes.Filter):
            function, own = environment.filters.get(node.name), DEFAULT_FILTERS.get(node.name)
        elif isinstance(node, nodes.Test):
            function, own = environment.tests.get(node.name), DEFAULT_TESTS.get(node.name)
        elif isinstance(node.node, nodes.Name) and node.node.name not in TRANSLATING:
            function, own = environment.globals.get(node.node.name), DEFAULT_NAMESPACE.get(node.node.name)
        else:
            return None
        return None if function is own else function


def _of_this_loop(found: Sequence[nodes.Node]) -> Iterator[nodes.Getattr]:
    for node in found:
        if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name == "loop":
            if node.attr in MOVING:
                yield node
        elif isinstance(node, nodes.For):  # its body has a loop of its own
            yield from _of_this_loop([node.iter, *node.else_])
        else:
            yield from _of_this_loop(list(node.iter_child_nodes()))


def _function(node: nodes.Filter | nodes.Test | nodes.Call) -> str:
    if isinstance(node, nodes.Call):
        return f"{getattr(node.node, 'name', '…')}()"
    return f"|{node.name}" if isinstance(node, nodes.Filter) else f"is {node.name}"


def _line(node: nodes.Node) -> int:
    """Jinja makes the scope around an `{% autoescape %}` without a line."""
    lines = (child.lineno for child in [node, *node.iter_child_nodes()] if child.lineno)
    return next(lines, 1)


def _construct(node: nodes.Node) -> str:
    if isinstance(node, nodes.FilterBlock):
        return "{% filter %}"
    if isinstance(node, nodes.For):
        return _loop(node)
    if isinstance(node, nodes.Template):
        return "a conditional {% extends %}"
    if isinstance(node, (nodes.ScopedEvalContextModifier, nodes.EvalContextModifier, nodes.Scope)):
        return "{% autoescape %}"
    if isinstance(node, nodes.CallBlock):
        return "this {% call %}"
    return "this statement"


def _loop(node: nodes.For) -> str:
    jumps = {nodes.Break: "{% break %}", nodes.Continue: "{% continue %}", nodes.Block: "a {% block %}"}
    for kind, shown in jumps.items():
        if node.find(kind):
            return f"a loop with {shown}"
    return "a recursive loop with an {% else %}" if node.recursive and node.else_ else "this loop"
