"""Writes the live form of a template beside Jinja's own: code that fills memos and reports patches.

The stock form is written by Jinja as it is. The live form follows the plan. Its functions take

    context  Jinja's            h, j, k  the memo that holds the fragment, where, and the slot's number
    L        the evaluation     p        the patch to report to
"""

from __future__ import annotations

from typing import Any

from jinja2 import nodes
from jinja2.compiler import Frame, find_undeclared

from liveview.engine.fragments import Cell, FragmentWriter
from liveview.engine.masks import ALWAYS
from liveview.engine.plan import Planner

RUNTIME = (
    "from liveview.engine.macros import live_macro",
    "from liveview.engine.evaluation import (clear, put, put_attributes, set_attribute, set_attributes, set_boolean, "
    "set_first, set_html, set_text)",
    "from liveview.engine.fragment import Fragment, Mark",
    "from liveview.engine.slots import (AttributesSlot, AttributesSource, AttributeSlot, BooleanSlot, ContentSlot, "
    "FirstContentSlot, FirstTextSlot, ListSlot, RangeSlot, StaticStyle, StyleSlot, TextSlot)",
    "from liveview.engine.keyed import LoopMemo, inserted, list_change, list_key, places",
    "from liveview.engine.links import Reads",
    "from liveview.engine.tracked import proof",
    "from markupsafe import Markup",
)


