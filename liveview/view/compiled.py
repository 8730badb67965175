"""A class's template, compiled in one environment; and a component's, as what other templates call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from liveview.engine import REPLACED, Child, LiveTemplate, Rendering
from liveview.view.component import Component
from liveview.view.stateful import Stateful
from liveview.view.values import Values


@dataclass
class Compiled:
    """A checked template and the components it may call.

    Attributes:
        template: the template.
        components: by class name. Filled after the template is compiled, since components may use each other.
    """

    template: LiveTemplate
    components: dict[str, ComponentCall] = field(default_factory=dict)

    def values(self, instance: Stateful, caller: object = None) -> Values:
        """What the template sees of an instance, for one render.

        Args:
            instance: the view or component.
            caller: of a component, the content of the `{% call %}` around it.
        """
        return Values(instance, self.components if caller is None else {**self.components, "caller": caller})


class ComponentCall:
    """What a template finds under a component's name: the engine's LiveCallable.

    Args:
        component: the class.
        compiled: its template.
    """

    def __init__(self, component: type[Component], compiled: Compiled) -> None:
        self.component = component
        self._compiled = compiled

    def __call__(self, *args: Any, **props: Any) -> Markup:
        """The component as plain HTML, where it is one text among others."""
        caller = props.pop("caller", None)
        rendering = self._mounted(self.component(**self.component._props(args, props)), caller)
        return Markup(rendering.html())

    def render_live(
        self, previous: Child | None, args: tuple[Any, ...], kwargs: Mapping[str, Any], parent: Rendering
    ) -> Child:
        """The component in its place: the one of before with new props, or a new one.

        Args:
            previous: what the place held before.
            args: positional arguments; there must be none.
            kwargs: the props, and as `caller` the content of the `{% call %}` around it.
            parent: the rendering around it.
        """
        props = dict(kwargs)
        caller = props.pop("caller", None)
        props = self.component._props(args, props)
        component: Any = None if previous is None else previous.state
        if previous is None or type(component) is not self.component:
            component = self.component(**props)
            child = Child(self._mounted(component, caller), state=component)
            child.patch = REPLACED
            return child
        # Props that are the same objects are not nothing to do: the engine looks again at those that can change.
        component.__dict__.update(props)
        previous.patch = previous.rendering.update(self._compiled.values(component, caller))
        return previous

    def _mounted(self, component: Component, caller: object) -> Rendering:
        rendering = Rendering(self._compiled.template)
        rendering.mount(self._compiled.values(component, caller))
        return rendering
