"""The whole template as one opaque slot: right, not minimal. Replaced by the structural engine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import jinja2
from jinja2 import meta
from markupsafe import Markup

REPLACED: list[Any] = ["replaced"]


@dataclass(frozen=True)
class Fragment:
    id: str
    definition: list[Any]


OPAQUE = Fragment("opaque", ["<!--$-->", ["f"]])


@dataclass(frozen=True)
class StaticAttribute:
    name: str
    value: str
    tag: str
    lineno: int
    template: str | None


class Styles:
    def sheet(self) -> str:
        return ""


class LiveTemplate(jinja2.Template):
    roots: Mapping[str, int]
    attributes: tuple[StaticAttribute, ...]


class LiveEnvironment(jinja2.Environment):
    template_class = LiveTemplate

    def __init__(self, **options: Any) -> None:
        options["autoescape"] = True
        super().__init__(**options)

    @classmethod
    def adopt(cls, other: jinja2.Environment) -> LiveEnvironment:
        environment = cls(loader=other.loader)
        environment.filters.update(other.filters)
        environment.tests.update(other.tests)
        environment.globals.update(other.globals)
        return environment

    def from_string(self, source: Any, globals: Any = None, template_class: Any = None, name: str | None = None) -> Any:
        template = super().from_string(source, globals, template_class)
        self._describe(template, source)
        return template

    def get_template(self, name: Any, parent: Any = None, globals: Any = None) -> Any:
        template = super().get_template(name, parent, globals)
        if self.loader is not None and not hasattr(template, "roots"):
            self._describe(template, self.loader.get_source(self, template.name or "")[0])
        return template

    def _describe(self, template: Any, source: str) -> None:
        template.roots = {n: 1 for n in meta.find_undeclared_variables(self.parse(source)) if n not in self.globals}
        template.attributes = tuple(
            StaticAttribute(m[1], m[2], "", source.count("\n", 0, m.start()) + 1, template.name)
            for m in re.finditer(r'\s(lv-[\w:.-]+)="([^"{]*)"', source)
        )


@dataclass
class Child:
    rendering: Rendering
    patch: list[Any] | None = None
    state: dict[str, Any] = field(default_factory=dict)


class LiveCallable(Protocol):
    def render_live(
        self, previous: Child | None, args: tuple[Any, ...], kwargs: dict[str, Any], parent: Rendering
    ) -> Child: ...


class Rendering:
    def __init__(self, template: LiveTemplate) -> None:
        self.template = template
        self._html: str | None = None
        self._new: list[Fragment] = [OPAQUE]

    def mount(self, values: Mapping[str, object]) -> None:
        self._html = str(Markup(self.template.render(values)))

    def update(self, values: Mapping[str, object], assigned: set[str]) -> list[Any] | None:
        before, self._html = self._html, None
        html = str(self.template.render(values))
        self._html = html
        if before is None:
            return REPLACED
        return None if before == html else [0, html]

    def html(self, styles: Styles | None = None, marks: bool = True) -> str:
        return f"<!--h-->{self._html}<!---->" if marks else self._html or ""

    def values(self) -> list[Any]:
        return [OPAQUE.id, self._html]

    def fragments(self) -> Iterable[Fragment]:
        new, self._new = self._new, []
        return new
