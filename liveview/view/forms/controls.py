"""What a control for a field is: its kind of input, its label, and the bounds that a browser may know."""

from __future__ import annotations

import datetime
import decimal
import typing
from collections.abc import Mapping
from typing import Any

import pydantic
from pydantic.fields import FieldInfo

from liveview.view.forms.entries import Flag, Kind, Many, Text, text_of
from liveview.view.forms.shape import unwrapped

TYPES: tuple[tuple[Any, str], ...] = (
    ((datetime.datetime,), "datetime-local"),  # before the date, which it is as well
    ((datetime.date,), "date"),
    ((datetime.time,), "time"),
    ((int, float, decimal.Decimal), "number"),
    ((pydantic.EmailStr,), "email"),
    ((pydantic.AnyUrl,), "url"),
)
BOUNDS = {"ge": "min", "le": "max", "min_length": "minlength", "max_length": "maxlength", "multiple_of": "step"}


def type_of(kind: Kind, info: FieldInfo) -> str:
    """The `type` of the input that suits a field: "text" where nothing else does."""
    if isinstance(kind, Flag):
        return "checkbox"
    if isinstance(kind, Many) or (isinstance(kind, Text) and kind.choices):
        return "select"
    if isinstance(kind, Text) and kind.is_secret:
        return "password"
    annotation = unwrapped(info.annotation)[0]
    owner = typing.get_origin(annotation) or annotation
    return next((name for kinds, name in TYPES if isinstance(owner, type) and issubclass(owner, kinds)), "text")


def attributes_of(kind: Kind, info: FieldInfo) -> dict[str, str]:
    """HTML's attributes for the bounds that the model says, where the control knows them."""
    found: dict[str, str] = {}
    type = type_of(kind, info)
    for one in info.metadata:
        for bound, attribute in BOUNDS.items():
            value = getattr(one, bound, None)
            if value is not None and ("length" in attribute) == (type not in NUMERIC):
                found[attribute] = text_of(value)
    if type == "number" and "step" not in found and unwrapped(info.annotation)[0] is not int:
        found["step"] = "any"  # without it a browser takes whole numbers only
    return found if isinstance(kind, Text) and not kind.choices else {}


NUMERIC = ("number", "date", "time", "datetime-local")


def label_of(name: str, info: FieldInfo) -> str:
    """The field's title, or its name as words."""
    return info.title or name.replace("_", " ").capitalize()


def options_of(kind: Kind) -> Mapping[str, Any]:
    """The values that may be chosen, by their texts."""
    if isinstance(kind, Many):
        return kind.item.choices
    return kind.choices if isinstance(kind, Text) else {}
