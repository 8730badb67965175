"""The outline of a template: its fragments, and for each the operations that fill it; text, values and whole parts.

Bodies are read in document order with the HTML machine, so that the context of every value is known when it is met.
What a statement means is for those who build on this: `callables`, `branching`, and `plan` at the end.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any

from jinja2 import Environment, nodes

from liveview.engine.builder import Builder, Place, Recorder, StaticAttribute
from liveview.engine.commands import pushed_events
from liveview.engine.contexts import ONE_VALUE, Machine
from liveview.engine.elements import TEXT_FORBIDDEN
from liveview.engine.masks import ALWAYS, Bits, Dependencies, Scope
from liveview.engine.operations import STATEMENTS, FragmentPlan, Insert, Opaque, Operation, Report, Value
from liveview.engine.position import VALUE, Position, State
from liveview.engine.reader import IN_LAYOUT, LayoutOnly, Reader, unquoted


class Outline(ABC):
    """Fragments under construction.

    Attributes:
        fragments: every fragment, the inner ones first.
        attributes: the `lv-…` attributes of constant text.
        for_layouts: reason and line of what only a layout may say, in blocks and macros.
        bits: which name has which bit.
        reader: reads text and values.
    """

    def __init__(self, environment: Environment, name: str | None, filename: str | None) -> None:
        self.environment = environment
        self.name = name
        self.bits = Bits()
        self.fragments: list[FragmentPlan] = []
        self.attributes: list[StaticAttribute] = []
        self.for_layouts: list[tuple[str, int | None]] = []
        self.reader = Reader(environment, name, filename)
        self._dependencies = Dependencies(environment, self.bits, set())

    @abstractmethod
    def construct(
        self, node: nodes.Node, scope: Scope, machine: Machine, plan: FragmentPlan, into: list[Operation]
    ) -> None:
        """Plan something with a body."""

    @abstractmethod
    def statement(self, node: Any, scope: Scope, into: list[Operation]) -> None:
        """Plan something without output."""

    @abstractmethod
    def called(self, node: nodes.Expr, scope: Scope, plan: FragmentPlan, into: list[Operation]) -> bool:
        """Plan an expression as something that fills a range, if it is that."""

    def _fragment(
        self,
        body: Sequence[nodes.Node],
        scope: Scope,
        start: Position,
        base: int = 1,
        item: bool = False,
        row: Builder | None = None,
    ) -> FragmentPlan:
        """Plan a body as a fragment of its own; it must end where it began."""
        plan = FragmentPlan(Builder(base, start, item, row))
        machine = Machine(plan.builder, start)
        self._body(body, scope, machine, plan, plan.operations)
        self.reader.check_end(start, machine)
        plan.builder.finish()
        self._collect_reports(plan, plan.operations)
        self._register(plan)
        return plan

    def _register(self, plan: FragmentPlan) -> None:
        self.attributes += plan.builder.found
        plan.variable = f"F{len(self.fragments)}"
        self.fragments.append(plan)

    def _whole(self, node: nodes.Node) -> FragmentPlan:
        """One opaque range for a template or block that cannot be live."""
        plan = FragmentPlan(Builder(1, Position()))
        place, index = plan.builder.range([])
        plan.operations.append(Opaque(node, ALWAYS, place, index))
        plan.builder.finish()
        self._register(plan)
        return plan

    def _follow_layout(self, body: Sequence[nodes.Node], error: LayoutOnly) -> None:
        """Check and wrap what may belong to a layout, and is not live. `error` is what a view says of it."""
        self.for_layouts.append((error.reason, error.lineno))
        machine = Machine(Recorder(), IN_LAYOUT)
        self.reader.follow(body, machine)
        self.reader.check_end(IN_LAYOUT, machine)

    def _body(
        self, body: Sequence[nodes.Node], scope: Scope, machine: Machine, plan: FragmentPlan, into: list[Operation]
    ) -> None:
        for node in body:
            self.reader.lineno = node.lineno or self.reader.lineno
            if isinstance(node, nodes.Output):
                self._output(node, scope, machine, plan, into)
            elif isinstance(node, STATEMENTS):
                self.statement(node, scope, into)
            else:
                self.construct(node, scope, machine, plan, into)

    def _collect_reports(self, plan: FragmentPlan, into: list[Operation]) -> None:
        """Places that were completed since; those of several values are reported once, at their end."""
        into += [Report(None, 0, place) for place in plan.builder.reports if place.count > 1]
        plan.builder.reports.clear()

    def _output(
        self, node: nodes.Output, scope: Scope, machine: Machine, plan: FragmentPlan, into: list[Operation]
    ) -> None:
        for index, child, static in self.reader.output(node, machine):
            if static is not None:
                self.reader.feed(static, child.lineno or node.lineno, machine)
                self._collect_reports(plan, into)
            else:
                self.reader.lineno = child.lineno or self.reader.lineno
                node.nodes[index] = self._expression(child, scope, machine, plan, into)

    def _expression(
        self, node: nodes.Expr, scope: Scope, machine: Machine, plan: FragmentPlan, into: list[Operation]
    ) -> nodes.Expr:
        position = self.reader.slot(machine)
        self._collect_reports(plan, into)
        if plan.builder.key_open:
            plan.builder.key_parts.append(node)
            return node
        if position.state is State.TAG:
            node = self.reader.wrap(node, position, "")
            place, index = plan.builder.attributes()
            machine.after_attributes()
            into.append(Value(node, self._dependencies.of(node, scope), place, index))
            return node
        if position.state is State.TEXT:
            if self.called(node, scope, plan, into):
                return node
            if position.parent in TEXT_FORBIDDEN and position.namespace == "html":
                raise self.reader.error(
                    f"text directly in <{position.parent}>: browsers move it out; put it into a cell"
                )
        wrapped = self.reader.wrap(node, position, machine.before)
        if position.attribute.startswith("lv-"):
            for event, lineno in pushed_events(node):
                self.attributes.append(StaticAttribute(position.attribute, event, position.tag, lineno, self.name))
        machine.before += VALUE
        place, index = plan.builder.value(position)
        into.append(Value(unquoted(wrapped), self._dependencies.of(wrapped, scope), place, index))
        return wrapped

    def _insert(self, kind: str, node: Any, mask: int, plan: FragmentPlan, into: list[Operation]) -> None:
        into.append(Insert(node, mask, kind, *self._range(plan, into)))

    def _range(self, plan: FragmentPlan, into: list[Operation]) -> tuple[Place, int]:
        """Room for something that is filled by somebody else."""
        plan.builder.flush()
        self._collect_reports(plan, into)
        return plan.builder.range([])

    def _opaque(
        self, node: nodes.Node, scope: Scope, machine: Machine, plan: FragmentPlan, into: list[Operation]
    ) -> None:
        position = self.reader.slot(machine)
        self._collect_reports(plan, into)
        if plan.builder.key_open:
            raise self.reader.error("lv-key takes values only, no {% … %}")
        if position.state is State.JSON:
            raise self.reader.error(ONE_VALUE)
        mask = self._region_mask([node], scope)
        if position.state is State.TEXT:
            place, index = self._range(plan, into)
        elif position.state is State.TAG:
            place, index = plan.builder.attributes()
        else:
            place, index = plan.builder.value(position)
        self.reader.follow_region(node, machine)
        if position.state is State.TAG:
            machine.after_attributes()
        into.append(Opaque(node, mask, place, index))

    def _region_mask(self, body: Sequence[nodes.Node], scope: Scope) -> int:
        """What an opaque part depends on: every name it reads that it does not bind itself."""
        unknown = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Block, nodes.CallBlock, nodes.Macro)
        if any(contains(node, unknown) for node in body):
            return ALWAYS
        inner = Scope(scope)
        mask = 0
        for node in body:
            for name in node.find_all(nodes.Name):
                if name.ctx in ("store", "param"):
                    inner.bind(name.name, 0)
            if node.find(nodes.For):
                inner.bind("loop", 0)
        for node in body:
            for expression in _expressions(node):
                mask |= self._dependencies.of(expression, inner)
        return mask


def contains(node: nodes.Node, kinds: tuple[type[nodes.Node], ...]) -> bool:
    """Whether a node is of some kinds, or has one of them inside."""
    return isinstance(node, kinds) or any(node.find(kind) is not None for kind in kinds)


def _expressions(node: nodes.Node) -> Iterator[nodes.Node]:
    """The outermost expressions below a statement."""
    for child in node.iter_child_nodes():
        if isinstance(child, (nodes.Expr, nodes.Helper)):
            yield child
        else:
            yield from _expressions(child)
