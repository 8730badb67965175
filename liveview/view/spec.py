"""What a class declares, read once when the class is made: fields, constants, computed values, events, timers."""

from __future__ import annotations

import inspect
import re
import sys
import types
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, ClassVar, get_origin

from liveview.engine import immutable
from liveview.runtime import topics as marks
from liveview.view import changed, events, timers
from liveview.view.arguments import Parameters
from liveview.view.cached import Cached, CachedStatus
from liveview.view.changed import Hook, hook_of
from liveview.view.computed import computed
from liveview.view.events import EventHandler
from liveview.view.fields import MISSING, Field
from liveview.view.inputs import Inputs
from liveview.view.names import CALLBACKS, COMPONENT_CALLBACKS, SETTINGS, collision, did_you_mean
from liveview.view.presence import Presence
from liveview.view.snapshots.schema import Schema
from liveview.view.source import mistake
from liveview.view.topics import Listener, names_of

CLASS_VAR = re.compile(r"\s*(\w+\.)*ClassVar\b")
METHODS = (types.FunctionType, property, classmethod, staticmethod)
# What a callback is given, beside `mount` and `params` of a view.
ARGUMENTS = {
    "mount": "",
    "joined": ", resumed: bool",
    "updated": ", before: Mapping[str, Any]",
    "info": ", message: Any",
    "restore": "",
    "terminate": ", reason: str",
}
SHARED_BY_MISTAKE = (list, dict, set, bytearray, deque)