class LiveCodeGenerator(FragmentWriter):
    """Jinja's code generator with the live form added."""

    _is_live = False  # Jinja's own form comes first

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        self.planner = Planner(self.environment, self.name, self.filename)
        with self.planner.links.compiling():
            self.planner.plan(node)
        for line in RUNTIME:
            self.writeline(line)
        self._write_fragments()
        super().visit_Template(node, frame)
        self._is_live = self._is_evaluated = True
        eval_ctx = nodes.EvalContext(self.environment, self.name)
        self._write_root(node, eval_ctx)
        for name, block in self.blocks.items():
            self._write_block(name, block, eval_ctx)
        self._write_tables(node)

    def item_cell(self, x: str) -> Cell:
        return Cell(f"{x}i", f"{x}d", f"{x}q", f"{x}n")

    # module level

    def _write_fragments(self) -> None:
        for fragment in self.planner.fragments:
            self.writeline(f"{fragment.variable} = {fragment.builder.fragment()}")
        self.writeline(f"ROOTS = {self.planner.bits.roots!r}")
        self.writeline(f"LINKS = {self.planner.links.known()!r}")

    def _write_tables(self, node: nodes.Template) -> None:
        bits = self.planner.bits
        lines = {
            name: line
            for name, line in bits.lines.items()
            if name not in bits.exempt and name not in self.environment.globals
        }
        found = [(a.name, a.value, a.tag, a.lineno) for a in self.planner.attributes]
        blocks = ", ".join(
            f"{name!r}: {f'live_block_{name}' if self.planner.blocks.get(name) else None}" for name in self.blocks
        )
        self.writeline(f"live_blocks = {{{blocks}}}", extra=1)
        root, links = self.planner.root, self.planner.links
        is_pure = root is not None and not (root.mask & ALWAYS or links.found or self.planner.has_effects)
        self.writeline(f"live_pure = {is_pure}")
        self.writeline(f"live_reads = {self.planner.reads!r}")
        self.writeline(f"live_lines = {lines!r}")
        self.writeline(f"live_attributes = {found!r}")
        self.writeline(f"live_for_layouts = {self.planner.for_layouts!r}")
        self.writeline(f"live_names = {_constant_names(node)!r}")
        self.writeline(f"live_bound = {_bound_names(node)!r}")
        debug_info = "&".join(f"{template}={code}" for template, code in self.debug_info)
        self.writeline(f"debug_info = {debug_info!r}")

    def _begin_function(self, name: str, parameters: str, node: nodes.Node | None) -> None:
        environment = "" if self.defer_init else ", environment=environment"
        self.writeline(f"def {name}({parameters}, missing=missing{environment}):", node, extra=1)
        self.indent()
        self.writeline("resolve = context.resolve_or_missing")
        self.writeline("undefined = environment.undefined")
        self.writeline("concat = environment.concat")
        self.writeline("cond_expr_undefined = Undefined")
        self.writeline(f"d0 = {self._dirty()}")

    def _write_root(self, node: nodes.Template, eval_ctx: nodes.EvalContext) -> None:
        planner = self.planner
        self._begin_function("live_root", "context, L, h, j, k, p", node)
        frame = Frame(eval_ctx)
        if "self" in find_undeclared(node.body, ("self",)):
            self.writeline(f"{frame.symbols.declare_parameter('self')} = TemplateReference(context)")
        frame.symbols.analyze_node(node)
        frame.toplevel = frame.rootlevel = True
        if planner.conditional:
            self._write_whole("root(context)", planner.root)
        else:
            self.enter_frame(frame)
            self.pull_dependencies(node.body)
            if planner.extends:
                self._write_child(node, frame)
            else:
                self.fill("h[j]", "k", "p", "d0", planner.root, frame)
            self.leave_frame(frame, with_python_scope=True)
        self.outdent()

    def _write_whole(self, call: str, plan: Any) -> None:
        """A template that may or may not extend another: its text as one range."""
        self.writeline(f"f1 = {plan.variable}.new[:]")
        self.writeline("q1 = []")
        self.writeline(f"set_html(f1, 1, 0, Markup(concat({call})), q1)")
        self.writeline(f"if type(h[j]) is list and h[j][0] is {plan.variable}:")
        self.indent()
        self.writeline("if h[j][1] != f1[1]:")
        self.indent()
        self.writeline("p += (~k, q1)")
        self.outdent()
        self.outdent()
        self.writeline("else:")
        self.indent()
        self.writeline(f"L.use({plan.variable})")
        self.writeline(f"p += (k, [{plan.variable}.id, *q1[1::2]])")
        self.outdent()
        self.writeline("h[j] = f1")

    def _write_child(self, node: nodes.Template, frame: Frame) -> None:
        """A template that extends another: its statements, then the parent's live form."""
        for statement in self.planner.statements:
            self.visit(statement.node, frame)
        extends = next(child for child in node.body if isinstance(child, nodes.Extends))
        self.writeline("parent_template = environment.get_template(", extends)
        self.visit(extends.template, frame)
        self.write(f", {self.name!r})")
        self.writeline("L.extend(context, parent_template)")
        self.writeline("parent_template.live_root(context, L, h, j, k, p)")

    def _write_block(self, name: str, block: nodes.Block, eval_ctx: nodes.EvalContext) -> None:
        plan = self.planner.blocks.get(name)
        if plan is None:
            return
        self._begin_function(f"live_block_{name}", "context, L, h, j, k, p, depth", block)
        frame = Frame(eval_ctx)
        frame.block_frame = True
        undeclared = find_undeclared(block.body, ("self", "super"))
        if "self" in undeclared:
            self.writeline(f"{frame.symbols.declare_parameter('self')} = TemplateReference(context)")
        if "super" in undeclared:
            reference = frame.symbols.declare_parameter("super")
            self.writeline(f"{reference} = context.super({name!r}, block_{name})")
        frame.symbols.analyze_node(block)
        frame.block = name
        self.writeline("_block_vars = {}")
        self.enter_frame(frame)
        self.pull_dependencies(block.body)
        self.fill("h[j]", "k", "p", "d0", plan, frame)
        self.leave_frame(frame, with_python_scope=True)
        self.outdent()

    def _dirty(self) -> str:
        """The code that says what is dirty for a function that is called from elsewhere."""
        count = len(self.planner.links.known())
        return " | ".join(["L.mask(ROOTS, context)", *(f"L.link(*LINKS[{index}])" for index in range(count))])

    # macros: both forms in both functions, since an import runs the stock one

    def visit_Macro(self, node: nodes.Macro, frame: Frame) -> None:
        super().visit_Macro(node, frame)
        plan = self.planner.macros.get(id(node))
        if plan is None or not frame.toplevel:
            return
        # In the live form of a template its own evaluation counts, wherever the macro is passed on to.
        evaluation = "_" if self._is_live else "L"
        self.live_form("live_macro_form", evaluation, node, plan, f"d0 |= {self._dirty()}", frame)
        bits = tuple(self.planner.macro_bits[id(node)])
        self.writeline(f"live_macro({frame.symbols.ref(node.name)}, live_macro_form, {bits!r})")


def _constant_names(template: nodes.Template) -> list[str]:
    """The templates that this one names by a constant: parents, includes, imports."""
    found = []
    for node in template.find_all(nodes.Stmt):
        named = getattr(node, "template", None)
        if isinstance(named, nodes.Const):
            value = named.value
            found += [value] if isinstance(value, str) else list(value)
    return found


def _bound_names(template: nodes.Template) -> list[str]:
    """The names that a template binds somewhere: those that it includes or extends may see them."""
    found = {name.name for name in template.find_all(nodes.Name) if name.ctx != "load"}
    found |= {node.name for node in template.find_all(nodes.Macro)}
    found |= {node.target for node in template.find_all(nodes.Import)}
    for node in template.find_all(nodes.FromImport):
        found |= {name if isinstance(name, str) else name[1] for name in node.names}
    return sorted(found)
