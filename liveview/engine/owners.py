"""Whose an event is: in a component's template `lv-click="add"` is written `lv-click="add@7"`.

An event belongs to the class whose template has the tag, wherever that template's text ends up: in another component's
slot, or in a row that moves. So the tag itself says whose it is. The number is a value of the template like any other,
and a template that no component uses has none.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import replace
from typing import Any, NoReturn

from jinja2 import nodes

from liveview.engine.builder import Recorder, StaticAttribute
from liveview.engine.contexts import ContextError, Machine
from liveview.engine.evaluation import attributes_of
from liveview.engine.position import QUOTED, State
from liveview.errors import TemplateError

OWNER = "liveview.engine.owners.no_owner"
MARK = "@"
# Stands for the number of a component that has no events: no number, so that no event is sent with it and taken.
NOBODY = "-"


class EventNames:
    """The names of the attributes that name an event.

    Args:
        pattern: a regular expression for them; empty for none.
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._fullmatch = re.compile(pattern).fullmatch

    def __bool__(self) -> bool:
        return bool(self.pattern)

    def __contains__(self, name: object) -> bool:
        return bool(self.pattern) and isinstance(name, str) and self._fullmatch(name) is not None


def no_owner() -> NoReturn:
    """What stands for the number where a template is rendered as text: it would be anybody's event.

    Raises:
        TemplateError: always.
    """
    raise TemplateError(
        "an event of a component stands where text is made: in a {% filter %}, a {% set %} or an expression, it is not "
        "known whose it is. Put the tag itself into the page."
    )


def without_events(value: Any, pattern: str) -> Any:
    """Attributes that a value writes into a component's tag: they cannot be events, which would be the view's.

    Args:
        value: the attributes.
        pattern: of the names of those that name an event.

    Raises:
        TemplateError: for an event among them.
    """
    names = EventNames(pattern)
    for name in attributes_of(str(value)):
        if name in names:
            raise TemplateError(
                f"a value writes {name} into a tag of a component, and it is not known whose event that is. "
                f'Write it in the tag: {name}="{{{{ … }}}}".'
            )
    return value


def end_of_event(
    text: str, machine: Machine, names: Container[str], *, is_owned: bool
) -> tuple[int, StaticAttribute | None] | None:
    """Where the first attribute that names an event ends in a text.

    Args:
        text: static text of a template.
        machine: in front of it; it is not moved.
        names: of such attributes.
        is_owned: whether the one that is open has its owner's number already.

    Returns:
        The offset of its closing quote, with the attribute if it is constant; None where there is no such attribute.

    Raises:
        ContextError: for one without quotes.
    """
    recorder = Recorder(machine.position.tag)
    probe = replace(machine, sink=recorder)
    at = 0
    while at < len(text):
        before = probe.position
        try:
            at = probe.step(text, at)
        except ContextError:
            return None  # whoever reads the text in earnest is told, with the place
        if probe.position.state is not State.TAG or before.attribute not in names:
            continue
        if before.state is State.BEFORE_VALUE:
            raise ContextError(f'quote the attribute value: {before.attribute}="…"', at)
        if before.state in QUOTED and not (is_owned and at == 1):
            found = recorder.found[-1] if recorder.found and recorder.found[-1].name == before.attribute else None
            return at - 1, found
    return None


def number(lineno: int) -> nodes.Expr:
    """The expression for the owner's number."""
    return nodes.ImportedName(OWNER, lineno=lineno)


def is_number(node: nodes.Node) -> bool:
    """Whether it is that expression."""
    return isinstance(node, nodes.ImportedName) and node.importname == OWNER
