"""An exception as a developer wants to see it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2

from liveview.channel.report import report
from liveview.engine import LiveEnvironment, Rendering
from liveview.errors import TemplateError
from liveview.view.live_view import LiveView
from liveview.view.template import Templates


class Broken(LiveView):
    template_string = """
      <p>{{ rows[0].name }}</p>
      <p>{{ 1 // zero }}</p>
    """
    rows: list[Any] = [{"name": "x"}]
    zero: int = 0


def line_of(text: str) -> int:
    lines = Path(__file__).read_text().splitlines()
    return next(n for n, line in enumerate(lines, 1) if text in line and "line_of" not in line)


def raised(function: Any) -> BaseException:
    try:
        function()
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


def fails() -> None:
    {"a": 1}["b"]


def test_a_mistake_in_a_method() -> None:
    made = report(raised(fails), "Counter: event `add`")
    assert made["title"] == "Counter: event `add`"
    assert made["message"] == "KeyError: 'b'"
    lineno = line_of('{"a": 1}["b"]')
    assert made["where"] == f"{__file__}:{lineno}"
    assert [lineno, '    {"a": 1}["b"]'] in made["source"] and len(made["source"]) == 9
    assert made["frames"][-1] == [f"{__file__}:{lineno}", "fails", '{"a": 1}["b"]']


def test_a_mistake_inside_a_library_shows_who_called_it() -> None:
    made = report(raised(lambda: Path("/no/such/file").read_text()), "x")
    assert made["where"].startswith(f"{__file__}:")


def test_a_mistake_in_a_template_string_is_in_the_python_file() -> None:
    compiled = Templates(LiveEnvironment()).of(Broken)
    made = report(raised(lambda: Rendering(compiled.template).mount(compiled.values(Broken()))), "Broken: template")
    assert made["where"] == f"{__file__}:{line_of('{{ 1 // zero }}')}"
    assert made["frames"][-1][1] == "template"


def test_a_mistake_in_a_template_file(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<p>\n{{ 1 // zero }}</p>")
    environment = LiveEnvironment(loader=jinja2.FileSystemLoader(tmp_path))
    template: Any = environment.get_template("page.html")
    made = report(raised(lambda: Rendering(template).mount({"zero": 0})), "x")
    assert made["where"] == f"{path}:2"
    assert made["source"] == [[1, "<p>"], [2, "{{ 1 // zero }}</p>"]]


def test_an_error_that_names_its_place() -> None:
    made = report(TemplateError("no such name", filename=__file__, lineno=3), "x")
    assert made["where"] == f"{__file__}:3" and made["frames"] == []


def test_an_error_without_a_place() -> None:
    made = report(ValueError("x"), "x")
    assert (made["where"], made["source"], made["frames"]) == (None, [], [])
