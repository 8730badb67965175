"""From a class to its template: found, compiled in the app's environment, and checked against the class."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import jinja2

from liveview.engine import LiveEnvironment, LiveTemplate
from liveview.errors import DefinitionError, TemplateError
from liveview.view import bindings
from liveview.view.check import Check
from liveview.view.compiled import Compiled, ComponentCall
from liveview.view.component import Component
from liveview.view.js import JS
from liveview.view.live_view import LiveView
from liveview.view.names import did_you_mean, snake_case
from liveview.view.sheets import in_order
from liveview.view.source import file_of, mistake, place_in_string, string_name
from liveview.view.stateful import Stateful


class Templates:
    """The templates of an app's views and components. Each is compiled and checked once.

    Args:
        environment: the app's environment.
        components: components that every template may call.
    """

    def __init__(self, environment: LiveEnvironment, components: Sequence[type[Component]] = ()) -> None:
        self._environment = environment
        self._everywhere = tuple(components)
        self._compiled: dict[type[Stateful], Compiled] = {}
        self._environments: dict[tuple[str | None, bool], LiveEnvironment] = {}
        known: dict[str, Any] = environment.globals
        known.setdefault("JS", JS)
        for component in components:  # as globals, templates that are imported without a context see them too
            environment.globals[component.__name__] = ComponentCall(component, self.of)

    def of(self, owner: type[Stateful]) -> Compiled:
        """The class's template, with the components it uses.

        Raises:
            TemplateError: for a template that is not found, does not compile, or names what the class does not have.
            DefinitionError: for components or arguments that cannot work.
        """
        compiled = self._compiled.get(owner)
        if compiled is None or (self._environment.auto_reload and not compiled.template.is_up_to_date):
            compiled = self._compiled[owner] = Compiled(Found(owner, self).compile())
            try:
                self._complete(owner, compiled)
            except Exception:
                del self._compiled[owner]  # the next page says the same, and not half of it
                raise
        return compiled

    def _complete(self, owner: type[Stateful], compiled: Compiled) -> None:
        owner._spec.resolve()
        for component in self.components_of(owner):
            compiled.components[component.__name__] = self._call_of(component)
        try:
            Check(owner, compiled).run()
        except jinja2.TemplateSyntaxError as error:  # of an include or a parent
            raise _located(error, compiled.template.name or "") from error

    def _call_of(self, component: type[Component]) -> ComponentCall:
        call = ComponentCall(component, self.of)
        _ = call.compiled  # its mistakes are told now, and not when a page first shows it
        return call

    def components_of(self, owner: type[Stateful]) -> Sequence[type[Component]]:
        """The components that a class's template may call.

        Raises:
            DefinitionError: where `uses` is no list of components, or a name would stand for two things.
        """
        used: dict[str, type[Component]] = {component.__name__: component for component in self._everywhere}
        if issubclass(owner, Component):
            used[owner.__name__] = owner
        if isinstance(owner.uses, str) or not isinstance(owner.uses, Sequence):
            raise mistake(owner, "uses", f"{owner.__name__}.uses is a list of components: `uses = [Tile, Card]`.")
        own: dict[str, type[Component]] = {}
        for component in owner.uses:
            if not (isinstance(component, type) and issubclass(component, Component)):
                raise mistake(owner, "uses", f"{owner.__name__}.uses holds {component!r}, which is no Component class.")
            name = component.__name__
            if own.setdefault(name, component) is not component or name in owner._spec.visible_names:
                raise mistake(owner, "uses", f"{owner.__name__}: its template would have two things called `{name}`.")
        return list({**used, **own}.values())

    def sheets_of(self, owners: Iterable[type[Stateful]]) -> list[Path]:
        """The style sheets of some classes, of all components that their templates may call, and of those everywhere.

        Args:
            owners: views.
        """
        reached: dict[type[Stateful], None] = {}

        def reach(owner: type[Stateful]) -> None:
            if owner not in reached:
                reached[owner] = None
                for component in self.components_of(owner):
                    reach(component)
                reached[owner] = reached.pop(owner)  # behind what it uses

        for owner in (*self._everywhere, *owners):
            reach(owner)
        return in_order(owner._sheets for owner in reached)

    def environment_for(self, folder: str | None, owner: type[Stateful]) -> LiveEnvironment:
        """The environment that looks into a folder first: includes and parents are found there too.

        Components have one of their own, where each event is written with its owner's number.
        """
        is_component = issubclass(owner, Component)
        if folder is None and not is_component:
            return self._environment
        if (folder, is_component) not in self._environments:
            self._environments[folder, is_component] = self._overlay(folder, bindings.OWNED if is_component else "")
        return self._environments[folder, is_component]

    def _overlay(self, folder: str | None, events: str) -> LiveEnvironment:
        loaders = [*([jinja2.FileSystemLoader(folder)] if folder else []), self._environment.loader]
        known = [loader for loader in loaders if loader is not None]
        overlay: Any = self._environment.overlay(loader=jinja2.ChoiceLoader(known) if known else None)
        overlay.event_attributes = events
        environment: LiveEnvironment = overlay
        return environment


class Source(NamedTuple):
    """Where a class's template is.

    Attributes:
        declaring: the class or the base of it that says so.
        environment: what compiles it.
        name: what it is called there.
        text: a `template_string`; None for a file, which the environment's loader has.
    """

    declaring: type[Stateful]
    environment: LiveEnvironment
    name: str
    text: str | None


class Found:
    """Which template is a class's: its own or its nearest base's, and where.

    Args:
        owner: the class.
        templates: where to compile.
    """

    def __init__(self, owner: type[Stateful], templates: Templates) -> None:
        self.owner = owner
        self._templates = templates

    def compile(self) -> LiveTemplate:
        """The compiled template.

        Raises:
            TemplateError: where it does not compile.
            DefinitionError: where there is none.
        """
        source = self.source()
        environment, name = source.environment, source.name
        try:
            if source.text is None:
                return environment.get_template(name)
            return environment.from_string(source.text, name=name, filename=name)
        except jinja2.TemplateNotFound as error:
            raise self._missing(source.declaring, name) from error
        except (jinja2.TemplateSyntaxError, TemplateError) as error:
            raise _located(error, name) from error

    def source(self) -> Source:
        """Where the template is.

        Raises:
            DefinitionError: where the class has none.
        """
        for declaring in self._declaring():
            own = vars(declaring)
            if own.get("template_string") is not None and own.get("template") is not None:
                raise mistake(
                    declaring, "template", f"{declaring.__name__} has `template` and `template_string`: choose one."
                )
            environment = self._environment_of(declaring)
            if own.get("template_string") is not None:
                return Source(declaring, environment, string_name(declaring), own["template_string"])
            if own.get("template") is not None:
                return Source(declaring, environment, own["template"], None)
            name = f"{snake_case(declaring.__name__)}.html"
            if _has(environment, name):
                return Source(declaring, environment, name, None)
        raise self._none()

    def _environment_of(self, declaring: type[Stateful]) -> LiveEnvironment:
        return self._templates.environment_for(folder_of(declaring), self.owner)

    def _declaring(self) -> Iterator[type[Stateful]]:
        for base in self.owner.__mro__:
            if issubclass(base, Stateful) and base not in (Stateful, LiveView, Component):
                yield base

    def _missing(self, declaring: type[Stateful], name: str) -> DefinitionError:
        folder = folder_of(declaring)
        environment = self._environment_of(declaring)
        try:
            known = environment.list_templates(extensions=["html"])
        except TypeError:  # the app's loader cannot list
            known = []
        return mistake(
            declaring,
            "template",
            f"{declaring.__name__}: there is no template `{name}` beside its module{f' ({folder})' if folder else ''}, "
            f"nor where the app keeps templates.{did_you_mean(name, known)}",
        )

    def _none(self) -> DefinitionError:
        name, folder = f"{snake_case(self.owner.__name__)}.html", folder_of(self.owner)
        return mistake(
            self.owner,
            None,
            f'{self.owner.__name__} has no template: write `template_string = """…"""`, or put `{name}` beside its '
            f"module{f' ({folder})' if folder else ''}, or name another file with `template = …`.",
        )


def _has(environment: LiveEnvironment, name: str) -> bool:
    if environment.loader is None:
        return False
    try:
        environment.loader.get_source(environment, name)
    except jinja2.TemplateNotFound:
        return False
    return True


def _located(error: jinja2.TemplateSyntaxError | TemplateError, name: str) -> TemplateError:
    """The same error with the line of the Python file, for a template that stands in one."""
    reason = error.reason if isinstance(error, TemplateError) else error.message or "syntax error"
    template = (error.template if isinstance(error, TemplateError) else error.name) or name
    place = place_in_string(template, error.lineno)
    filename = place.filename or error.filename
    return TemplateError(reason, template=template, filename=filename, lineno=place.lineno or error.lineno)


def folder_of(owner: type[Stateful]) -> str | None:
    """Where the module of a class is."""
    filename = file_of(owner)
    return None if filename is None else os.path.dirname(os.path.abspath(filename))
