"""From a model's annotations to how each field is entered."""

from __future__ import annotations

import collections.abc
import enum
import types
import typing
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Union

import pydantic
from pydantic import BaseModel, RootModel, Secret, SecretBytes, SecretStr
from pydantic.fields import FieldInfo

from liveview.view.finite import allows_infinity
from liveview.view.forms.entries import Flag, Kept, Kind, Many, Text, text_of
from liveview.view.forms.groups import Group, Rows, Variants

LISTS = (list, set, frozenset, tuple, collections.abc.Sequence, collections.abc.Set, collections.abc.Iterable)
SECRETS = (Secret, SecretStr, SecretBytes)


def group_of(model: type[BaseModel], *, allows_none: bool = False) -> Group:
    """A model's fields."""
    return Group(model, kind_of, allows_none=allows_none)


def kind_of(info: FieldInfo, config: Mapping[str, Any]) -> Kind:
    """How a field is entered.

    Args:
        info: the field.
        config: the settings of its model.
    """
    annotation, allows_none = unwrapped(info.annotation)
    tag = _tag(info.discriminator, info.annotation, *info.metadata)
    # What is worked out from other fields is left to the model, as long as nothing is entered.
    is_required = info.is_required() or bool(info.default_factory_takes_validated_data)
    is_finite = not allows_infinity(info, config)
    return _kind(annotation, tag, allows_none=allows_none, is_required=is_required, is_finite=is_finite)


def _kind(annotation: Any, tag: str | None, *, allows_none: bool, is_required: bool, is_finite: bool) -> Kind:
    origin = typing.get_origin(annotation) or annotation
    group = _group(annotation, tag, allows_none=allows_none)
    if group is not None:
        return group
    if origin in LISTS:
        return Kept() if allows_none else _list(annotation, is_finite=is_finite)
    if (origin is bool or annotation == Literal[True]) and not allows_none:
        return Flag()
    if not all(map(_is_text, _members(annotation))):
        return Kept()
    is_secret = isinstance(origin, type) and issubclass(origin, SECRETS)
    return Text(allows_none, is_required, is_secret, choices_of(annotation), is_finite and _is_float(annotation))


def _list(annotation: Any, *, is_finite: bool) -> Kind:
    arguments = typing.get_args(annotation) or (str,)
    if typing.get_origin(annotation) is tuple and arguments[1:] != (...,):
        return Kept()  # a tuple of so many values of different kinds
    item, allows_none = unwrapped(arguments[0])
    group = _group(item, _tag(None, arguments[0]), allows_none=allows_none)
    if group is not None:
        return Rows(group)
    if not all(map(_is_text, _members(item))):
        return Kept()
    return Many(Text(choices=choices_of(item), is_finite=is_finite and _is_float(item)))


def _group(annotation: Any, tag: str | None, *, allows_none: bool) -> Group | Variants | None:
    members = _members(annotation)
    if not all(isinstance(member, type) and issubclass(member, BaseModel) for member in members):
        return None
    if any(issubclass(member, RootModel) for member in members):
        return None
    if len(members) == 1:
        return group_of(members[0], allows_none=allows_none)
    return None if tag is None else _variants(members, tag, allows_none=allows_none)


def _variants(members: tuple[type[BaseModel], ...], tag: str, *, allows_none: bool) -> Variants | None:
    groups: dict[str, Group] = {}
    tags: dict[str, Any] = {}
    for member in members:
        choices = choices_of(unwrapped(member.model_fields[tag].annotation)[0])
        groups |= dict.fromkeys(choices, group_of(member))
        tags |= choices
    return Variants(tag, groups, tags, allows_none=allows_none)


def _tag(*said: Any) -> str | None:
    """The discriminator among what is said of a union."""
    for one in said:
        if isinstance(one, str):
            return one
        if isinstance(one, pydantic.Discriminator) and isinstance(one.discriminator, str):
            return one.discriminator
        if isinstance(one, FieldInfo) and isinstance(one.discriminator, str):
            return one.discriminator
        found = _tag(*_said(one))
        if found is not None:
            return found
    return None


def _said(annotation: Any) -> tuple[Any, ...]:
    if typing.get_origin(annotation) is Annotated:
        return (*annotation.__metadata__, annotation.__origin__)
    return (
        tuple(a for a in typing.get_args(annotation) if typing.get_origin(a) is Annotated)
        if is_union(annotation)
        else ()
    )


def choices_of(annotation: Any) -> Mapping[str, Any]:
    """The values of a Literal, an Enum or a bool by their texts; empty for what may be any value."""
    if annotation is bool:  # one that may be None: a box has no third state
        return {"true": True, "false": False}
    if typing.get_origin(annotation) is Literal:
        return {text_of(value): value for value in typing.get_args(annotation)}
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return {text_of(value): value for value in annotation}
    return {}


def unwrapped(annotation: Any) -> tuple[Any, bool]:
    """`Annotated[X | None, …]` to X and True."""
    while typing.get_origin(annotation) is Annotated:
        annotation = annotation.__origin__
    if not is_union(annotation):
        return annotation, False
    members = typing.get_args(annotation)
    others = tuple(unwrapped(member)[0] for member in members if member is not types.NoneType)
    inner = others[0] if len(others) == 1 else Union[others]  # noqa: UP007 - of what is known at run time only
    return inner, len(others) < len(members)


def is_union(annotation: Any) -> bool:
    """Whether it says `X | Y`."""
    return typing.get_origin(annotation) in (Union, types.UnionType)


def _members(annotation: Any) -> tuple[Any, ...]:
    return typing.get_args(annotation) if is_union(annotation) else (annotation,)


def _is_float(annotation: Any) -> bool:
    """Whether the values are numbers, floats among them: a text or a Decimal is what it is."""
    members = {unwrapped(member)[0] for member in _members(annotation)}
    return float in members and members <= {float, int}


def _is_text(annotation: Any) -> bool:
    """Whether the values have a text that stands for them: not so a mapping, a list of lists, an arbitrary object."""
    annotation, _ = unwrapped(annotation)
    origin = typing.get_origin(annotation) or annotation
    if origin is Any or not isinstance(origin, type):
        return origin is not Any
    return not issubclass(origin, (BaseModel, *LISTS[:4], collections.abc.Mapping)) and not hasattr(
        origin, "__dataclass_fields__"
    )
