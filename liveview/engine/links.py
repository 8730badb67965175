"""What a template reads of the templates that it names: so that a static include or import is no unknown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import jinja2
from jinja2 import nodes

from liveview.engine.masks import Bits
from liveview.errors import LiveViewError


@dataclass(frozen=True)
class Reads:
    """What a template's output depends on.

    Attributes:
        names: what it reads of the template that includes it; None where that cannot be known.
        macros: those of its macros that depend on their arguments alone.
        others: whether it has macros besides.
    """

    names: tuple[str, ...] | None = None
    macros: tuple[str, ...] = ()
    others: bool = True


@dataclass
class Links:
    """The templates that one template names by a constant.

    Their reads are part of its masks. Each has a bit of its own, which is dirty where the template is another one
    than at the last evaluation.

    Attributes:
        bits: by name.
        found: what each of them reads.
    """

    environment: jinja2.Environment
    parent: str | None
    masks: Bits
    bits: dict[str, int] = field(default_factory=dict)
    found: dict[str, Reads] = field(default_factory=dict)

    def to(self, name: nodes.Expr) -> tuple[Reads, int]:
        """What a template reads, and its bit.

        Nothing is known of one that is not there, or that this one is part of.
        """
        if not isinstance(name, nodes.Const) or not isinstance(name.value, str):
            return Reads(), 0
        if name.value not in self.found:
            self.found[name.value] = self._load(name.value)
            self.bits[name.value] = self.masks.new()
        return self.found[name.value], self.bits[name.value]

    @contextmanager
    def compiling(self) -> Iterator[None]:
        """While this template's masks are not known yet: a template that it includes may include it."""
        names = self._unfinished()
        names.add(self.parent)
        try:
            yield
        finally:
            names.discard(self.parent)

    def _unfinished(self) -> set[str | None]:
        names: set[str | None] = self.environment.__dict__.setdefault("unfinished_templates", set())
        return names

    def _load(self, name: str) -> Reads:
        if name in self._unfinished():
            return Reads()
        try:
            template = self.environment.get_template(name, self.parent)
        except (jinja2.TemplateError, LiveViewError):
            return Reads()  # whoever renders it is told
        return getattr(template, "reads", Reads())

    def known(self) -> list[tuple[int, str, str | None, Reads]]:
        """Those of which something is known: bit, name, the naming template, what it reads."""
        return [(self.bits[name], name, self.parent, reads) for name, reads in self.found.items() if reads != Reads()]
