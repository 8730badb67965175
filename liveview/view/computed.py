"""`@computed`: a value of the template that is worked out from the state."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Generic, NoReturn, TypeVar, overload

from liveview.errors import DefinitionError, StateError

T = TypeVar("T")


class computed(Generic[T]):
    """A read-only property that the template reads like a field.

    In a handler it is worked out at each reading; in a render once, and only if the template reads it.

    Args:
        function: the method. It must not be `async`: a template cannot wait.
    """

    def __init__(self, function: Callable[[Any], T]) -> None:
        if inspect.iscoroutinefunction(function) or inspect.isgeneratorfunction(function):
            raise DefinitionError(
                f"{function.__qualname__}: a @computed value is read by the template, which cannot wait. "
                f"Make it a plain `def`, and let a handler or `mount` fetch what it needs into a state field.",
                filename=function.__code__.co_filename,
                lineno=function.__code__.co_firstlineno,
            )
        self.function = function
        self.name = function.__name__
        self.__doc__ = function.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> computed[T]: ...
    @overload
    def __get__(self, instance: object, owner: type | None = None) -> T: ...
    def __get__(self, instance: object, owner: type | None = None) -> Any:
        return self if instance is None else self.function(instance)

    def __set__(self, instance: object, value: NoReturn) -> None:
        raise StateError(
            f"{type(instance).__name__}.{self.name} is @computed: change the fields it is worked out from, "
            f"or make it a field, `{self.name}: … = …`."
        )
