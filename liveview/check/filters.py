"""What Jinja's filters give, in terms of what they are given."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from jinja2 import nodes
from jinja2.filters import FILTERS as DEFAULT_FILTERS

from liveview.check.hints import returned
from liveview.check.kinds import ABSENT, attribute, generic, item, members, subscript, union

T = TypeVar("T")


class Group(NamedTuple, Generic[T]):
    """One group of `groupby`."""

    grouper: Any
    list: builtins.list[T]


def _items(kind: Any) -> Any:
    found = item(kind)
    return Any if found is ABSENT else found


def _listed(kind: Any) -> Any:
    return generic(list, _items(kind))


def _pairs(kind: Any) -> Any:
    pairs = [attribute(member, "items") for member in members(kind)]
    return generic(list, _items(union(pair.__args__[-1] if hasattr(pair, "__args__") else Any for pair in pairs)))


SAME_LIST = dict.fromkeys(
    ("sort", "list", "unique", "reverse", "select", "reject", "selectattr", "rejectattr"), _listed
)
ONE_OF_THEM = dict.fromkeys(("first", "last", "random", "min", "max"), _items)
TEXT = dict.fromkeys(
    "capitalize center e escape filesizeformat forceescape format indent join lower pprint replace string striptags "
    "title tojson trim truncate upper urlencode urlize wordwrap xmlattr".split(),
    lambda kind: str,
)
NUMBER = dict.fromkeys(("count", "length", "wordcount", "int"), lambda kind: int)
RESULTS: Mapping[str, Callable[[Any], Any]] = {
    **SAME_LIST,
    **ONE_OF_THEM,
    **TEXT,
    **NUMBER,
    "float": lambda kind: float,
    "batch": lambda kind: generic(list, _listed(kind)),
    "slice": lambda kind: generic(list, _listed(kind)),
    "groupby": lambda kind: generic(list, generic(Group, _items(kind))),
    "items": _pairs,
    "dictsort": _pairs,
    "keyed": lambda kind: kind,
    "abs": lambda kind: kind,
}
# Those that are given an attribute's name: as which argument, and under which keyword.
BY_ATTRIBUTE: Mapping[str, tuple[int | None, str]] = {
    "sort": (None, "attribute"),
    "map": (None, "attribute"),
    "unique": (1, "attribute"),
    "min": (1, "attribute"),
    "max": (1, "attribute"),
    "sum": (0, "attribute"),
    "join": (1, "attribute"),
    "groupby": (0, "attribute"),
    "selectattr": (0, "attr"),
    "rejectattr": (0, "attr"),
    "keyed": (0, "name"),
}


def attribute_named(node: nodes.Filter) -> str | None:
    """The attribute of each item that a filter is told to look at, where that is a constant text.

    None also where the template allows for one that is missing: by `default=`, or by asking whether it is defined.
    """
    if node.name not in BY_ATTRIBUTE:
        return None
    index, keyword = BY_ATTRIBUTE[node.name]
    given: dict[str, nodes.Expr] = {str(pair.key): pair.value for pair in node.kwargs}
    asks = node.name in ("selectattr", "rejectattr") and _constant(node.args[1:2]) in ("defined", "undefined")
    if asks or "default" in given:
        return None
    found = given.get(keyword) or (node.args[index] if index is not None and index < len(node.args) else None)
    return _constant([found])


def _constant(found: Sequence[nodes.Node | None]) -> str | None:
    value = found[0].value if found and isinstance(found[0], nodes.Const) else None
    return value if isinstance(value, str) else None


def path(kind: Any, names: str) -> tuple[Any, str]:
    """Follows `owner.name` from a kind.

    Returns:
        What is there, or ABSENT; and of the last step the name, which is missing in the latter case.
    """
    step = names
    for step in names.split("."):
        found = subscript(kind, int(step)) if step.isdigit() else attribute(kind, step)
        if found is ABSENT:
            return ABSENT, step
        kind = found
    return kind, step


def result(node: nodes.Filter, given: Any, function: Any, arguments: Sequence[Any]) -> Any:
    """What a filter gives.

    Args:
        node: the filter in the template.
        given: what it is applied to.
        function: what the environment has under its name.
        arguments: the kinds of its arguments.
    """
    if function is not DEFAULT_FILTERS.get(node.name) and node.name != "keyed":
        return returned(function) if callable(function) else Any
    if node.name in ("default", "d"):
        return union([given, *arguments[:1]])
    if node.name == "map":
        return _mapped(node, given)
    return RESULTS[node.name](given) if node.name in RESULTS else Any


def _mapped(node: nodes.Filter, given: Any) -> Any:
    name = attribute_named(node)
    if name is not None:
        found, _ = path(_items(given), name)
        return generic(list, Any if found is ABSENT else found)
    named = _constant(node.args[:1]) or ""
    mapped = Any if named not in RESULTS else RESULTS[named](_items(given))
    return generic(list, mapped)
