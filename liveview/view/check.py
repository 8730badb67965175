"""A template held against its class: every name it reads and every event it sends must be declared."""

from __future__ import annotations

import inspect
from collections.abc import Sequence

from liveview.engine import StaticAttribute
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
        self._components = compiled.components
        self._known = owner._spec.visible_names | compiled.components.keys()

    def run(self) -> None:
        """Raises for the first thing that the class does not have.

        Raises:
            TemplateError: it names the thing, the line and the nearest name.
        """
        for name, lineno in self._template.roots.items():
            if name not in self._known:
                raise self._error(self._unknown_root(name), self._template.name, lineno)
            if name in self._components:
                self._check_emits(self._components[name].component, lineno)
        for attribute in self._template.attributes:
            if attribute.name.startswith("lv-"):
                self._check_binding(attribute)

    def _unknown_root(self, name: str) -> str:
        declared = inspect.getattr_static(self.owner, name, None)
        shown = f"`{name}` is no state, @computed value, constant or component of {self.owner.__name__}."
        if isinstance(declared, property) and name not in self.owner._spec.kept:
            return f"{shown} It is a property: write @computed instead, and the template can read it."
        if declared is not None and not callable(declared) and name not in self.owner._spec.kept:
            return f"{shown} It is a class attribute: annotate it to make it state, or with ClassVar."
        if declared is not None and name in self.owner._spec.kept:
            return f"{shown} It is the framework's; pass on what the template needs as a state field or @computed."
        return f"{shown}{did_you_mean(name, self._known) or self._hint(name)}"

    def _hint(self, name: str) -> str:
        if name[:1].isupper():
            return f" For a component, write `uses = [{name}]`."
        return f" Where it may be missing, write `{{% if {name} is defined %}}` or `{name}|default(…)`."

    def _check_binding(self, attribute: StaticAttribute) -> None:
        if not bindings.is_known(attribute.name):
            near = did_you_mean(attribute.name, bindings.EVENTS | bindings.SETTINGS)
            reason = f"`{attribute.name}` on <{attribute.tag}> is no binding.{near}"
            raise self._error(reason, attribute.template, attribute.lineno)
        if attribute.name not in bindings.EVENTS or attribute.value in self.owner._spec.events:
            return
        if attribute.value.startswith("^"):
            self._check_parents_event(attribute)
            return
        instead = f"Write `@event` above its method.{did_you_mean(attribute.value, self.owner._spec.events)}"
        if attribute.value in self._emits:
            instead = f'It is the parent\'s: write {attribute.name}="^{attribute.value}".'
        reason = f'{attribute.name}="{attribute.value}" names no event of {self.owner.__name__}. {instead}'
        raise self._error(reason, attribute.template, attribute.lineno)

    @property
    def _emits(self) -> Sequence[str]:
        return self.owner.emits if issubclass(self.owner, Component) else ()

    def _check_parents_event(self, attribute: StaticAttribute) -> None:
        name = attribute.value[1:]
        if name in self._emits:
            return
        owner = self.owner.__name__
        reason = f'{attribute.name}="^{name}" calls the parent; to say so, write `emits = ["{name}"]` in {owner}.'
        if not issubclass(self.owner, Component):
            reason = f'{attribute.name}="^{name}" calls the parent, and {owner} is a view, which has none.'
        raise self._error(reason, attribute.template, attribute.lineno)

    def _check_emits(self, component: type[Component], lineno: int) -> None:
        """What a component sends to its parent has to be an event here, or go on to this one's own parent."""
        events = self.owner._spec.events
        for name in component.emits:
            if name not in events and name not in self._emits:
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
