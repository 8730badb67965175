"""Text from the browser to the arguments of a function, by its annotations."""

from __future__ import annotations

import collections.abc
import dataclasses
import inspect
import re
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Union

from pydantic import ConfigDict, PydanticSchemaGenerationError, PydanticUserError, TypeAdapter, ValidationError

from liveview.errors import DefinitionError
from liveview.runtime.reports import shapes
from liveview.view.fields import MISSING
from liveview.view.finite import NOT_FINITE, is_finite
from liveview.view.names import did_you_mean

COLLECTIONS = (list, set, frozenset, tuple, collections.abc.Sequence, collections.abc.Set, collections.abc.Iterable)

# A browser may well send `inf` or `nan`; no handler that adds to a counter expects them. Models, which bring their own
# settings, are looked through.
FINITE = ConfigDict(allow_inf_nan=False)
SCALARS = frozenset((int, str, bool, float, type(None)))  # of which pydantic has said all


class ConversionError(ValueError):
    """A text that is no value of its type.

    Attributes:
        error: as pydantic tells it.
    """

    def __init__(self, name: str, value: object, error: Any) -> None:
        super().__init__(f"{_evidence(name, value)}: {error['msg']}")
        self.error = error


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument: its name, type and default.

    Attributes:
        default: MISSING where the function asks for a value.
        takes_many: whether several values of the name are wanted, or only the last.
        allows_none: whether an empty text means None.
    """

    name: str
    annotation: Any
    default: object
    takes_many: bool
    allows_none: bool
    adapter: TypeAdapter[Any] | None

    def convert(self, given: Sequence[object]) -> object:
        """The argument for the values given under the name.

        Raises:
            ValueError: where they are not of its type; the text says why.
        """
        value = list(given) if self.takes_many else given[-1]
        if self.takes_many and len(given) == 1 and isinstance(given[0], list):
            value = given[0]  # JSON of a hook or a command
        if value == "" and self.allows_none:
            return None
        if self.adapter is None:
            if self.annotation is str and not isinstance(value, str):
                raise ValueError(f"{_evidence(self.name, value)}: a text is expected; annotate other types")
            return value
        try:
            found = self.adapter.validate_python(value)
        except ValidationError as error:
            raise ConversionError(self.name, value, error.errors(include_url=False)[0]) from None
        if type(found) not in SCALARS and not is_finite(found, is_within=_has_fields(self.annotation)):
            raise ConversionError(self.name, value, NOT_FINITE)
        return found

    def unchecked(self) -> object:
        """What a form says by leaving the name out: a checkbox that is off, a choice of nothing; else MISSING."""
        if self.annotation is bool:
            return False
        return self.convert(()) if self.takes_many else MISSING


class Parameters:
    """What a function asks for, by name.

    Args:
        function: a method; its first parameter is the view.
        injected: a type whose parameter the caller fills in by itself.

    Raises:
        DefinitionError: for `*args`, `**kwargs` and positional-only parameters: nothing can be given by name.
    """

    def __init__(self, function: Callable[..., Any], injected: type | None = None) -> None:
        self.function = function
        self.injected = injected
        self._signature = list(inspect.signature(function).parameters.values())[1:]
        for parameter in self._signature:
            if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
                raise self.mistake(f"arguments are given by name, `{parameter}` has none. Write each one out.")

    @property
    def is_empty(self) -> bool:
        """Whether the function asks for nothing."""
        return not self._signature

    @cached_property
    def names(self) -> Sequence[str]:
        """What it asks for."""
        return [parameter.name for parameter in self._signature]

    @cached_property
    def by_name(self) -> Mapping[str, Parameter]:
        """The parameters to be filled from text.

        Raises:
            DefinitionError: for an annotation that cannot be resolved, or that no text can become.
        """
        return {p.name: self._parameter(p) for p in self._signature if p.name not in self.injected_names}

    @cached_property
    def injected_names(self) -> frozenset[str]:
        """The parameters of the injected type."""
        if self.injected is None:
            return frozenset()
        wanted = self.injected
        return frozenset(p.name for p in self._signature if _without_none(self._hints.get(p.name))[0] is wanted)

    @cached_property
    def _hints(self) -> Mapping[str, Any]:
        try:
            return typing.get_type_hints(self.function, include_extras=True)
        except (NameError, TypeError) as error:
            reason = f"its annotations cannot be resolved ({error}): import what they name at the top of the module."
            raise self.mistake(reason) from error

    def _parameter(self, parameter: inspect.Parameter) -> Parameter:
        default = MISSING if parameter.default is parameter.empty else parameter.default
        try:
            return parameter_of(parameter.name, self._hints.get(parameter.name, str), default)
        except TypeError as error:
            raise self.mistake(str(error)) from error

    def mistake(self, reason: str) -> DefinitionError:
        """The error of a function that cannot be called as it is written."""
        code = inspect.unwrap(self.function).__code__
        return DefinitionError(
            f"{self.function.__qualname__}: {reason}", filename=code.co_filename, lineno=code.co_firstlineno
        )

    def nearest(self, name: str) -> str:
        """` Did you mean …?` for a name that the function does not have."""
        return did_you_mean(name, self.by_name)


def parameter_of(name: str, annotation: Any, default: object) -> Parameter:
    """What is filled from text, by its annotation.

    Raises:
        TypeError: for an annotation that no text can become.
    """
    plain, allows_none = _without_none(annotation)
    is_any_text = plain in (str, Any, object) and typing.get_origin(annotation) is not Annotated
    return Parameter(
        name=name,
        annotation=plain,
        default=default,
        takes_many=(typing.get_origin(plain) or plain) in COLLECTIONS,
        allows_none=allows_none,
        adapter=None if is_any_text else _adapter(name, annotation),
    )


def _adapter(name: str, annotation: Any) -> TypeAdapter[Any]:
    if _has_pattern(annotation):
        raise TypeError(
            f"`{name}` would be a regular expression of the browser's, which may take for ever. Take a text, and look "
            f"for `re.escape({name})`."
        )
    try:
        try:
            return TypeAdapter(annotation, config=FINITE)
        except PydanticUserError:  # a model brings its own settings
            return TypeAdapter(annotation)
    except PydanticSchemaGenerationError as error:
        shown = inspect.formatannotation(annotation)
        reason = f"`{name}: {shown}` cannot be made from the text that a browser sends. Take its id and look it up."
        raise TypeError(reason) from error


def _has_pattern(annotation: Any) -> bool:
    """Whether it says `re.Pattern`, of which some make `re` itself fail and others never end."""
    origin = typing.get_origin(annotation) or annotation
    return origin is re.Pattern or any(map(_has_pattern, typing.get_args(annotation)))


def _has_fields(annotation: Any) -> bool:
    """Whether it has settings of its own, so that pydantic could be told nothing."""
    return hasattr(annotation, "__required_keys__") or dataclasses.is_dataclass(annotation)  # the first: a TypedDict


def _without_none(annotation: Any) -> tuple[Any, bool]:
    """`Annotated[X | None, …]` to X and True."""
    while typing.get_origin(annotation) is Annotated:
        annotation = typing.get_args(annotation)[0]
    if typing.get_origin(annotation) not in (Union, types.UnionType):
        return annotation, False
    members = typing.get_args(annotation)
    others = [member for member in members if member is not type(None)]
    return (others[0] if len(others) == 1 else annotation), len(others) < len(members)


def _evidence(name: str, value: object) -> str:
    """What may be said of an argument in a log: it may be somebody's password."""
    return f"{name} ({shapes({name: value}).get(name, '…')})"
