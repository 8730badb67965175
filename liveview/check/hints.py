"""The annotations of classes and functions, resolved one by one: what cannot be resolved is Any."""

from __future__ import annotations

import functools
import inspect
import sys
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any

from liveview.view.cached import Cached, CachedStatus, Status
from liveview.view.computed import computed

# What says something of the name, and nothing of the value.
QUALIFIERS = (typing.ClassVar, typing.Final, typing.Annotated, typing.Required, typing.NotRequired)


@functools.lru_cache(maxsize=4096)
def hints_of(owner: type) -> Mapping[str, Any]:
    """The annotations that a class makes itself, its bases apart."""
    given = inspect.get_annotations(owner)
    module = sys.modules.get(owner.__module__)
    names = {} if module is None else vars(module)
    return {name: _resolved(name, annotation, names, owner) for name, annotation in given.items()}


def _resolved(name: str, annotation: Any, names: Mapping[str, Any], owner: type) -> Any:
    carrier = type(owner.__name__, (), {"__annotations__": {name: annotation}})  # a class may have a ClassVar
    try:
        return typing.get_type_hints(carrier, dict(names), dict(vars(owner)), include_extras=True)[name]
    except Exception:  # a name for type checkers only, or of a function's locals: nothing is known
        return Any


@functools.lru_cache(maxsize=4096)
def returned(function: Callable[..., Any]) -> Any:
    """What calling a function gives, by its annotation."""
    # A decorator may have changed what comes out, and an `async def` gives something to wait for.
    return Any if inspect.iscoroutinefunction(function) else _result(function)


def _result(function: Callable[..., Any]) -> Any:
    if hasattr(function, "__wrapped__"):
        return Any
    try:
        return typing.get_type_hints(function, include_extras=True).get("return", Any)
    except Exception:
        return Any


def kind_of_member(value: object) -> Any:
    """What reading a class's member from an instance gives, where the class does not annotate it."""
    if isinstance(value, computed):
        return returned(value.function)
    if isinstance(value, Cached):
        return kind_of_cached(value, Any)
    if isinstance(value, CachedStatus):
        status: Any = Status
        return status[kind_of_cached(value.cached, Any)]
    if isinstance(value, property):
        return Any if value.fget is None else returned(value.fget)
    if isinstance(value, functools.cached_property):
        return returned(value.func)
    if isinstance(value, (classmethod, staticmethod)):
        value = value.__func__
    if isinstance(value, types.FunctionType):
        return Callable[..., returned(value)]
    return Any


def kind_of_cached(cached: Cached[Any], annotation: Any) -> Any:
    """What reading a cached value gives: by its annotation, `Cached[Prices]`, or else by its function's."""
    arguments = typing.get_args(plain(annotation))
    return arguments[0] if arguments else _result(cached.load)


def plain(annotation: Any) -> Any:
    """An annotation without what surrounds the type: `ClassVar[Annotated[X, …]]` is X, a `NewType` its base."""
    while True:
        origin = typing.get_origin(annotation)
        if origin in QUALIFIERS:
            annotation = typing.get_args(annotation)[0]
        elif annotation in QUALIFIERS or isinstance(annotation, (str, typing.ForwardRef)):
            return Any
        elif isinstance(annotation, typing.NewType):
            annotation = annotation.__supertype__
        elif isinstance(annotation, typing.TypeVar):
            annotation = annotation.__bound__ or Any
        elif type(annotation).__name__ == "TypeAliasType":  # `type X = …`, since Python 3.12
            annotation = annotation.__value__
        else:
            return annotation
