"""What a handler may change in place, read from its code: the attributes that it names, and those that its methods do.

A handler that only assigns reaches no value that it could change, and one that appends to a list reaches that list and
no other. Where the code lets `self` out of sight (a function is given it, a lambda closes over it), all may be reached.
"""

from __future__ import annotations

import dis
import types
from functools import lru_cache

from liveview.view.cached import Cached, CachedStatus
from liveview.view.component import Component
from liveview.view.computed import computed
from liveview.view.fields import Field
from liveview.view.live_view import LiveView
from liveview.view.stateful import Stateful

OWN = (Stateful, LiveView, Component)  # what they define hands out no state
LOADS = ("LOAD_ATTR", "LOAD_METHOD")
STORES = ("STORE_ATTR", "DELETE_ATTR")

Named = list[tuple[str, bool]]  # attributes of `self`, and whether they are read


@lru_cache(maxsize=4096)
def reach(kind: type, method: str) -> frozenset[str] | None:
    """What a method may change in place.

    Args:
        kind: the class of the instance.
        method: its name.

    Returns:
        Names of attributes; None for any.
    """
    if hasattr(kind, "__getattr__"):
        return None
    names, waiting, seen = set[str](), [(method, True)], set[tuple[str, bool]]()
    while waiting:
        step = name, is_read = waiting.pop()
        if step in seen:
            continue
        seen.add(step)
        declaring = next((base for base in kind.__mro__ if name in vars(base)), None)
        declared = None if declaring is None else vars(declaring)[name]
        function = _function(declared) if is_read else None
        if name.startswith("__"):
            return None
        if declaring in OWN or isinstance(declared, (staticmethod, classmethod, Cached, CachedStatus)):
            continue
        if function is not None:
            named = _named(function)
            if named is None:
                return None
            waiting += named
        elif _runs_code(declared):
            return None
        elif is_read:
            names.add(name)
    return frozenset(names)


def _function(declared: object) -> types.FunctionType | None:
    """What runs where an attribute of a class is read, or what is called."""
    inner: object = declared
    if isinstance(declared, computed):
        inner = declared.function
    elif isinstance(declared, property):
        inner = declared.fget
    return inner if isinstance(inner, types.FunctionType) else None


def _runs_code(declared: object) -> bool:
    """Whether an attribute is somebody's descriptor: a property that is set, a value that is cached."""
    return hasattr(type(declared), "__get__") and not isinstance(declared, (Field, computed, types.FunctionType))


def _named(function: types.FunctionType) -> Named | None:
    """The attributes of `self` that a function names; None where it gives `self` away."""
    code = function.__code__
    if not code.co_argcount or code.co_freevars:  # variables of another function, or `super()`
        return None
    own = code.co_varnames[0]
    if own in code.co_cellvars:
        return None
    names: Named = []
    instructions = list(dis.get_instructions(code))
    for at, instruction in enumerate(instructions):
        if "_FAST" in instruction.opname and own in _variables(instruction):
            look = _look(instructions[at : at + 3], own)
            if look is None:
                return None
            names.append((look.argval, look.opname in LOADS))
    return names


def _variables(instruction: dis.Instruction) -> tuple[object, ...]:
    """Which variables an instruction loads or stores: since Python 3.13 up to two."""
    return instruction.argval if isinstance(instruction.argval, tuple) else (instruction.argval,)


def _look(instructions: list[dis.Instruction], own: str) -> dis.Instruction | None:
    """The attribute that is looked at where `self` is loaded; None where anything else is done with it."""
    load, *following = instructions
    *others, last = _variables(load)
    if not load.opname.startswith("LOAD_FAST") or last != own or own in others:
        return None
    if following and following[0].opname == "COPY":  # `self.count += 1`
        following = following[1:]
    return following[0] if following and following[0].opname in (*LOADS, *STORES) else None
