"""The events that a template's elements send, held against the handlers of the class."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from liveview.check.elements import CONTROLS, Element
from liveview.check.expressions import Report
from liveview.view import bindings
from liveview.view.arguments import Parameter
from liveview.view.events import EventHandler
from liveview.view.fields import MISSING
from liveview.view.stateful import Stateful

VOID_CONTROLS = CONTROLS - {"button"}
# What a form tells with its fields; of the others it is the control inside that tells of itself.
WITH_FIELDS = frozenset(("lv-submit", "lv-change", "lv-input"))

_RESET_OF_MODEL = "lv-reset does nothing on the form of a model: write `self.{}.reset()` in the handler."


class Events:
    """Checks the elements of one template.

    Args:
        owner: the class whose events they send.
        mistake: says what is wrong with a binding, or None.
        report: takes what is wrong.
    """

    def __init__(self, owner: type[Stateful], mistake: Callable[[str, str, str], str | None], report: Report) -> None:
        self._owner = owner
        self._mistake = mistake
        self._report = report

    def check(self, elements: Sequence[Element]) -> None:
        """Check all of them."""
        has_outside = any("form" in element.attributes for element in elements if element.tag in CONTROLS)
        for element in elements:
            element.is_known = element.is_known and not has_outside  # `<input form="…">` adds to a form elsewhere
            for name in element.attributes:
                if name.startswith("lv-"):
                    self._binding(name, element)

    def _binding(self, name: str, element: Element) -> None:
        value, lineno = element.attributes[name].value, element.attributes[name].lineno
        if not bindings.is_known(name):
            self._report("unknown-binding", self._mistake(name, "", element.tag) or "", lineno)
            return
        if name == "lv-reset" and "lv-form" in element.attributes:
            self._report("unknown-binding", _RESET_OF_MODEL.format(element.text("lv-form") or "form"), lineno)
        if value is None:
            return
        reason = self._mistake(name, value, element.tag)
        handler = self._owner._spec.events.get(value)
        if reason is not None:
            is_event = bindings.names_event(name) and not bindings.wrong_modifier(name)
            self._report("unknown-event" if is_event else "unknown-binding", reason, lineno)
        elif bindings.names_event(name) and handler is not None:
            self._arguments(name, handler, element)

    def _arguments(self, binding: str, handler: EventHandler, element: Element) -> None:
        given: set[str] = set()
        for name, attribute in element.attributes.items():
            if not name.startswith(bindings.VALUE_PREFIX):
                continue
            argument = _argument(name.removeprefix(bindings.VALUE_PREFIX))
            given.add(argument)
            parameter = handler.parameters.by_name.get(argument)
            if parameter is None:
                self._report("unknown-argument", _unknown(name, argument, handler), attribute.lineno)
            elif attribute.value is not None:
                self._conversion(name, attribute.value, parameter, handler, attribute.lineno)
        event = bindings.event_of(binding)
        others = _others(event, element)
        if others is None or not element.is_known:
            return
        for name, parameter in handler.parameters.by_name.items():
            if name not in given | others and _is_needed(parameter, has_form=_has_form(event, element)):
                self._report("missing-argument", _missing(name, handler, element), element.attributes[binding].lineno)

    def _conversion(self, name: str, text: str, parameter: Parameter, handler: EventHandler, lineno: int) -> None:
        try:
            parameter.convert([text])
        except ValueError as error:
            reason = f'{name}="{text}" cannot be the argument of {_called(handler)}: {error}.'
            self._report("wrong-argument", reason, lineno)


def _others(binding: str, element: Element) -> set[str] | None:
    """The arguments that come with an event besides `lv-value-*`; None where that cannot be known here.

    Those are the fields of a form and its model, or the name and value of the control that fired: of a click the
    element itself, of anything else a control that may stand anywhere inside.
    """
    if element.tag == "form":
        fields = {_argument(name) for name in element.fields} | {"value", element.text("lv-form") or "value"}
        return fields if binding in WITH_FIELDS else None
    if element.tag not in CONTROLS and binding != "lv-click":
        return None
    if element.tag not in CONTROLS:
        return set()
    name = element.attributes.get("name")
    if name is not None and name.value is None:
        return None
    found = set() if name is None or name.value is None else {_argument(name.value)}
    return found | {"value"} if element.tag in VOID_CONTROLS or "value" in element.attributes else set()


def _has_form(binding: str, element: Element) -> bool:
    return binding in WITH_FIELDS | {"lv-click"} and (element.tag in VOID_CONTROLS or element.tag == "form")


def _is_needed(parameter: Parameter, *, has_form: bool) -> bool:
    return parameter.default is MISSING and not (has_form and (parameter.annotation is bool or parameter.takes_many))


def _argument(name: str) -> str:
    return name.replace("-", "_")


def _called(handler: EventHandler) -> str:
    return f"{handler.view}.{handler.attribute}()"


def _unknown(name: str, argument: str, handler: EventHandler) -> str:
    near = handler.parameters.nearest(argument) or f" Add it to the method, or leave {name} out."
    return f"{name} is sent with `{handler.name}`, but {_called(handler)} has no argument `{argument}`.{near}"


def _missing(name: str, handler: EventHandler, element: Element) -> str:
    attribute = f'lv-value-{name.replace("_", "-")}="…"'
    wanted = f'<input name="{name}">' if element.tag == "form" else attribute
    return (
        f"{_called(handler)} needs `{name}`, which <{element.tag}> does not send: add {wanted}, or give it a default."
    )
