"""What is known of a value whose annotation is known: its attributes, its items, what a call of it gives.

An annotation stands for its values; Any stands for those of which nothing is known. `ABSENT` is the answer only
where it is sure: no member of a union has the attribute, nor has any subclass that the program defines.
"""

from __future__ import annotations

import collections
import collections.abc
import dis
import functools
import inspect
import re
import types
import typing
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any, Final

import pydantic
from jinja2.runtime import LoopContext

from liveview.check.hints import hints_of, kind_of_cached, kind_of_member, plain
from liveview.view.cached import Cached


class Absent(Enum):
    """The type of ABSENT, so that it is told from an annotation."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT

SEQUENCES = frozenset(
    {list, set, frozenset, collections.deque, *(getattr(collections.abc, name) for name in (
        "Sequence", "MutableSequence", "Iterable", "Iterator", "Collection", "Set", "MutableSet", "Generator",
        "Reversible", "KeysView", "ValuesView",
    ))}
)  # fmt: skip
MAPPINGS = frozenset(
    {dict, collections.OrderedDict, collections.defaultdict, collections.abc.Mapping, collections.abc.MutableMapping}
)
# Subscribing one of these with a text gives nothing; any other class may make attributes of its items.
WITHOUT_NAMED_ITEMS = {kind.__getitem__ for kind in (list, tuple, str, bytes, bytearray, range, collections.deque)}
TEXTS = frozenset(
    "capitalize casefold center expandtabs format join ljust lower lstrip removeprefix removesuffix replace rjust "
    "rstrip strip swapcase title translate upper zfill".split()
)
LISTS_OF_TEXTS = frozenset({"split", "rsplit", "splitlines"})
UNKNOWABLE = (Any, object, type)


def members(annotation: Any) -> list[Any]:
    """The kinds that a value may be, without None; of something unknown, Any alone."""
    annotation = plain(annotation)
    origin = typing.get_origin(annotation)
    if annotation is None or annotation is types.NoneType:
        return []
    if origin is typing.Literal:
        return members(union(type(value) for value in typing.get_args(annotation)))
    if origin in (typing.Union, types.UnionType):
        found = [kind for member in typing.get_args(annotation) for kind in members(member)]
        return [Any] if Any in found else found
    return [annotation if _tells(origin or annotation) else Any]


def _tells(owner: object) -> bool:
    """Whether a class is what its values are made of: pydantic's `EmailStr` is a class, and its values are texts."""
    if not isinstance(owner, type) or owner is type:
        return False
    return issubclass(owner, pydantic.BaseModel) or not hasattr(owner, "__get_pydantic_core_schema__")


def union(kinds: Iterable[Any]) -> Any:
    """What may be any of these."""
    try:
        found = tuple(dict.fromkeys(map(plain, kinds)))
        return Any if not found or Any in found else typing.Union[found]  # noqa: UP007
    except TypeError:  # an annotation that is no type
        return Any


def generic(owner: Any, *arguments: Any) -> Any:
    """`list[Row]`, of what is known at run time only."""
    return owner[arguments]


def shown(annotation: Any) -> str:
    """An annotation as its author would write it."""
    if annotation is LoopContext:
        return "loop"
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return " | ".join(shown(member) for member in typing.get_args(annotation))
    is_class = isinstance(annotation, type) and typing.get_origin(annotation) is None
    text = annotation.__qualname__ if is_class else inspect.formatannotation(annotation)
    return re.sub(r"(?:\w+\.|<locals>\.)+(?=\w)", "", text)


def attribute(annotation: Any, name: str) -> Any:
    """What `value.name` gives in a template, where a dict's key counts as an attribute; or ABSENT."""
    return _any_of([_attribute(kind, name) for kind in members(annotation)])


def names_of(annotation: Any) -> set[str]:
    """The attributes that values of the kind have, for finding the one that was meant."""
    names: set[str] = set()
    for kind in members(annotation):
        owner = typing.get_origin(kind) or kind
        if isinstance(owner, type):
            for base in owner.__mro__:
                names.update(hints_of(base))
            names.update(dir(owner))
    return {name for name in names if not name.startswith("_")}


