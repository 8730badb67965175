"""From an annotation to how its values are kept, or why they cannot be."""

from __future__ import annotations

import collections
import collections.abc
import dataclasses
import decimal
import enum
import inspect
import ipaddress
import pathlib
import types
import typing
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Literal, TypeVar, Union

from markupsafe import Markup
from pydantic import BaseModel

from liveview.view.forms.form import Form
from liveview.view.forms.shape import SECRETS
from liveview.view.snapshots.containers import Items, Mappings, Queues, Several, Tuples
from liveview.view.snapshots.drafts import Drafts, UnreadableError
from liveview.view.snapshots.kinds import MOMENTS, Choice, Converted, Kind, Scalars, enumeration
from liveview.view.snapshots.objects import Dataclasses, Models, NamedTuples, Objects, TypedDicts


class UnkeptError(Exception):
    """A type whose values cannot be kept; the text says why."""


# Where Python takes a whole number for a fraction, and a truth value for both: what it was is kept.
SCALARS: Mapping[Any, Scalars] = {
    None: Scalars(type(None)),
    type(None): Scalars(type(None)),
    bool: Scalars(bool),
    int: Scalars(int, bool),
    float: Scalars(float, int, bool),
    str: Scalars(str),
    bytes: Scalars(bytes),
}
ADDRESSES = (
    *(ipaddress.IPv4Address, ipaddress.IPv6Address, ipaddress.IPv4Network, ipaddress.IPv6Network),
    *(ipaddress.IPv4Interface, ipaddress.IPv6Interface),
)
QUALIFIERS = (Annotated, typing.Final, typing.Required, typing.NotRequired)
PATHS = (pathlib.PurePath, pathlib.PurePosixPath, pathlib.PureWindowsPath, pathlib.Path)
SINGLE: Mapping[Any, Kind] = {
    **MOMENTS,
    decimal.Decimal: Converted(decimal.Decimal, str, decimal.Decimal),
    uuid.UUID: Converted(uuid.UUID, lambda value: value.bytes, lambda packed: uuid.UUID(bytes=packed)),
    bytearray: Converted(bytearray, bytes, bytearray),
    Markup: Converted(Markup, str, Markup),
    **{kind: Converted(kind, str, kind) for kind in ADDRESSES},
    **{kind: Converted(kind, str, kind, types=frozenset((type(kind()),))) for kind in PATHS},
}
ITEMS: Mapping[Any, tuple[Callable[[Any], Any], ...]] = {
    list: (list,),
    set: (set,),
    frozenset: (frozenset,),
    collections.abc.Set: (set, frozenset),
    collections.abc.MutableSet: (set,),
    collections.abc.Sequence: (list, tuple),
    collections.abc.MutableSequence: (list,),
    collections.abc.Collection: (list, tuple, set, frozenset),
}
MAPPINGS: Mapping[Any, type] = {
    dict: dict,
    collections.OrderedDict: collections.OrderedDict,
    collections.abc.Mapping: dict,
    collections.abc.MutableMapping: dict,
}


def kind_of(annotation: Any, known: dict[Any, Objects] | None = None) -> Kind:
    """How the values of a field are kept.

    Args:
        annotation: its type, resolved.
        known: the classes that are being looked at: they may hold themselves.

    Raises:
        UnkeptError: they cannot be.
    """
    known = {} if known is None else known
    annotation = _unwrapped(annotation)
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (Union, types.UnionType):
        return _several(arguments, known)
    if origin is Literal:
        return _choice(arguments)
    if origin is Form:
        return _draft(arguments[0])
    if origin is tuple:
        return _tuple(arguments, known)
    if arguments:
        return _container(annotation, origin, arguments, known)
    if not isinstance(annotation, collections.abc.Hashable):
        raise _unknown(annotation)
    if annotation in SCALARS:
        return SCALARS[annotation]
    if annotation in SINGLE:
        return SINGLE[annotation]
    return _class(annotation, known)


def _unwrapped(annotation: Any) -> Any:
    """Without what says nothing of the values: `Annotated`, `Final`, a name for a type."""
    while True:
        origin = typing.get_origin(annotation)
        if origin in QUALIFIERS or str(origin).endswith(".ReadOnly"):  # Python 3.13, or typing_extensions
            annotation = typing.get_args(annotation)[0]
        elif isinstance(annotation, typing.NewType):
            annotation = annotation.__supertype__
        elif type(annotation).__name__ == "TypeAliasType":  # Python 3.12
            annotation = annotation.__value__
        else:
            return annotation


def _several(arguments: Sequence[Any], known: dict[Any, Objects]) -> Kind:
    found = [kind_of(argument, known) for argument in arguments]
    plain = [kind for kind in found if isinstance(kind, Scalars) and not isinstance(kind, Choice)]
    kinds: list[Kind] = [kind for kind in found if kind not in plain]
    if plain:
        kinds.insert(0, Scalars(*(each for kind in plain for each in kind.types)))
    if len(kinds) == 1:
        return kinds[0]
    taken = collections.Counter(each for kind in kinds for each in kind.types)
    for each, count in taken.items():
        if count > 1:
            raise UnkeptError(f"several of its types are a `{each.__name__}`, and nothing tells one from the other")
    return Several(kinds)


