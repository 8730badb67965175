"""What views and components have in common: declared values, each instance with its own."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from liveview.errors import StateError
from liveview.runtime.done import DONE, Done
from liveview.view.bound import Bound
from liveview.view.js import JSCommands
from liveview.view.live import Live
from liveview.view.names import did_you_mean
from liveview.view.sheets import Styles, sheets_of
from liveview.view.spec import Spec


class Stateful:
    """An instance whose values are its class's declared fields."""

    _spec: ClassVar[Spec] = Spec()

    template: ClassVar[str | None] = None
    template_string: ClassVar[str | None] = None
    uses: ClassVar[Sequence[Any]] = ()
    _sheets: ClassVar[tuple[Path, ...]] = ()

    def __init_subclass__(cls, *, styles: Styles | None = None, **options: Any) -> None:
        super().__init_subclass__(**options)
        if styles is not None:
            cls._sheets = sheets_of(cls, styles)

    def __init__(self, **values: Any) -> None:
        """Makes an instance that no page belongs to: for tests of its methods.

        Args:
            values: first values of fields, which take their defaults otherwise, and of what is `Cached`.

        Raises:
            StateError: for a name that is no field.
        """
        fields = self._spec.fields
        for name in values.keys() - fields.keys() - self._spec.cached.keys():
            kind = type(self).__name__
            raise StateError(f"{kind} has no field `{name}`.{did_you_mean(name, fields)}")
        for name, field in fields.items():
            if name in values:
                self.__dict__[name] = values[name]
            elif field.has_default:
                self.__dict__[name] = field.fresh()
        for name in values.keys() & self._spec.cached.keys():
            self.__dict__[name] = values[name]  # instead of the one that pages share

    @property
    def live(self) -> Live:
        """The rarer calls."""
        live: Live | None = self.__dict__.get("_live")
        if live is None:  # a component that only shows its props never asks
            live = self.__dict__["_live"] = Live()
        return live

    @property
    def _bound(self) -> Bound:
        """What was entered for the bound fields."""
        if self.live._bound is None:
            self.live._bound = Bound(self._spec.inputs, self.__dict__)
        return self.live._bound

    def push_event(self, name: str, payload: Any = None) -> Done:
        """Calls the hooks of the page that have a `handleEvent` of this name, and the window's `lv:NAME` listeners.

        As every effect it is held until the handler has returned, and dropped if that raises. It may be called from
        any thread, and awaited or not.

        Args:
            name: the event's name.
            payload: what the listeners are given; an empty object without. Copied at once.

        Raises:
            StateError: for a payload that has no JSON.
        """
        return self._ask("push_event", name, {} if payload is None else payload)

    def js(self, commands: JSCommands) -> Done:
        """Runs commands on the page, where nothing else is said on the element around the live part.

        Args:
            commands: such as `JS.focus("#name")`.
        """
        return self._ask("js", commands.commands)

    def flash(self, kind: str, text: str, /) -> Done:
        """Shows a short notice, read out by screen readers. It outlives `navigate` and `redirect` of the same handler.

        Args:
            kind: a word for its looks, such as "info" or "error"; an "error" is read out at once. A notice takes the
                place of the one before it of the same kind.
            text: what it says; "" takes it away. The first 500 characters are shown.

        Raises:
            StateError: for a kind that is no word.
        """
        return self.live.flash(kind, text)

    def _ask(self, kind: str, *arguments: Any) -> Done:
        self.live._effects.ask(kind, *arguments)
        return DONE

    def publish(self, topic: str, message: object, *, to_self: bool = True) -> Awaitable[None]:
        """Sends a message to everybody who listens to a topic. It happens at once, and is not undone by a failure.

        Args:
            topic: its name.
            message: what they get, the very object: one that nobody changes any more.
            to_self: whether this instance gets it too, where it listens.

        Returns:
            Something that may be awaited, and need not be.

        Raises:
            StateError: where no page belongs to the instance, as in a test of its methods.
        """
        self.live._around("self.publish(…)").publish(topic, message, to_self=to_self)
        return DONE

    def _shared(self, name: str) -> StateError:
        kind = type(self).__name__
        return StateError(
            f"{kind}.{name} is cached, one value for all pages, and is not assigned to. To have it loaded anew, write "
            f"`{kind}.{name}.refresh()`; what is this instance's alone is a field of its own."
        )

    def _check_assigned(self) -> None:
        """Raises for a field that `mount` should have assigned.

        Raises:
            StateError: it names the field.
        """
        for name in self._spec.fields:
            if name not in self.__dict__:
                raise StateError(
                    f"{type(self).__name__}.{name} is declared as `state()`, without a default, and `mount` did "
                    f"not assign it. Assign it there on every path, or write `state(…)` with a default."
                )