def item(annotation: Any) -> Any:
    """What a `for` over the value gives; or ABSENT where that fails."""
    return _any_of([_item(kind) for kind in members(annotation)])


def subscript(annotation: Any, key: object) -> Any:
    """What `value[key]` gives for a constant key, or None for one that is worked out; or ABSENT."""
    return _any_of([_subscript(kind, key) for kind in members(annotation)])


def _any_of(found: list[Any]) -> Any:
    """One member of a union that has it is enough: the template may have asked which one it is."""
    present = [kind for kind in found if kind is not ABSENT]
    return ABSENT if found and not present else union(present)


def called(annotation: Any) -> Any:
    """What a call of the value gives."""
    if typing.get_origin(annotation) is collections.abc.Callable:
        return typing.get_args(annotation)[-1]
    return Any


def unpacked(annotation: Any, count: int) -> list[Any]:
    """What each of several targets gets: `{% for name, value in … %}`."""
    found = [kind for kind in members(annotation) if kind is not Any]
    fields = getattr(typing.get_origin(found[0]) or found[0], "_fields", ()) if len(found) == 1 else ()
    if len(fields) == count:
        return [attribute(found[0], name) for name in fields]
    if len(found) == 1 and typing.get_origin(found[0]) is tuple:
        arguments = typing.get_args(found[0])
        if len(arguments) == count and arguments[-1] is not ...:
            return list(arguments)
    return [union(_item(kind) for kind in found) if len(found) == 1 and _item(found[0]) is not ABSENT else Any] * count


def _attribute(kind: Any, name: str) -> Any:
    owner = typing.get_origin(kind) or kind
    if owner in UNKNOWABLE or owner is collections.abc.Callable:
        return Any
    if typing.is_typeddict(owner):
        return Any if name in dir(dict) else _typed_key(owner, name)
    method = _method(kind, owner, name)
    declared = _declared(owner, name) if method is ABSENT else method
    if declared is not ABSENT:
        return _with_parameters(declared, kind)
    if owner in MAPPINGS:
        return _argument(kind, 1)
    unsure = _is_open(owner) or name in _assigned(owner) or any(_declared(s, name) is not ABSENT for s in _below(owner))
    return Any if unsure else ABSENT


def _typed_key(owner: Any, name: str) -> Any:
    for base in [owner, *getattr(owner, "__orig_bases__", ())]:
        if typing.is_typeddict(base) and name in hints_of(base):
            return hints_of(base)[name]
    return Any if name in owner.__annotations__ else ABSENT


def _declared(owner: type, name: str) -> Any:
    for base in owner.__mro__:
        if isinstance(cached := vars(base).get(name), Cached):
            return kind_of_cached(cached, hints_of(base).get(name, Any))
        if name in hints_of(base):
            return Any if _is_described(hints_of(base)[name], vars(base).get(name)) else hints_of(base)[name]
        if name in vars(base):
            return kind_of_member(vars(base)[name])
    return ABSENT


def _is_described(annotation: Any, value: object) -> bool:
    """Whether an annotation is of a descriptor's own kind: SQLAlchemy's `Mapped[str]` gives a text, and no Mapped."""
    owner = typing.get_origin(plain(annotation))
    if owner is None or not hasattr(type(value), "__get__"):
        return False
    package = str(owner.__module__).partition(".")[0]
    return package not in ("builtins", "collections") and package == type(value).__module__.partition(".")[0]


def _method(kind: Any, owner: type, name: str) -> Any:
    """The methods of built-in kinds that templates call most."""
    if owner in MAPPINGS:
        key, value = _argument(kind, 0), _argument(kind, 1)
        results = {
            "items": generic(list, generic(tuple, key, value)),
            "keys": generic(list, key),
            "values": generic(list, value),
            "get": value,
        }
        return generic(Callable, ..., results[name]) if name in results else ABSENT
    if owner is str and name in TEXTS | LISTS_OF_TEXTS:
        return generic(Callable, ..., str if name in TEXTS else list[str])
    return ABSENT


