"""The annotation of one attribute of a class, resolved by itself."""

from __future__ import annotations

import sys
import typing
from typing import Any


def annotation_of(owner: Any, name: str) -> Any:
    """An attribute's annotation. Those of others may name what is imported for type checkers alone.

    Args:
        owner: the class, which has it or inherits it.
        name: the attribute.

    Raises:
        NameError: for one that cannot be resolved.
        TypeError: likewise.
    """
    declaring = next(base for base in owner.__mro__ if name in vars(base).get("__annotations__", {}))
    module = vars(sys.modules[declaring.__module__])

    def holder() -> None: ...

    holder.__annotations__ = {name: declaring.__annotations__[name]}
    return typing.get_type_hints(holder, module, dict(vars(declaring)), include_extras=True)[name]
