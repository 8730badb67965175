"""Classes with their components, and layouts."""

from __future__ import annotations

from pathlib import Path

import jinja2

from liveview import Component, LiveView, event
from liveview.check import Classes
from liveview.engine import LiveEnvironment


class Inner(Component):
    template_string = "<p>{{ labl }}</p>"
    label: str


class Outer(Component):
    uses = [Inner]
    template_string = "{{ Inner(label=label) }}"
    label: str


class View(LiveView):
    uses = [Outer]
    template_string = "{{ Outer(label='x') }}"


class Broken(LiveView):
    template_string = """
      <p>{{ count }}</p>
      <p>{{ cuont }}</p>"""
    count: int = 0


class Missing(LiveView):
    template = "there_is_none.html"


class Unresolved(LiveView):
    template_string = "<p></p>"

    @event
    async def take(self, thing: Nothing) -> None: ...  # type: ignore[name-defined]  # noqa: F821


def found(view: type[LiveView]) -> list[tuple[str, str, int]]:
    classes = Classes(LiveEnvironment())
    classes.check([view])
    return [(Path(finding.file).name, finding.code, finding.line) for finding in classes.findings]


def line_of(text: str) -> int:
    lines = Path(__file__).read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_a_mistake_in_a_component_of_a_component_is_found_once() -> None:
    assert found(View) == [("test_classes.py", "unknown-name", line_of("labl }}"))]


def test_the_line_is_that_of_the_python_file() -> None:
    assert found(Broken) == [("test_classes.py", "unknown-name", line_of("cuont }}"))]


def test_a_class_that_cannot_work_says_so() -> None:
    assert found(Missing) == [("test_classes.py", "definition", line_of("there_is_none.html"))]
    assert found(Unresolved) == [("test_classes.py", "definition", line_of("thing: Nothing") - 1)]


def test_a_layout_is_checked_too() -> None:
    templates = {
        "good.html": "<title>{{ title }}</title>{{ head }}<body>{{ live }}{{ url_for('x') }}</body>",
        "bad.html": "<title>{{ titel }}</title>\n{{ head }}{{ request.url }}",
        "broken.html": "{% if %}",
    }
    classes = Classes(LiveEnvironment(loader=jinja2.DictLoader(templates)))
    for name in (*templates, "none.html"):
        classes.layout(name, ["title", "head", "live", "request", "url_for"])
    assert [(finding.file, finding.code) for finding in classes.findings] == [
        ("bad.html", "unknown-name"),
        ("broken.html", "syntax"),
        ("none.html", "unknown-template"),
    ]
