"""Writes the code of a list: find each item's memo by key or position, skip what is proved unchanged.

In the code an item's memo is `[fragment, index, item, proof, key, v0 …]`. While items come in the order they
had, each meets its memo at the same place, and those that are proved unchanged are passed over (`places`); from
the first difference on they are looked up by key (`reorder.py`), and `list_change` says what was removed, moved and
inserted.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from jinja2 import nodes
from jinja2.compiler import Frame

from liveview.engine import operations as ops
from liveview.engine.expressions import ExpressionWriter


class LoopWriter(ExpressionWriter):
    """Adds lists."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._recursive: list[str] = []  # the functions of the recursive loops around
        self.loops: list[str] = []  # what the variables of the loops around begin with

    @abstractmethod
    def fill(self, holder: str, slot: str, patch: str, dirty: str, plan: Any, frame: Frame, name: str = "") -> None:
        """Write the code that fills a fragment."""

    @abstractmethod
    def operations(self, steps: list[Any], cell: Any, frame: Frame) -> None:
        """Write a fragment's steps."""

    @abstractmethod
    def otherwise(self, step: ops.Branches, is_empty: str, cell: Any, frame: Frame) -> None:
        """Write the `else` of a loop."""

    def loop(self, step: ops.Loop, cell: Any, frame: Frame) -> None:
        """Write a loop whose items are instances of one fragment."""
        node, x = step.node, self.unique("x")  # the loop's variables begin with x and a number
        inner = frame.inner()
        inner.loop_frame = True
        reference = None if step.places is None else inner.symbols.declare_parameter("loop")
        inner.symbols.analyze_node(node, for_branch="body")
        if reference is not None and step.places:
            depth = {"depth": "depth", "function": self._recursive[-1]} if step.source else {"depth": "0"}
            self.places[reference] = {"i": f"{x}pos", "all": f"{x}all", **depth}
        self._begin(step, cell, x)
        self._items(step, x, frame)
        self._each(step, x, inner, reference)
        self._report_list(step, x, cell)
        if step.otherwise is not None:
            self.otherwise(step.otherwise, f"not {x}all", cell, frame)
        self.places.pop(reference or "", None)  # the next loop may use the same variable
        if self._assign_stack:
            self._assign_stack[-1].difference_update(inner.symbols.stores)

    def recursion(self, step: ops.Recursion, cell: Any, frame: Frame) -> None:
        """Write a recursive loop as a function, and call it."""
        name = self.unique("recur")
        self._recursive.append(name)
        self.writeline(f"def {name}(h, j, k, p, d0, items, depth):", step.node)
        self.indent()
        self.fill("h[j]", "k", "p", "d0", step.wrapper, frame)
        self.outdent()
        self._recursive.pop()
        self._recur(name, step, step.node.iter, "0", cell, frame)

    def recur(self, step: ops.Insert, cell: Any, frame: Frame) -> None:
        """Write a row's call of its loop."""
        place = self.places[frame.symbols.ref("loop")]
        self._recur(place["function"], step, step.node.args[0], f"{place['depth']} + 1", cell, frame)

    def _recur(
        self, name: str, step: ops.Recursion | ops.Insert, items: nodes.Expr, depth: str, cell: Any, frame: Frame
    ) -> None:
        self.writeline(
            f"{name}({cell.memo}, {step.index}, {step.place.number}, {cell.patch}, {cell.dirty}, ", step.node
        )
        self.visit(items, frame)
        self.write(f", {depth})")

    def _begin(self, step: ops.Loop, cell: Any, x: str) -> None:
        held = f"{cell.memo}[{step.index}]"
        self.writeline(f"{x}m = {held}", step.node)
        self.writeline(f"if type({x}m) is not LoopMemo: {x}m = {held} = LoopMemo()")
        self.writeline(f"{x}old = {x}m.items; {x}size = len({x}old); {x}e = {cell.dirty} & {step.outer}")
        self.writeline(f"{x}upd = []; {x}ins = []; {x}last = -2; {x}at = 0; {x}re = {x}m.reorder = None")
        if step.may_end:
            self.writeline(f"{x}end = False")

    def _items(self, step: ops.Loop, x: str, frame: Frame) -> None:
        """The items as a list, and the memos to begin with: the old ones, while nothing is known to be new."""
        node = step.node
        if node.test is not None:
            self._filter(node, x, frame)
        self.writeline(f"{x}all = {x}filter(" if node.test is not None else f"{x}all = ", node)
        if step.source:
            self.write(step.source)
        else:
            self.visit(node.iter, frame)
        self.write(")" if node.test is not None else "")
        self.writeline(f"if type({x}all) is not list and type({x}all) is not tuple: {x}all = list({x}all)")
        self.writeline(f"{x}new = {x}old if len({x}all) == {x}size else {x}old[:len({x}all)]")
        if step.body.mask & step.bits.length:
            self.writeline(f"if len({x}all) != {x}size: {x}e |= {step.bits.length}")

    def _filter(self, node: nodes.For, x: str, frame: Frame) -> None:
        """`{% for … if test %}`: only items that pass count, for the loop's variables too."""
        inner = frame.inner()
        inner.symbols.analyze_node(node, for_branch="test")
        self.writeline(f"def {x}filter({x}all):", node.test)
        self.indent()
        self.enter_frame(inner)
        self.writeline(f"for {x}item in {x}all:")
        self.indent()
        self.writeline("")
        self.visit(node.target, inner)
        self.write(f" = {x}item")
        self.writeline("if ", node.test)
        if node.test is not None:
            self.visit(node.test, inner)
        self.write(f": yield {x}item")
        self.outdent()
        self.leave_frame(inner, with_python_scope=True)
        self.outdent()

    def _each(self, step: ops.Loop, x: str, inner: Frame, reference: str | None) -> None:
        if reference is None or step.places:
            self.writeline(
                f"for {x}pos in places({x}m, {x}all, {x}e, {not step.body.mask & step.bits.index}):", step.node
            )
            self.indent()
            self.writeline(f"{x}item = {x}all[{x}pos]")
        else:
            self.writeline(f"for {x}item, {reference} in LoopContext({x}all, undefined):", step.node)
            self.indent()
            self.writeline(f"{x}pos = {reference}.index0")
            self.writeline(f"if not {x}e and {x}m.keeps({x}pos, {x}item): continue")
        self.writeline("")
        self.visit(step.node.target, inner)
        self.write(f" = {x}item")
        variable = _constant_variable(step.node, inner)
        if variable:
            self.dicts[variable] = f"{x}dict"
            self.writeline(f"{x}dict = type({x}item) is dict")
        self.enter_frame(inner)
        if _keeps_variables(step.node.body):
            self.writeline("_loop_vars = {}")
        self._find(step, x, inner)
        self._fill_item(step, x, inner)
        self.outdent()
        self.leave_frame(inner)
        self.dicts.pop(variable, None)

    def _find(self, step: ops.Loop, x: str, inner: Frame) -> None:
        """The memo of this item, or a new one; and what is dirty in it."""
        if step.key is None:
            self.writeline(f"{x}i = {x}old[{x}pos] if {x}pos < {x}size else None")
        else:
            self._find_by_key(step.key, x, inner)
        fragment, bits = step.body.variable, step.bits
        self.writeline(f"{x}n = {x}i is None")
        self.writeline(f"if {x}n:")
        self.indent()
        self.writeline(f"{x}i = {fragment}.new[:]; {x}d = -1")
        if step.key is not None:
            self.writeline(f"{x}i[4] = {x}key")
        self.outdent()
        self.writeline("else:")
        self.indent()
        proved = f"({x}i[3] is True or {x}i[3] is not False and {x}i[3] is {x}item._lv_mark)"
        self.writeline(f"{x}d = {x}e if {x}i[2] is {x}item and {proved} else {x}e | {bits.item}")
        if step.body.mask & bits.index:
            self.writeline(f"if {x}i[1] != {x}pos: {x}d |= {bits.index}")
        self.outdent()
        if step.body.mask & bits.index:
            self.writeline(f"{x}i[1] = {x}pos")

    def _find_by_key(self, key: nodes.Expr, x: str, inner: Frame) -> None:
        self.load(key, inner)
        self.writeline(f"{x}key = v if type(v) is str or type(v) is int else list_key(v)")
        self.writeline(f"if {x}re is None:")
        self.indent()
        self.writeline(f"{x}i = {x}old[{x}pos] if {x}pos < {x}size else None")
        self.writeline(f"if {x}i is not None and {x}i[4] != {x}key:")
        self.indent()
        self.writeline(f"{x}re = {x}m.rearrange({x}all, {x}pos); {x}new = {x}re.items")
        self.outdent()
        self.outdent()
        self.writeline(f"if {x}re is not None: {x}i = {x}re.find({x}pos, {x}key)")

    def _fill_item(self, step: ops.Loop, x: str, inner: Frame) -> None:
        self.writeline(f"if {x}d:")
        self.indent()
        # What was no proof of this very item is not asked again: without one it is looked at each time.
        asks = f"{x}d & {step.bits.item} and ({x}i[2] is not {x}item or {x}i[3] is not False)"
        self.writeline(f"if {asks}: {x}i[2] = {x}item; {x}i[3] = proof({x}item)")
        self.writeline(f"{x}q = []")
        self.loops.append(x)
        self.operations(step.body.operations, self.item_cell(x), inner)
        self.loops.pop()
        self.writeline(f"if {x}n: {x}last = inserted({x}ins, {x}last, {x}pos, {x}q[1::2])")
        self.writeline(f"elif {x}q: {x}upd += ({x}pos - {x}at, {x}q); {x}at = {x}pos")
        self.outdent()
        self.writeline(
            f"if {x}n: {x}new.append({x}i)" if step.key is None else f"if {x}re or {x}n: {x}new.append({x}i)"
        )
        if step.may_end:
            self.writeline(f"if {x}end: {x}new = {x}new[:{x}pos + 1]; break")

    @abstractmethod
    def item_cell(self, x: str) -> Any:
        """The variables of an item's fragment."""

    def _report_list(self, step: ops.Loop, x: str, cell: Any) -> None:
        number, patch = step.place.number, cell.patch
        self.writeline(f"{x}c = list_change({x}m, {x}new, {x}upd, {x}ins)")
        self.writeline(f"if {x}c is not None: {patch} += ({number} if {x}c[0] else ~{number}, {x}c[1])")
        self.writeline(f"elif {cell.new}: {patch} += ({number}, [])")
        self.writeline(f"if {x}ins: L.use({step.body.variable})")


def _constant_variable(node: nodes.For, inner: Frame) -> str:
    """The variable of a loop that holds the item throughout its row."""
    target = node.target
    if not isinstance(target, nodes.Name):
        return ""
    is_set = any(
        name.name == target.name and name.ctx == "store" for part in node.body for name in part.find_all(nodes.Name)
    )
    return "" if is_set else inner.symbols.ref(target.name)


def _keeps_variables(body: list[nodes.Node]) -> bool:
    """Whether Jinja's code for a row needs a place for names that are set in it."""
    inside = [*body, *(node for part in body for node in part.find_all((nodes.Stmt, nodes.Call)))]
    return not all(isinstance(node, (nodes.Output, nodes.If, nodes.For)) for node in inside)
