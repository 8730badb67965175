"""Writes the live form of a template beside Jinja's own: code that fills memos and reports patches.

The stock form is written by Jinja as it is. The live form follows the plan: for each fragment it takes the
memo from its holder or makes a new one, evaluates the slots whose bits are dirty, and reports to the patch of
the fragment around it. Names in the code it writes, with a number for the fragment's depth:

    f  the fragment's memo          d  the dirty bits
    q  the fragment's patch         n  whether the fragment is new
"""

from __future__ import annotations

from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, find_undeclared, optimizeconst
from jinja2.filters import FILTERS as DEFAULT_FILTERS
from jinja2.tests import TESTS as DEFAULT_TESTS

from liveview.engine import plan as ops
from liveview.engine.masks import ALWAYS, is_pure

RUNTIME = (
    "from liveview.engine.children import live_macro",
    "from liveview.engine.evaluation import clear, put, set_attribute, set_attributes, set_boolean, set_html, set_text",
    "from liveview.engine.fragment import (AttributesSlot, AttributeSlot, BooleanSlot, ContentSlot, Fragment, "
    "ListSlot, Mark, RangeSlot, StaticStyle, StyleSlot, TextSlot)",
    "from liveview.engine.keyed import LoopMemo, Reorder, inserted, list_change, list_key",
    "from liveview.engine.proof import immutable",
    "from markupsafe import Markup",
)
SETTERS = {"text": "set_text", "content": "set_attribute", "attribute": "set_attribute", "style": "set_attribute"}
SIMPLE = (
    *(nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand),
    *(nodes.BinExpr, nodes.UnaryExpr, nodes.CondExpr, nodes.Concat, nodes.Call, nodes.ImportedName, nodes.Pair),
    *(nodes.Tuple, nodes.List, nodes.Keyword),
)


