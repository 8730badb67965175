"""How large plain data is on its way to others, about, before anybody has packed it."""

from __future__ import annotations

from collections.abc import Mapping

# Bytes of a number, a date and the like, and of what stands around anything.
_EACH = 9


def wire_size(value: object, most: int) -> int:
    """About how many bytes a value takes. It is not looked at further once these are too many.

    Args:
        value: texts, numbers, lists, dicts, dataclasses and the like. Other objects are not looked into.
        most: how many are not too many.

    Returns:
        The bytes; where they are more than `most`, how many were seen until then.
    """
    size, rest = 0, [value]
    while rest and size <= most:
        one = rest.pop()
        size += len(one.encode(errors="replace")) if isinstance(one, str) else _EACH
        if isinstance(one, bytes | bytearray):
            size += len(one)
        else:
            rest.extend(_inside(one))
    return size


def _inside(value: object) -> list[object]:
    if isinstance(value, Mapping):
        return [*value.keys(), *value.values()]
    if isinstance(value, list | tuple | set | frozenset):
        return list(value)
    if hasattr(type(value), "model_dump"):  # of pydantic, which need not be installed for this
        return list(vars(value).values())
    return [getattr(value, name, None) for name in getattr(type(value), "__dataclass_fields__", ())]
