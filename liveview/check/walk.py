"""Walks a template's statements with the names in scope, into its parents and includes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.runtime import LoopContext

from liveview.check.expressions import Exempt, Expressions, Scope, World
from liveview.check.finding import Findings
from liveview.check.kinds import ABSENT, item, shown, unpacked
from liveview.check.sources import Tree, Trees
from liveview.check.speed import identity, is_keyed
from liveview.errors import TemplateError
from liveview.view.names import did_you_mean


class Walk:
    """Checks the expressions of one template and of those that it names.

    Args:
        trees: where templates are found.
        world: what they see.
        findings: where to note what is wrong.
    """

    def __init__(self, trees: Trees, world: World, findings: Findings) -> None:
        self._trees = trees
        self.world = world
        self._findings = findings
        self._open: list[str] = []  # templates that are being walked: one may include itself

    def template(self, tree: Tree, scope: Scope) -> None:
        """Walk a template as it is rendered with some names in scope."""
        if tree.name in self._open:
            return
        self._open.append(tree.name)
        InTemplate(self, tree).walk(scope)
        self._open.pop()

    def named(self, name: nodes.Expr, parent: Tree, *, optional: bool) -> list[Tree]:
        """The templates that another one names, where it does so by a constant."""
        value = name.value if isinstance(name, nodes.Const) else None
        names = [value] if isinstance(value, str) else value if isinstance(value, (list, tuple)) else []
        if isinstance(name, (nodes.List, nodes.Tuple)):
            names = [part.value for part in name.items if isinstance(part, nodes.Const)]
            optional = optional or len(names) < len(name.items)
        found = [tree for tree in (self._load(str(each), parent) for each in names) if tree is not None]
        if names and not found and not optional:
            self._missing(" or ".join(f"`{each}`" for each in names), str(names[0]), parent, name.lineno)
        return found

    def _load(self, name: str, parent: Tree) -> Tree | None:
        try:
            return self._trees.named(name, parent)
        except jinja2.TemplateNotFound:
            return None
        except jinja2.TemplateSyntaxError as error:
            self._findings.add("syntax", error.message or "syntax error", error.name, error.filename, error.lineno)
            return parent  # it is there, and there is nothing to walk in it
        except TemplateError:  # of a control; the compiler says the same
            return parent

    def _missing(self, names: str, name: str, parent: Tree, lineno: int) -> None:
        try:
            known = self._trees.environment.list_templates()
        except TypeError:  # the app's loader cannot list
            known = []
        reason = f"there is no template {names}.{did_you_mean(name, known)}"
        self._findings.add("unknown-template", reason, parent.name, parent.filename, lineno)

    def expressions(self, tree: Tree) -> Expressions:
        """What works out kinds in a template."""

        def report(code: str, message: str, lineno: int) -> None:
            self._findings.add(code, message, tree.name, tree.filename, lineno)

        return Expressions(self.world, Exempt.of(tree.root), report)

    def note(self, code: str, message: str, tree: Tree, lineno: int) -> None:
        """Note what is wrong with a statement."""
        self._findings.add(code, message, tree.name, tree.filename, lineno)


class InTemplate:
    """The statements of one template.

    Args:
        walk: the whole walk.
        tree: the template.
    """

    def __init__(self, walk: Walk, tree: Tree) -> None:
        self._walk = walk
        self._tree = tree
        self._expressions = walk.expressions(tree)
        self._branches = 0  # of conditions around this place
        self._parents: list[Tree] = []
        self._macros: list[tuple[nodes.Macro, Scope]] = []

    def walk(self, scope: Scope) -> None:
        """Walk it, then its parents: they see what its top level has set."""
        self._body(self._tree.root.body, scope)
        while self._macros:  # last, since one may call another that stands after it
            macro, around = self._macros.pop(0)
            self._inner(macro.body, around, [argument.name for argument in macro.args])
        for parent in self._parents:
            self._walk.template(parent, scope)

    def _body(self, body: Iterable[nodes.Node], scope: Scope) -> None:
        for node in body:
            visit: Callable[[Any, Scope], None] = getattr(self, f"_{type(node).__name__.lower()}", self._other)
            visit(node, scope)

    def _other(self, node: nodes.Node, scope: Scope) -> None:
        if isinstance(node, (nodes.Expr, nodes.Helper)):
            self._expressions.of(node, scope)
        else:
            self._body(node.iter_child_nodes(), scope)

    def _inner(self, body: Sequence[nodes.Node], scope: Scope, names: Iterable[str] = ()) -> None:
        inner = Scope(scope)
        for name in names:
            inner.bind(name, Any)
        branches, self._branches = self._branches, 0
        self._body(body, inner)
        self._branches = branches

    def _for(self, node: nodes.For, scope: Scope) -> None:
        kind = self._expressions.of(node.iter, scope)
        found = item(kind)
        if found is ABSENT:
            reason = f"{shown(kind)} cannot be looped over: `{{% for %}}` takes a list or another collection."
            self._walk.note("not-iterable", reason, self._tree, node.lineno)
            found = Any
        self._check_key(node, found, scope)
        inner = Scope(scope)
        self._bind(node.target, found, inner)
        self._expressions.of(node.test, inner)
        inner.bind("loop", LoopContext)
        branches, self._branches = self._branches, 0
        self._body(node.body, inner)
        self._branches = branches
        self._inner(node.else_, scope)

    def _check_key(self, node: nodes.For, kind: Any, scope: Scope) -> None:
        name = identity(kind)
        if name is None or not isinstance(node.target, nodes.Name) or is_keyed(node) or self._is_fixed(node, scope):
            return
        row = node.target.name
        reason = (
            f"rows of {shown(kind)} are told apart by position, though each has its `{name}`: write "
            f'lv-key="{{{{ {row}.{name} }}}}" on the first element of the loop\'s body, or loop over …|keyed("{name}").'
        )
        self._walk.note("loop-without-key", reason, self._tree, node.lineno)

    def _is_fixed(self, node: nodes.For, scope: Scope) -> bool:
        """Whether it loops over a constant, or over a few of many: nothing comes, goes or moves, or not much."""
        names = [node.iter, *node.iter.find_all(nodes.Name)]
        constants = [n for n in names if isinstance(n, nodes.Name) and n.name in self._walk.world.constants]
        return bool(constants and scope.find(constants[0].name) is ABSENT) or node.iter.find(nodes.Slice) is not None

    def _bind(self, target: nodes.Node, kind: Any, scope: Scope) -> None:
        if isinstance(target, nodes.Name):
            scope.bind(target.name, kind, maybe=self._branches > 0)
        elif isinstance(target, nodes.Tuple):
            for part, each in zip(target.items, unpacked(kind, len(target.items)), strict=True):
                self._bind(part, each, scope)

    def _if(self, node: nodes.If, scope: Scope) -> None:
        self._branches += 1
        for branch in (node, *node.elif_):
            self._expressions.of(branch.test, scope)
            self._body(branch.body, scope)
        self._body(node.else_, scope)
        self._branches -= 1

    def _assign(self, node: nodes.Assign, scope: Scope) -> None:
        self._bind(node.target, self._expressions.of(node.node, scope), scope)

    def _assignblock(self, node: nodes.AssignBlock, scope: Scope) -> None:
        self._inner(node.body, scope)
        self._expressions.of(node.filter, scope)
        self._bind(node.target, Any, scope)

    def _filterblock(self, node: nodes.FilterBlock, scope: Scope) -> None:
        self._expressions.of(node.filter, scope)
        self._inner(node.body, scope)

    def _with(self, node: nodes.With, scope: Scope) -> None:
        inner = Scope(scope)
        branches, self._branches = self._branches, 0
        for target, value in zip(node.targets, node.values, strict=True):
            self._bind(target, self._expressions.of(value, scope), inner)
        self._body(node.body, inner)
        self._branches = branches

    def _macro(self, node: nodes.Macro, scope: Scope) -> None:
        scope.bind(node.name, Any)
        self._expressions.of_all(node.defaults, scope)
        self._macros.append((node, scope))

    def _callblock(self, node: nodes.CallBlock, scope: Scope) -> None:
        self._expressions.of(node.call, scope)
        self._expressions.of_all(node.defaults, scope)
        self._inner(node.body, scope, [argument.name for argument in node.args])

    def _block(self, node: nodes.Block, scope: Scope) -> None:
        self._inner(node.body, scope)

    # other templates

    def _extends(self, node: nodes.Extends, scope: Scope) -> None:
        self._expressions.of(node.template, scope)
        self._parents += self._walk.named(node.template, self._tree, optional=False)

    def _include(self, node: nodes.Include, scope: Scope) -> None:
        self._expressions.of(node.template, scope)
        for tree in self._walk.named(node.template, self._tree, optional=node.ignore_missing):
            self._walk.template(tree, Scope(scope if node.with_context else None))

    def _import(self, node: nodes.Import, scope: Scope) -> None:
        self._imported(node)
        scope.bind(node.target, Any)

    def _fromimport(self, node: nodes.FromImport, scope: Scope) -> None:
        self._imported(node)
        for name in node.names:
            scope.bind(name if isinstance(name, str) else name[1], Any)

    def _imported(self, node: nodes.Import | nodes.FromImport) -> None:
        for tree in self._walk.named(node.template, self._tree, optional=False):
            self._walk.template(tree, Scope())
