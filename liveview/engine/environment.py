"""Jinja's environment and template with a second, live form of every template."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar, cast

import jinja2
from jinja2 import nodes
from jinja2.environment import copy_cache
from jinja2.runtime import Context

from liveview.engine.additions import BIND, ERROR
from liveview.engine.builder import StaticAttribute
from liveview.engine.bytecode import Bytecode, is_kept, key_of
from liveview.engine.controls import Controls
from liveview.engine.generator import LiveCodeGenerator
from liveview.engine.links import Reads
from liveview.errors import InternalError, LiveViewError, TemplateError

C = TypeVar("C")
F = TypeVar("F", bound=Callable[..., Any])


def pure(function: F) -> F:
    """Declare that a function's result depends on its arguments alone.

    A call of it in a template is then skipped while its arguments are unchanged. Without this a function,
    filter or test of the application is called at every update: always right, sometimes slower.
    """
    function.lv_pure = True  # type: ignore[attr-defined]
    return function


@pure
def keyed(value: Any, name: Any) -> Any:
    """`{% for row in rows|keyed("id") %}`: the key of rows that have no element to carry `lv-key`."""
    return value


class LiveContext(Context):
    """Names looked up in the state itself, so that only what a template reads is worked out."""

    state: Mapping[str, Any] = MappingProxyType({})

    def resolve_or_missing(self, key: str) -> Any:
        if key in self.vars:
            return self.vars[key]
        try:
            return self.state[key]
        except KeyError:
            return super().resolve_or_missing(key)

    def get_all(self) -> dict[str, Any]:
        return {**self.parent, **self.state, **self.vars}

    def __contains__(self, name: str) -> bool:
        return name in self.state or super().__contains__(name)


class LiveTemplate(jinja2.Template):
    """A template with a live form.

    Attributes:
        live_root: fills a range with the template.
        live_blocks: its blocks by name, in their live form; None for one that has none.
        live_pure: whether what it shows depends on the state alone.
        reads: what it depends on where another template includes or imports it.
        attributes: the `lv-…` attributes of constant text in this template and those it names.
    """

    live_root: Callable[..., None]
    live_blocks: Mapping[str, Any]
    live_pure: bool
    reads: Reads
    _own_roots: Mapping[str, int]
    _own_attributes: Sequence[StaticAttribute]
    _for_layouts: Sequence[tuple[str, int | None]]
    _names: Sequence[str]
    _bound: Sequence[str]

    @classmethod
    def _from_namespace(
        cls, environment: jinja2.Environment, namespace: MutableMapping[str, Any], globals: MutableMapping[str, Any]
    ) -> LiveTemplate:
        template: LiveTemplate = super()._from_namespace(environment, namespace, globals)  # type: ignore[assignment]
        template.live_root = namespace["live_root"]
        if inspect.isgeneratorfunction(template.live_root):
            raise InternalError(f"the live form of {template.name} writes its text instead of keeping its values")
        template.live_blocks = namespace["live_blocks"]
        template.live_pure = namespace["live_pure"]
        template.reads = namespace["live_reads"]
        template._own_roots = namespace["live_lines"]
        template._own_attributes = [
            StaticAttribute(name, value, tag, lineno, template.name)
            for name, value, tag, lineno in namespace["live_attributes"]
        ]
        template._for_layouts = namespace["live_for_layouts"]
        template._names = namespace["live_names"]
        template._bound = namespace["live_bound"]
        return template

    @property
    def roots(self) -> dict[str, int]:
        """The names that must come from the state, with the line where each is first read.

        Those of parents and includes with a constant name count too; the environment's globals, and names
        that a template asks for with `is defined` or `default`, do not. Nor do names of parents and includes that
        a template binds: they may see a loop's variable, or what is set around them.
        """
        linked = list(self.linked())
        bound = {name for template in linked for name in template._bound}
        found: dict[str, int] = {}
        for template in linked[1:]:
            found = {**{name: line for name, line in template._own_roots.items() if name not in bound}, **found}
        return {**found, **self._own_roots}

    @property
    def attributes(self) -> list[StaticAttribute]:
        """The `lv-…` attributes of constant text, those of parents and includes with a constant name too."""
        return [attribute for template in self.linked() for attribute in template._own_attributes]

    def for_layouts(self) -> Iterator[TemplateError]:
        """What only a layout may say, in blocks and macros of this template and those it names: nothing for a view."""
        for template in self.linked():
            for reason, lineno in template._for_layouts:
                yield TemplateError(reason, template=template.name, filename=template.filename, lineno=lineno)

    def linked(self) -> Iterator[LiveTemplate]:
        """This template, and those that it names by a constant: parents, includes, imports."""
        seen: set[str] = set()
        waiting: list[LiveTemplate] = [self]
        while waiting:
            template = waiting.pop()
            yield template
            for name in template._names:
                if name not in seen:
                    seen.add(name)
                    try:
                        found = self.environment.get_template(name, template.name)
                    except jinja2.TemplateNotFound:
                        continue  # it may be allowed to be missing; if not, rendering says so
                    waiting.append(found)  # type: ignore[arg-type]

    def live_context(self, values: Mapping[str, Any], before: Context | None) -> LiveContext:
        """The context of one evaluation.

        Args:
            values: the state.
            before: the context of the last evaluation, used again where it fits: making one costs more than
                a small update.
        """
        if not isinstance(before, LiveContext) or before.name != self.name:
            context = self.new_context()
            if not isinstance(context, LiveContext):
                raise InternalError(f"{type(context).__name__} is no context of a live template")
            context.state = values
            return context
        before.state = values
        before.vars.clear()
        before.exported_vars.clear()
        if before.blocks or self.blocks:
            before.blocks = {name: [block] for name, block in self.blocks.items()}
        return before


class LiveEnvironment(jinja2.Environment):
    """A Jinja environment whose templates can be updated by patches. Autoescape is always on.

    Attributes:
        bytecode: where compiled templates are kept between starts, if anywhere.
    """

    code_generator_class = LiveCodeGenerator
    template_class = LiveTemplate
    context_class = LiveContext
    bytecode: Bytecode | None = None
    # The attributes that name events, where these are a component's: each is written with its owner's number.
    # A regular expression; empty for none.
    event_attributes: str = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        options["autoescape"] = True
        super().__init__(*args, **options)
        self.filters.setdefault("keyed", keyed)

    @classmethod
    def adopt(cls, other: jinja2.Environment) -> LiveEnvironment:
        """An environment like another: of its class, with its syntax, loader, extensions, filters, tests and globals.

        Args:
            other: it is left as it is; what is added to it later is not seen.
        """
        made: LiveEnvironment = object.__new__(_mixed(cls, type(other), jinja2.Environment))
        made.__dict__.update(other.__dict__)
        made.context_class = _mixed(LiveContext, other.context_class, Context)
        for table in ("filters", "tests", "globals", "policies"):
            setattr(made, table, dict(getattr(other, table)))
        made.filters.setdefault("keyed", keyed)
        made.autoescape = True
        made.is_async = False  # a page is rendered between two messages, and waits for nothing
        made.cache = copy_cache(other.cache)
        made.bytecode_cache = None  # its key does not know of the live form
        made.extensions = {name: extension.bind(made) for name, extension in other.extensions.items()}
        return made

    def compile(
        self,
        source: str | nodes.Template,
        name: str | None = None,
        filename: str | None = None,
        raw: bool = False,
        defer_init: bool = False,
    ) -> Any:
        """A template's code, as in Jinja; taken from `bytecode` where it is there."""
        if self.bytecode is None or raw or defer_init or not isinstance(source, str):
            return super().compile(source, name, filename, raw, defer_init)  # type: ignore[call-overload]
        key = key_of(self, source, name, filename)
        kept = self.bytecode.load(key)
        if kept is not None and self._still_read(name, kept[1]):
            return kept[0]
        template = self.parse(source, name, filename)
        is_worth_it = is_kept(self, template)
        code = super().compile(template, name, filename)
        if is_worth_it:
            namespace: dict[str, Any] = {"environment": self}
            exec(code, namespace)  # noqa: S102 (as Jinja does: the app's own templates)
            self.bytecode.store(key, code, [(found, repr(reads)) for _, found, _, reads in namespace["LINKS"]])
        return code

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """A template's syntax tree, with what bound controls leave out."""
        template = super()._parse(source, name, filename)
        if BIND in source or ERROR in source:
            Controls(self, name, filename).complete(template)
        return template

    def _still_read(self, name: str | None, links: list[tuple[str, str]]) -> bool:
        """Whether the templates that one names read what they read when it was compiled."""
        unfinished: set[str | None] = self.__dict__.setdefault("unfinished_templates", set())
        if name in unfinished:  # it is asked for while its own links are: they go round
            return False
        unfinished.add(name)
        try:
            return all(repr(self.get_template(found, name).reads) == reads for found, reads in links)
        except (jinja2.TemplateError, LiveViewError):
            return False
        finally:
            unfinished.discard(name)

    def get_template(
        self,
        name: str | jinja2.Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> LiveTemplate:
        """A template by its name."""
        return cast(LiveTemplate, super().get_template(name, parent, globals))

    def from_string(
        self,
        source: str | nodes.Template,
        globals: MutableMapping[str, Any] | None = None,
        template_class: type[jinja2.Template] | None = None,
        *,
        name: str | None = None,
        filename: str | None = None,
    ) -> LiveTemplate:
        """A template from its text.

        Args:
            source: the template.
            globals: names for this template alone.
            template_class: as in Jinja.
            name: what error messages and debuggers call it.
            filename: the file it stands in, if any.

        Raises:
            TemplateError: where it cannot be live and right.
            jinja2.TemplateSyntaxError: where it is not Jinja.
        """
        names = self.make_globals(globals)
        code = self.compile(source, name, filename)
        return cast(LiveTemplate, (template_class or self.template_class).from_code(self, code, names, None))


def _mixed(ours: type[C], theirs: type, stock: type) -> type[C]:
    """Our class with what another one overrides: a sandbox stays one."""
    if issubclass(theirs, ours):
        return theirs
    mixed: Any = ours if theirs is stock else type(f"Live{theirs.__name__}", (ours, theirs), {})
    return cast("type[C]", mixed)
