"""What a template sees of an instance: its fields, computed values, constants and components."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from liveview.engine.bound import KINDS, BoundName
from liveview.errors import StateError
from liveview.view.remembering import remembered
from liveview.view.stateful import Stateful


class Values(Mapping[str, object]):
    """The names of one render. A computed value is worked out when first read, once.

    Args:
        instance: the view or component.
        components: what its template may call, by class name.
    """

    __slots__ = ("_components", "_computed", "_instance", "_spec", "_state")

    def __init__(self, instance: Stateful, components: Mapping[str, object]) -> None:
        self._instance = instance
        self._spec = instance._spec
        self._state = instance.__dict__
        self._components = components
        self._computed: dict[str, object] = {}

    def __getitem__(self, name: str) -> object:
        if name in self._spec.fields:  # read at each update: past the attribute protocol where it has a value
            return self._state[name] if name in self._state else getattr(self._instance, name)
        if name in self._spec.computed:
            if name not in self._computed:
                self._computed[name] = self._compute(name)
            return self._computed[name]
        if name in self._spec.cached:  # read once: it may become another one while a thread evaluates the template
            if name not in self._computed:
                self._computed[name] = getattr(self._instance, name)
            return self._computed[name]
        if name in self._spec.constants:
            return getattr(type(self._instance), name)
        if (bound := self._bound(name)) is not None:
            return self._instance._bound.show(bound)
        return self._components[name]

    def _bound(self, name: str) -> BoundName | None:
        """What a bound control reads by the name, if it is one of those."""
        found = BoundName.parse(name) if name.startswith("_lv_") else None
        return found if found is not None and found.field in self._spec.inputs.bound else None

    def __contains__(self, name: object) -> bool:
        # Mapping's own would work the value out to see whether it is there.
        spec = self._spec
        if name in spec.visible_names or name in self._components:
            return True
        return isinstance(name, str) and self._bound(name) is not None

    def _compute(self, name: str) -> object:
        try:
            return remembered(self._instance).get(name)
        except (KeyError, AttributeError) as error:
            # To whoever reads a mapping these say that there is no such name: the mistake would show as nothing.
            owner = type(self._instance).__name__
            raise StateError(f"{owner}.{name} is @computed and raised {type(error).__name__}: {error}") from error

    def __iter__(self) -> Iterator[str]:
        yield from self._spec.visible_names
        yield from self._components
        for field in self._spec.inputs.bound:
            yield from (str(BoundName(kind, field)) for kind in KINDS)

    def __len__(self) -> int:
        return sum(1 for _ in self)
