"""Where a page takes something in: arguments of declared events, fields of forms, bound controls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from liveview.attack.finding import Spot
from liveview.attack.samples import has_length, is_number, sample_of, text_place
from liveview.attack.surface import Page
from liveview.attack.visitor import Answer, Visitor
from liveview.testing.bound import commands_of
from liveview.testing.controls import Controls, type_of
from liveview.testing.document import Document, Element
from liveview.testing.payload import VALUE, urlencoded
from liveview.view.arguments import Parameter
from liveview.view.bindings import BIND, names_event
from liveview.view.component import Component
from liveview.view.events import EventHandler
from liveview.view.fields import MISSING
from liveview.view.forms.form import Form
from liveview.view.live_view import LiveView

TYPED = frozenset(("text", "search", "email", "url", "tel", "password", "hidden", ""))
_PLAIN = {
    "email": "a@example.org",
    "number": "1",
    "url": "http://example.org/",
    "tel": "555 0100",
    "date": "2024-02-29",
}


@dataclass(frozen=True)
class Owner:
    """Whose events some elements of a page send.

    Attributes:
        cls: the class of a view or component.
        address: where it is.
        suffix: what follows the names of its events, `@7`.
    """

    cls: type[LiveView] | type[Component]
    address: int = 0
    suffix: str = ""


@dataclass(frozen=True)
class Call:
    """A declared event, and what to send for it.

    Attributes:
        page: where.
        owner: whose.
        handler: the event.
        values: plain arguments, those that have no default.
        offered: what the page's own elements would send, by argument.
    """

    page: Page
    owner: Owner
    handler: EventHandler
    values: Mapping[str, Any] = field(default_factory=dict)
    offered: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def spot(self, argument: str = "") -> Spot:
        """The place."""
        return self.page.spot(self.handler.name, argument, self.owner.cls.__name__)

    def send(self, visitor: Visitor, values: Mapping[str, Any] | None = None, **more: Any) -> Answer:
        """Send it, with other arguments in the place of the plain ones."""
        name = self.handler.name + self.owner.suffix
        return visitor.ask(name, {**self.values, **(values or {})}, address=self.owner.address, **more)

    @property
    def parameters(self) -> Iterator[Parameter]:
        """Its arguments, but for those that are forms."""
        forms = form_names(self.owner.cls)
        return (p for p in self.handler.parameters.by_name.values() if p.name not in forms)


@dataclass(frozen=True)
class Entry:
    """A place that takes a text.

    Attributes:
        spot: where.
        send: sends a text there, and waits for what comes of it.
        has_length: whether it says how long the text may be.
    """

    spot: Spot
    send: Callable[[Visitor, str], Answer]
    has_length: bool = False

    def of(self, text: str) -> Callable[[Visitor], Answer]:
        """What sends a text from a page."""
        return lambda visitor: self.send(visitor, text)


def calls_of(visitor: Visitor, page: Page) -> list[Call]:
    """Every declared event of a page's view and of the components that it shows now."""
    document = visitor.document
    found = []
    for owner in owners_of(document, page):
        for handler in owner.cls._spec.events.values():
            offered = _offered(document, owner, handler)
            values = {
                p.name: next(iter(sorted(offered[p.name]))) if offered.get(p.name) else sample_of(p)
                for p in handler.parameters.by_name.values()
                if p.name not in form_names(owner.cls)
            }
            plain = {name: value for name, value in values.items() if value is not MISSING}
            found.append(Call(page, owner, handler, plain, offered))
    return found


def owners_of(document: Document, page: Page) -> list[Owner]:
    """The view, and each component in the page whose events can be told from those of others."""
    named: dict[tuple[int, str], set[str]] = {}
    for element in document.all("*"):
        for name, attribute in sent_by(element):
            event, _, number = name.partition("@")
            if number and not event.startswith("^"):
                named.setdefault((element.address, number), set()).add(event if attribute != BIND else "")
    owners = [Owner(page.view)]
    for (address, number), events in sorted(named.items()):
        events.discard("")
        for component in page.components:
            if events and events <= {*component._spec.events, *form_names(component)}:
                owners.append(Owner(component, address, f"@{number}"))
                break
    return owners


