"""Writes the code that fills a fragment: take its memo or make one, evaluate what is dirty, report the patch."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from jinja2 import nodes
from jinja2.compiler import Frame, find_undeclared

from liveview.engine import operations as ops
from liveview.engine.builder import Place
from liveview.engine.loops import LoopWriter
from liveview.engine.masks import ALWAYS
from liveview.engine.owners import is_number

SETTERS = {
    "text": "set_text",
    "first text": "set_first",
    "content": "set_attribute",
    "first content": "set_first",
    "attribute": "set_attribute",
    "style": "set_attribute",
    "boolean": "set_boolean",
    "attributes": "set_attributes",
    "range": "set_html",
}


@dataclass
class Cell:
    """The variables of one fragment in the code.

    Attributes:
        memo: the values as they were.
        dirty: the bits of what may have changed.
        patch: what did change.
        new: whether the fragment was not there before.
        runs: for each place of several values, the variable that says whether one of them changed.
    """

    memo: str
    dirty: str
    patch: str
    new: str
    runs: dict[int, str] = field(default_factory=dict)


class FragmentWriter(LoopWriter):
    """Adds fragments."""

    _is_evaluated = False  # whether the code being written has its evaluation at hand, as `L`

    def fill(self, holder: str, slot: str, patch: str, dirty: str, plan: Any, frame: Frame, name: str = "") -> None:
        """Write the code that fills a fragment.

        Args:
            holder: the expression that holds its memo.
            slot: its number in the fragment around it.
            patch: the patch of that fragment.
            dirty: the bits there.
            plan: what to fill it with.
            frame: Jinja's frame.
            name: how the patch names the fragment; by default by its id.
        """
        cell = Cell(self.unique("f"), self.unique("d"), self.unique("q"), self.unique("n"))
        fragment = plan.variable
        self.writeline(f"{cell.memo} = {holder}")
        self.writeline(f"{cell.new} = type({cell.memo}) is not list or {cell.memo}[0] is not {fragment}")
        self.writeline(f"if {cell.new}: {cell.memo} = {fragment}.new[:]; {cell.dirty} = -1")
        self.writeline(f"else: {cell.dirty} = {dirty}")
        self.writeline(f"{cell.patch} = []")
        self.operations(plan.operations, cell, frame)
        self.writeline(f"if {cell.new}:")
        self.indent()
        self.writeline(f"{holder} = {cell.memo}; L.use({fragment})")
        self.writeline(f"{patch} += ({slot}, [{name or fragment + '.id'}, *{cell.patch}[1::2]])")
        self.outdent()
        self.writeline(f"elif {cell.patch}: {patch} += (~{slot}, {cell.patch})")

    def operations(self, steps: list[Any], cell: Any, frame: Frame) -> None:
        """Write a fragment's steps; values that depend on the same are guarded together."""
        for _, together in groupby(steps, key=lambda step: step.mask if isinstance(step, ops.Value) else id(step)):
            step, *more = together
            if isinstance(step, ops.Statement) and isinstance(step.node, nodes.Break):
                self.writeline(f"{self.loops[-1]}end = True", step.node)
            elif isinstance(step, ops.Statement):
                self.visit(step.node, frame)
            elif isinstance(step, ops.Report):
                self._report(step.place, cell)
            elif isinstance(step, ops.Scoped):
                self._scoped(step, cell, frame)
            else:
                self._guarded([step, *more], cell, frame)

    def _report(self, place: Place, cell: Cell) -> None:
        value = f"{cell.memo}[0].slots[{place.number}].value({cell.memo})"
        self.writeline(f"if {cell.runs[id(place)]}: {cell.patch} += ({place.number}, {value})")

    def _scoped(self, step: ops.Scoped, cell: Cell, frame: Frame) -> None:
        node = step.node
        inner = frame.inner()
        inner.symbols.analyze_node(node)
        self.enter_frame(inner)
        for target, value in zip(node.targets, node.values, strict=True):
            self.newline()
            self.visit(target, inner)
            self.write(" = ")
            self.visit(value, frame)
        self.operations(step.body, cell, inner)
        self.leave_frame(inner)

    def _guarded(self, steps: list[Any], cell: Cell, frame: Frame) -> None:
        """Steps that are skipped while nothing they depend on is dirty."""
        for place in (step.place for step in steps):
            if place.count > 1 and id(place) not in cell.runs:
                cell.runs[id(place)] = self.unique("c")
                self.writeline(f"{cell.runs[id(place)]} = False")
        first = steps[0]
        free = first.mask & ALWAYS or (isinstance(first, ops.Branches) and first.always)
        if not free:
            self.writeline(f"if {cell.dirty} & {first.mask}:" if first.mask else f"if {cell.new}:", first.node)
            self.indent()
        for step in steps:
            self._step(step, cell, frame)
        if not free:
            self.outdent()

    def _step(self, step: Any, cell: Cell, frame: Frame) -> None:
        if isinstance(step, ops.Value):
            self.load(step.node, frame)
            self._keep(step, cell)
        elif isinstance(step, ops.Opaque):
            self._opaque(step, cell, frame)
        elif isinstance(step, ops.Branches):
            self._branches(step, cell, frame)
        elif isinstance(step, ops.Loop):
            self.loop(step, cell, frame)
        elif isinstance(step, ops.Recursion):
            self.recursion(step, cell, frame)
        else:
            self._insert(step, cell, frame)

    def _keep(self, step: ops.Value | ops.Opaque, cell: Cell) -> None:
        """Compare the variable `v` with the memo; keep and report it."""
        place, held = step.place, f"{cell.memo}[{step.index}]"
        if place.count > 1:
            put = "put_attributes" if place.kind == "attributes" else "put"
            changed = f"v is not {held} and {put}({cell.memo}, {step.index}, v)"
            self.writeline(f"if {changed}: {cell.runs[id(place)]} = True")
        else:
            target = f"{cell.memo}, {step.index}, {place.number}, v, {cell.patch}"
            self.writeline(f"if v is not {held}: {SETTERS[place.kind]}({target})")

    def _opaque(self, step: ops.Opaque, cell: Cell, frame: Frame) -> None:
        inner = frame.copy()
        inner.require_output_check = False
        self.buffer(inner)
        self.visit(step.node, inner)
        self.writeline(f"v = Markup(concat({inner.buffer}))")
        self._keep(step, cell)

    def _branches(self, step: ops.Branches, cell: Cell, frame: Frame) -> None:
        number = step.place.number
        inner = frame.soft()
        for position, (test, plan) in enumerate(step.branches):
            if test is None:
                self.writeline("else:")
            else:
                self.writeline("elif " if position else "if ", test)
                self.visit(test, inner)
                self.write(":")
            self.indent()
            holder = f"{cell.memo}[{step.index}]"
            # Two branches may hold the same: then it goes by the name of the first, as in the full values.
            name = f"{cell.memo}[0].slots[{number}].reference({plan.variable})"
            self.fill(holder, str(number), cell.patch, cell.dirty, plan, inner, name)
            self.outdent()
        if step.branches[-1][0] is not None:
            self.writeline(f"else: clear({cell.memo}, {step.index}, {number}, {cell.patch})")

    def otherwise(self, step: ops.Branches, is_empty: str, cell: Any, frame: Frame) -> None:
        """The `else` of a loop."""
        number = step.place.number
        inner = frame.inner()
        inner.symbols.analyze_node(step.node, for_branch="else")
        self.writeline(f"if {is_empty}:")
        self.indent()
        self.enter_frame(inner)
        holder = f"{cell.memo}[{step.index}]"
        self.fill(holder, str(number), cell.patch, cell.dirty, step.branches[0][1], inner, "0")
        self.leave_frame(inner)
        self.outdent()
        self.writeline(f"else: clear({cell.memo}, {step.index}, {number}, {cell.patch})")

    # what others fill

    def _insert(self, step: ops.Insert, cell: Cell, frame: Frame) -> None:
        node, target = step.node, f"{cell.memo}, {step.index}, {step.place.number}, {cell.patch}"
        if step.kind == "include":
            self._include(node, target, frame)
        elif step.kind == "block":
            self._block(node, target, frame)
        elif step.kind == "super":
            self.writeline(f"L.block(context, {frame.block!r}, depth + 1, {{}}, {target})", node)
        elif step.kind == "self":
            self.writeline(f"L.block(context, {node.node.attr!r}, 0, {{}}, {target})", node)
        elif step.kind == "recurse":
            self.recur(step, cell, frame)
        elif step.kind == "call block":
            caller = self._content(step, cell, frame)
            self._call(node.call, target, frame, caller)
        else:
            self._call(node, target, frame)

    def visit_ImportedName(self, node: nodes.ImportedName, frame: Frame) -> None:
        """Jinja's own form; an event's owner is the evaluation's."""
        if is_number(node) and self._is_evaluated:
            self.write("L.owner")
            return
        super().visit_ImportedName(node, frame)
        if is_number(node):
            self.write("()")  # there is no evaluation to ask

    def _block(self, node: nodes.Block, target: str, frame: Frame) -> None:
        if node.required:
            message = f"Required block {node.name!r} not found"
            self.writeline(f"if len(context.blocks[{node.name!r}]) <= 1: raise TemplateRuntimeError({message!r})", node)
        local = self.dump_local_context(frame) if node.scoped else "{}"
        self.writeline(f"L.block(context, {node.name!r}, 0, {local}, {target})", node)

    def _content(self, step: ops.Insert, cell: Cell, frame: Frame) -> str:
        """Write a call block's content as a macro with both forms; returns its variable."""
        node, name = step.node, self.unique("caller")
        macro_frame, macro = self.macro_body(node, frame)
        self.writeline(f"{name} = ")
        self.macro_def(macro, macro_frame)
        own = f"d0 |= {cell.dirty} & {step.mask}"
        self.live_form(f"{name}_live", "_", node, step.body, own, frame)
        self.writeline(f"live_macro({name}, {name}_live, {step.bits!r})")
        return name

    def live_form(
        self, name: str, evaluation: str, node: nodes.Macro | nodes.CallBlock, plan: Any, dirty: str, frame: Frame
    ) -> None:
        """Write the function that fills a macro's fragment.

        Args:
            name: its name.
            evaluation: what it calls the evaluation that it is called from.
            node: the macro.
            plan: the fragment.
            dirty: the statement that adds what is dirty where the macro stands to `d0`.
            frame: Jinja's frame, where the macro stands.
        """
        inner = frame.inner()
        inner.symbols.analyze_node(node)
        inner.toplevel = False
        names = [inner.symbols.ref(argument.name) for argument in node.args]
        parameters = list(names)
        if find_undeclared(node.body, ("caller",)):
            parameters.append(inner.symbols.declare_parameter("caller"))
            inner.symbols.analyze_node(node)
        self.writeline(f"def {name}({', '.join([evaluation, 'h', 'k', 'p', 'd0', *parameters])}):", node)
        self.indent()
        known, self._is_evaluated = self._is_evaluated, True
        self.writeline(dirty)
        self.enter_frame(inner)
        self.push_parameter_definitions(inner)
        for index, reference in enumerate(names):
            self._default(node, index, reference, inner)
        self.pop_parameter_definitions()
        self.fill("h[0]", "k", "p", "d0", plan, inner)
        self.leave_frame(inner, with_python_scope=True)
        self._is_evaluated = known
        self.outdent()

    def _default(self, node: nodes.Macro | nodes.CallBlock, index: int, reference: str, frame: Frame) -> None:
        name = node.args[index].name
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

    def _call(self, node: nodes.Call, target: str, frame: Frame, caller: str = "") -> None:
        scopes = [f"'{name}': {name}" for name, is_in in _scopes(frame) if is_in]
        self.writeline(f"L.call(context, {{{', '.join(scopes)}}}, ", node)
        self.visit(node.node, frame)
        self.write(f", {target}, (")
        for argument in node.args:
            self.visit(argument, frame)
            self.write(", ")
        self.write("), {")
        for keyword in node.kwargs:
            self.write(f"{keyword.key!r}: ")
            self.visit(keyword.value, frame)
            self.write(", ")
        self.write(f"'caller': {caller}}}" if caller else "}")
        self.write(f", {self.unique('')})")

    def _include(self, node: nodes.Include, target: str, frame: Frame) -> None:
        self._template(node, f"clear({target})", frame)
        outer = f"context, {self.dump_local_context(frame)}" if node.with_context else "None, {}"
        self.writeline(f"L.include(template, {outer}, {target})")
        if node.ignore_missing:
            self.outdent()

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:
        """Jinja's own form, but that one without a context goes into the buffer where there is one."""
        if node.with_context:
            super().visit_Include(node, frame)
            return
        self._template(node, "pass", frame)
        self.writeline("for event in template._get_default_module()._body_stream:")
        self.indent()
        self.simple_write("event", frame)
        self.outdent()
        if node.ignore_missing:
            self.outdent()

    def visit_OverlayScope(self, node: nodes.OverlayScope, frame: Frame) -> None:
        """Jinja's own form, which yields wherever it stands: where there is a buffer, in a function of its own."""
        if frame.buffer is None:
            super().visit_OverlayScope(node, frame)
            return
        name = self.unique("overlay")
        self.writeline(f"def {name}():", node)
        self.indent()
        self.writeline("if 0: yield None")
        super().visit_OverlayScope(node, frame)
        self.outdent()
        self.writeline(f"for event in {name}():")
        self.indent()
        self.simple_write("event", frame)
        self.outdent()

    def _template(self, node: nodes.Include, otherwise: str, frame: Frame) -> None:
        """Write what finds the template; for one that may be missing, the rest is its `else`."""
        if node.ignore_missing:
            self.writeline("try:")
            self.indent()
        self.writeline(f"template = environment.{_getter(node.template)}(", node)
        self.visit(node.template, frame)
        self.write(f", {self.name!r})")
        if node.ignore_missing:
            self.outdent()
            self.writeline(f"except TemplateNotFound: {otherwise}")
            self.writeline("else:")
            self.indent()


def _scopes(frame: Frame) -> tuple[tuple[str, bool], ...]:
    """What Jinja hands to functions that ask for the context: names that were set in the loop or block around."""
    return ("_loop_vars", bool(frame.loop_frame)), ("_block_vars", bool(frame.block_frame))


def _getter(template: nodes.Expr) -> str:
    """How the environment finds one template, the first of several, or whatever a value names."""
    several = (nodes.Tuple, nodes.List)
    if isinstance(template, several):
        return "select_template"
    if isinstance(template, nodes.Const):
        return "get_template" if isinstance(template.value, str) else "select_template"
    return "get_or_select_template"
