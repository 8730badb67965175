"""A class's template, compiled in one environment; and a component's, as what other templates call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from jinja2.runtime import Macro
from markupsafe import Markup

from liveview.engine import REPLACED, Child, Late, LiveTemplate, Rendering, frozen
from liveview.errors import StateError
from liveview.view.component import Component
from liveview.view.names import KEY
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


@dataclass(slots=True)
class Offer:
    """What one call gives a component with a life of its own.

    Attributes:
        props: the value of each prop.
        caller: the content of the `{% call %}` around it, or None.
        key: which of several it is, or None.
        parent: the node of the class whose template calls.
    """

    props: dict[str, Any]
    caller: object
    key: object
    parent: Any


class ComponentCall:
    """What a template finds under a component's name: the engine's LiveCallable.

    Args:
        component: the class.
        find: gives its template.
    """

    def __init__(self, component: type[Component], find: Callable[[type[Component]], Compiled]) -> None:
        self.component = component
        self._find = find

    @cached_property
    def compiled(self) -> Compiled:
        """Its template."""
        return self._find(self.component)

    def __call__(self, *args: Any, **props: Any) -> Markup:
        """The component as plain HTML, where it is one text among others.

        Raises:
            StateError: for one with a life of its own: a text has no place for it.
        """
        if self.component._spec.has_life:
            raise self._homeless()
        caller = props.pop("caller", None)
        props.pop(KEY, None)
        component = self.component(**self.component._props(args, props))
        rendering = Rendering(self.compiled.template)
        rendering.mount(self.compiled.values(component, caller))
        return Markup(rendering.html())

    def render_live(
        self, previous: Child | Late | None, args: tuple[Any, ...], kwargs: Mapping[str, Any], parent: Rendering
    ) -> Child | Late:
        """The component in its place: the one of before with new props, or a new one.

        Args:
            previous: what the place held before.
            args: positional arguments; there must be none.
            kwargs: the props, as `caller` the content of the `{% call %}` around it, and as `key` which one it is.
            parent: the rendering around it.
        """
        props = dict(kwargs)
        caller = props.pop("caller", None)
        key = props.pop(KEY, None)
        props = self.component._props(args, props)
        if not self.component._spec.has_life:
            return self._show(previous, props, caller, parent)
        if parent.owner is None:
            raise self._homeless()
        if self.component._spec.is_isolated:
            self._check_message(props, caller)
        if self.component._spec.is_shared:
            self._check_key(props)
        # It is evaluated when the loops around are over: what it calls is to see this item, and not their last.
        props = {name: frozen(value) for name, value in props.items()}
        late: Late = parent.owner.tree.seat(self, previous, Offer(props, frozen(caller), key, parent.owner))
        return late

    def _show(self, previous: Child | Late | None, props: dict[str, Any], caller: object, parent: Rendering) -> Child:
        """A component that only shows its props, evaluated where it stands."""
        if not isinstance(previous, Child) or type(previous.state) is not self.component:
            component: Any = self.component(**props)
            rendering = Rendering(self.compiled.template, parent, owner=parent.owner)
            rendering.mount(self.compiled.values(component, caller))
            child = Child(rendering, state=component)
            child.patch = REPLACED
            return child
        # Props that are the same objects are not nothing to do: the engine looks again at those that can change.
        previous.state.__dict__.update(props)
        previous.patch = previous.rendering.update(self.compiled.values(previous.state, caller))
        return previous

    def _check_message(self, props: Mapping[str, Any], caller: object) -> None:
        """What goes to another process is values: a slot is a part of the template here, with its state."""
        slots = [f"`{name}`" for name, value in props.items() if isinstance(value, Macro)]
        if caller is not None or slots:
            name = self.component.__name__
            what = f"the macro {slots[0]}" if slots else "the content of a {% call %}"
            raise StateError(
                f"{name} is isolated, a process of its own, and cannot show {what}, which belongs to this one. "
                f"Give it values as props, and write the markup in the template of {name}."
            )

    def _check_key(self, props: Mapping[str, Any]) -> None:
        """Which of all shared ones it is goes by its props."""
        for name, value in props.items():
            try:
                hash(value)
            except TypeError:
                raise StateError(
                    f"{self.component.__name__} is shared by all pages that give it the same props, and the prop "
                    f"`{name}` cannot be compared: {type(value).__name__} has no hash. Give it a text or a tuple."
                ) from None

    def _homeless(self) -> StateError:
        name = self.component.__name__
        return StateError(
            f"{name} has state or events, so it needs a place of its own in the page: write `{{{{ {name}(…) }}}}` by "
            f"itself, not inside an expression, a {{% set %}}, a {{% filter %}} or an attribute."
        )
