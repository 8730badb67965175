"""Conditions, scopes and loops: each branch and each row is a fragment of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jinja2 import Environment, nodes

from liveview.engine.builder import Builder
from liveview.engine.callables import CONDITIONAL, CallOutline
from liveview.engine.contexts import Machine
from liveview.engine.jumps import as_branches, jumps
from liveview.engine.keyed import ITEM_BASE
from liveview.engine.masks import ALWAYS, LoopBits, Scope, has_effects, is_recursion, loop_places
from liveview.engine.operations import STATEMENTS, Branches, FragmentPlan, Loop, Operation, Recursion, Scoped
from liveview.engine.outline import contains
from liveview.engine.position import Position


class BranchOutline(CallOutline):
    """Adds branches and rows."""

    def __init__(self, environment: Environment, name: str | None, filename: str | None) -> None:
        super().__init__(environment, name, filename)
        self._rests: list[nodes.If] = []  # of which one branch is the rest of a row

    def _with(
        self, node: nodes.With, scope: Scope, machine: Machine, plan: FragmentPlan, into: list[Operation]
    ) -> None:
        inner = Scope(scope)
        for target, value in zip(node.targets, node.values, strict=True):
            self._bind(target, self._dependencies.of(value, scope), inner)
        scoped = Scoped(node)
        self._body(node.body, inner, machine, plan, scoped.body)
        for operation in scoped.body:
            scoped.mask |= operation.mask
        into.append(scoped)

    def _if(self, node: nodes.If, scope: Scope, machine: Machine, plan: FragmentPlan, into: list[Operation]) -> None:
        plan.builder.flush()
        self._collect_reports(plan, into)
        start = machine.position
        tests = [(node.test, node.body), *((branch.test, branch.body) for branch in node.elif_)]
        mask = self._dependencies.of_all((test for test, _ in tests), scope)
        outer, self._condition = self._condition, self._condition | mask | CONDITIONAL
        branches: list[tuple[Any, FragmentPlan]] = []
        row = plan.builder if any(node is rest for rest in self._rests) else None
        for test, body in [*tests, *([(None, node.else_)] if node.else_ else [])]:
            branches.append((test, self._fragment(body, scope, start, row=row)))
        self._condition = outer
        for _, branch in branches:
            mask |= branch.mask
        place, index = plan.builder.range([branch.variable for _, branch in branches])
        always = any(_binds(body) for _, body in tests) or _binds(node.else_)
        into.append(Branches(node, mask, place, index, branches, always))

    def _can_be_live(self, node: nodes.For) -> bool:
        if node.recursive or (node.else_ and jumps(node.body)):  # a skipped row counts as none to its `else`
            return False
        return as_branches(node.body, []) is not None

    def _can_recur(self, node: nodes.For) -> bool:
        return node.recursive and not node.else_ and not jumps(node.body) and loop_places(node.body, True) is not False

    def _for(self, node: nodes.For, scope: Scope, machine: Machine, plan: FragmentPlan, into: list[Operation]) -> None:
        node.body = as_branches(node.body, self._rests) or node.body
        plan.builder.flush()
        self._collect_reports(plan, into)
        start = machine.position
        loop = self._loop(node, scope, start)
        loop.mask = self._dependencies.of(node.iter, scope) | loop.outer
        loop.place, loop.index = plan.builder.items(loop.body.variable)
        if node.else_:
            fragment = self._fragment(node.else_, scope, start)
            place, index = plan.builder.range([fragment.variable])
            loop.otherwise = Branches(node, fragment.mask, place, index, [(None, fragment)])
            loop.mask |= fragment.mask
        into.append(loop)

    def _loop(self, node: nodes.For, scope: Scope, start: Position, recursive: int | None = None) -> Loop:
        """A list's items, wherever the list goes."""
        bits = LoopBits(self.bits.new(), self.bits.new(), self.bits.new(), recursive)
        inner = Scope(scope)
        for name in [node.target, *node.target.find_all(nodes.Name)]:
            if isinstance(name, nodes.Name):
                inner.bind(name.name, bits.item)
        test = self._dependencies.of(node.test, inner)
        inner.bind("loop", bits)
        body = self._fragment(node.body, inner, start, ITEM_BASE, item=True)
        key = self._key(node, body)
        within = (test | body.mask | self._dependencies.of(key, inner)) & ~(bits.item | bits.index | bits.length)
        may_end = jumps(node.body)
        if may_end or has_effects(node.body):
            within |= ALWAYS
        places = node.recursive or loop_places(node.body)
        return Loop(node, body=body, key=key, bits=bits, places=places, outer=within, may_end=may_end)

    def _recursive(
        self, node: nodes.For, scope: Scope, machine: Machine, plan: FragmentPlan, into: list[Operation]
    ) -> None:
        start = machine.position
        plan.builder.flush()
        self._collect_reports(plan, into)
        attributes, fragments = list(self.attributes), list(self.fragments)
        within = self._loop(node, scope, start, 0).outer  # the rows' calls depend on what the rows depend on
        self.attributes, self.fragments = list(attributes), list(fragments)
        self._recursions = 0
        loop = self._loop(node, scope, start, within)
        if self._recursions != sum(map(is_recursion, node.find_all(nodes.Call))):
            self.attributes, self.fragments = attributes, fragments
            self._opaque(node, scope, machine, plan, into)
            return
        wrapper = FragmentPlan(Builder(1, start))
        loop.place, loop.index = wrapper.builder.items(loop.body.variable)
        loop.mask, loop.source = ALWAYS, "items"
        wrapper.operations.append(loop)
        wrapper.builder.finish()
        self._register(wrapper)
        place, index = plan.builder.range([])
        into.append(Recursion(node, self._dependencies.of(node.iter, scope) | within, loop, wrapper, place, index))

    def _key(self, node: nodes.For, body: FragmentPlan) -> nodes.Expr | None:
        """A row's key: `lv-key` on its first element, `|keyed("name")` on what is looped over, or its component's."""
        parts = body.builder.key_parts
        if parts:
            found = [nodes.TemplateData(part) if isinstance(part, str) else part for part in parts]
            key = found[0] if len(found) == 1 else nodes.Concat(found)
            key.set_environment(self.environment)
            return key
        if isinstance(node.iter, nodes.Filter) and node.iter.name == "keyed" and node.iter.args:
            argument = node.iter.args[0]
            if not isinstance(node.target, nodes.Name):
                raise self.reader.error("|keyed(…) needs one loop variable")
            target = nodes.Name(node.target.name, "load", lineno=node.lineno)
            key = nodes.Getitem(target, argument, "load", lineno=node.lineno)
            if isinstance(argument, nodes.Const) and isinstance(argument.value, str):
                key = nodes.Getattr(target, argument.value, "load", lineno=node.lineno)
            key.set_environment(self.environment)
            return key
        return _key_of_component(node.body)


def _key_of_component(body: Sequence[nodes.Node]) -> nodes.Expr | None:
    """The `key=` of a row's component, where it can be told before the row's statements have run."""
    calls = (call for node in body for call in (node.nodes if isinstance(node, nodes.Output) else [node]))
    for found in calls:
        call = found.call if isinstance(found, nodes.CallBlock) else found
        for keyword in call.kwargs if isinstance(call, nodes.Call) else ():
            if keyword.key == "key":
                read = {name.name for name in (keyword, *keyword.find_all(nodes.Name)) if isinstance(name, nodes.Name)}
                bound = {name.name for node in body for name in node.find_all(nodes.Name) if name.ctx == "store"}
                return None if read & bound else keyword.value
    return None


def _binds(body: Sequence[nodes.Node]) -> bool:
    return any(contains(node, STATEMENTS) for node in body)