def _choice(choices: Sequence[Any]) -> Kind:
    if any(type(choice) not in SCALARS for choice in choices):
        raise UnkeptError("its `Literal` has values that are no plain data")
    return Choice(choices)


def _draft(model: Any) -> Kind:
    try:
        return Drafts(model)
    except UnreadableError as error:
        raise UnkeptError(str(error)) from None


def _tuple(arguments: tuple[Any, ...], known: dict[Any, Objects]) -> Kind:
    if arguments[1:] == (...,):
        return Items(tuple, kind_of(arguments[0], known))
    return Tuples([kind_of(argument, known) for argument in arguments])


def _container(annotation: Any, origin: Any, arguments: Sequence[Any], known: dict[Any, Objects]) -> Kind:
    if origin in ITEMS:
        item = kind_of(arguments[0], known)
        kinds: list[Kind] = [Items(kind, item) for kind in ITEMS[origin]]
        return kinds[0] if len(kinds) == 1 else Several(kinds)
    if origin is collections.deque:
        return Queues(kind_of(arguments[0], known))
    if origin is collections.Counter:
        return Mappings(collections.Counter, kind_of(arguments[0], known), SCALARS[int])
    if origin in MAPPINGS:
        return Mappings(MAPPINGS[origin], kind_of(arguments[0], known), kind_of(arguments[1], known))
    raise _unknown(annotation)


def _class(annotation: Any, known: dict[Any, Objects]) -> Kind:
    if not isinstance(annotation, type):
        raise _unknown(annotation)
    if annotation in known:
        return known[annotation]
    if issubclass(annotation, SECRETS):
        raise UnkeptError(f"a `{annotation.__name__}` is a secret")
    if issubclass(annotation, enum.Enum):
        return enumeration(annotation)
    made, hints = _object(annotation)
    known[annotation] = made
    for name, hint in hints.items():
        try:
            made.fields[name] = kind_of(hint, known)
        except UnkeptError as error:
            raise UnkeptError(f"`{annotation.__name__}.{name}`: {error}") from None
    return made


def _object(kind: Any) -> tuple[Objects, Mapping[str, Any]]:
    """How a class's values are kept, and what its fields are."""
    if _is_model(kind):
        return Models(kind), _fields_of_model(kind)
    if _is_typed_dict(kind):
        return TypedDicts(kind), _hints(kind)
    if dataclasses.is_dataclass(kind):
        return _dataclass(kind)
    if _is_named_tuple(kind):
        hints = _hints(kind)
        if hints.keys() >= set(kind._fields):
            return NamedTuples(kind), {name: hints[name] for name in kind._fields}
    raise _unknown(kind)


def _dataclass(kind: Any) -> tuple[Objects, Mapping[str, Any]]:
    hints = _hints(kind)
    if any(isinstance(hint, dataclasses.InitVar) for hint in hints.values()):
        raise UnkeptError(f"`{kind.__name__}` has an `InitVar`, which it does not keep itself")
    return Dataclasses(kind), {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _is_model(kind: Any) -> bool:
    return issubclass(kind, BaseModel)


def _is_typed_dict(kind: Any) -> bool:
    # Of `typing_extensions`, too: on older Pythons pydantic takes no other.
    return issubclass(kind, dict) and hasattr(kind, "__required_keys__")


def _is_named_tuple(kind: Any) -> bool:
    return issubclass(kind, tuple) and hasattr(kind, "_fields")


def _fields_of_model(kind: type[BaseModel]) -> Mapping[str, Any]:
    if not kind.__pydantic_complete__ and not kind.model_rebuild(raise_errors=False):
        raise UnkeptError(f"what `{kind.__name__}` names is not there yet")
    if kind.model_config.get("extra") == "allow":
        raise UnkeptError(f"`{kind.__name__}` may hold more than it declares")
    if kind.__private_attributes__:
        raise UnkeptError(f"`{kind.__name__}` has private attributes")
    return {name: field.annotation for name, field in kind.model_fields.items()}


def _hints(kind: type) -> Mapping[str, Any]:
    try:
        return typing.get_type_hints(kind, include_extras=True)
    except (NameError, TypeError) as error:
        raise UnkeptError(f"what `{kind.__name__}` names cannot be found ({error})") from None


def _unknown(annotation: Any) -> UnkeptError:
    if annotation in (Any, object):
        return UnkeptError("nobody knows what it may hold")
    if isinstance(annotation, TypeVar):
        return UnkeptError(f"`{annotation}` may be any type")
    if annotation in ITEMS or annotation in MAPPINGS or annotation is tuple:
        name = annotation.__name__
        return UnkeptError(f"a `{name}` may hold anything; write `{name}[…]` with what it holds")
    return UnkeptError(f"a `{inspect.formatannotation(annotation)}` is no plain data")