@dataclass
class Spec:
    """The declarations of one class with those of its bases.

    Attributes:
        kept: the framework's own names on such a class.
        fields: state fields or props by name.
        cached: values of no instance, which many share.
        computed: the @computed names.
        constants: the ClassVar names.
        events: handlers by event name.
        timers: intervals in seconds by method name.
        topics: what methods listen to, by their names.
        inputs: the fields that a browser may set.
        hooks: what runs after it has set one, by field.
        snapshot: what of the state another process can go on with.
        callbacks: what `mount` and `params` ask for, where the class defines them.
        has_life: whether something may happen to an instance: it has state, cached values, events, timers, topics or
            callbacks.
        is_isolated: whether an instance has a process of its own.
        is_shared: whether that is one for all pages that show it with the same props.
    """

    kept: Mapping[str, str] = field(default_factory=dict)
    fields: dict[str, Field] = field(default_factory=dict)
    cached: dict[str, Cached[Any] | CachedStatus[Any]] = field(default_factory=dict)
    computed: set[str] = field(default_factory=set)
    constants: set[str] = field(default_factory=set)
    events: dict[str, EventHandler] = field(default_factory=dict)
    timers: dict[str, float] = field(default_factory=dict)
    topics: dict[str, Listener] = field(default_factory=dict)
    inputs: Inputs = field(default_factory=Inputs)
    hooks: dict[str, Hook] = field(default_factory=dict)
    snapshot: Schema = field(default_factory=Schema)
    callbacks: dict[str, Parameters] = field(default_factory=dict)
    has_life: bool = False
    is_isolated: bool = False
    is_shared: bool = False

    @cached_property
    def visible_names(self) -> frozenset[str]:
        """What a template of the class can read, the components apart."""
        return frozenset((*self.fields, *self.cached, *self.computed, *self.constants))

    @cached_property
    def props(self) -> Mapping[str, Field]:
        """The fields that a caller gives."""
        return {name: field for name, field in self.fields.items() if field.is_prop}

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The props that every call gives."""
        return tuple(name for name, field in self.props.items() if not field.has_default)

    @cached_property
    def fixed(self) -> Mapping[str, object]:
        """The defaults of props that all instances may have, because they can never change."""
        plain = {name: field.default for name, field in self.props.items() if field.default is not MISSING}
        return {name: default for name, default in plain.items() if immutable(default)}

    @cached_property
    def followed(self) -> frozenset[str]:
        """The fields that topics are named by."""
        return frozenset(names_of(self.topics)) & self.visible_names

    def resolve(self) -> None:
        """Resolves every annotation that arguments are converted by.

        Raises:
            DefinitionError: for one that cannot be: better now than at the first click.
        """
        for handler in self.events.values():
            _ = handler.parameters.by_name
        for parameters in self.callbacks.values():
            _ = parameters.by_name
        for listener in self.topics.values():
            _ = listener.kind
        self.inputs.resolve()
        self.snapshot.resolve()


class Reader:
    """Adds a class's own declarations to those of its bases.

    Args:
        owner: the class under construction.
        start: what the framework's class above it declares.
        own_bases: the framework's classes above it, which declare nothing.
        has_props: whether annotated attributes are props: it is a component.
    """

    def __init__(self, owner: type, start: Spec, own_bases: tuple[type, ...], *, has_props: bool) -> None:
        self.owner = owner
        self.has_props = has_props
        self.spec = Spec(start.kept, dict(start.fields))
        self._own_bases = own_bases
        self._makers: set[str] = set()  # of `mount` and `restore`
        self._callbacks = COMPONENT_CALLBACKS if has_props else CALLBACKS

    def read(self) -> Spec:
        """The class's declarations.

        Raises:
            DefinitionError: for what cannot work as written.
        """
        for declaring in reversed(self.owner.__mro__):
            # Bases of the framework declare nothing; plain mix-ins are read like the class itself.
            if declaring is not object and declaring not in self._own_bases:
                self._declarations_of(declaring)
        spec = self.spec
        has_state = any(not field.is_prop for field in spec.fields.values())
        has_news = bool(spec.cached or spec.events or spec.timers or spec.topics)
        spec.has_life = has_state or has_news or spec.has_life
        self._check_topics()
        spec.inputs = Inputs(self.owner, spec.fields.values())
        spec.inputs.check(spec.hooks, spec.events, has_url=not self.has_props)
        spec.snapshot = Schema(self.owner, spec.fields, callbacks=self._makers)
        return spec

    def _check_topics(self) -> None:
        """A component has no path: what names its topics are its own values. Of a view the route decides."""
        for listener in self.spec.topics.values() if self.has_props else ():
            for name in (name for topic in listener.topics for name in topic.names):
                if name not in self.spec.visible_names:
                    near = did_you_mean(name, self.spec.visible_names)
                    raise self._mistake(listener.method, f"its topic names `{name}`, which is no field.{near}")

    def _declarations_of(self, declaring: type) -> None:
        annotations = _annotations(declaring)
        own = {name: value for name, value in vars(declaring).items() if not _is_dunder(name)}
        if "__init__" in vars(declaring) and issubclass(declaring, self._own_bases):
            raise self._mistake("__init__", "the framework makes the instances. Put what it does into `mount`.")
        for name in {**annotations, **own}:
            self._check_collision(name, own.get(name))
        for name, annotation in annotations.items():
            if not _is_dunder(name) and (name not in SETTINGS & self.spec.kept.keys() or name == "page_title"):
                self._annotated(name, annotation, own.get(name, MISSING))
        for name, value in own.items():
            if name not in annotations:
                self._unannotated(name, value)

    def _check_collision(self, name: str, value: object) -> None:
        is_callback = name in self._callbacks and isinstance(value, types.FunctionType) and not _is_marked(value)
        if name in self.spec.kept and (name in SETTINGS or is_callback):
            return
        reason = collision(self.owner.__name__, name, self.spec.kept, is_event=hasattr(value, events.MARK))
        if reason is not None:
            raise mistake(self.owner, name, reason)

    def _annotated(self, name: str, annotation: object, value: object) -> None:
        if isinstance(value, (Cached, CachedStatus)):
            self._cached(name, value)
            return
        if _is_class_var(annotation):
            self.spec.constants.add(name)
            return
        if isinstance(value, (*METHODS, computed)):
            raise self._mistake(name, "it is declared as a field and again as a method. Rename one of the two.")
        if isinstance(value, Field):
            self._check_kind(name, value)
            declared = value
        elif value is MISSING:
            declared = self._without_default(name)
        else:
            declared = Field(value)
        self._add(name, declared)

    def _check_kind(self, name: str, declared: Field) -> None:
        if declared.is_prop and not self.has_props:
            raise self._mistake(name, "a view has no caller to give it props. Write `state(…)` instead of `prop(…)`.")

    def _without_default(self, name: str) -> Field:
        if name in self.spec.fields:  # only the type is made narrower
            return self.spec.fields[name]
        if self.has_props:
            return Field(is_prop=True)
        raise self._mistake(
            name, f"a state field needs a first value: `{name}: … = …`, or `= state()` if `mount` always assigns one."
        )

    def _add(self, name: str, declared: Field) -> None:
        declared = replace(declared, name=name)
        self.spec.topics.pop(name, None)
        if isinstance(declared.default, Presence):
            self.spec.topics[name] = Listener(name, (declared.default.changes(),), None)
        if declared.default_factory is None and declared.has_default:
            try:
                declared.fresh()
            except Exception as error:
                raise self._mistake(
                    name, f"its default cannot be copied for each view ({error}). Write `state(default_factory=…)`."
                ) from error
        self.spec.computed.discard(name)
        self.spec.cached.pop(name, None)
        self.spec.fields[name] = declared

    def _cached(self, name: str, value: Cached[Any] | CachedStatus[Any]) -> None:
        self.spec.fields.pop(name, None)
        self.spec.computed.discard(name)
        self.spec.topics.pop(name, None)
        self.spec.cached[name] = value

    def _unannotated(self, name: str, value: object) -> None:
        if isinstance(value, computed):
            self.spec.fields.pop(name, None)
            self.spec.cached.pop(name, None)
            self.spec.computed.add(name)
        elif isinstance(value, (Cached, CachedStatus)):
            self._cached(name, value)
        elif isinstance(value, types.FunctionType):
            self._method(name, value)
        elif isinstance(value, Field):
            word = "prop" if value.is_prop else "state"
            raise self._mistake(name, f"`{word}(…)` needs a type: `{name}: … = {word}(…)`.")
        elif name in self.spec.fields and isinstance(value, METHODS):
            raise self._mistake(name, "it is declared as a field and again as a method. Rename one of the two.")
        elif name in self.spec.fields:
            self._add(name, replace(self.spec.fields[name], default=value, default_factory=None))
        elif isinstance(value, SHARED_BY_MISTAKE) and name not in SETTINGS:
            raise self._mistake(
                name,
                f"without an annotation this {type(value).__name__} is one for all users. Write "
                f"`{name}: {type(value).__name__}[…] = …` for state (each view gets a copy), or `ClassVar[…]`.",
            )

    def _method(self, name: str, function: types.FunctionType) -> None:
        if name in self.spec.fields:
            raise self._mistake(name, "it is declared as a field and again as a method. Rename one of the two.")
        if name in self._callbacks:
            self._callback(name, function)
        self._event(name, function)
        for field_name in getattr(function, changed.MARK, ()):
            self.spec.hooks[field_name] = hook_of(name, function)
        if (seconds := getattr(function, timers.MARK, None)) is not None:
            self.spec.timers[name] = seconds
        if declared := getattr(function, marks.MARK, None):
            self.spec.topics[name] = Listener(name, declared, function)

    def _callback(self, name: str, function: types.FunctionType) -> None:
        self.spec.has_life = True
        self._makers |= {"mount", "restore"} & {name}
        if name in ("mount", "params") and not self.has_props:
            self.spec.callbacks[name] = Parameters(function)
            return
        argument = ARGUMENTS[name]
        if len(inspect.signature(function).parameters) != (2 if argument else 1):
            how = "with one argument" if argument else "without arguments" + ", its props are there" * self.has_props
            raise self._mistake(name, f"it is called {how}: `def {name}(self{argument})`.")

    def _event(self, attribute: str, function: types.FunctionType) -> None:
        declared = getattr(function, events.MARK, None)
        # A method that overrides an event's handler stays the event's handler.
        names = [declared] if declared else [n for n, h in self.spec.events.items() if h.attribute == attribute]
        for name in names:
            before = self.spec.events.get(name)
            if before is not None and before.attribute != attribute and before.attribute in vars(self.owner):
                raise self._mistake(attribute, f"the event `{name}` is already `{before.attribute}`'s.")
            self.spec.events[name] = EventHandler(name, attribute, function, self.owner.__name__)

    def _mistake(self, name: str, reason: str) -> Exception:
        return mistake(self.owner, name, f"{self.owner.__name__}.{name}: {reason}")


def _annotations(declaring: type) -> dict[str, object]:
    if sys.version_info >= (3, 14):
        import annotationlib

        return annotationlib.get_annotations(declaring, format=annotationlib.Format.FORWARDREF)
    return inspect.get_annotations(declaring)


def _is_class_var(annotation: object) -> bool:
    if isinstance(annotation, str):
        return CLASS_VAR.match(annotation) is not None
    return annotation is ClassVar or get_origin(annotation) is ClassVar


def _is_dunder(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def _is_marked(value: object) -> bool:
    return any(hasattr(value, mark) for mark in (events.MARK, timers.MARK, marks.MARK, changed.MARK))
