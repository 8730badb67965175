"""`JS`: commands that the client runs at once, without asking the server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import to_json

from liveview.engine.commands import Commands
from liveview.engine.escape import safe_attribute
from liveview.errors import AppError
from liveview.view.effects import plain
from liveview.view.targets import relative_target

# Milliseconds of a transition where nothing else is said: long enough to be seen, too short to wait for.
TIME = 200

Names = str | tuple[str, ...] | list[str]


@dataclass(frozen=True, slots=True)
class JSCommands(Commands):
    """A chain of commands. Each method gives a new chain, with one command more; the chain itself never changes.

    In a template: `lv-click="{{ JS.hide('#menu').push('close') }}"`; in a handler: `self.js(JS.focus("#name"))`.

    Where nothing is said by `to`, the element itself is meant. `to` is a CSS selector: of the whole page, after `>` of
    what is inside the element, after `^` of the nearest around it.

    Attributes:
        commands: each its name and its options.
    """

    commands: tuple[tuple[str, Mapping[str, Any]], ...] = ()

    def __str__(self) -> str:
        return to_json(self.commands).decode()

    def __bool__(self) -> bool:
        return bool(self.commands)

    def _and(self, command: str, **options: Any) -> JSCommands:
        given = {name: plain(value, command) for name, value in options.items() if value not in (None, False)}
        return JSCommands((*self.commands, (command, given)))

    def show(self, to: str | None = None, *, transition: Names | None = None, time: int = TIME) -> JSCommands:
        """Shows elements that are hidden.

        Args:
            to: which.
            transition: classes while it is shown; or three: during it, at its start, at its end.
            time: how long the transition takes, in milliseconds.
        """
        return self._and("show", to=to, **_transition(transition, time))

    def hide(self, to: str | None = None, *, transition: Names | None = None, time: int = TIME) -> JSCommands:
        """Hides elements, after the transition where there is one.

        Args:
            to: which.
            transition: as for `show`.
            time: how long the transition takes, in milliseconds.
        """
        return self._and("hide", to=to, **_transition(transition, time))

    def toggle(self, to: str | None = None, *, transition: Names | None = None, time: int = TIME) -> JSCommands:
        """Shows elements that are hidden, and hides the others.

        Args:
            to: which.
            transition: as for `show`.
            time: how long the transition takes, in milliseconds.
        """
        return self._and("toggle", to=to, **_transition(transition, time))

    def transition(self, classes: Names, to: str | None = None, *, time: int = TIME) -> JSCommands:
        """Gives elements classes for some time: an animation.

        Args:
            classes: the classes; or three: during it, at its start, at its end.
            to: which elements.
            time: in milliseconds.
        """
        return self._and("transition", to=to, **_transition(classes, time))

    def add_class(self, names: Names, to: str | None = None, *, until: str | None = None) -> JSCommands:
        """Gives elements classes.

        Args:
            names: the classes.
            to: which elements.
            until: `"reply"`: taken back where the events that the same chain sends fail.
        """
        return self._and("add_class", names=_list(names), to=to, until=_until(until))

    def remove_class(self, names: Names, to: str | None = None, *, until: str | None = None) -> JSCommands:
        """Takes classes from elements.

        Args:
            names: the classes.
            to: which elements.
            until: as for `add_class`.
        """
        return self._and("remove_class", names=_list(names), to=to, until=_until(until))

    def toggle_class(self, names: Names, to: str | None = None, *, until: str | None = None) -> JSCommands:
        """Gives elements classes that they don't have, and takes those that they have.

        Args:
            names: the classes.
            to: which elements.
            until: as for `add_class`.
        """
        return self._and("toggle_class", names=_list(names), to=to, until=_until(until))

    def set_attribute(self, name: str, value: str, to: str | None = None, *, until: str | None = None) -> JSCommands:
        """Sets an attribute.

        Args:
            name: its name.
            value: its value.
            to: of which elements.
            until: as for `add_class`.
        """
        return self._and("set_attribute", **_attribute(name, value), to=to, until=_until(until))

    def remove_attribute(self, name: str, to: str | None = None, *, until: str | None = None) -> JSCommands:
        """Removes an attribute.

        Args:
            name: its name.
            to: of which elements.
            until: as for `add_class`.
        """
        return self._and("remove_attribute", name=_attribute(name)["name"], to=to, until=_until(until))

    def toggle_attribute(
        self, name: str, value: str = "", to: str | None = None, *, until: str | None = None
    ) -> JSCommands:
        """Sets an attribute where it is not there, and removes it where it is.

        Args:
            name: its name.
            value: its value.
            to: of which elements.
            until: as for `add_class`.
        """
        return self._and("toggle_attribute", **_attribute(name, value), to=to, until=_until(until))

    def focus(self, to: str | None = None) -> JSCommands:
        """Puts the focus on an element."""
        return self._and("focus", to=to)

    def focus_first(self, to: str | None = None) -> JSCommands:
        """Puts the focus on the first element inside that can have it."""
        return self._and("focus_first", to=to)

    def push_focus(self, to: str | None = None) -> JSCommands:
        """Remembers an element for `pop_focus`: the one that has the focus, or another."""
        return self._and("push_focus", to=to)

    def pop_focus(self) -> JSCommands:
        """Gives the focus back to the element that was remembered last."""
        return self._and("pop_focus")

    def dispatch(self, event: str, to: str | None = None, *, detail: Any = None, bubbles: bool = True) -> JSCommands:
        """Dispatches a DOM event.

        Args:
            event: its type.
            to: on which elements.
            detail: what listeners find in it, as JSON.
            bubbles: whether elements around hear of it.
        """
        return self._and("dispatch", event=event, to=to, detail=detail, bubbles=bubbles)

    def exec(self, attribute: str, to: str | None = None) -> JSCommands:
        """Runs the commands that stand in an attribute, as they are there now.

        Args:
            attribute: its name, such as `lv-mounted` or one beginning with `data-`.
            to: of which elements.
        """
        return self._and("exec", attribute=attribute, to=to)

    def push(self, event: str, value: Mapping[str, Any] | None = None, to: str | None = None) -> JSCommands:
        """Sends an event to the view, or the component in whose template the command stands.

        Args:
            event: its name, as in `lv-click`.
            value: its arguments, as JSON, beside the `lv-value-*` of the element.
            to: which elements are shown to be waiting for the answer, beside the element itself.
        """
        return self._and("push", event=event, value=value, to=to)

    def navigate(self, url: str, *, replace: bool = False) -> JSCommands:
        """Goes to another view, as a link `lv-navigate` does.

        Args:
            url: path and query of this site.
            replace: whether the browser's history gets no further entry.

        Raises:
            TargetError: for another site.
        """
        return self._and("navigate", url=relative_target(url), replace=replace)

    def patch(self, url: str, *, replace: bool = False) -> JSCommands:
        """Shows the view at another URL of its own, as a link `lv-patch` does.

        Args:
            url: path and query of this site.
            replace: whether the browser's history gets no further entry.

        Raises:
            TargetError: for another site.
        """
        return self._and("patch", url=relative_target(url), replace=replace)

    def scroll_into_view(
        self, to: str | None = None, *, behavior: str = "smooth", block: str = "nearest"
    ) -> JSCommands:
        """Scrolls an element into view.

        Args:
            to: which.
            behavior: `"smooth"`, where people have not asked for less motion, or `"instant"`.
            block: where it is then: `"start"`, `"center"`, `"end"` or `"nearest"`.
        """
        return self._and("scroll_into_view", to=to, behavior=behavior, block=block)


JS = JSCommands()


def _list(names: Names) -> list[str]:
    return names.split() if isinstance(names, str) else [part for name in names for part in name.split()]


def _transition(classes: Names | None, time: int) -> dict[str, Any]:
    if not classes:
        return {}
    steps = [classes] if isinstance(classes, str) else list(classes)
    if len(steps) not in (1, 3):
        raise AppError(f"a transition has classes, or three of them (during, start, end), and not {len(steps)}")
    return {"transition": [step.split() for step in steps], "time": time}


def _attribute(name: str, value: str = "") -> dict[str, str]:
    safe = None if name.lower() == "style" or name.lower().startswith("lv-") else safe_attribute("", name, value)
    if safe is None:
        raise AppError(f"JS commands don't set `{name}`: it would be code or style, or what the client works with")
    return {"name": name, "value": safe}


def _until(until: str | None) -> str | None:
    if until not in (None, "reply"):
        raise AppError(f'until={until!r}: there is only until="reply"')
    return until