class LiveCodeGenerator(CodeGenerator):
    """Jinja's code generator with the live form added."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        self.planner = ops.Planner(self.environment, self.name, self.filename)
        self.planner.plan(node)
        self._depth = 0
        self._unique = 0
        self._direct = False
        self._stock_getattr = (
            type(self.environment).getattr is jinja2.Environment.getattr
            and type(self.environment).getitem is jinja2.Environment.getitem
            and not self.environment.sandboxed
        )
        for line in RUNTIME:
            self.writeline(line)
        self._write_fragments()
        super().visit_Template(node, frame)
        eval_ctx = nodes.EvalContext(self.environment, self.name)
        self._write_root(node, eval_ctx)
        for name, block in self.blocks.items():
            self._write_block(name, block, eval_ctx)
        self._write_tables(node)

    # module level

    def _write_fragments(self) -> None:
        for fragment in self.planner.fragments:
            self.writeline(f"{fragment.variable} = {fragment.builder.fragment()}")
        self.writeline(f"ROOTS = {self.planner.bits.roots!r}")

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
        self.writeline(f"live_lines = {lines!r}")
        self.writeline(f"live_attributes = {found!r}")
        self.writeline(f"live_names = {_constant_names(node)!r}")
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
        self.writeline("d0 = L.mask(ROOTS, context)")

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
                self._fill("h", "j", "k", "p", planner.root, frame, "d0", "k")
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
        self._fill("h", "j", "k", "p", plan, frame, "d0")
        self.leave_frame(frame, with_python_scope=True)
        self.outdent()

    # macros: both forms in both functions, since an import runs the stock one

    def visit_Macro(self, node: nodes.Macro, frame: Frame) -> None:
        super().visit_Macro(node, frame)
        plan = self.planner.macros.get(id(node))
        if plan is None or not frame.toplevel:
            return
        reference = frame.symbols.ref(node.name)
        inner = frame.inner()
        inner.symbols.analyze_node(node)
        inner.toplevel = False
        parameters = ", ".join(["L", "h", "k", "p", "d0", *(inner.symbols.ref(a.name) for a in node.args)])
        self.writeline(f"def live_macro_form({parameters}):", node)
        self.indent()
        self.writeline("j = 0")
        self.writeline("d0 |= L.mask(ROOTS, context)")
        self.enter_frame(inner)
        self.push_parameter_definitions(inner)
        for index, argument in enumerate(node.args):
            self._write_default(node, index, inner.symbols.ref(argument.name), argument.name, inner)
        self.pop_parameter_definitions()
        self._fill("h", "j", "k", "p", plan, inner, "d0")
        self.leave_frame(inner, with_python_scope=True)
        self.outdent()
        bits = tuple(self.planner.macro_bits[id(node)])
        self.writeline(f"live_macro({reference}, live_macro_form, {bits!r})")

    def _write_default(self, node: nodes.Macro, index: int, reference: str, name: str, frame: Frame) -> None:
        self.writeline(f"if {reference} is missing:")
        self.indent()
        offset = index - len(node.args)
        if -offset <= len(node.defaults):
            self.writeline(f"{reference} = ")
            self.visit(node.defaults[offset], frame)
        else:
            message = f"parameter {name!r} was not provided"
            self.writeline(f"{reference} = undefined({message!r}, name={name!r})")
        self.mark_parameter_stored(reference)
        self.outdent()

    # fragments

    def _name(self, prefix: str) -> str:
        self._unique += 1
        return f"{prefix}{self._unique}"

    def _fill(
        self, h: str, j: str, k: str, p: str, plan: Any, frame: Frame, dirty: str, reference: str | None = None
    ) -> None:
        """Fill the fragment that `h[j]` holds, and report it to the patch `p` as slot `k`."""
        f, d, q, n = (self._name(prefix) for prefix in "fdqn")
        variable = plan.variable
        self.writeline(f"{f} = {h}[{j}]")
        self.writeline(f"{n} = type({f}) is not list or {f}[0] is not {variable}")
        self.writeline(f"if {n}:")
        self.indent()
        self.writeline(f"{f} = {variable}.new[:]")
        self.writeline(f"{d} = -1")
        self.outdent()
        self.writeline("else:")
        self.indent()
        self.writeline(f"{d} = {dirty}")
        self.outdent()
        self.writeline(f"{q} = []")
        self._operations(plan.operations, f, d, q, n, frame)
        self.writeline(f"if {n}:")
        self.indent()
        self.writeline(f"{h}[{j}] = {f}")
        self.writeline(f"L.use({variable})")
        name = f"{variable}.id" if reference is None or reference == "k" else reference
        self.writeline(f"{p} += ({k}, [{name}, *{q}[1::2]])")
        self.outdent()
        self.writeline(f"elif {q}:")
        self.indent()
        self.writeline(f"{p} += (~{k}, {q})")
        self.outdent()

    def _operations(self, operations: list[Any], f: str, d: str, q: str, n: str, frame: Frame) -> None:
        runs: dict[int, str] = {}
        for operation in operations:
            if isinstance(operation, ops.Statement):
                self.visit(operation.node, frame)
            elif isinstance(operation, ops.Scoped):
                self._scoped(operation, f, d, q, n, frame, runs)
            else:
                self._operation(operation, f, d, q, n, frame, runs)

    def _scoped(self, operation: Any, f: str, d: str, q: str, n: str, frame: Frame, runs: dict[int, str]) -> None:
        node = operation.node
        inner = frame.inner()
        inner.symbols.analyze_node(node)
        self.enter_frame(inner)
        for target, value in zip(node.targets, node.values, strict=True):
            self.newline()
            self.visit(target, inner)
            self.write(" = ")
            self.visit(value, frame)
        for step in operation.body:
            if isinstance(step, ops.Statement):
                self.visit(step.node, inner)
            elif isinstance(step, ops.Scoped):
                self._scoped(step, f, d, q, n, inner, runs)
            else:
                self._operation(step, f, d, q, n, inner, runs)
        self.leave_frame(inner)

    def _operation(self, operation: Any, f: str, d: str, q: str, n: str, frame: Frame, runs: dict[int, str]) -> None:
        if isinstance(operation, ops.Report):
            self._report(operation.place, f, q, runs)
            return
        place = operation.place
        if place.count > 1 and id(place) not in runs:
            runs[id(place)] = self._name("c")
            self.writeline(f"{runs[id(place)]} = False")
        guarded = self._guard(operation, d, n)
        if isinstance(operation, ops.Value):
            self._value(operation, f, q, frame, runs)
        elif isinstance(operation, ops.Opaque):
            self._opaque(operation, f, q, frame, runs)
        elif isinstance(operation, ops.Branches):
            self._branches(operation, f, d, q, frame)
        elif isinstance(operation, ops.Loop):
            self._loop(operation, f, d, q, n, frame)
        else:
            self._insert(operation, f, q, frame)
        if guarded:
            self.outdent()

    def _guard(self, operation: Any, d: str, n: str) -> bool:
        """Skip the operation while nothing it depends on is dirty."""
        if operation.mask & ALWAYS or getattr(operation, "always", False):
            return False
        self.writeline(f"if {d} & {operation.mask}:" if operation.mask else f"if {n}:", operation.node)
        self.indent()
        return True

    def _report(self, place: Any, f: str, q: str, runs: dict[int, str]) -> None:
        self.writeline(f"if {runs[id(place)]}:")
        self.indent()
        self.writeline(f"{q} += ({place.number}, {f}[0].slots[{place.number}].value({f}))")
        self.outdent()

    # values

    def _value(self, operation: Any, f: str, q: str, frame: Frame, runs: dict[int, str]) -> None:
        self._load(operation.node, frame)
        self._keep(operation, "v", f, q, runs)

    def _load(self, node: nodes.Expr, frame: Frame) -> None:
        """Evaluate an expression to `v`, by direct attribute access where that gives the same."""
        reads = isinstance(node, nodes.Getattr) or node.find(nodes.Getattr) is not None
        if not (self._stock_getattr and reads and self._is_simple(node)):
            self._assign("v", node, frame)
            return
        self.writeline("try:")
        self.indent()
        self._direct = True
        self._assign("v", node, frame)
        self._direct = False
        self.outdent()
        self.writeline("except Exception:")  # a missing name or key: Jinja's own way, with its undefined values
        self.indent()
        self._assign("v", node, frame)
        self.outdent()

    def _assign(self, target: str, node: nodes.Expr, frame: Frame) -> None:
        self.writeline(f"{target} = ", node)
        finalize = self._make_finalize()
        if finalize.src is not None and self.environment.finalize is not None:
            self.write(finalize.src)
            self.visit(node, frame)
            self.write(")")
        else:
            self.visit(node, frame)

    def _is_simple(self, node: nodes.Node) -> bool:
        """Whether evaluating twice does no more than evaluating once."""
        if not isinstance(node, SIMPLE):
            return False
        if isinstance(node, nodes.Call) and not isinstance(node.node, nodes.ImportedName):
            return False
        if isinstance(node, (nodes.Filter, nodes.Test)) and not self._is_known(node):
            return False
        return all(self._is_simple(child) for child in node.iter_child_nodes())

    def _is_known(self, node: nodes.Filter | nodes.Test) -> bool:
        is_filter = isinstance(node, nodes.Filter)
        known = self.environment.filters if is_filter else self.environment.tests
        builtin: Any = DEFAULT_FILTERS if is_filter else DEFAULT_TESTS
        function = known.get(node.name)
        return function is not None and (function is builtin.get(node.name) or is_pure(function))

    @optimizeconst
    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        if not self._direct:
            super().visit_Getattr(node, frame)
            return
        # Jinja looks for an attribute first, which for a dict means a failed lookup and an exception each time.
        if hasattr(dict, node.attr):
            self.visit(node.node, frame)
            self.write(f".{node.attr}")
            return
        name = frame.symbols.ref(node.node.name) if isinstance(node.node, nodes.Name) else self._name("t")
        self.write(f"({name}[{node.attr!r}] if type({name}")
        if not isinstance(node.node, nodes.Name):
            self.write(" := ")
            self.visit(node.node, frame)
        self.write(f") is dict else {name}.{node.attr})")

    # statements

    def _keep(self, operation: Any, value: str, f: str, q: str, runs: dict[int, str]) -> None:
        place, index = operation.place, operation.index
        if place.count > 1:
            self.writeline(f"if {value} is not {f}[{index}] and put({f}, {index}, {value}):")
            self.indent()
            self.writeline(f"{runs[id(place)]} = True")
            self.outdent()
            return
        setter = {"boolean": "set_boolean", "attributes": "set_attributes", "range": "set_html"}.get(place.kind)
        setter = setter or SETTERS[place.kind]
        self.writeline(f"if {value} is not {f}[{index}]:")
        self.indent()
        self.writeline(f"{setter}({f}, {index}, {place.number}, {value}, {q})")
        self.outdent()

    def _opaque(self, operation: Any, f: str, q: str, frame: Frame, runs: dict[int, str]) -> None:
        inner = frame.copy()
        inner.require_output_check = False
        self.buffer(inner)
        self.visit(operation.node, inner)
        self.writeline(f"v = Markup(concat({inner.buffer}))")
        self._keep(operation, "v", f, q, runs)

    def _branches(self, operation: Any, f: str, d: str, q: str, frame: Frame) -> None:
        number, index = operation.place.number, operation.index
        inner = frame.soft()
        for position, (test, plan) in enumerate(operation.branches):
            if test is None:
                self.writeline("else:")
            else:
                self.writeline("elif " if position else "if ", test)
                self.visit(test, inner)
                self.write(":")
            self.indent()
            self._fill(f, str(index), str(number), q, plan, inner, d, str(position))
            self.outdent()
        if operation.branches[-1][0] is not None:
            self.writeline("else:")
            self.indent()
            self.writeline(f"clear({f}, {index}, {number}, {q})")
            self.outdent()

    def _insert(self, operation: Any, f: str, q: str, frame: Frame) -> None:
        node, place = operation.node, f"{f}, {operation.index}, {operation.place.number}, {q}"
        if operation.kind == "include":
            self._include(node, place, frame)
        elif operation.kind == "block":
            local = self.dump_local_context(frame) if node.scoped else "{}"
            self.writeline(f"L.block(context, {node.name!r}, 0, {local}, {place})", node)
        elif operation.kind == "super":
            self.writeline(f"L.block(context, {frame.block!r}, depth + 1, {{}}, {place})", node)
        else:
            self.writeline("L.call(context, ", node)
            self.visit(node.node, frame)
            self.write(f", {place}, (")
            for argument in node.args:
                self.visit(argument, frame)
                self.write(", ")
            self.write("), {")
            for keyword in node.kwargs:
                self.write(f"{keyword.key!r}: ")
                self.visit(keyword.value, frame)
                self.write(", ")
            self.write("})")

    def _include(self, node: nodes.Include, place: str, frame: Frame) -> None:
        if node.ignore_missing:
            self.writeline("try:")
            self.indent()
        function = "get_or_select_template"
        if isinstance(node.template, nodes.Const):
            function = "get_template" if isinstance(node.template.value, str) else "select_template"
        elif isinstance(node.template, (nodes.Tuple, nodes.List)):
            function = "select_template"
        self.writeline(f"template = environment.{function}(", node)
        self.visit(node.template, frame)
        self.write(f", {self.name!r})")
        if node.ignore_missing:
            self.outdent()
            self.writeline("except TemplateNotFound:")
            self.indent()
            f, index, number, q = place.split(", ")
            self.writeline(f"clear({f}, {index}, {number}, {q})")
            self.outdent()
            self.writeline("else:")
            self.indent()
        self.writeline(f"L.include(template, context, {self.dump_local_context(frame)}, {place})")
        if node.ignore_missing:
            self.outdent()

    # lists

    def _loop(self, operation: Any, f: str, d: str, q: str, n: str, frame: Frame) -> None:
        node, bits = operation.node, operation.bits
        number, index = operation.place.number, operation.index
        x = self._name("x")
        uses_length = bool(operation.body.mask & bits.length)
        inner = frame.inner()
        inner.loop_frame = True
        loop_reference = inner.symbols.declare_parameter("loop") if operation.extended else None
        inner.symbols.analyze_node(node, for_branch="body")
        self.writeline(f"{x}m = {f}[{index}]", node)
        self.writeline(f"if type({x}m) is not LoopMemo:")
        self.indent()
        self.writeline(f"{x}m = {f}[{index}] = LoopMemo()")
        self.outdent()
        self.writeline(f"{x}old = {x}m.items")
        self.writeline(f"{x}size = len({x}old)")
        self.writeline(f"{x}new = []; {x}upd = []; {x}ins = []; {x}last = -2; {x}pos = 0; {x}re = None")
        self.writeline(f"{x}e = {d} & {operation.outer}")
        self._iterable(operation, x, inner, frame, uses_length)
        self._item_header(node, x, loop_reference)
        self.indent()
        self._skip_unchanged(x)
        self.writeline("")
        self.visit(node.target, inner)
        self.write(f" = {x}item")
        self.enter_frame(inner)
        self.writeline("_loop_vars = {}")
        self._find_item(operation, x, inner)
        self._fill_item(operation, x, inner)
        self.outdent()
        self.leave_frame(inner)
        self._report_list(x, number, q, n, operation.body.variable)
        if operation.otherwise is not None:
            self._otherwise(operation.otherwise, x, f, d, q, frame)
        if self._assign_stack:
            self._assign_stack[-1].difference_update(inner.symbols.stores)

    def _iterable(self, operation: Any, x: str, inner: Frame, frame: Frame, uses_length: bool) -> None:
        node = operation.node
        if node.test is not None:
            test_frame = frame.inner()
            test_frame.symbols.analyze_node(node, for_branch="test")
            self.writeline(f"def {x}filter(fiter):", node.test)
            self.indent()
            self.enter_frame(test_frame)
            self.writeline("for ")
            self.visit(node.target, test_frame)
            self.write(" in fiter:")
            self.indent()
            self.writeline("if ", node.test)
            self.visit(node.test, test_frame)
            self.write(":")
            self.indent()
            self.writeline("yield ")
            self.visit(node.target, test_frame)
            self.outdent(3)
            self.leave_frame(test_frame, with_python_scope=True)
        self.writeline(f"{x}iter = ", node)
        self.write(f"{x}filter(" if node.test is not None else "")
        self.visit(node.iter, frame)
        self.write(")" if node.test is not None else "")
        if uses_length:
            self.writeline(f"{x}iter = list({x}iter)")
            self.writeline(f"if len({x}iter) != {x}m.length:")
            self.indent()
            self.writeline(f"{x}e |= {operation.bits.length}; {x}m.length = len({x}iter)")
            self.outdent()

    def _item_header(self, node: nodes.For, x: str, loop_reference: str | None) -> None:
        if loop_reference is None:
            self.writeline(f"for {x}item in {x}iter:", node)
        else:
            self.writeline(f"for {x}item, {loop_reference} in LoopContext({x}iter, undefined):", node)

    def _skip_unchanged(self, x: str) -> None:
        """The item is the very one it was and cannot change, and nothing around it is dirty: keep it."""
        self.writeline(f"if {x}re is None and {x}pos < {x}size:")
        self.indent()
        self.writeline(f"{x}i = {x}old[{x}pos]")
        self.writeline(f"if {x}i[2] is {x}item and {x}i[3] and not {x}e:")
        self.indent()
        self.writeline(f"{x}new.append({x}i); {x}pos += 1")
        self.writeline("continue")
        self.outdent()
        self.outdent()

    def _find_item(self, operation: Any, x: str, inner: Frame) -> None:
        """The memo of this item: by key, else by position."""
        variable = operation.body.variable
        if operation.key is None:
            self.writeline(f"{x}i = {x}old[{x}pos] if {x}pos < {x}size else None")
        else:
            self._load(operation.key, inner)
            self.writeline(f"{x}key = v if type(v) is str or type(v) is int else list_key(v)")
            self.writeline(f"if {x}re is None:")
            self.indent()
            self.writeline(f"{x}i = {x}old[{x}pos] if {x}pos < {x}size else None")
            self.writeline(f"if {x}i is None or {x}i[4] != {x}key:")
            self.indent()
            self.writeline(f"{x}re = Reorder({x}old, {x}pos)")
            self.outdent(2)
            self.writeline(f"if {x}re is not None:")
            self.indent()
            self.writeline(f"{x}i = {x}re.take({x}key)")
            self.outdent()
        self.writeline(f"{x}n = {x}i is None")
        self.writeline(f"if {x}n:")
        self.indent()
        self.writeline(f"{x}i = {variable}.new[:]; {x}d = -1")
        if operation.key is not None:
            self.writeline(f"{x}i[4] = {x}key")
        self.outdent()
        self.writeline("else:")
        self.indent()
        bits = operation.bits
        self.writeline(f"{x}d = {x}e if {x}i[2] is {x}item and {x}i[3] else {x}e | {bits.item}")
        if operation.body.mask & bits.index:
            self.writeline(f"if {x}i[1] != {x}pos: {x}d |= {bits.index}")
        self.outdent()
        self.writeline(f"{x}i[1] = {x}pos")

    def _fill_item(self, operation: Any, x: str, inner: Frame) -> None:
        self.writeline(f"if {x}d:")
        self.indent()
        self.writeline(f"if {x}d & {operation.bits.item}:")
        self.indent()
        self.writeline(f"{x}i[2] = {x}item; {x}i[3] = immutable({x}item)")
        self.outdent()
        self.writeline(f"{x}q = []")
        self._operations(operation.body.operations, f"{x}i", f"{x}d", f"{x}q", f"{x}n", inner)
        self.writeline(f"if {x}n:")
        self.indent()
        self.writeline(f"{x}last = inserted({x}ins, {x}last, {x}pos, {x}q[1::2])")
        self.outdent()
        self.writeline(f"elif {x}q:")
        self.indent()
        self.writeline(f"{x}upd += ({x}pos, {x}q)")
        self.outdent(2)
        self.writeline(f"{x}new.append({x}i); {x}pos += 1")

    def _report_list(self, x: str, number: int, q: str, n: str, variable: str) -> None:
        self.writeline(f"{x}c = list_change({x}m, {x}new, {x}re, {x}upd, {x}ins)")
        self.writeline(f"if {x}c is not None:")
        self.indent()
        self.writeline(f"{q} += ({number} if {x}c[0] else ~{number}, {x}c[1])")
        self.outdent()
        self.writeline(f"elif {n}:")
        self.indent()
        self.writeline(f"{q} += ({number}, [])")
        self.outdent()
        self.writeline(f"if {x}ins: L.use({variable})")

    def _otherwise(self, branches: Any, x: str, f: str, d: str, q: str, frame: Frame) -> None:
        number, index = branches.place.number, branches.index
        inner = frame.inner()
        inner.symbols.analyze_node(branches.node, for_branch="else")
        self.writeline(f"if {x}pos == 0:")
        self.indent()
        self.enter_frame(inner)
        self._fill(f, str(index), str(number), q, branches.branches[0][1], inner, d, "0")
        self.leave_frame(inner)
        self.outdent()
        self.writeline("else:")
        self.indent()
        self.writeline(f"clear({f}, {index}, {number}, {q})")
        self.outdent()


def _constant_names(template: nodes.Template) -> list[str]:
    """The templates that this one names by a constant: parents, includes, imports."""
    found = []
    for node in template.find_all(nodes.Stmt):
        named = getattr(node, "template", None)
        if isinstance(named, nodes.Const):
            value = named.value
            found += [value] if isinstance(value, str) else list(value)
    return found
