"""`Component`: a part of a page, with what its caller gives it and a state of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, ClassVar, dataclass_transform

from liveview.errors import StateError
from liveview.runtime.threads import check_wanted
from liveview.view.events import NAME
from liveview.view.fields import prop, state
from liveview.view.forms.form import Form
from liveview.view.names import COMPONENT_NAMES, FROM_METHOD, did_you_mean, is_sent_by_browser
from liveview.view.sheets import Styles
from liveview.view.source import mistake
from liveview.view.spec import Reader, Spec
from liveview.view.stateful import Stateful


@dataclass_transform(kw_only_default=True, field_specifiers=(prop, state))
class Component(Stateful):
    """A template with props and state: `{{ Tile(label="CPU", value=cpu) }}` in the template of a class that `uses` it.

    An annotated attribute without a default is a required prop, `x: T = prop(default)` an optional one: the caller's,
    and read-only inside. Any other default makes it state, which `@event` methods change. Its place in the template,
    and in loops `key=…`, says which component is which: it keeps its state while it moves. It is evaluated when a prop
    or its own state has changed. One without state, events, timers and callbacks costs no more than its template.

    `class Disks(Component, isolated=True)` has a process of its own, with a mailbox and timers: the page does not wait
    where it is slow, and does not notice where it crashes. Its props are messages: values that nobody changes any more.
    It takes no content and no macros.

    `class Board(Component, shared=True)` has one process for all pages that show it with the same props: it is
    evaluated once for all of them, and all of them are sent the same bytes. It has no page, session or user of its own;
    a handler that asks for an `Event` finds who has sent it in `event.viewer`.

    `class Gauge(Component, styles="gauge.css")` brings a style sheet along, a file beside its module: the pages of an
    app that has it link it.

    Attributes:
        template: the template's file, as for a view.
        template_string: the template itself, instead.
        uses: the components that the template calls; a component always sees itself.
        emits: the events of whoever uses it that its template may send: `lv-click="^remove"`. One that is a prop is
            named by the caller: `lv-click="^{{ on_remove }}"`. `"self.on_remove"` is such a prop that only methods
            emit: `self.live.emit(self.on_remove)`.
    """

    _spec = Spec(COMPONENT_NAMES)

    uses: ClassVar[Sequence[type[Component]]] = ()
    emits: ClassVar[Sequence[str]] = ()

    def __init_subclass__(
        cls,
        *,
        isolated: bool | None = None,
        shared: bool | None = None,
        styles: Styles | None = None,
        **options: Any,
    ) -> None:
        super().__init_subclass__(styles=styles, **options)
        if shared and isolated:
            raise mistake(
                cls,
                None,
                f"{cls.__name__} is isolated and shared: a process for each page, or one for all? Write one.",
            )
        is_shared = cls._spec.is_shared if shared is None else shared
        is_isolated = (cls._spec.is_isolated if isolated is None else isolated) or is_shared
        cls._spec = Reader(cls, Component._spec, (Component, Stateful), has_props=True).read()
        _check_emits(cls)
        cls._spec.is_isolated, cls._spec.is_shared = is_isolated, is_shared
        if is_shared and any(map(is_sent_by_browser, cls.emits)):
            raise mistake(
                cls, "emits", f"{cls.__name__} is shared: it has many callers, and can emit an event to none of them."
            )
        cls._spec.has_life = cls._spec.has_life or bool(cls.emits) or is_isolated

    def __setattr__(self, name: str, value: Any) -> None:
        check_wanted()
        owner = type(self).__name__
        if name in self._spec.props:
            raise StateError(
                f"{owner}.{name} is a prop: the caller's, and read-only inside. Change it where {owner}(…) is called, "
                f"work a value out from it with @computed, or begin a state field with it in `mount`."
            )
        if name in self._spec.cached:
            raise self._shared(name)
        if name in self._spec.kept:
            raise StateError(f"self.{name} is the framework's ({COMPONENT_NAMES[name]}) and is not assigned to.")
        object.__setattr__(self, name, value)
        if name in self._spec.inputs:
            self._bound.assigned(name, value)
        if name in self._spec.followed:
            self.live.follow()
        if isinstance(value, Form) and name in self._spec.fields:
            value._enter(type(self), name, self.live.number)

    def mount(self) -> Awaitable[None] | None:
        """Runs once, when the component first has its place in a page. Its props are there."""
        return None

    def updated(self, before: Mapping[str, Any]) -> Awaitable[None] | None:
        """Runs when the caller has given other props.

        Args:
            before: all props as they were.
        """
        return None

    def info(self, message: Any) -> Awaitable[None] | None:
        """Runs for each message that was sent to the component: `self.live.send(Tile, message)`.

        Args:
            message: what was sent.
        """
        return None

    def restore(self) -> Awaitable[None] | None:
        """Runs instead of `mount` where another process goes on with a snapshot. State that was kept is there.

        Fields that are not kept have their defaults: what has none, or needs more, is assigned here.
        """
        return None

    def terminate(self, reason: str) -> Awaitable[None] | None:
        """Runs when the component has lost its place, or its view ends.

        Args:
            reason: `"removed"`, or the view's.
        """
        return None

    @classmethod
    def _props(cls, positional: tuple[Any, ...], given: dict[str, Any]) -> dict[str, Any]:
        """The value of every prop, for a call in a template.

        Raises:
            StateError: for a prop that is missing, unknown or given without its name.
        """
        props = cls._spec.props
        if positional:
            raise StateError(f"{cls.__name__}(…): props are given by name: `{cls.__name__}({_example(cls)})`.")
        for name in given.keys() - props.keys():
            if name in cls._spec.fields:
                raise StateError(
                    f"{cls.__name__}.{name} is state, the component's own. To let callers give it, write "
                    f"`{name}: … = prop(…)`."
                )
            raise StateError(f"{cls.__name__} has no prop `{name}`.{did_you_mean(name, props)}")
        missing = [name for name in cls._spec.required if name not in given]
        if missing:
            names = ", ".join(f"`{name}`" for name in missing)
            raise StateError(f"{cls.__name__}(…) needs {names}: `{{{{ {cls.__name__}({_example(cls)}) }}}}`.")
        fixed = cls._spec.fixed
        return {
            name: given[name] if name in given else fixed[name] if name in fixed else field.fresh()
            for name, field in props.items()
        }


def _check_emits(component: type[Component]) -> None:
    names = component.emits
    if isinstance(names, str) or not all(map(_is_name, names)):
        raise mistake(
            component, "emits", f'{component.__name__}.emits is a list of events\' names: `emits = ["remove"]`.'
        )
    for name in names:
        if not is_sent_by_browser(name) and name.removeprefix(FROM_METHOD) not in component._spec.props:
            raise mistake(
                component,
                "emits",
                f"{component.__name__}.emits: `{name}` is a prop by which callers name their event, and "
                f"{component.__name__} has no prop of that name. An event of one name for all callers needs no `emits` "
                f"to be emitted by a method.",
            )


def _is_name(name: object) -> bool:
    return isinstance(name, str) and NAME.fullmatch(name.removeprefix(FROM_METHOD)) is not None


def _example(component: type[Component]) -> str:
    required = [name for name, field in component._spec.props.items() if not field.has_default]
    return ", ".join(f"{name}=…" for name in required or component._spec.props)
