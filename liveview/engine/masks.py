"""Which inputs an expression reads, as bits: the static half of "prove unchanged, or evaluate".

Every input of a template has a bit: each name that comes from the state, each loop's item, index and length,
each parameter of a macro. A slot's mask is the union of what its expression reads; at an update it is evaluated
only if one of these bits is dirty. Bit 0 is always dirty: it stands for what cannot be known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from jinja2 import Environment, nodes
from jinja2.filters import FILTERS as DEFAULT_FILTERS
from jinja2.tests import TESTS as DEFAULT_TESTS

ALWAYS = 1
# Filters whose output can differ for the same input.
IMPURE = frozenset(("random",))
# Names that Jinja itself gives a meaning; none of them comes from the state.
SPECIAL = frozenset(("self", "super", "varargs", "kwargs"))
PURE_GLOBALS = frozenset(("range", "dict"))
LENGTH_OF_LOOP = frozenset(("last", "length", "revindex", "revindex0"))
# What `loop` tells of an item's place, in terms of its index `i` in the list `all`.
PLACES = {
    "index": "({i} + 1)",
    "index0": "{i}",
    "first": "({i} == 0)",
    "last": "({i} == len({all}) - 1)",
    "length": "len({all})",
    "revindex": "(len({all}) - {i})",
    "revindex0": "(len({all}) - {i} - 1)",
    "depth": "({depth} + 1)",
    "depth0": "{depth}",
}
INDEX_OF_LOOP = frozenset(("first", "index", "index0", "cycle"))


@dataclass
class LoopBits:
    """The bits of one `for`: its item, the item's index, and the number of items.

    `recursive`: for a recursive one, what its body depends on besides.
    """

    item: int
    index: int
    length: int
    recursive: int | None = None


@dataclass
class Bits:
    """Hands out a template's bits.

    Attributes:
        roots: names that come from the state, with their bits.
        lines: where each of them is first read.
        exempt: names that a template asks for with `is defined` or `default`.
    """

    roots: dict[str, int] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    exempt: set[str] = field(default_factory=set)
    _next: int = 1

    def new(self) -> int:
        """A bit that nobody has."""
        self._next <<= 1
        return self._next

    def root(self, name: str, lineno: int) -> int:
        """The bit of a name from the state; without a line it may be missing there."""
        if name not in self.roots:
            self.roots[name] = self.new()
        if lineno:
            self.lines[name] = min(lineno, self.lines.get(name, lineno))
        return self.roots[name]


class Scope:
    """Names that the template itself binds, with the mask of what each stands for."""

    def __init__(self, outer: Scope | None = None) -> None:
        self._outer = outer
        self._masks: dict[str, int | LoopBits] = {}

    def bind(self, name: str, mask: int | LoopBits) -> None:
        self._masks[name] = mask

    def find(self, name: str) -> int | LoopBits | None:
        """The mask of a name, or None where the template does not bind it."""
        if name in self._masks:
            return self._masks[name]
        return self._outer.find(name) if self._outer else None


class Dependencies:
    """Computes masks; one for each template."""

    def __init__(self, environment: Environment, bits: Bits, tainted: set[str]) -> None:
        self._environment = environment
        self._bits = bits
        self._tainted = tainted  # names changed by side effects (namespaces, `do`)

    def of(self, node: nodes.Node | None, scope: Scope) -> int:
        """The mask of an expression."""
        if node is None:
            return 0
        visit: Callable[[Any, Scope], int] = getattr(self, f"_of_{type(node).__name__.lower()}", self._of_other)
        return visit(node, scope)

    def of_all(self, found: Iterable[nodes.Node | None], scope: Scope) -> int:
        """The union of several masks."""
        mask = 0
        for node in found:
            mask |= self.of(node, scope)
        return mask

    def _of_other(self, node: nodes.Node, scope: Scope) -> int:
        if not isinstance(node, (nodes.Expr, nodes.Helper)) or isinstance(
            node, (nodes.ContextReference, nodes.DerivedContextReference, nodes.EnvironmentAttribute)
        ):
            return ALWAYS
        return self.of_all(node.iter_child_nodes(), scope)

    def _of_name(self, node: nodes.Name, scope: Scope) -> int:
        if node.name in self._tainted:
            return ALWAYS
        bound = scope.find(node.name)
        if bound is None and node.name == "caller":  # what a component was called with
            return self._bits.root("caller", 0)
        if bound is None and node.name in SPECIAL:
            return ALWAYS
        if bound is None:
            return self._bits.root(node.name, node.lineno)
        return bound if isinstance(bound, int) else ALWAYS

    def _of_getattr(self, node: nodes.Getattr, scope: Scope) -> int:
        bound = scope.find(node.node.name) if isinstance(node.node, nodes.Name) else None
        if isinstance(bound, LoopBits):
            return self._of_loop(node.attr, bound)
        return self.of(node.node, scope)

    def _of_loop(self, attribute: str, bits: LoopBits) -> int:
        if attribute in INDEX_OF_LOOP:
            return bits.index
        if attribute in LENGTH_OF_LOOP:
            return bits.index | bits.length
        return 0 if attribute in ("depth", "depth0") else ALWAYS

    def _of_call(self, node: nodes.Call, scope: Scope) -> int:
        arguments = self.of_all((*node.args, *node.kwargs, node.dyn_args, node.dyn_kwargs), scope)
        callee = node.node
        if isinstance(callee, nodes.ImportedName):
            return arguments
        if isinstance(callee, nodes.Getattr):  # a method gives what its object has
            return arguments | self.of(callee, scope)
        if not isinstance(callee, nodes.Name):
            return ALWAYS
        if scope.find(callee.name) is None and callee.name in self._environment.globals:
            return arguments | self._of_global(callee.name)
        return arguments | self.of(callee, scope)

    def _of_global(self, name: str) -> int:
        function = self._environment.globals[name]
        pure = name in PURE_GLOBALS or is_pure(function) or hasattr(type(function), "render_live")
        return self._bits.root(name, 0) if pure else ALWAYS

    def _of_filter(self, node: nodes.Filter, scope: Scope) -> int:
        return self._named(node, scope, self._environment.filters, DEFAULT_FILTERS)

    def _of_test(self, node: nodes.Test, scope: Scope) -> int:
        return self._named(node, scope, self._environment.tests, DEFAULT_TESTS)

    def _named(self, node: nodes.Filter | nodes.Test, scope: Scope, known: Any, builtin: Any) -> int:
        mask = self.of_all((node.node, *node.args, *node.kwargs, node.dyn_args, node.dyn_kwargs), scope)
        function = known.get(node.name)
        ours = function is not None and function is builtin.get(node.name) and node.name not in IMPURE
        if not (ours or is_pure(function)):
            return ALWAYS
        if node.name in ("map", "select", "reject", "selectattr", "rejectattr"):
            return mask | self._of_names(node)
        return mask

    def _of_names(self, node: nodes.Filter | nodes.Test) -> int:
        """`map("name")` calls a filter or test by name; those of the application may be impure."""
        for argument in node.args:
            name = argument.value if isinstance(argument, nodes.Const) else None
            if not isinstance(name, str):
                return ALWAYS
            for known, builtin in (
                (self._environment.filters, DEFAULT_FILTERS),
                (self._environment.tests, DEFAULT_TESTS),
            ):
                if known.get(name) is not builtin.get(name) and not is_pure(known.get(name)):
                    return ALWAYS
        return ALWAYS if IMPURE.intersection(a.value for a in node.args if isinstance(a, nodes.Const)) else 0


def loop_places(body: Iterable[nodes.Node], recursive: bool = False) -> bool | None:
    """How a loop's body uses `loop`: None for not at all, True for the item's place alone, False for anything else.

    The calls of a recursive one are no use.
    """
    found = list(_uses_of_loop(body, recursive))
    if not found:
        return None
    hands_on = (nodes.Include, nodes.Block, nodes.Import, nodes.FromImport)
    hides = any(node.find(kind) for node in body for kind in hands_on) or any(isinstance(n, hands_on) for n in body)
    return all(found) and not hides


def _uses_of_loop(found: Iterable[nodes.Node], recursive: bool) -> Iterator[bool]:
    for node in found:
        if isinstance(node, nodes.Name) and node.name == "loop":
            yield False
        elif isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name == "loop":
            yield node.attr in PLACES
        elif recursive and is_recursion(node):
            yield from _uses_of_loop(node.args, recursive)
        elif isinstance(node, nodes.For):  # its body has a loop of its own
            yield from _uses_of_loop((node.iter, *node.else_), recursive)
        else:
            yield from _uses_of_loop(node.iter_child_nodes(), recursive)


def is_recursion(node: nodes.Node) -> TypeGuard[nodes.Call]:
    """Whether it is `loop(children)`."""
    if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name):
        return False
    is_plain = len(node.args) == 1 and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
    return node.node.name == "loop" and is_plain


def is_pure(function: object) -> bool:
    """Whether a function was declared to depend on its arguments alone."""
    return getattr(function, "lv_pure", False) is True


def has_effects(found: Iterable[nodes.Node]) -> bool:
    """Whether statements change a value where it is: they have to be executed each time."""
    kinds = (nodes.NSRef, nodes.ExprStmt)
    return any(isinstance(node, kinds) or any(node.find(kind) is not None for kind in kinds) for node in found)


def tainted_names(template: nodes.Template) -> set[str]:
    """Names whose values change by side effects, wherever in the template that happens."""
    names = {reference.name for reference in template.find_all(nodes.NSRef)}
    for statement in template.find_all(nodes.ExprStmt):
        names.update(name.name for name in statement.find_all(nodes.Name))
    return names


def exempt_names(template: nodes.Template) -> set[str]:
    """Names that the template itself asks for: they may be missing."""
    names = set()
    for test in template.find_all(nodes.Test):
        if test.name in ("defined", "undefined") and isinstance(test.node, nodes.Name):
            names.add(test.node.name)
    for filter_ in template.find_all(nodes.Filter):
        if filter_.name in ("default", "d") and isinstance(filter_.node, nodes.Name):
            names.add(filter_.node.name)
    return names


def later_macros(template: nodes.Template) -> dict[int, list[str]]:
    """The names of the macros that follow each macro in the same body, by `id` of its syntax node."""
    found: dict[int, list[str]] = {}
    for node in (template, *template.find_all(nodes.Node)):
        for _, body in node.iter_fields():
            macros = [each for each in body if isinstance(each, nodes.Macro)] if isinstance(body, list) else []
            found |= {id(macro): [each.name for each in macros[place:]] for place, macro in enumerate(macros, 1)}
    return found