def sent_by(element: Element) -> Iterator[tuple[str, str]]:
    """The events that an element sends, with the attribute that says so."""
    for attribute, value in element.attributes.items():
        if attribute == BIND or (attribute == "lv-form" and value):
            yield value, attribute
        elif names_event(attribute) and value:
            commands, owner = commands_of(value)
            for command, options in commands:
                if command == "push" and isinstance(options.get("event"), str):
                    yield options["event"] + owner, attribute


def _offered(document: Document, owner: Owner, handler: EventHandler) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for element in document.all("*"):
        if not any(name == handler.name + owner.suffix for name, _ in sent_by(element)):
            continue
        if element.address != owner.address:
            continue
        for attribute, value in element.attributes.items():
            if attribute.startswith(VALUE):
                found.setdefault(attribute.removeprefix(VALUE).replace("-", "_"), set()).add(value)
    return {name: frozenset(values) for name, values in found.items()}


def form_names(owner: type[LiveView] | type[Component]) -> frozenset[str]:
    """The state fields that are forms."""
    return frozenset(name for name, declared in owner._spec.fields.items() if isinstance(declared.default, Form))


def entries_of(visitor: Visitor, page: Page) -> list[Entry]:
    """Every place of a page that takes a text."""
    calls = calls_of(visitor, page)
    found = [entry for call in calls for entry in _arguments(call)]
    for owner in dict.fromkeys(call.owner for call in calls) or [Owner(page.view)]:
        found += _bound(page, owner)
        for name in sorted(form_names(owner.cls)):
            found += _fields(visitor, page, owner, name)
    return found


def _arguments(call: Call) -> Iterator[Entry]:
    for parameter in call.parameters:
        place = text_place(parameter)
        if place is not None:

            def send(visitor: Visitor, text: str, name: str = parameter.name, place: Any = place) -> Answer:
                return call.send(visitor, {name: place(text)})

            yield Entry(call.spot(parameter.name), send, has_length(parameter))


def _bound(page: Page, owner: Owner) -> Iterator[Entry]:
    inputs = owner.cls._spec.inputs
    for field_name in sorted(inputs.bound):
        if text_place(inputs[field_name]) is not None:

            def send(visitor: Visitor, text: str, name: str = field_name) -> Answer:
                return visitor.ask(name + owner.suffix, address=owner.address, form=urlencoded([("x", text)]))

            yield Entry(page.spot("", field_name, owner.cls.__name__), send)


def _fields(visitor: Visitor, page: Page, owner: Owner, form_name: str) -> Iterator[Entry]:
    document = visitor.document
    for form in document.all("form"):
        if form.get("lv-form") != form_name + owner.suffix or form.address != owner.address:
            continue
        fields = [(name, text or _plain(document, form, name)) for name, text in Controls().fields(document, form)]
        submit = next((name for name, attribute in sent_by(form) if attribute.startswith("lv-submit")), None)
        for name, control in _typed(form):

            def send(
                visitor: Visitor,
                text: str,
                name: str = name,
                submit: str | None = submit,
                fields: list[tuple[str, str]] = fields,
            ) -> Answer:
                given = urlencoded((each, text if each == name else plain) for each, plain in fields)
                told = {"name": name, "value": text}
                entered = visitor.ask(form_name + owner.suffix, address=owner.address, form=given, control=told)
                if submit is None or entered.is_over:
                    return entered
                return visitor.ask(submit, address=owner.address, form=given)

            yield Entry(page.spot(form_name, name, owner.cls.__name__), send, control.has("maxlength"))


def _typed(form: Element) -> Iterator[tuple[str, Element]]:
    for control in form.all("input, textarea"):
        name = control.get("name")
        if name and (control.tag == "textarea" or type_of(control) in TYPED):
            yield name, control


def _plain(document: Document, form: Element, name: str) -> str:
    control = next((one for one in form.all("input") if one.get("name") == name), None)
    return _PLAIN.get(type_of(control), "a") if control is not None else "a"


def numbers_of(call: Call) -> Iterator[Parameter]:
    """The arguments of an event that are numbers."""
    return (parameter for parameter in call.parameters if is_number(parameter))
