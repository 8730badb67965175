"""The methods of a class that are called for what is published: `@on`, as the class's table has it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from liveview.runtime.topics import Topic, message_type


@dataclass
class Listener:
    """One entry of a class's table: a method, or a `Presence` field.

    Attributes:
        method: its name.
        topics: what it listens to.
        function: the method; None for a field.
    """

    method: str
    topics: tuple[Topic, ...]
    function: Callable[..., Any] | None

    @property
    def is_presence(self) -> bool:
        """Whether it is a field that shows who is there."""
        return self.function is None

    @cached_property
    def kind(self) -> Any:
        """The type of its messages.

        Raises:
            DefinitionError: its annotation cannot be resolved.
        """
        return Any if self.function is None else message_type(self.function)


def names_of(listeners: Mapping[str, Listener]) -> Iterable[str]:
    """The fields and path parameters that topics are named by."""
    return (name for listener in listeners.values() for topic in listener.topics for name in topic.names)
