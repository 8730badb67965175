"""Which numbers a browser may send: `nan` and `1e999` are texts of a float, and nobody adds them to a sum on purpose.

pydantic takes them in a model that says nothing of it, and a model brings its own settings. So it is asked for here, of
models too, unless a field says `Field(allow_inf_nan=True)`, or its model's `model_config` does.
"""

from __future__ import annotations

import dataclasses
import math
import typing
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

# In pydantic's words, as for an argument that is a float itself.
NOT_FINITE = {"type": "finite_number", "msg": "Input should be a finite number"}


def allows_infinity(info: FieldInfo, config: Mapping[str, Any]) -> bool:
    """Whether a field takes any float, because somebody has said so.

    Args:
        info: the field.
        config: its model's `model_config`.
    """
    said = [found for one in (*info.metadata, *_said(info.annotation)) if (found := _allowed(one)) is not None]
    return any(said) if said else bool(config.get("allow_inf_nan"))


def is_finite_text(text: str) -> bool:
    """Whether a text is no number, or a finite one."""
    try:
        return math.isfinite(float(text))
    except ValueError:
        return True  # for pydantic to say


def is_finite(value: object, *, is_within: bool = False) -> bool:
    """Whether all floats are finite that a browser has sent for the models in a value, but those that may be anything.

    Args:
        value: what pydantic has made of it.
        is_within: whether it is part of a model. Outside of them pydantic was told to look.
    """
    if isinstance(value, float):
        return not is_within or math.isfinite(value)
    fields: Mapping[str, FieldInfo] | None = getattr(type(value), "__pydantic_fields__", None)
    if fields is not None:  # a model, or a dataclass of pydantic's
        sent = value.model_fields_set if isinstance(value, BaseModel) else fields
        config = getattr(value, "model_config", None) or getattr(value, "__pydantic_config__", {})
        return all(
            allows_infinity(info, config) or is_finite(getattr(value, name), is_within=True)
            for name, info in fields.items()
            if name in sent
        )
    return all(is_finite(item, is_within=is_within) for item in _items(value))


def _items(value: object) -> Iterable[object]:
    if isinstance(value, Mapping):
        return value.values()
    if isinstance(value, (list, tuple, set, frozenset)):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [getattr(value, field.name, None) for field in dataclasses.fields(value)]
    return ()


def _said(annotation: Any) -> Iterable[Any]:
    """What `Annotated` says anywhere within: `list[Annotated[float, Field(allow_inf_nan=True)]]`."""
    for one in typing.get_args(annotation):
        yield one
        yield from _said(one)


def _allowed(said: Any) -> bool | None:
    metadata = said.metadata if isinstance(said, FieldInfo) else [said]
    return next((found for one in metadata if (found := getattr(one, "allow_inf_nan", None)) is not None), None)
