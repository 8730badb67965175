"""Checks classes: each view with its components, and the templates that they name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import jinja2
from jinja2 import nodes

from liveview.check.elements import Elements
from liveview.check.events import Events
from liveview.check.expressions import Scope, World, names_seen_by
from liveview.check.finding import Finding, Findings
from liveview.check.sources import Tree, Trees
from liveview.check.speed import message_of
from liveview.check.walk import Walk
from liveview.engine import LiveEnvironment
from liveview.engine.notes import notes_of
from liveview.engine.plan import Planner
from liveview.errors import DefinitionError, TemplateError
from liveview.view.check import unknown_name, wrong_binding
from liveview.view.component import Component
from liveview.view.names import did_you_mean
from liveview.view.presence import Presence
from liveview.view.source import place_of
from liveview.view.stateful import Stateful
from liveview.view.template import Found, Templates


class Classes:
    """Checks what an app serves.

    Args:
        environment: the app's.
        components: components that every template may call.

    Attributes:
        findings: what was found: errors and warnings.
        notes: what else is good to know.
    """

    def __init__(self, environment: LiveEnvironment, components: Sequence[type[Component]] = ()) -> None:
        # One of its own: an app that serves meanwhile compiles in another thread, and a template that is half
        # compiled here would be an unknown there.
        overlay: Any = environment.overlay()
        overlay.__dict__.pop("unfinished_templates", None)
        self._environment: LiveEnvironment = overlay
        self._templates = Templates(overlay, components)
        self._seen: set[type[Stateful]] = set()
        self._findings = Findings()
        self._good_to_know: set[Finding] = set()

    @property
    def findings(self) -> list[Finding]:
        """What was found, by file and line."""
        return sorted(self._findings.found)

    @property
    def notes(self) -> list[Finding]:
        """What else is good to know, by file and line."""
        return sorted(self._good_to_know)

    def check(self, owners: Iterable[type[Stateful]]) -> None:
        """Check classes, and the components that they use."""
        for owner in owners:
            if owner not in self._seen:
                self._seen.add(owner)
                self._check(owner)

    def layout(self, name: str, names: Iterable[str]) -> None:
        """Check an app's layout.

        Args:
            name: the template.
            names: what it sees.
        """
        known = dict.fromkeys(names, Any)

        def unknown(missing: str) -> str:
            return f"a layout has no `{missing}`; it sees {', '.join(known)}.{did_you_mean(missing, known)}"

        trees = Trees(self._environment)
        try:
            tree = trees.named(name, None)
        except jinja2.TemplateNotFound:
            self._findings.add("unknown-template", f"there is no layout `{name}`.", None, name, 1)
            return
        except jinja2.TemplateSyntaxError as error:
            self._syntax(error, name)
            return
        Walk(trees, self._world(self._environment, known, unknown=unknown), self._findings).template(tree, Scope())

    def _check(self, owner: type[Stateful]) -> None:
        before = len(self._findings.found)
        components: Sequence[type[Component]] = ()
        try:
            owner._spec.resolve()
            components = self._templates.components_of(owner)
            self.check(components)
            source = Found(owner, self._templates).source()
        except DefinitionError as error:
            self._findings.add_error("definition", error)
            return
        self._not_kept(owner)
        trees = Trees(source.environment)
        try:
            tree = trees.of(source)
        except jinja2.TemplateSyntaxError as error:
            self._syntax(error, source.name)
            return
        except (jinja2.TemplateNotFound, TemplateError):
            self._as_served(owner, before, source.environment)
            return
        self._names(owner, tree, trees, {component.__name__: component for component in components})
        self._events(owner, trees)
        if self._as_served(owner, before, source.environment):
            self._notes(trees)

    def _not_kept(self, owner: type[Stateful]) -> None:
        """The fields that no snapshot has: of those that say so themselves nothing need be said."""
        for name, reason in owner._spec.snapshot.transient.items():
            field = owner._spec.fields[name]
            if field.transient or isinstance(field.default, Presence):
                continue
            declaring = next(base for base in owner.__mro__ if name in vars(base).get("__annotations__", {}))
            place = place_of(declaring, name)
            message = (
                f"{declaring.__name__}.{name} is not kept when another process goes on with the page: {reason}. Its "
                f"value then is what `mount` gives it, or `restore(self)`."
            )
            self._good_to_know.add(
                Finding(place.filename or declaring.__name__, place.lineno or 1, "not-kept", message)
            )

    def _syntax(self, error: jinja2.TemplateSyntaxError, name: str) -> None:
        self._findings.add("syntax", error.message or "syntax error", error.name or name, error.filename, error.lineno)

    def _names(
        self, owner: type[Stateful], tree: Tree, trees: Trees, components: Mapping[str, type[Component]]
    ) -> None:
        spec = owner._spec
        known = spec.visible_names | components.keys()
        world = self._world(
            trees.environment,
            names_seen_by(owner, spec.visible_names),
            spec.constants,
            components,
            lambda name: unknown_name(owner, name, known),
        )
        Walk(trees, world, self._findings).template(tree, Scope())

    def _world(
        self,
        environment: LiveEnvironment,
        names: Mapping[str, Any],
        constants: Iterable[str] = (),
        components: Mapping[str, type[Component]] | None = None,
        unknown: Any = None,
    ) -> World:
        return World(
            names,
            frozenset(constants),
            components or {},
            environment.globals,
            environment.filters,
            environment.tests,
            unknown,
        )

    def _events(self, owner: type[Stateful], trees: Trees) -> None:
        for tree in list(trees.parsed.values()):

            def report(code: str, message: str, lineno: int, tree: Tree = tree) -> None:
                self._findings.add(code, message, tree.name, tree.filename, lineno)

            events = Events(owner, lambda name, value, tag: wrong_binding(owner, name, value, tag), report)
            events.check(Elements().read(tree.root))

    def _as_served(self, owner: type[Stateful], before: int, environment: LiveEnvironment) -> bool:
        """Compile the template as a page does: whatever that refuses is a finding, unless it is one already."""
        try:
            self._templates.of(owner)
        except DefinitionError as error:
            self._findings.add_error("definition", error)
        except TemplateError as error:
            is_syntax = isinstance(error.__cause__, jinja2.TemplateSyntaxError)
            if is_syntax or not self._is_said(error):
                self._refused(error, is_syntax=is_syntax)
        except Exception as error:  # a loader or an extension of the app
            self._findings.found.add(Finding(owner.__name__, 1, "syntax", f"{type(error).__name__}: {error}"))
        else:
            return True
        return False

    def _refused(self, error: TemplateError, *, is_syntax: bool) -> None:
        if not self._is_said(error):
            self._findings.add_error("syntax" if is_syntax else "html", error)

    def _is_said(self, error: TemplateError) -> bool:
        """Whether the line has an error already: the compiler's words for the same would be one too many."""
        found = self._findings.found
        return any(finding.line == error.lineno and finding.file == error.filename for finding in found)

    def _notes(self, trees: Trees) -> None:
        for tree in trees.parsed.values():
            # The walks above have not changed the tree, but planning does.
            root: nodes.Template = trees.environment.parse(tree.text, tree.name, tree.filename)
            try:
                notes = notes_of(root, Planner(trees.environment, tree.name, tree.filename))
            except TemplateError:  # of an include that is text for an attribute: nothing is known of its speed
                continue
            for note in notes:
                self._findings.add(*message_of(note), tree.name, tree.filename, note.lineno)
