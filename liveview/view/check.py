"""A template held against its class: every name it reads and every event it sends must be declared."""

from __future__ import annotations

import inspect
from collections.abc import Collection

from liveview.errors import TemplateError
from liveview.view import bindings
from liveview.view.compiled import Compiled
from liveview.view.component import Component
from liveview.view.names import did_you_mean
from liveview.view.source import place_in_string
from liveview.view.stateful import Stateful


class Check:
    """What a template may name, held against its class.

    Args:
        owner: the class.
        compiled: its template with its components.
    """

    def __init__(self, owner: type[Stateful], compiled: Compiled) -> None:
        self.owner = owner
        self._template = compiled.template
        self._known = owner._spec.visible_names | compiled.components.keys()

    def run(self) -> None:
        """Raises for the first thing that the class does not have.

        Raises:
            TemplateError: it names the thing, the line and the nearest name.
        """
        for name, lineno in self._template.roots.items():
            if name not in self._known:
                raise self._error(unknown_name(self.owner, name, self._known), self._template.name, lineno)
        for attribute in self._template.attributes:
            if attribute.name.startswith("lv-"):
                reason = wrong_binding(self.owner, attribute.name, attribute.value, attribute.tag)
                if reason is not None:
                    raise self._error(reason, attribute.template, attribute.lineno)

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
        near = did_you_mean(name, bindings.EVENTS | bindings.SETTINGS)
        return f"`{name}` on <{tag}> is no binding.{near}"
    events = owner._spec.events
    if name not in bindings.EVENTS or value in events:
        return None
    if issubclass(owner, Component):
        instead = "A component has no events: put the tag into the template of the view."
    else:
        instead = f"Write `@event` above its method.{did_you_mean(value, events)}"
    return f'{name}="{value}" names no event of {owner.__name__}. {instead}'
