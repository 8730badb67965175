"""The measuring screens in process: the example app's own views and templates, without a server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import jinja2

from example_app.app import app
from example_app.views.counter import Counter
from example_app.views.dashboard import Dashboard
from example_app.views.rows import Rows
from liveview import LiveView, Tracked
from liveview.engine import LiveEnvironment, Rendering
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


class Followed(Tracked):
    """A row that is changed in place, and says so."""

    def __init__(self, row: Any) -> None:
        for name in row.__slots__:
            setattr(self, name, getattr(row, name))


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


def dashboard(kind: Callable[[Any], Any] | None = None, several: type = list) -> Screen:
    """W2.

    Args:
        kind: what to make of each row; None for the frozen ones that the example has.
        several: what holds them.
    """
    view = Dashboard()
    for name in ("tiles", "services", "log"):
        rows = getattr(view, name)
        setattr(view, name, several(rows if kind is None or name == "log" else map(kind, rows)))
    return Screen(view)


TABLE = """
<table><tbody>{% for r in rows %}
  <tr lv-key="{{ r.id }}">
    <td>{{ r.a }}</td><td>{{ r.b }}</td><td>{{ r.c }}</td><td>{{ r.d }}</td><td>{{ r.e }}</td>
  </tr>
{% endfor %}</tbody></table>
"""


@dataclass(frozen=True)
class FrozenCells:
    """A row of the large table."""

    id: int
    a: int = 0
    b: str = "text"
    c: int = 3
    d: str = "more"
    e: float = 0.5


@dataclass
class Cells:
    """The same, changed in place."""

    id: int
    a: int = 0
    b: str = "text"
    c: int = 3
    d: str = "more"
    e: float = 0.5


class Table:
    """A table of five columns, without a view.

    Args:
        kind: of its rows.
        size: how many there are.
    """

    def __init__(self, kind: type, size: int) -> None:
        self.rows = [kind(number) for number in range(size)]
        self._template = LiveEnvironment().from_string(TABLE)
        self._stock = jinja2.Environment(autoescape=True).from_string(TABLE)
        self.rendering = Rendering(self._template)
        self.rendering.mount({"rows": self.rows})

    def update(self) -> list[Any] | None:
        """The live form."""
        return self.rendering.update({"rows": self.rows})

    def render(self) -> str:
        """The stock form."""
        return self._stock.render(rows=self.rows)


def rows() -> Screen:
    """W3."""
    return Screen(Rows())
