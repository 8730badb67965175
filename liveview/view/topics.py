"""The methods of a class that are called for what is published: `@on`, as the class's table has it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from liveview.runtime.topics import Topic, message_type


@dataclass
class Listener:
    """One entry of a class's table.

    Attributes:
        method: the method's name.
        topics: what it listens to.
        function: the method.
    """

    method: str
    topics: tuple[Topic, ...]
    function: Callable[..., Any]

    @cached_property
    def kind(self) -> Any:
        """The type of its messages.

        Raises:
            DefinitionError: its annotation cannot be resolved.
        """
        return message_type(self.function)


def names_of(listeners: Mapping[str, Listener]) -> Iterable[str]:
    """The fields and path parameters that topics are named by."""
    return (name for listener in listeners.values() for topic in listener.topics for name in topic.names)
