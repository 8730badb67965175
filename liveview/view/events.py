"""`@event`: the methods that a browser may call, under names of their own and with checked arguments."""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, overload
from urllib.parse import parse_qsl

from liveview.errors import DefinitionError, EventRefusedError
from liveview.runtime.reports import in_line
from liveview.view.arguments import Parameter, Parameters
from liveview.view.fields import MISSING
from liveview.view.request import Request, Session

F = TypeVar("F", bound=Callable[..., Any])

MARK = "_liveview_event"
EMPTY: Mapping[str, object] = types.MappingProxyType({})
NAME = re.compile(r"[^\s^\[{@][^\s@]{0,99}")  # after an @ comes whose it is (protocol, section 5)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose page has sent an event.

    Attributes:
        user: who the guard of the page let in.
        session: the page's session, as of its request.
        url: where the page is.
    """

    user: Any = None
    session: Mapping[str, Any] = field(default_factory=dict)
    url: str = ""

    @classmethod
    def of(cls, request: Request) -> Viewer:
        """Whoever a page is shown to."""
        return cls(request.user, Session(request.session), request.url)


@dataclass(frozen=True, slots=True)
class Event:
    """What happened in the browser: ask for it by an argument of this type, `event: Event`.

    Attributes:
        name: the event's name, as in the template.
        target: the name of the control that fired, if it has one.
        value: that control's value.
        key: the key, for keyboard events: `"Enter"`.
        modifiers: the keys held down: `"alt"`, `"ctrl"`, `"meta"`, `"shift"`.
        submitter: the name of the button that submitted the form.
        viewer: whose page it was.
    """

    name: str
    target: str | None = None
    value: str | None = None
    key: str | None = None
    modifiers: frozenset[str] = frozenset()
    submitter: str | None = None
    viewer: Viewer = field(default_factory=Viewer)


@overload
def event(handler: F, /) -> F: ...
@overload
def event(name: str, /) -> Callable[[F], F]: ...
def event(handler_or_name: Any, /) -> Any:
    """Lets the browser call a method: `@event`, or `@event("name")` for a name other than the method's.

    What it returns, if anything, is the event's reply as JSON: to a hook's `pushEvent`, for example.

    Arguments come by name: from the element's `lv-value-*` (`lv-value-user-id` is `user_id`), from the fields of the
    form, or from the control's own name and `value`, converted by their annotations.

    Args:
        handler_or_name: the method, `def` or `async def`; or the event's name.

    Raises:
        DefinitionError: for what is not a method, or a name that no attribute can hold.
    """
    if not isinstance(handler_or_name, str):
        return _marked(handler_or_name, getattr(handler_or_name, "__name__", ""))
    if not NAME.fullmatch(handler_or_name):
        raise DefinitionError(
            f"@event({handler_or_name!r}): a name is one word without an @, and does not start with ^, [ or {{."
        )
    return lambda handler: _marked(handler, handler_or_name)


def _marked(handler: Any, name: str) -> Any:
    if not isinstance(handler, types.FunctionType):
        raise DefinitionError(f"@event goes right above a `def` or `async def` of the class, not on {handler!r}.")
    if inspect.isgeneratorfunction(handler) or inspect.isasyncgenfunction(handler):
        code = handler.__code__
        reason = f"{handler.__qualname__}: an event handler cannot `yield`; what it returns is the event's reply."
        raise DefinitionError(reason, filename=code.co_filename, lineno=code.co_firstlineno)
    setattr(handler, MARK, name)
    return handler


class EventHandler:
    """One entry of a class's event table.

    Args:
        name: the event's name.
        attribute: the method's name.
        function: the method.
        view: the class's name, for errors.
    """

    def __init__(self, name: str, attribute: str, function: Callable[..., Any], view: str) -> None:
        self.name = name
        self.attribute = attribute
        self.view = view
        self.parameters = Parameters(function, injected=Event)

    def arguments(
        self,
        values: Mapping[str, Any] | None,
        form: str | None,
        control: Mapping[str, Any] | None,
        models: Mapping[str, object] = EMPTY,
        viewer: Callable[[], Viewer] = Viewer,
    ) -> Mapping[str, object]:
        """The keyword arguments for what the browser sent.

        Args:
            values: the `lv-value-*` of the element, or the payload that a hook or a command gives.
            form: the form's fields, urlencoded; None where no form or field was sent.
            control: the control that fired.
            models: arguments that are there already: those of forms.
            viewer: says whose page it is.

        Raises:
            EventRefusedError: for a value that the method does not name, or an argument missing or of another type.
        """
        if self.parameters.is_empty and not values:
            return EMPTY
        given = self._given(values or {}, form, control or {})
        arguments: dict[str, object] = dict(models)
        for name, parameter in self.parameters.by_name.items():
            if name in models:
                continue
            value = self._argument(parameter, given.get(name), has_form=form is not None)
            if value is not MISSING:
                arguments[name] = value
        for name in self.parameters.injected_names:
            arguments[name] = replace(self._event(control or {}), viewer=viewer())
        return arguments

    def _given(self, values: Mapping[str, Any], form: str | None, control: Mapping[str, Any]) -> dict[str, list[Any]]:
        """Every value under its argument's name: `lv-value-*` before the form's fields before the control's own."""
        given: dict[str, list[Any]] = {}
        for name, text in self._fields(form):
            given.setdefault(_argument_name(name), []).append(text)
        value, control_name = control.get("value"), control.get("name")
        if isinstance(value, str):
            given.setdefault("value", [value])
            if form is None and isinstance(control_name, str):
                given.setdefault(_argument_name(control_name), [value])
        for name, value in values.items():
            argument = _argument_name(name)
            if argument not in self.parameters.by_name:
                said = in_line(name)
                raise self._refused(
                    f"the page sends `{said}` (by lv-value-{said} or in a payload), but "
                    f"{self.view}.{self.attribute}() has no argument "
                    f"`{_argument_name(said)}`.{self.parameters.nearest(argument)}"
                )
            given[argument] = [value]
        return given

    def _fields(self, form: str | None) -> list[tuple[str, str]]:
        try:
            return parse_qsl(form or "", keep_blank_values=True, max_num_fields=1000)  # a page's form has tens
        except ValueError:
            raise self._refused("the form has more than 1,000 fields") from None

    def _argument(self, parameter: Parameter, given: list[Any] | None, *, has_form: bool) -> object:
        try:
            if given is not None:
                return parameter.convert(given)
            unchecked = parameter.unchecked() if has_form else MISSING
        except ValueError as error:
            raise self._refused(str(error)) from None
        if unchecked is MISSING and parameter.default is MISSING:
            raise self._refused(
                f"the argument `{parameter.name}` of {self.view}.{self.attribute}() was not sent: add "
                f'lv-value-{parameter.name.replace("_", "-")}="…" or a field of that name, or give it a default.'
            )
        return unchecked

    def _event(self, control: Mapping[str, Any]) -> Event:
        def text(key: str) -> str | None:
            value = control.get(key)
            return value if isinstance(value, str) else None

        modifiers = frozenset((text("modifiers") or "").split())
        return Event(self.name, text("name"), text("value"), text("key"), modifiers, text("submitter"))

    def _refused(self, reason: str) -> EventRefusedError:
        return EventRefusedError(f"event `{self.name}`: {reason}", event=self.name, view=self.view)


def _argument_name(name: str) -> str:
    return name.replace("-", "_")
