"""A component on its own: the view around it, made for the props that it is given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from liveview.view.component import Component
from liveview.view.live_view import LiveView

# Props get names that a view keeps for nothing: a component may have a `user`, an `url` and so on.
_FIELD = "prop_{}"
# Each is a compiled template; an app calls its components with a few sets of names.
_views: dict[tuple[type[Component], tuple[str, ...]], type[LiveView]] = {}


def solo(
    component: type[Component], props: Mapping[str, Any]
) -> tuple[type[LiveView], Callable[[Any], Awaitable[None]]]:
    """A view that shows one component.

    Args:
        component: the class.
        props: its props.

    Returns:
        The view, and what gives it the props before its `mount`.
    """
    given = {_FIELD.format(name): value for name, value in props.items()}

    async def give(view: Any) -> None:
        for name, value in given.items():
            setattr(view, name, value)

    key = (component, tuple(sorted(props)))
    if key not in _views:
        _views[key] = _view(*key)
    return _views[key], give


def _view(component: type[Component], names: tuple[str, ...]) -> type[LiveView]:
    call = ", ".join(f"{name}={_FIELD.format(name)}" for name in names)
    body = {
        "__module__": component.__module__,
        "__doc__": f"{component.__name__} on an ordinary page.",
        "__annotations__": {_FIELD.format(name): Any for name in names},
        "template_string": f"{{{{ {component.__name__}({call}) }}}}",
        "uses": [component],
        **{_FIELD.format(name): None for name in names},
    }
    return type(component.__name__, (LiveView,), body)
