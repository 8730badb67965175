"""A template held against its class: every name it reads and every event it sends must be declared."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Sequence

from pydantic_core import from_json

from liveview.engine.bound import CHOSEN, IS_ON, TEXT, BoundName
from liveview.engine.commands import PUSH
from liveview.errors import TemplateError
from liveview.view import bindings
from liveview.view.compiled import Compiled
from liveview.view.component import Component
from liveview.view.names import did_you_mean, is_sent_by_browser
from liveview.view.source import place_in_string
from liveview.view.stateful import Stateful

PASSWORD = "a password input sets it"  # noqa: S105 (a reason)


class Check:
    """What a template may name, held against its class.

    Args:
        owner: the class.
        compiled: its template with its components.
    """

    def __init__(self, owner: type[Stateful], compiled: Compiled) -> None:
        self.owner = owner
        self._template = compiled.template
        self._components = compiled.components
        self._known = owner._spec.visible_names | compiled.components.keys()

    def run(self) -> None:
        """Raises for the first thing that the class does not have.

        Raises:
            TemplateError: it names the thing, the line and the nearest name.
        """
        for error in self._template.for_layouts():
            raise self._error(error.reason, error.template, error.lineno)
        for name, lineno in self._template.roots.items():
            if name not in self._known and BoundName.parse(name) is None:  # of those the attribute tells
                raise self._error(unknown_name(self.owner, name, self._known), self._template.name, lineno)
            if name in self._components:
                self._check_emits(self._components[name].component, lineno)
        for attribute in self._template.attributes:
            if attribute.name.startswith("lv-"):
                reason = wrong_binding(self.owner, attribute.name, attribute.value, attribute.tag)
                if reason is not None:
                    raise self._error(reason, attribute.template, attribute.lineno)
        for name in self._passwords():
            self.owner._spec.snapshot.leave_out(name, PASSWORD)

    def _passwords(self) -> set[str]:
        """The fields whose bound inputs do not show them: a password's is the only one that does not."""
        inputs = {one.value for one in self._template.attributes if (one.name, one.tag) == (bindings.BIND, "input")}
        reads = filter(None, map(BoundName.parse, self._template.roots))
        return inputs - {read.field for read in reads if read.kind in (TEXT, CHOSEN, IS_ON)}

    def _check_emits(self, component: type[Component], lineno: int) -> None:
        """What a component sends to its parent has to be an event here, or go on to this one's own parent."""
        events = self.owner._spec.events
        for name in component.emits:
            if name in component._spec.props or not is_sent_by_browser(name):
                continue  # the call says the event: it is checked when the component has its place
            if name not in events and name not in _emits(self.owner):
                reason = (
                    f"{component.__name__} emits `{name}`, and {self.owner.__name__} has no event of that name. "
                    f"Write `@event` above a method `{name}`.{did_you_mean(name, events)}"
                )
                raise self._error(reason, self._template.name, lineno)

    def _error(self, reason: str, template: str | None, lineno: int | None) -> TemplateError:
        place = place_in_string(template, lineno)
        filename = place.filename
        if filename is None and template == self._template.name:
            filename = self._template.filename
        return TemplateError(reason, template=template, filename=filename, lineno=place.lineno or lineno)


def unknown_name(owner: type[Stateful], name: str, known: Collection[str]) -> str:
    """What to say of a name that a template reads and its class does not have.

    Args:
        owner: the class.
        name: the name.
        known: those that the template may read.
    """
    declared = inspect.getattr_static(owner, name, None)
    shown = f"`{name}` is no state, @computed value, constant or component of {owner.__name__}."
    if isinstance(declared, property) and name not in owner._spec.kept:
        return f"{shown} It is a property: write @computed instead, and the template can read it."
    if declared is not None and not callable(declared) and name not in owner._spec.kept:
        return f"{shown} It is a class attribute: annotate it to make it state, or with ClassVar."
    if declared is not None and name in owner._spec.kept:
        return f"{shown} It is the framework's; pass on what the template needs as a state field or @computed."
    return f"{shown}{did_you_mean(name, known) or _hint(name)}"


