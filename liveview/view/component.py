"""`Component`: a part of a page that shows what its caller gives it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, dataclass_transform

from liveview.errors import StateError
from liveview.view.fields import prop
from liveview.view.names import COMPONENT_NAMES, did_you_mean
from liveview.view.spec import Reader, Spec
from liveview.view.stateful import Stateful


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(prop,))
class Component(Stateful):
    """A template with props: `{{ Tile(label="CPU", value=cpu) }}` in the template of a class that `uses` it.

    An annotated attribute without a default is a required prop, `x: T = prop(default)` an optional one. Props belong
    to the caller and are read-only inside. A component is evaluated again only when a prop has changed; one mutated
    in place counts as changed.

    Attributes:
        template: the template's file, as for a view.
        template_string: the template itself, instead.
        uses: the components that the template calls; a component always sees itself.
    """

    _spec = Spec(COMPONENT_NAMES)

    uses: ClassVar[Sequence[type[Component]]] = ()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls._spec = Reader(cls, Component._spec, (Component, Stateful), has_props=True).read()

    def __setattr__(self, name: str, value: Any) -> None:
        if name in self._spec.fields:
            owner = type(self).__name__
            raise StateError(
                f"{owner}.{name} is a prop: the caller's, and read-only inside. "
                f"Change it where {owner}(…) is called, or work a value out from it with @computed."
            )
        object.__setattr__(self, name, value)

    @classmethod
    def _props(cls, positional: tuple[Any, ...], given: dict[str, Any]) -> dict[str, Any]:
        """The value of every prop, for a call in a template.

        Raises:
            StateError: for a prop that is missing, unknown or given without its name.
        """
        fields = cls._spec.fields
        if positional:
            raise StateError(f"{cls.__name__}(…): props are given by name: `{cls.__name__}({_example(cls)})`.")
        for name in given.keys() - fields.keys():
            raise StateError(f"{cls.__name__} has no prop `{name}`.{did_you_mean(name, fields)}")
        missing = [name for name, field in fields.items() if name not in given and not field.has_default]
        if missing:
            names = ", ".join(f"`{name}`" for name in missing)
            raise StateError(f"{cls.__name__}(…) needs {names}: `{{{{ {cls.__name__}({_example(cls)}) }}}}`.")
        return {name: given[name] if name in given else field.fresh() for name, field in fields.items()}


def _example(component: type[Component]) -> str:
    required = [name for name, field in component._spec.fields.items() if not field.has_default]
    return ", ".join(f"{name}=…" for name in required or component._spec.fields)
