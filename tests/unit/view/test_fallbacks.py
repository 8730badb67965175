"""What stands for a component that failed fits where the component stood."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest

from liveview.engine import LiveEnvironment, Rendering
from liveview.view.component import Component
from liveview.view.fallbacks import Fallbacks
from liveview.view.template import Templates


def html_of(fallbacks: Fallbacks, component: type[Component], at: int = 0) -> str:
    rendering = Rendering(list(fallbacks.of(component))[at], number=7)
    rendering.mount({"error": "<why>", "component": component.__name__})
    return rendering.html()


@pytest.mark.parametrize(
    ("template", "start"),
    [
        ("<p>x</p>", "<span"),
        ("{# <tr> is what it was #}{% if 1 %}<li>x</li>{% endif %}", "<"),
        ("<tr><td>x</td></tr>", "<tr"),
        ("<td>x</td>", "<td"),
        ("<tbody></tbody>", "<tbody"),
        ("text", "<span"),
    ],
)
def test_it_begins_as_the_component_does(template: str, start: str) -> None:
    component = type("Tile", (Component,), {"template_string": template, "__module__": __name__})
    html = html_of(Fallbacks(Templates(LiveEnvironment())), component)
    assert html.startswith(start) and 'lv-click="retry@7"' in html and "&lt;why&gt;" in html


def test_the_apps_own_stands_beside_the_template(tmp_path: Path) -> None:
    (tmp_path / "own.html").write_text("<p>x</p>")
    environment = LiveEnvironment(loader=jinja2.FileSystemLoader(tmp_path))
    component = type("Tile", (Component,), {"template": "own.html", "__module__": __name__})
    fallbacks = Fallbacks(Templates(environment))
    assert "has failed" in html_of(fallbacks, component)
    (tmp_path / "error.html").write_text('<b lv-click="retry">{{ component }}</b>')
    assert html_of(fallbacks, component) == '<b lv-click="retry@7">Tile</b>'
    assert "has failed" in html_of(fallbacks, component, at=1)
    (tmp_path / "error.html").write_text("{% broken")
    assert "has failed" in html_of(Fallbacks(Templates(LiveEnvironment(loader=environment.loader))), component)
