"""What an event tells the server, as the browser's client says it (static/src/payload.js)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from liveview.testing.controls import CONTROLS, Controls, is_ticked, type_of
from liveview.testing.document import Document, Element

VALUE = "lv-value-"
# Events that carry fields; the others only tell the control.
_WITH_FIELDS = ("submit", "change", "input", "click")


@dataclass(frozen=True)
class Happening:
    """Something that happened in the page.

    Attributes:
        type: of the DOM event.
        target: the element it happened to.
        submitter: the button that submitted a form.
        keys: of the control, for events of the keyboard.
    """

    type: str
    target: Element
    submitter: Element | None = None
    keys: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Payload:
    """The parts of an event frame."""

    values: dict[str, str]
    form: str | None
    control: dict[str, Any]


def payload_of(document: Document, controls: Controls, bound: Element, happening: Happening) -> Payload:
    """The payload of an event.

    Args:
        document: the page.
        controls: what was entered.
        bound: the element that names the event.
        happening: what happened.
    """
    element = bound if happening.type == "click" else happening.target
    control = element if element.tag in CONTROLS else None
    told = {} if control is None else _described(controls, control)
    if happening.submitter is not None and happening.submitter.get("name"):
        told["submitter"] = happening.submitter.attributes["name"]
    form = None
    if happening.type in _WITH_FIELDS:
        form = _form(document, controls, bound, control, happening.submitter)
    values = {name.removeprefix(VALUE): value for name, value in bound.attributes.items() if name.startswith(VALUE)}
    return Payload(values, form, told | happening.keys)


def bound_payload(document: Document, controls: Controls, bound: Element, happening: Happening) -> Payload:
    """The payload of a control that is bound to a field (static/src/bound.js); arguments as above."""
    payload = payload_of(document, controls, bound, happening)
    if type_of(bound) == "checkbox":
        name = bound.get("lv-bind")
        boxes = [box for box in document.all("input") if type_of(box) == "checkbox" and box.get("lv-bind") == name]
        on = urlencoded(("", controls.text(box)) for box in boxes if controls.value(box))
        return replace(payload, form=on)
    is_typed = bound.tag != "select" and not is_ticked(bound)
    return replace(payload, control=payload.control | {"typed": 1}) if is_typed else payload


def _form(
    document: Document, controls: Controls, bound: Element, control: Element | None, submitter: Element | None
) -> str | None:
    if bound.tag == "form":
        off = controls.nothing_in(document, bound) if bound.has("lv-form") else []
        return urlencoded([*controls.fields(document, bound, submitter), *(("", name) for name in off)])
    if control is None or control.tag == "button":
        return None
    return urlencoded(controls.own_fields(control))


def _described(controls: Controls, control: Element) -> dict[str, str]:
    name = control.get("name")
    value = controls.text(control)
    says_nothing = controls.is_off(control) or (control.tag == "button" and not value)
    return ({"name": name} if name else {}) | ({} if says_nothing else {"value": value})


def urlencoded(fields: Iterable[tuple[str, str]]) -> str:
    """Fields as `URLSearchParams` writes them."""
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in fields)


def _quoted(text: str) -> str:
    return quote(text, safe="* ").replace("~", "%7E").replace(" ", "+")
