"""What an expression of a template gives, worked out from annotations; on the way, what it names and nobody has."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jinja2 import nodes

from liveview.check import filters
from liveview.check.hints import returned
from liveview.check.kinds import ABSENT, attribute, called, generic, item, names_of, shown, subscript, union
from liveview.engine.bound import BoundName
from liveview.view.component import Component
from liveview.view.names import did_you_mean

# What Jinja itself gives a meaning, in some places at least.
SPECIAL = frozenset(("self", "super", "caller", "varargs", "kwargs"))

Report = Callable[[str, str, int], None]  # code, message, line


class Scope:
    """The names that are bound at a place, with the kinds of their values."""

    def __init__(self, outer: Scope | None = None) -> None:
        self._outer = outer
        self._kinds: dict[str, Any] = {}

    def find(self, name: str) -> Any:
        """The kind of a name, or ABSENT where the template does not bind it."""
        if name in self._kinds:
            return self._kinds[name]
        return ABSENT if self._outer is None else self._outer.find(name)

    def bind(self, name: str, kind: Any, *, maybe: bool = False) -> None:
        """Bind a name. `maybe`: in a branch, after which it may be what it was."""
        before = self.find(name)
        self._kinds[name] = union((before, kind)) if maybe and before is not ABSENT else kind


@dataclass
class World:
    """What a template sees from outside.

    Attributes:
        names: kinds of state, computed values and constants.
        constants: those of them that never change.
        components: by name.
        globals: the environment's.
        filters: the environment's.
        tests: the environment's.
        unknown: says what to write instead of a name that is none of these.
    """

    names: Mapping[str, Any]
    constants: Collection[str]
    components: Mapping[str, type[Component]]
    globals: Mapping[str, Any]
    filters: Mapping[str, Any]
    tests: Mapping[str, Any]
    unknown: Callable[[str], str]


@dataclass
class Exempt:
    """What a template asks for before it uses it: `is defined`, `default`, `is filter`."""

    values: list[nodes.Expr] = field(default_factory=list)
    words: set[object] = field(default_factory=set)

    @classmethod
    def of(cls, tree: nodes.Template) -> Exempt:
        """What a whole template asks for, wherever it does so."""
        tests = [test for test in tree.find_all(nodes.Test) if test.name in ("defined", "undefined")]
        asked = [found for found in tree.find_all(nodes.Filter) if found.name in ("default", "d") and found.node]
        words = {
            test.node.value
            for test in tree.find_all(nodes.Test)
            if test.name in ("filter", "test") and isinstance(test.node, nodes.Const)
        }
        return cls([test.node for test in tests] + [found.node for found in asked if found.node], words)


class Expressions:
    """Works out kinds in one template.

    Args:
        world: what it sees.
        exempt: what it asks for itself.
        report: takes what is wrong.
    """

    def __init__(self, world: World, exempt: Exempt, report: Report) -> None:
        self._world = world
        self._exempt = exempt
        self._report = report

    def of(self, node: nodes.Node | None, scope: Scope) -> Any:
        """The kind of an expression's value."""
        if node is None:
            return Any
        visit: Callable[[Any, Scope], Any] = getattr(self, f"_of_{type(node).__name__.lower()}", self._of_other)
        return visit(node, scope)

    def of_all(self, found: Iterable[nodes.Node], scope: Scope) -> list[Any]:
        """The kinds of several."""
        return [self.of(node, scope) for node in found]

    def _of_other(self, node: nodes.Node, scope: Scope) -> Any:
        self.of_all(node.iter_child_nodes(), scope)
        return Any

    # names

    def _of_name(self, node: nodes.Name, scope: Scope) -> Any:
        found = scope.find(node.name)
        world = self._world
        if found is not ABSENT or node.name in SPECIAL:
            return Any if found is ABSENT else found
        if node.name in world.names:
            return world.names[node.name]
        if node.name in world.components or node in self._exempt.values or BoundName.parse(node.name):
            return Any
        if node.name in world.globals:
            function = world.globals[node.name]
            return generic(Callable, ..., returned(function)) if hasattr(function, "__code__") else Any
        self._report("unknown-name", world.unknown(node.name), node.lineno)
        return Any

    def _of_getattr(self, node: nodes.Getattr, scope: Scope) -> Any:
        kind = self.of(node.node, scope)
        return self._found(attribute(kind, node.attr), kind, node.attr, node)

    def _of_getitem(self, node: nodes.Getitem, scope: Scope) -> Any:
        kind = self.of(node.node, scope)
        if isinstance(node.arg, nodes.Slice):
            self.of(node.arg, scope)
            return kind
        key = node.arg.value if isinstance(node.arg, nodes.Const) else None
        self.of(node.arg, scope)
        return self._found(subscript(kind, key), kind, str(key), node)

    def _found(self, found: Any, kind: Any, name: str, node: nodes.Node) -> Any:
        if found is not ABSENT:
            return found
        if node not in self._exempt.values:
            reason = f"{shown(kind)} has no `{name}`.{did_you_mean(name, names_of(kind)) or _where_to_add(kind, name)}"
            self._report("unknown-attribute", reason, node.lineno)
        return Any

    # calls

    def _of_call(self, node: nodes.Call, scope: Scope) -> Any:
        self.of_all([*node.args, *(pair.value for pair in node.kwargs)], scope)
        self.of_all([found for found in (node.dyn_args, node.dyn_kwargs) if found is not None], scope)
        if isinstance(node.node, nodes.Name) and scope.find(node.node.name) is ABSENT:
            component = self._world.components.get(node.node.name)
            if component is not None and node.node.name not in self._world.names:
                self._props(component, node)
                return Any
        return called(self.of(node.node, scope))

    def _props(self, component: type[Component], node: nodes.Call) -> None:
        name, props = component.__name__, component._spec.props
        if node.args:
            self._report(
                "unknown-prop", f"{name}(…) takes its props by name: `{name}({_example(component)})`.", node.lineno
            )
            return
        given = {pair.key for pair in node.kwargs}
        for pair in node.kwargs:
            if pair.key not in props and pair.key != "caller":
                near = did_you_mean(pair.key, props) or f" Declare it: `{pair.key}: … = prop(…)`."
                self._report("unknown-prop", f"{name} has no prop `{pair.key}`.{near}", pair.lineno or node.lineno)
        missing = [f"`{prop}`" for prop, declared in props.items() if prop not in given and not declared.has_default]
        if missing and node.dyn_kwargs is None and node.dyn_args is None:
            example = f"`{{{{ {name}({_example(component)}) }}}}`"
            self._report("missing-prop", f"{name}(…) needs {', '.join(missing)}: {example}.", node.lineno)

    # filters and tests

    def _of_filter(self, node: nodes.Filter, scope: Scope) -> Any:
        given = self.of(node.node, scope)
        arguments = self.of_all([*node.args, *(pair.value for pair in node.kwargs)], scope)
        if node.name not in self._world.filters:
            self._unknown("filter", node, self._world.filters)
            return Any
        for named in self._named_filters(node):
            self._unknown(
                "filter", nodes.Filter(None, named, [], [], None, None, lineno=node.lineno), self._world.filters
            )
        self._check_path(node, given)
        return filters.result(node, given, self._world.filters[node.name], arguments)

    def _named_filters(self, node: nodes.Filter) -> list[str]:
        """`map("name")` calls a filter by its name."""
        named = node.args[0] if node.name == "map" and node.args else None
        is_known = not isinstance(named, nodes.Const) or named.value in self._world.filters
        return [] if is_known or not isinstance(named, nodes.Const) else [str(named.value)]

    def _check_path(self, node: nodes.Filter, given: Any) -> None:
        names = filters.attribute_named(node)
        if names is None:
            return
        kind = item(given)
        for name in names.split(",") if node.name == "sort" else [names]:
            found, step = filters.path(Any if kind is ABSENT else kind, name)
            if found is ABSENT:
                reason = (
                    f"{shown(kind)} has no `{step}`, which |{node.name} asks for.{did_you_mean(step, names_of(kind))}"
                )
                self._report("unknown-attribute", reason, node.lineno)

    def _of_test(self, node: nodes.Test, scope: Scope) -> Any:
        self.of(node.node, scope)
        self.of_all([*node.args, *(pair.value for pair in node.kwargs)], scope)
        if node.name not in self._world.tests:
            self._unknown("test", node, self._world.tests)
        return bool

    def _unknown(self, word: str, node: nodes.Filter | nodes.Test, known: Mapping[str, Any]) -> None:
        if node.name in self._exempt.words:
            return
        near = did_you_mean(node.name, known) or f' Add it: `environment.{word}s["{node.name}"] = …`.'
        self._report(f"unknown-{word}", f"there is no {word} `{node.name}`.{near}", node.lineno)

    # values of the template's own

    def _of_const(self, node: nodes.Const, scope: Scope) -> Any:
        return type(node.value)

    def _of_templatedata(self, node: nodes.TemplateData, scope: Scope) -> Any:
        return str

    def _of_concat(self, node: nodes.Concat, scope: Scope) -> Any:
        self.of_all(node.nodes, scope)
        return str

    def _of_list(self, node: nodes.List, scope: Scope) -> Any:
        return generic(list, union(self.of_all(node.items, scope)))

    def _of_tuple(self, node: nodes.Tuple, scope: Scope) -> Any:
        kinds = self.of_all(node.items, scope)
        return generic(tuple, *kinds) if kinds else Any

    def _of_dict(self, node: nodes.Dict, scope: Scope) -> Any:
        keys = self.of_all([pair.key for pair in node.items], scope)
        return generic(dict, union(keys), union(self.of_all([pair.value for pair in node.items], scope)))

    def _of_condexpr(self, node: nodes.CondExpr, scope: Scope) -> Any:
        self.of(node.test, scope)
        return union([self.of(node.expr1, scope), self.of(node.expr2, scope)])

    def _of_and(self, node: nodes.And | nodes.Or, scope: Scope) -> Any:
        return union([self.of(node.left, scope), self.of(node.right, scope)])

    _of_or = _of_and

    def _of_not(self, node: nodes.Not, scope: Scope) -> Any:
        self.of(node.node, scope)
        return bool

    def _of_compare(self, node: nodes.Compare, scope: Scope) -> Any:
        self.of_all([node.expr, *(operand.expr for operand in node.ops)], scope)
        return bool


def _where_to_add(kind: Any, name: str) -> str:
    return f" Where it may be missing, write `{{% if … .{name} is defined %}}` or `|default(…)`."


def _example(component: type[Component]) -> str:
    required = [name for name, declared in component._spec.props.items() if not declared.has_default]
    return ", ".join(f"{name}=…" for name in required or component._spec.props)


def names_seen_by(owner: type, names: Iterable[str]) -> dict[str, Any]:
    """The kinds of a class's fields, computed values and constants."""
    found = {}
    for name in names:
        kind = attribute(owner, name)
        found[name] = Any if kind is ABSENT else kind
    return found
