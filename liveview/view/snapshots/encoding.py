"""An instance's state to bytes, and back to the values of its fields."""

from __future__ import annotations

from typing import Any

import msgspec

from liveview.errors import SnapshotError, StateError
from liveview.view.forms.form import Form
from liveview.view.snapshots.kinds import Kind, UnfitError
from liveview.view.stateful import Stateful

# Whole numbers of more than 64 bits, which MessagePack has no place for.
_LARGE = 1


def encode(instance: Stateful) -> bytes:
    """What is kept of a view's or component's state, in MessagePack.

    Args:
        instance: whose.

    Raises:
        StateError: for a value that is not of its field's type, or a class of which too little can be kept.
    """
    schema = type(instance)._spec.snapshot
    if schema.lost:
        raise _unkept(instance, schema.lost[0], schema.transient[schema.lost[0]])
    instance._check_assigned()
    packed = [_packed(instance, name, kind) for name, kind in schema.kept.items()]
    try:
        return _bytes([schema.fingerprint, packed])
    except (UnicodeEncodeError, RecursionError) as error:
        raise StateError(f"the state of {type(instance).__name__} cannot be kept: {error}") from error


def decode(owner: type[Stateful], data: bytes) -> dict[str, Any]:
    """The values that were kept.

    Args:
        owner: the class.
        data: what `encode` gave, by this process or another one.

    Returns:
        Values by field, all of their fields' types.

    Raises:
        SnapshotError: where it is of another class, or of another version of it, or no snapshot at all.
    """
    schema = owner._spec.snapshot
    try:
        fingerprint, packed = msgspec.msgpack.decode(data, ext_hook=_extended)
    except (msgspec.MsgspecError, ValueError, TypeError, RecursionError) as error:
        raise SnapshotError(f"no snapshot of {owner.__name__}: {error}") from error
    if fingerprint != schema.fingerprint:
        raise SnapshotError(f"a snapshot of another version of {owner.__name__}, or of another class")
    try:
        pairs = zip(schema.kept.items(), packed, strict=True)
        return {name: _one(kind.unpack(column)) for (name, kind), column in pairs}
    except Exception as error:  # what is wrong with it is as manifold as the types are
        raise SnapshotError(f"a snapshot of {owner.__name__} that is damaged: {error!r}") from error


def restore(instance: Stateful, data: bytes) -> None:
    """Gives a new instance the state that was kept. Fields that are not kept stay as they are.

    Args:
        instance: of the same class.
        data: what `encode` gave.

    Raises:
        SnapshotError: as for `decode`; the instance is what it was.
    """
    values = decode(type(instance), data)
    instance.__dict__.update(values)
    for name, value in values.items():
        if isinstance(value, Form):
            value._enter(type(instance), name, instance.live.number)


def _packed(instance: Stateful, name: str, kind: Kind) -> Any:
    try:
        return kind.pack([instance.__dict__[name]])
    except UnfitError as error:
        raise _unkept(instance, name + error.path, error.reason) from error
    except RecursionError:
        raise _unkept(instance, name, "it holds itself, or is nested too deeply") from None


def _unkept(instance: Stateful, name: str, reason: str) -> StateError:
    owner = type(instance).__name__
    return StateError(
        f"{owner}.{name} cannot be kept, so nothing of this {owner} is: {reason}. Correct its annotation, or declare "
        f"the field as `state(…, transient=True)`."
    )


def _one(values: list[Any]) -> Any:
    (value,) = values
    return value


def _bytes(packed: Any) -> bytes:
    try:
        return msgspec.msgpack.encode(packed)
    except OverflowError:
        return msgspec.msgpack.encode(_with_large(packed))


def _with_large(packed: Any) -> Any:
    if isinstance(packed, (list, tuple)):
        return list(map(_with_large, packed))
    if type(packed) is int and not -(2**63) <= packed < 2**64:
        return msgspec.msgpack.Ext(_LARGE, packed.to_bytes(packed.bit_length() // 8 + 1, "big", signed=True))
    return packed


def _extended(code: int, data: memoryview) -> int:
    if code != _LARGE:
        raise ValueError(f"an extension {code}")
    return int.from_bytes(data, "big", signed=True)
