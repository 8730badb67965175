"""The measuring screens in process: the example app's own views and templates, without a server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import jinja2

from example_app.app import app
from example_app.views.counter import Counter
from example_app.views.dashboard import Dashboard
from example_app.views.rows import Rows
from liveview import LiveView
from liveview.engine import Rendering
from liveview.protocol.frames import patch_frame
from liveview.view.template import Templates

TEMPLATES = Templates(app.live.settings.environment)
FOUR_DIGITS = 1000


class Screen:
    """A view, its live rendering, and stock Jinja with the same template and state.

    Args:
        view: the instance.
    """

    def __init__(self, view: LiveView) -> None:
        self.view = view
        self._compiled = TEMPLATES.of(type(view))
        self.rendering = Rendering(self._compiled.template)
        self.rendering.mount(self.values())
        self._stock = _stock_template(self._compiled.template)
        self._version = FOUR_DIGITS

    def values(self) -> Any:
        """What the template sees."""
        return self._compiled.values(self.view)

    def update(self) -> list[Any] | None:
        """The live form: the patch since the last update."""
        return self.rendering.update(self.values())

    def render(self) -> str:
        """The stock form: the whole page."""
        return self._stock.render({name: getattr(self.view, name) for name in self.view._spec.fields})

    def frame(self, ref: int | None = None) -> str:
        """The frame that a change sends."""
        self._version += 1
        patch = self.update()
        return "" if patch is None else patch_frame(0, self._version, patch, ref)

    def do(self, event: str) -> None:
        """Run a handler that waits for nothing: a loop of its own would empty the processor's caches each time."""
        with suppress(StopIteration):
            getattr(self.view, event)().send(None)


def _stock_template(template: Any) -> jinja2.Template:
    live = template.environment
    environment = jinja2.Environment(loader=live.loader, autoescape=True)
    environment.filters.update(live.filters)
    environment.globals.update(live.globals)
    return environment.get_template(template.name)


class Plain:
    """A row that is changed in place, of no type that the engine knows anything about."""

    def __init__(self, row: Any) -> None:
        for name in row.__slots__:
            setattr(self, name, getattr(row, name))


@contextmanager
def changing_in_place(module: Any) -> Iterator[None]:
    """Make a screen's `replace` change the row instead of making another."""

    def change(row: Any, **values: Any) -> Any:
        for name, value in values.items():
            setattr(row, name, value)
        return row

    original, module.replace = module.replace, change
    try:
        yield
    finally:
        module.replace = original


def counter() -> Screen:
    """W1."""
    return Screen(Counter())


def dashboard(plain: bool = False) -> Screen:
    """W2, with frozen rows or with plain objects."""
    view = Dashboard()
    if plain:
        view.tiles = [Plain(tile) for tile in view.tiles]  # type: ignore[misc]
        view.services = [Plain(service) for service in view.services]  # type: ignore[misc]
    return Screen(view)


def rows() -> Screen:
    """W3."""
    return Screen(Rows())