def _hint(name: str) -> str:
    if name[:1].isupper():
        return f" For a component, write `uses = [{name}]`."
    return f" Where it may be missing, write `{{% if {name} is defined %}}` or `{name}|default(…)`."


def wrong_binding(owner: type[Stateful], name: str, value: str, tag: str) -> str | None:
    """What is wrong with an `lv-` attribute, or None.

    Args:
        owner: the class whose template it stands in.
        name: the attribute.
        value: its constant text.
        tag: the element's name.
    """
    if not bindings.is_known(name):
        near = did_you_mean(bindings.event_of(name), bindings.NAMES)
        return f"`{name}` on <{tag}> is no binding.{near} Any DOM event is bound by `lv-on:EVENT`."
    if name in bindings.OF_FORMS and tag != "form":
        return f"{_written(name, value)} on <{tag}>: it belongs on a <form>."
    if name in bindings.FIELDS:
        return _wrong_field(owner, name, value)
    if name in bindings.BOUND:
        return _wrong_bound(owner, name, value)
    if value not in bindings.CHOICES.get(name, (value,)):
        return f"{_written(name, value)} on <{tag}>: write {' or '.join(f'`{one}`' for one in bindings.CHOICES[name])}."
    if not bindings.names_event(name):
        return None
    if name == "lv-remove" and pushed_by(value):
        return f"{_written(name, value)} on <{tag}> sends an event for what the view itself takes away: write commands."
    if not value and bindings.acts_alone(name):
        return bindings.wrong_modifier(name)
    reasons = [bindings.wrong_modifier(name), *(_wrong_event(owner, name, event) for event in pushed_by(value))]
    return next(filter(None, reasons), None)


def _written(name: str, value: str) -> str:
    return f'{name}="{value}"' if value else name


def pushed_by(value: str) -> list[str]:
    """The events that the constant value of a binding sends: it is a name, or commands as JSON."""
    if not value.startswith("["):
        return [value]
    try:
        return [options["event"] for command, options in from_json(value) if command == PUSH]
    except (ValueError, TypeError, KeyError):
        return [value]  # no commands: no event is called so


def _wrong_event(owner: type[Stateful], name: str, value: str) -> str | None:
    events = owner._spec.events
    if value in events:
        return None
    if value.startswith("^"):
        return _wrong_parents_event(owner, name, value[1:])
    instead = f"Write `@event` above its method.{did_you_mean(value, events)}"
    if value in _emits(owner):
        instead = f'It is the parent\'s: write {name}="^{value}".'
    return f'{name}="{value}" names no event of {owner.__name__}. {instead}'


def _wrong_field(owner: type[Stateful], attribute: str, name: str) -> str | None:
    fields = [field for field, declared in owner._spec.fields.items() if not declared.is_prop]
    if name in fields:
        return None
    return (
        f'{attribute}="{name}" names no state field of {owner.__name__}. Write `{name}: Form[…] = Form()`.'
        f"{did_you_mean(name, fields)}"
    )


def _wrong_bound(owner: type[Stateful], attribute: str, name: str) -> str | None:
    bound = owner._spec.inputs.bound
    if name in bound:
        return None
    if name in owner._spec.fields:
        return (
            f'{attribute}="{name}": the browser sets only fields that say so. '
            f"Write `{name}: … = state(…, bind=True)` in {owner.__name__}."
        )
    near = did_you_mean(name, bound)
    return f'{attribute}="{name}" names no `state(…, bind=True)` field of {owner.__name__}.{near}'


def _wrong_parents_event(owner: type[Stateful], attribute: str, name: str) -> str | None:
    if name in _emits(owner):
        return None
    if not issubclass(owner, Component):
        return f'{attribute}="^{name}" calls the parent, and {owner.__name__} is a view, which has none.'
    return f'{attribute}="^{name}" calls the parent; to say so, write `emits = ["{name}"]` in {owner.__name__}.'


def _emits(owner: type[Stateful]) -> Sequence[str]:
    return owner.emits if issubclass(owner, Component) else ()
