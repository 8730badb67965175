"""A class's template and those that it names, as syntax trees with their places."""

from __future__ import annotations

from dataclasses import dataclass, field

import jinja2
from jinja2 import nodes

from liveview.engine import LiveEnvironment
from liveview.view.template import Source


@dataclass
class Tree:
    """One template.

    Attributes:
        name: what it is called.
        filename: its file, if it has one.
        text: its source.
        root: its syntax tree.
    """

    name: str
    filename: str | None
    text: str
    root: nodes.Template


@dataclass
class Trees:
    """The templates of one class.

    Attributes:
        environment: where they are found.
        parsed: by name, those that were asked for.
    """

    environment: LiveEnvironment
    parsed: dict[str, Tree] = field(default_factory=dict)

    def of(self, source: Source) -> Tree:
        """The class's own template.

        Raises:
            jinja2.TemplateSyntaxError: where it is not Jinja.
            jinja2.TemplateNotFound: where there is no such file.
        """
        if source.text is None:
            return self.named(source.name, None)
        return self._parse(source.name, None, source.text)

    def named(self, name: str, parent: Tree | None) -> Tree:
        """A template that another one names; raises as `of` does."""
        joined = name if parent is None else self.environment.join_path(name, parent.name)
        if joined in self.parsed:
            return self.parsed[joined]
        if self.environment.loader is None:
            raise jinja2.TemplateNotFound(name)
        text, filename, _ = self.environment.loader.get_source(self.environment, joined)
        return self._parse(joined, filename, text)

    def _parse(self, name: str, filename: str | None, text: str) -> Tree:
        root = self.environment.parse(text, name, filename or name)
        self.parsed[name] = Tree(name, filename, text, root)
        return self.parsed[name]
