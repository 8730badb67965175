"""What is called and what is taken from elsewhere: macros, call blocks, components, imports and includes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import find_undeclared

from liveview.engine.builder import Recorder
from liveview.engine.contexts import Machine
from liveview.engine.links import Links
from liveview.engine.masks import ALWAYS, LoopBits, Scope, has_effects, is_recursion
from liveview.engine.namespaces import beginning
from liveview.engine.operations import FragmentPlan, Insert, Operation, Statement
from liveview.engine.outline import Outline
from liveview.engine.reader import LayoutOnly
from liveview.errors import TemplateError

CONDITIONAL = 1 << 4000  # marks a condition that depends on nothing; no template has so many inputs


class CallOutline(Outline):
    """Adds calls and statements.

    Attributes:
        macros: by `id` of the syntax node.
        links: the templates that are named by a constant.
        impure_macros: those that depend on more than their arguments.
    """

    def __init__(self, environment: Environment, name: str | None, filename: str | None) -> None:
        super().__init__(environment, name, filename)
        self.macros: dict[int, FragmentPlan] = {}
        self.macro_nodes: list[nodes.Macro] = []
        self.macro_bits: dict[int, list[int]] = {}
        self.impure_macros: set[str] = set()
        self._later_macros: dict[int, list[str]] = {}
        self.links = Links(environment, name, self.bits)
        self._sites = 0  # calls of what may be a component
        self._recursions = 0  # calls of a recursive loop that were met
        self._condition = 0  # what the tests around this place depend on
        self._modules: set[str] = set()
        self._block_names: set[str] = set()

    def called(self, node: nodes.Expr, scope: Scope, plan: FragmentPlan, into: list[Operation]) -> bool:
        """Plan an expression as a call that may give a fragment, if it is one."""
        kind = self._call_kind(node, scope)
        if kind is None:
            return False
        self._insert(kind, node, self._call_mask(kind, node, scope), plan, into)
        self._note_site(node, scope, plan)
        return True

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

    def statement(self, node: Any, scope: Scope, into: list[Operation]) -> None:
        """Plan something without output: it is always executed."""
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
            self.reader.follow(node.body, Machine(Recorder(), beginning(node.body)))
            return
        inner, bits = self._parameters([*names, *special], self._scope_at_calls(node, scope))
        attributes, fragments = list(self.attributes), list(self.fragments)
        try:
            plan = self._fragment(node.body, inner, beginning(node.body))
        except LayoutOnly as error:
            self._follow_layout(node.body, error)
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

    def _scope_at_calls(self, node: nodes.Macro, scope: Scope) -> Scope:
        """The names around a macro's body: by the time somebody calls it, the macros that follow it are there too."""
        around = Scope(scope)
        for name in self._later_macros.get(id(node), ()):
            around.bind(name, ALWAYS)
        return around

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
            start = beginning(node.body, machine.position.namespace)
            body = None if special or "caller" in names else self._fragment(node.body, inner, start)
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
