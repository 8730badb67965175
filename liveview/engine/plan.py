"""The pre-pass: a template's syntax tree to fragments, slots and masks, before any code is written.

Walks the tree in document order with the HTML machine, so that every value's context is known when it is
met, wraps values where their context asks for it (both forms of the template are compiled from the wrapped
tree), and leaves for the code generator a list of operations for each fragment.
"""

from __future__ import annotations

from jinja2 import Environment, nodes

from liveview.engine.branching import BranchOutline
from liveview.engine.contexts import Machine
from liveview.engine.links import Reads
from liveview.engine.masks import ALWAYS, Dependencies, Scope, exempt_names, has_effects, later_macros, tainted_names
from liveview.engine.namespaces import beginning
from liveview.engine.operations import STATEMENTS, FragmentPlan, Operation
from liveview.engine.position import State
from liveview.engine.reader import LayoutOnly


class Planner(BranchOutline):
    """Plans one template.

    Attributes:
        root: the template's own fragment, or None where it only extends another.
        blocks: by name; None where a block cannot be live.
        extends: whether it extends another; `conditional`: whether it may.
        statements: of one that extends another, what is executed.
        has_effects: whether it changes a value where it is.
    """

    def __init__(self, environment: Environment, name: str | None, filename: str | None) -> None:
        super().__init__(environment, name, filename)
        self.blocks: dict[str, FragmentPlan | None] = {}
        self.root: FragmentPlan | None = None
        self.extends = False
        self.conditional = False
        self.statements: list[Operation] = []
        self.has_effects = False

    def plan(self, template: nodes.Template) -> None:
        """Plan a whole template.

        Raises:
            TemplateError: where a live form cannot be right; with line, context and what to write.
        """
        self._check_escaping(template)
        self.bits.exempt = exempt_names(template)
        self.has_effects = has_effects(template.body)
        self._dependencies = Dependencies(self.environment, self.bits, tainted_names(template))
        self.extends = sum(isinstance(node, nodes.Extends) for node in template.body) == 1
        self.conditional = not self.extends and template.find(nodes.Extends) is not None
        self._block_names = {block.name for block in template.find_all(nodes.Block)}
        self._later_macros = later_macros(template)
        scope = Scope()
        if self.extends:
            self._plan_child(template, scope)
        elif self.conditional:
            self.root = self._whole(template)
        else:
            self.root = self._fragment(template.body, scope, beginning(template.body))
        for block in template.find_all(nodes.Block):
            self._plan_block(block)

    def _check_escaping(self, template: nodes.Template) -> None:
        for node in template.find_all(nodes.EvalContextModifier):
            for option in node.options:
                is_on = isinstance(option.value, nodes.Const) and option.value.value is True
                if option.key == "autoescape" and not is_on:
                    self.reader.lineno = node.lineno or option.value.lineno
                    raise self.reader.error("escaping is never switched off: write |safe at each value that is HTML")

    def _plan_child(self, template: nodes.Template, scope: Scope) -> None:
        """A template that extends another: outside its blocks only statements count."""
        operations: list[Operation] = []
        for node in template.body:
            if isinstance(node, STATEMENTS):
                self.statement(node, scope, operations)
        self.statements = operations

    def _plan_block(self, block: nodes.Block) -> None:
        attributes, fragments = list(self.attributes), list(self.fragments)
        try:
            self.blocks[block.name] = self._fragment(block.body, Scope(), beginning(block.body))
        except LayoutOnly as error:
            self._follow_layout(block.body, error)  # its parent may be a layout: there it is opaque
            self.attributes, self.fragments = attributes, fragments
            self.blocks[block.name] = None

    def construct(
        self, node: nodes.Node, scope: Scope, machine: Machine, plan: FragmentPlan, into: list[Operation]
    ) -> None:
        """Plan something with a body: live where that can be right, else as a whole."""
        is_text = machine.position.state is State.TEXT
        if isinstance(node, nodes.With):
            self._with(node, scope, machine, plan, into)
        elif is_text and isinstance(node, nodes.If):
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

    @property
    def reads(self) -> Reads:
        """What the template's output depends on, for templates that name it."""
        is_known = self.root is not None and not (self.root.mask & ALWAYS or self.has_effects)
        macros = tuple(sorted({node.name for node in self.macro_nodes} - self.impure_macros))
        return Reads(tuple(sorted(self.bits.roots)) if is_known else None, macros, bool(self.impure_macros))
