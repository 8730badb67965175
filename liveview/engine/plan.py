"""The pre-pass: a template's syntax tree to fragments, slots and masks, before any code is written.

Walks the tree in document order with the HTML machine, so that every value's context is known when it is
met, wraps values where their context asks for it (both forms of the template are compiled from the wrapped
tree), and leaves for the code generator a list of operations for each fragment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import find_undeclared

from liveview.engine.builder import Builder, Place, Recorder, StaticAttribute
from liveview.engine.contexts import VALUE, Machine, Position, State
from liveview.engine.elements import TEXT_FORBIDDEN
from liveview.engine.jumps import as_branches, jumps
from liveview.engine.keyed import ITEM_BASE
from liveview.engine.links import Links, Reads
from liveview.engine.masks import (
    ALWAYS,
    Bits,
    Dependencies,
    LoopBits,
    Scope,
    exempt_names,
    has_effects,
    is_recursion,
    loop_places,
    tainted_names,
)
from liveview.engine.operations import (
    STATEMENTS,
    Branches,
    FragmentPlan,
    Insert,
    Loop,
    Opaque,
    Operation,
    Recursion,
    Report,
    Scoped,
    Statement,
    Value,
)
from liveview.engine.reader import Reader
from liveview.errors import TemplateError

CONDITIONAL = 1 << 4000  # marks a condition that depends on nothing; no template has so many inputs


class Planner:
    """Plans one template.

    Attributes:
        fragments: every fragment, the inner ones first.
        root: the template's own, or None where it only extends another.
        blocks: by name; None where a block cannot be live.
        macros: by `id` of the syntax node.
        attributes: the `lv-…` attributes of constant text.
        bits: which name has which bit.
    """

    def __init__(self, environment: Environment, name: str | None, filename: str | None) -> None:
        self.environment = environment
        self.name = name
        self.bits = Bits()
        self.fragments: list[FragmentPlan] = []
        self.blocks: dict[str, FragmentPlan | None] = {}
        self.macros: dict[int, FragmentPlan] = {}
        self.macro_nodes: list[nodes.Macro] = []
        self.macro_bits: dict[int, list[int]] = {}
        self.attributes: list[StaticAttribute] = []
        self.root: FragmentPlan | None = None
        self.extends = False
        self.statements: list[Operation] = []
        self.conditional = False
        self.reader = Reader(environment, name, filename)
        self.links = Links(environment, name, self.bits)
        self.impure_macros: set[str] = set()
        self.has_effects = False
        self._sites = 0  # calls of what may be a component
        self._recursions = 0  # calls of a recursive loop that were met
        self._condition = 0  # what the tests around this place depend on
        self._modules: set[str] = set()
        self._block_names: set[str] = set()
        self._rests: list[nodes.If] = []  # of which one branch is the rest of a row

    def plan(self, template: nodes.Template) -> None:
        """Plan a whole template.

        Raises:
            TemplateError: where a live form cannot be right; with line, context and what to write.
        """
        self.bits.exempt = exempt_names(template)
        self.has_effects = has_effects(template.body)
        self._dependencies = Dependencies(self.environment, self.bits, tainted_names(template))
        self.extends = sum(isinstance(node, nodes.Extends) for node in template.body) == 1
        self.conditional = not self.extends and template.find(nodes.Extends) is not None
        self._block_names = {block.name for block in template.find_all(nodes.Block)}
        scope = Scope()
        if self.extends:
            self._plan_child(template, scope)
        elif self.conditional:
            self.root = self._whole(template)
        else:
            self.root = self._fragment(template.body, scope, Position())
        for block in template.find_all(nodes.Block):
            self._plan_block(block)

    # fragments

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

    def _plan_child(self, template: nodes.Template, scope: Scope) -> None:
        """A template that extends another: outside its blocks only statements count."""
        operations: list[Operation] = []
        for node in template.body:
            if isinstance(node, STATEMENTS):
                self._statement(node, scope, operations)
        self.statements = operations

    def _plan_block(self, block: nodes.Block) -> None:
        attributes, fragments = list(self.attributes), list(self.fragments)
        try:
            self.blocks[block.name] = self._fragment(block.body, Scope(), Position())
        except TemplateError:
            # Its parent may place it where such text is right, in a <title> or an attribute: there it is opaque.
            self.attributes, self.fragments = attributes, fragments
            self.blocks[block.name] = None

    # bodies

    def _body(
        self, body: Sequence[nodes.Node], scope: Scope, machine: Machine, plan: FragmentPlan, into: list[Operation]
    ) -> None:
        for node in body:
            self.reader.lineno = node.lineno or self.reader.lineno
            if isinstance(node, nodes.Output):
                self._output(node, scope, machine, plan, into)
            elif isinstance(node, STATEMENTS):
                self._statement(node, scope, into)
            elif isinstance(node, nodes.With):
                self._with(node, scope, machine, plan, into)
            else:
                self._construct(node, scope, machine, plan, into)

    def _construct(
        self, node: nodes.Node, scope: Scope, machine: Machine, plan: FragmentPlan, into: list[Operation]
    ) -> None:
        is_text = machine.position.state is State.TEXT
        if is_text and isinstance(node, nodes.If):
            self._if(node, scope, machine, plan, into)
        elif is_text and isinstance(node, nodes.For) and self._can_be_live(node):
            self._for(node, scope, machine, plan, into)
        elif is_text and isinstance(node, nodes.For) and self._can_recur(node):
            self._recursive(node, scope, machine, plan, into)
        elif is_text and isinstance(node, nodes.Include):
            self._insert("include", node, self._include_mask(node, scope), plan, into)
        elif is_text and isinstance(node, nodes.Block):
            self._insert("block", node, ALWAYS, plan, into)
        elif is_text and isinstance(node, nodes.CallBlock) and self._call_kind(node.call, scope) == "call":
            self._call_block(node, scope, machine, plan, into)
        else:
            self._opaque(node, scope, machine, plan, into)

    def _can_be_live(self, node: nodes.For) -> bool:
        if node.recursive or (node.else_ and jumps(node.body)):  # a skipped row counts as none to its `else`
            return False
        return as_branches(node.body, []) is not None

    def _can_recur(self, node: nodes.For) -> bool:
        return node.recursive and not node.else_ and not jumps(node.body) and loop_places(node.body, True) is not False

    def _collect_reports(self, plan: FragmentPlan, into: list[Operation]) -> None:
        """Places that were completed since; those of several values are reported once, at their end."""
        into += [Report(None, 0, place) for place in plan.builder.reports if place.count > 1]
        plan.builder.reports.clear()

    # output

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
            node = self.reader.wrap(node, position, "")
            into.append(Value(node, self._dependencies.of(node, scope), place, index))
            return node
        if position.state is State.TEXT:
            kind = self._call_kind(node, scope)
            if kind:
                self._insert(kind, node, self._call_mask(kind, node, scope), plan, into)
                self._note_site(node, scope, plan)
                return node
            if position.parent in TEXT_FORBIDDEN and position.namespace == "html":
                raise self.reader.error(
                    f"text directly in <{position.parent}>: browsers move it out; put it into a cell"
                )
        wrapped = self.reader.wrap(node, position, machine.before)
        machine.before += VALUE
        place, index = plan.builder.value(position)
        into.append(Value(wrapped, self._dependencies.of(wrapped, scope), place, index))
        return wrapped

    def _note_site(self, node: Any, scope: Scope, plan: FragmentPlan) -> None:
        """What is called by a name that the template does not bind may be a component."""
        if isinstance(node.node, nodes.Name) and scope.find(node.node.name) is None:
            self._sites += 1
            plan.builder.site = self._sites

    def _call_mask(self, kind: str, node: Any, scope: Scope) -> int:
        if kind in ("super", "self"):
            return ALWAYS
        recursion = self._recursion(node, scope)
        if recursion is None:
            return self._dependencies.of(node, scope)
        self._recursions += 1
        return self._dependencies.of_all(node.args, scope) | recursion

    def _recursion(self, node: nodes.Expr, scope: Scope) -> int | None:
        """For a call of a recursive loop, what the loop's body depends on."""
        bits = scope.find("loop")
        return bits.recursive if is_recursion(node) and isinstance(bits, LoopBits) else None

    def _call_kind(self, node: nodes.Expr, scope: Scope) -> str | None:
        """Whether an expression may give a fragment: a call of a macro, a component, or a parent's block."""
        if not isinstance(node, nodes.Call) or node.dyn_args or node.dyn_kwargs:
            return None
        callee = node.node
        if isinstance(callee, nodes.Getattr) and isinstance(callee.node, nodes.Name):
            if callee.node.name == "self" and callee.attr in self._block_names and not (node.args or node.kwargs):
                return "self"
            return "call" if callee.node.name in self._modules else None
        if not isinstance(callee, nodes.Name):
            return None
        if callee.name == "loop":
            return "recurse" if self._recursion(node, scope) is not None else None
        if callee.name == "super":
            return "super"
        bound = scope.find(callee.name)
        if bound is None and callee.name in self.environment.globals:
            function = self.environment.globals[callee.name]
            return "call" if hasattr(type(function), "render_live") else None
        return "call"

    # constructs

    def _statement(self, node: Any, scope: Scope, into: list[Operation]) -> None:
        if isinstance(node, nodes.Assign):
            self._bind(node.target, self._dependencies.of(node.node, scope), scope)
        elif isinstance(node, nodes.AssignBlock):
            self.reader.follow([node], Machine(Recorder()))
            self._bind(node.target, self._region_mask([node], scope), scope)
        elif isinstance(node, nodes.Import):
            scope.bind(node.target, self._import_mask(node))
            self._modules.add(node.target)
        elif isinstance(node, nodes.FromImport):
            for name in node.names:
                own, bound = (name, name) if isinstance(name, str) else name
                scope.bind(bound, self._import_mask(node, own))
        elif isinstance(node, nodes.Macro):
            self._macro(node, scope)
        into.append(Statement(node))

    def _import_mask(self, node: nodes.Import | nodes.FromImport, *names: str) -> int:
        """Without a context, only what the other template itself looks up anew can change."""
        if node.with_context:
            return ALWAYS
        reads, bit = self.links.to(node.template)
        is_known = all(name in reads.macros for name in names) if names else not reads.others
        return bit if is_known else ALWAYS

    def _include_mask(self, node: nodes.Include, scope: Scope) -> int:
        """What an included template reads, of the state and of the names that are bound around it."""
        reads, bit = self.links.to(node.template)
        if reads.names is None:
            return ALWAYS
        found = (nodes.Name(name, "load", lineno=0) for name in reads.names)
        return bit | self._dependencies.of_all(found, scope)

    def _bind(self, target: nodes.Node, mask: int, scope: Scope) -> None:
        for name in [target, *target.find_all(nodes.Name)]:
            if not isinstance(name, nodes.Name):
                continue
            bound = mask
            if self._condition:  # a branch may leave the name as it was, so what it was counts too
                before = scope.find(name.name)
                bound |= self._condition & ~CONDITIONAL
                bound |= (
                    self.bits.root(name.name, 0) if before is None else before if isinstance(before, int) else ALWAYS
                )
            scope.bind(name.name, bound)

    def _macro(self, node: nodes.Macro, scope: Scope) -> None:
        special = find_undeclared(node.body, ("caller", "kwargs", "varargs"))
        scope.bind(node.name, ALWAYS)  # while its own body is read: it may call itself
        names = [argument.name for argument in node.args]
        if special - {"caller"} or "caller" in names:
            self.impure_macros.add(node.name)
            self.reader.follow(node.body, Machine(Recorder()))
            return
        inner, bits = self._parameters([*names, *special], scope)
        attributes, fragments = list(self.attributes), list(self.fragments)
        try:
            plan = self._fragment(node.body, inner, Position())
        except TemplateError:
            # Its text may be meant for an attribute: as text it is rendered whole.
            self.attributes, self.fragments = attributes, fragments
            self.impure_macros.add(node.name)
            return
        self.macros[id(node)] = plan
        self.macro_nodes.append(node)
        self.macro_bits[id(node)] = bits
        mask = ALWAYS if has_effects(node.body) else plan.mask & ~sum(bits)
        if mask & ALWAYS:
            self.impure_macros.add(node.name)
        scope.bind(node.name, mask)

    @property
    def reads(self) -> Reads:
        """What the template's output depends on, for templates that name it."""
        is_known = self.root is not None and not (self.root.mask & ALWAYS or self.has_effects)
        macros = tuple(sorted({node.name for node in self.macro_nodes} - self.impure_macros))
        return Reads(tuple(sorted(self.bits.roots)) if is_known else None, macros, bool(self.impure_macros))

    def _parameters(self, names: Sequence[str], scope: Scope) -> tuple[Scope, list[int]]:
        """A scope with parameters, and the bit of each."""
        inner = Scope(scope)
        bits = [self.bits.new() for _ in names]
        for name, bit in zip(names, bits, strict=True):
            inner.bind(name, bit)
        return inner, bits

    def _call_block(
        self, node: nodes.CallBlock, scope: Scope, machine: Machine, plan: FragmentPlan, into: list[Operation]
    ) -> None:
        """`{% call card() %}…{% endcall %}`: the content is a macro that belongs to this template."""
        names = [argument.name for argument in node.args]
        special = find_undeclared(node.body, ("caller", "kwargs", "varargs"))
        attributes, fragments = list(self.attributes), list(self.fragments)
        inner, bits = self._parameters(names, scope)
        try:
            body = None if special or "caller" in names else self._fragment(node.body, inner, Position())
        except TemplateError:
            # Its text may be meant for an attribute: as text it is rendered whole.
            self.attributes, self.fragments = attributes, fragments
            body = None
        if body is None:
            self._opaque(node, scope, machine, plan, into)
            return
        mask = self._dependencies.of(node.call, scope) | (body.mask & ~sum(bits)) | has_effects(node.body) * ALWAYS
        into.append(Insert(node, mask, "call block", *self._range(plan, into), body, tuple(bits)))
        self._note_site(node.call, scope, plan)

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

    def _insert(self, kind: str, node: Any, mask: int, plan: FragmentPlan, into: list[Operation]) -> None:
        into.append(Insert(node, mask, kind, *self._range(plan, into)))

    def _range(self, plan: FragmentPlan, into: list[Operation]) -> tuple[Place, int]:
        """Room for something that is filled by somebody else."""
        plan.builder.flush()
        self._collect_reports(plan, into)
        return plan.builder.range([])

    # what is rendered as a whole

    def _opaque(
        self, node: nodes.Node, scope: Scope, machine: Machine, plan: FragmentPlan, into: list[Operation]
    ) -> None:
        position = self.reader.slot(machine)
        self._collect_reports(plan, into)
        if plan.builder.key_open:
            raise self.reader.error("lv-key takes values only, no {% … %}")
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
        if any(_contains(node, unknown) for node in body):
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


def _contains(node: nodes.Node, kinds: tuple[type[nodes.Node], ...]) -> bool:
    return isinstance(node, kinds) or any(node.find(kind) is not None for kind in kinds)


def _binds(body: Sequence[nodes.Node]) -> bool:
    return any(_contains(node, STATEMENTS) for node in body)


def _expressions(node: nodes.Node) -> Iterator[nodes.Node]:
    """The outermost expressions below a statement."""
    for child in node.iter_child_nodes():
        if isinstance(child, (nodes.Expr, nodes.Helper)):
            yield child
        else:
            yield from _expressions(child)