def _with_parameters(declared: Any, kind: Any) -> Any:
    """`list[T]` in a `Page[T]`, for a `Page[Row]`."""
    owner: Any = typing.get_origin(kind)
    if owner is None or not (isinstance(declared, typing.TypeVar) or getattr(declared, "__parameters__", None)):
        return declared
    given: dict[Any, Any] = dict(zip(getattr(owner, "__parameters__", ()), typing.get_args(kind), strict=False))
    if isinstance(declared, typing.TypeVar):
        return given.get(declared, Any)
    return declared[tuple(given.get(parameter, Any) for parameter in declared.__parameters__)]


def _is_open(owner: type) -> bool:
    """Whether instances may have attributes that the class does not tell."""
    if issubclass(owner, pydantic.BaseModel):
        if owner.model_config.get("extra") == "allow":
            return True
        bases = [base for base in owner.__mro__ if base not in pydantic.BaseModel.__mro__]
    else:
        bases = [base for base in owner.__mro__ if base is not object]
    # Classes written in C have a `__getattribute__` of their own, which answers to no other names.
    answers = (
        "__getattr__" in vars(b) or isinstance(vars(b).get("__getattribute__"), types.FunctionType) for b in bases
    )
    if any(answers):
        return True
    getitem = _special(owner, "__getitem__")
    return getitem is not None and getitem not in WITHOUT_NAMED_ITEMS


def _special(owner: type, name: str) -> object:
    """A special method of a class's instances, as opposed to the class's own: an Enum class can be looped over."""
    return next((vars(base)[name] for base in owner.__mro__ if name in vars(base)), None)


@functools.lru_cache(maxsize=4096)
def _assigned(owner: type) -> frozenset[str]:
    """The names that methods assign on something: `self.total = …` makes an attribute that nothing declares."""
    names: set[str] = set()
    for base in owner.__mro__:
        for value in vars(base).values():
            code = getattr(value, "__code__", None)
            if code is not None:
                names.update(i.argval for i in dis.get_instructions(code) if i.opname == "STORE_ATTR")
    return frozenset(names)


def _below(owner: type) -> Iterable[type]:
    """Every subclass that the program has: a row may be one of them."""
    if owner.__module__ == "builtins":
        return
    subclasses: list[type] = owner.__subclasses__()
    for below in subclasses:
        yield below
        yield from _below(below)


def _item(kind: Any) -> Any:
    owner = typing.get_origin(kind) or kind
    if owner in UNKNOWABLE or owner is collections.abc.Callable:
        return Any
    if owner in SEQUENCES or owner in MAPPINGS:
        return _argument(kind, 0)
    if owner is tuple:
        return union(argument for argument in typing.get_args(kind) if argument is not ...)
    if owner in (str, range):
        return str if owner is str else int
    if typing.is_typeddict(owner):
        return str
    if _special(owner, "__iter__") or _special(owner, "__getitem__"):
        return _item_of_class(owner)
    return Any if _is_open(owner) or any(_special(below, "__iter__") for below in _below(owner)) else ABSENT


def _item_of_class(owner: type) -> Any:
    """By the return annotation of `__iter__`, or by a base such as `list[Row]`."""
    for base in getattr(owner, "__orig_bases__", ()):
        if (typing.get_origin(base) or base) in SEQUENCES:
            return _argument(base, 0)
    function = inspect.getattr_static(owner, "__iter__", None)
    kind = called(kind_of_member(function))
    return _argument(kind, 0) if typing.get_origin(kind) in SEQUENCES else Any


def _subscript(kind: Any, key: object) -> Any:
    owner = typing.get_origin(kind) or kind
    arguments = typing.get_args(kind)
    if owner in MAPPINGS:
        return _argument(kind, 1)
    if typing.is_typeddict(owner):
        return _typed_key(owner, key) if isinstance(key, str) else Any
    if isinstance(key, str):
        return _attribute(kind, key)
    if owner is tuple and isinstance(key, int) and ... not in arguments and -len(arguments) <= key < len(arguments):
        return arguments[key]
    if owner in (list, tuple, str, collections.deque, collections.abc.Sequence, collections.abc.MutableSequence):
        return _item(kind)
    return Any


def _argument(kind: Any, index: int) -> Any:
    arguments = typing.get_args(kind)
    return arguments[index] if len(arguments) > index else Any
